import { ERRORS_LISTED_MAX, IssueList } from '../../domain/index.ts';
import type { Issue } from '../../domain/index.ts';
import { HOURS_PER_DAY, civilDateOf, dateTextOf, daysOfMonth } from './civil-date.ts';
import { csvRowOf, delimiterOf, TextLines, type CsvRow, type Delimiter, type TableLine } from './csv-rows.ts';
import { chosenFormat } from './date-choice.ts';
import { readMoment } from './date-formats.ts';
import type { DateFormat } from './date-formats.ts';
import { decimalMark, readAmount } from './read-amount.ts';
import { usageColumns, type UsageColumns } from './usage-columns.ts';
import type { Cadence, ReadUsage, UsageHistory, UsageOptions } from './usage-history.ts';
import { remarkAt, remarkOnTable } from './usage-remarks.ts';
import { spacedRows } from './usage-spacing.ts';
import { UsageTable, type UsageRow, type UsageRows } from './usage-table.ts';

const MONTHS_PER_YEAR = 12;
/** Rows that the detection looks at; later ones are read as these were understood, or refused. */
const DETECTION_ROWS = 5000;

/**
 * Reads a table of usage: monthly, weekly, daily or hourly rows of one date and one amount, in delimited text.
 *
 * Delimiter, header, columns, unit, date format, decimal mark and cadence are detected (on the first 5,000 rows); each
 * choice is an issue of severity `assumption` that names the option overriding it, each repair (rows turned round, gaps,
 * leading zeros) a `warning`, and each bad row an `error` with its line and column. Never throws, whatever the text is.
 *
 * Totals become rates: a row's amount divided by the hours of its period (a calendar month has its own days), so that a
 * short month is no fall.
 */
export function readUsage(text: string, options: UsageOptions = {}): ReadUsage {
  const reader = new UsageReader(options);
  reader.push(text);
  return reader.end();
}

/** How the rows of a table are understood. */
interface Understanding {
  readonly columns: UsageColumns;
  readonly format: DateFormat;
  readonly mark: '.' | ',';
  readonly table: UsageTable;
}

/** `readUsage` for a text that comes in pieces: what it holds does not grow with the rows, but with the time they cover. */
export class UsageReader {
  private readonly options: UsageOptions;
  private readonly issues = new IssueList(new Map());
  private readonly lines = new TextLines();
  private delimiter: Delimiter | null = null;
  /** rows kept for the detection */
  private first: CsvRow[] = [];
  private understood: Understanding | null = null;
  private isStopped = false;
  private errorCount = 0;
  private rows = 0;

  constructor(options: UsageOptions) {
    this.options = options;
  }

  /** rows met so far, the header among them */
  get rowCount(): number {
    return this.rows;
  }

  /** Takes the next piece, cut anywhere; false once nothing more need come: the table is refused. */
  push(piece: string): boolean {
    for (const line of this.lines.taken(piece)) this.take(line);
    return !this.isStopped;
  }

  /** What the table says, once every piece has come. */
  end(): ReadUsage {
    for (const line of this.lines.rest()) this.take(line);
    if (this.understood === null && !this.isStopped) this.understand();
    const history = this.understood === null ? null : this.historyOf(this.understood);
    const sorted = this.issues.sorted();
    return { history: this.issues.hasErrors() ? null : history, issues: sorted };
  }

  private take(line: TableLine): void {
    if (this.isStopped) return;
    this.delimiter ??= delimiterOf(line.text.trimStart());
    const row = csvRowOf(line, this.delimiter);
    this.rows += 1;
    if (this.understood !== null) return this.read(row, this.understood);
    this.first.push(row);
    if (this.first.length > DETECTION_ROWS) this.understand();
  }

  /** Detects how the table is written, and reads the rows that were kept for that. */
  private understand(): void {
    const { options, issues, delimiter } = this;
    this.first = withoutTitle(this.first, issues);
    const [first, second] = this.first;
    this.isStopped = true;
    if (!first || delimiter === null) {
      const fix = 'give a header and rows such as 2026-01,120000';
      issues.addLocated(remarkOnTable('error', { code: 'usage-empty', what: 'the table is empty', fix }));
      return;
    }
    const columns = usageColumns(first, second, { options, issues });
    if (columns === null) return;
    const body = columns.hasHeader ? this.first.slice(1) : this.first;
    this.first = [];
    const format = chosenFormat(body, columns, { options, issues });
    if (format === null) return;
    const mark = decimalMark(body, columns, { options, delimiter, issues });
    if (mark === null) return;
    issues.addLocated(assumedColumns(columns, { format, mark }));
    if (columns.unit === 'usd') issues.addLocated(DOLLARS);
    this.isStopped = false;
    const refuse = (issue: Issue, line: number): void => this.refuse(issue, line);
    this.understood = { columns, format, mark, table: new UsageTable({ options, issues, columns, refuse }) };
    for (const row of body) this.read(row, this.understood);
  }

  private read(row: CsvRow, as: Understanding): void {
    if (this.isStopped) return;
    const read = rowOf(row, as);
    if (isIssue(read)) this.refuse(read, row.line);
    else as.table.add(read);
  }

