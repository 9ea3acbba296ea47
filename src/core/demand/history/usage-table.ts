import { ERRORS_LISTED_MAX, type Issue, type IssueList } from '../../domain/index.ts';
import type { UsageColumns } from './usage-columns.ts';
import type { UsageOptions } from './usage-history.ts';
import { remarkAt, remarkOnTable } from './usage-remarks.ts';

/** One row as read: its line, its moment in hours since 1970-01-01, its amount. */
export interface UsageRow {
  readonly line: number;
  readonly hours: number;
  readonly value: number;
}

/** Rows of different moments, [row]. */
export interface UsageRows {
  readonly lines: Float64Array;
  readonly hours: Float64Array;
  readonly values: Float64Array;
}

/** Moments that are kept at most: more hours than 200 years have. */
const MOMENTS_MAX = 2_000_000;
const MOMENTS_FIRST = 4096;

/**
 * The rows of a table as they come: rows of one moment that follow each other are joined at once, so that memory grows
 * with the time a table covers, 24 bytes a moment and at most MOMENTS_MAX of them, and not with its rows.
 */
export class UsageTable {
  private readonly options: UsageOptions;
  private readonly issues: IssueList;
  private readonly refuse: (issue: Issue, line: number) => void;
  private readonly columns: UsageColumns;
  private lines = new Float64Array(MOMENTS_FIRST);
  private hours = new Float64Array(MOMENTS_FIRST);
  private values = new Float64Array(MOMENTS_FIRST);
  private count = 0;
  /** rows that the last moment was joined from */
  private joined = 0;
  private hasRise = false;
  /** lines of rows that lie before the one above */
  private readonly falls: number[] = [];

  constructor(given: {
    readonly options: UsageOptions;
    readonly issues: IssueList;
    readonly columns: UsageColumns;
    /** hears of each fault as it comes */
    readonly refuse: (issue: Issue, line: number) => void;
  }) {
    this.refuse = given.refuse;
    this.options = given.options;
    this.issues = given.issues;
    this.columns = given.columns;
  }

  add(row: UsageRow): void {
    const before = this.hours[this.count - 1];
    if (this.count > 0 && before === row.hours) return this.join(row);
    if (this.count > 0 && row.hours > before!) this.hasRise = true;
    else if (this.count > 0 && this.falls.length < ERRORS_LISTED_MAX) this.falls.push(row.line);
    if (this.count === MOMENTS_MAX) return this.refuseMore(row);
    if (this.count === this.hours.length) this.grow();
    this.lines[this.count] = row.line;
    this.hours[this.count] = row.hours;
    this.values[this.count] = row.value;
    this.count += 1;
    this.joined = 1;
  }

  /** The rows with the oldest first; a table with the newest first is turned round, a row out of order is refused. */
  ordered(): UsageRows {
    const rows = this.rows();
    if (this.falls.length === 0) return rows;
    if (!this.hasRise) {
      const what = 'the newest row comes first; the table was read from its end';
      const fix = 'put the oldest row first';
      this.issues.addLocated(remarkOnTable('warning', { code: 'usage-reversed', what, fix }));
      return { lines: rows.lines.toReversed(), hours: rows.hours.toReversed(), values: rows.values.toReversed() };
    }
    for (const line of this.falls) {
      const what = 'the date lies before the one of the row above';
      const remark = { code: 'usage-order', what, fix: 'sort the rows by date, or correct the date' };
      this.issues.addLocated(remarkAt('error', { line }, { ...remark, columnName: this.columns.dateName }));
    }
    return rows;
  }

  private rows(): UsageRows {
    const [lines, hours, values] = [this.lines, this.hours, this.values].map((each) => each.subarray(0, this.count));
    return { lines: lines!, hours: hours!, values: values! };
  }

  private join({ line, value }: UsageRow): void {
    const at = this.count - 1;
    this.joined += 1;
    const mean = this.values[at]! + (value - this.values[at]!) / this.joined;
    this.values[at] = this.options.duplicates === 'mean' ? mean : this.values[at]! + value;
    if (this.options.duplicates !== undefined || this.joined > 2) return;
    const what = `the same date stands in line ${this.lines[at]}`;
    const fix =
      'delete one, or join them: --duplicates sum (parts of one total) or mean (repeated readings); ' +
      'an hour that comes twice in autumn needs times in UTC';
    const remark = { code: 'usage-duplicate', what, fix, columnName: this.columns.dateName };
    this.refuse(remarkAt('error', { line }, remark), line);
  }

  private refuseMore(row: UsageRow): void {
    const what = `the table has more than ${MOMENTS_MAX} different times; the hours of 200 years are fewer`;
    const remark = { code: 'usage-too-many', what, fix: 'sum the rows to hours or days' };
    this.refuse(remarkAt('error', row, remark), row.line);
  }

  private grow(): void {
    const longer = (of: Float64Array): Float64Array<ArrayBuffer> => {
      const copy = new Float64Array(2 * of.length);
      copy.set(of);
      return copy;
    };
    [this.lines, this.hours, this.values] = [longer(this.lines), longer(this.hours), longer(this.values)];
  }
}