  /** Keeps a fault; after so many the table is not read further. */
  private refuse(issue: Issue, line: number): void {
    this.errorCount += 1;
    this.issues.addLocated(issue);
    if (this.errorCount < ERRORS_LISTED_MAX - 1) return;
    this.isStopped = true;
    const what = `${this.errorCount} rows are at fault; the table was not read further`;
    const fix = 'correct these first: if they are many, the detection may be wrong, and options set it right';
    this.issues.addLocated(remarkAt('error', { line }, { code: 'usage-stopped', what, fix }));
  }

  private historyOf({ columns, table }: Understanding): UsageHistory | null {
    const { options, issues } = this;
    if (issues.hasErrors()) return null;
    const spaced = spacedRows(table.ordered(), { options, issues, columns });
    return spaced === null || issues.hasErrors() ? null : ratesOf(spaced.rows, spaced.cadence, columns);
  }
}

const DOLLARS = remarkOnTable('warning', {
  code: 'usage-usd',
  what: 'dollars count as GPU demand: growth of prices is taken for growth of demand, and their fall hides it',
  fix: 'give GPU-hours or tokens where you have them',
});

/** Rows without what stands above the header: lines of one field before lines of several. */
function withoutTitle(rows: readonly CsvRow[], issues: IssueList): CsvRow[] {
  const start = rows.findIndex(({ cells }) => cells.length > 1);
  if (start <= 0) return [...rows];
  const what = `${start === 1 ? 'the first line is' : `the first ${start} lines are`} no part of the table and left out`;
  const remark = { code: 'usage-title', what, fix: 'start the table with its header' };
  issues.addLocated(remarkAt('warning', rows[0]!, remark));
  return rows.slice(start);
}

function isIssue(read: UsageRow | Issue): read is Issue {
  return 'code' in read;
}

function assumedColumns(columns: UsageColumns, as: { readonly format: DateFormat; readonly mark: string }): Issue {
  const { dateName, valueName, unit, hasHeader } = columns;
  const what =
    `dates are in ${dateName} as ${as.format}, usage in ${valueName} as ${unit}` +
    `${hasHeader ? '' : ', without a header'}; decimal mark ${as.mark}`;
  const fix = 'if not: --date-column, --date-format, --value-column, --unit, --decimal';
  return remarkOnTable('assumption', { code: 'usage-columns', what, fix });
}

/** The row, or what is wrong with it. */
function rowOf(row: CsvRow, { columns, format, mark }: Understanding): UsageRow | Issue {
  const [date, amount] = [row.cells[columns.dateIndex], row.cells[columns.valueIndex]];
  if (date === undefined || amount === undefined) {
    const what = `the row ends after field ${row.cells.length}; date and usage stand in fields ${columns.dateIndex + 1} and ${columns.valueIndex + 1}`;
    return remarkAt('error', row, { code: 'usage-short-row', what, fix: 'complete the row or delete it' });
  }
  const hours = readMoment(date.text, format);
  if (hours === null) {
    const fix = 'write all dates alike, or give --date-format';
    const place = { cell: date, columnName: columns.dateName };
    return remarkAt('error', row, { code: 'usage-date', what: `not a date as ${format}`, fix, ...place });
  }
  const value = readAmount(amount.text, mark);
  if (typeof value === 'number') return { line: row.line, hours, value };
  return remarkAt('error', row, { code: 'usage-amount', ...value, cell: amount, columnName: columns.valueName });
}

/** Rows of one cadence as rates per hour. */
function ratesOf(rows: UsageRows, cadence: Cadence, { unit }: UsageColumns): UsageHistory {
  const { hours, values } = rows;
  const starts = cadence === 'month' ? hours.map(monthOf) : hours.slice();
  const ratePerHour =
    unit === 'gpus' ? values.slice() : values.map((value, row) => value / hoursOfPeriod(hours[row]!, cadence));
  // Months may be dated by any of their days.
  const [firstHours, lastHours] = [hours[0]!, hours.at(-1)!].map((at) => (cadence === 'month' ? monthStart(at) : at));
  const lastDay = Math.ceil((lastHours! + hoursOfPeriod(lastHours!, cadence)) / HOURS_PER_DAY) - 1;
  return {
    unit,
    cadence,
    starts,
    ratePerHour,
    firstDate: dateTextOf(Math.floor(firstHours! / HOURS_PER_DAY)),
    lastDate: dateTextOf(lastDay),
  };
}

/** The first hour of a moment's month. */
function monthStart(hours: number): number {
  const day = Math.floor(hours / HOURS_PER_DAY);
  return (day - civilDateOf(day).day + 1) * HOURS_PER_DAY;
}

function monthOf(hours: number): number {
  const { year, month } = civilDateOf(Math.floor(hours / HOURS_PER_DAY));
  return year * MONTHS_PER_YEAR + month - 1;
}

function hoursOfPeriod(hours: number, cadence: Cadence): number {
  if (cadence === 'hour') return 1;
  if (cadence === 'day') return HOURS_PER_DAY;
  if (cadence === 'week') return 7 * HOURS_PER_DAY;
  const { year, month } = civilDateOf(Math.floor(hours / HOURS_PER_DAY));
  return daysOfMonth(year, month) * HOURS_PER_DAY;
}
