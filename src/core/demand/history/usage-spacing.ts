import type { IssueList } from '../../domain/index.ts';
import { HOURS_PER_DAY, civilDateOf, dateTextOf } from './civil-date.ts';
import type { UsageColumns } from './usage-columns.ts';
import type { Cadence, UsageOptions } from './usage-history.ts';
import { remarkAt, remarkOnTable } from './usage-remarks.ts';

/** One row as read: its line, its moment in hours since 1970-01-01, its amount. */
export interface UsageRow {
  readonly line: number;
  readonly hours: number;
  readonly value: number;
}

interface Given {
  readonly options: UsageOptions;
  readonly issues: IssueList;
  readonly columns: UsageColumns;
}

/** Rows of one cadence in rising order. */
export interface SpacedRows {
  readonly rows: readonly UsageRow[];
  readonly cadence: Cadence;
}

/** Fewest rows that show a growth at all. */
const ROWS_MIN = 2;
/** A last amount below this share of the one before may be a period that has not ended. */
const UNFINISHED_FRACTION = 0.6;
/** Longest step that each cadence takes, in hours. */
const CADENCES: readonly (readonly [Cadence, shortest: number, longest: number])[] = [
  ['hour', 1, 1],
  ['day', 24, 24],
  ['week', 168, 168],
  ['month', 28 * 24, 31 * 24],
];

/** Orders the rows, joins or refuses those of one moment, finds the cadence and says what is missing. */
export function spacedRows(read: readonly UsageRow[], given: Given): SpacedRows | null {
  const rising = joined(inOrder(read, given), given);
  const rows = withoutLeadingZeros(rising, given);
  if (given.issues.hasErrors()) return null;
  if (rows.length < ROWS_MIN) {
    const what = `${rows.length === 1 ? 'one row is' : 'no row is'} left; growth needs ${ROWS_MIN} at least`;
    given.issues.addLocated(remarkOnTable('error', { code: 'usage-too-short', what, fix: 'give more periods' }));
    return null;
  }
  const cadence = cadenceOf(rows, given);
  if (cadence === null) return null;
  remarkOnGaps(rows, cadence, given);
  remarkOnLast(rows, given);
  remarkOnDaylight(rows, cadence, given);
  return { rows, cadence };
}

/** A table with the newest row first is turned round; a single row out of order is refused. */
function inOrder(rows: readonly UsageRow[], { issues, columns }: Given): readonly UsageRow[] {
  const falls = rows.flatMap((row, index) => (index > 0 && row.hours < rows[index - 1]!.hours ? [row] : []));
  if (falls.length === 0) return rows;
  if (rows.every((row, index) => index === 0 || row.hours <= rows[index - 1]!.hours)) {
    const what = 'the newest row comes first; the table was read from its end';
    issues.addLocated(remarkOnTable('warning', { code: 'usage-reversed', what, fix: 'put the oldest row first' }));
    return rows.toReversed();
  }
  for (const row of falls) {
    const what = 'the date lies before the one of the row above';
    const fix = 'sort the rows by date, or correct the date';
    issues.addLocated(remarkAt('error', row, { code: 'usage-order', what, fix, columnName: columns.dateName }));
  }
  return rows;
}

function joined(rows: readonly UsageRow[], { options, issues, columns }: Given): UsageRow[] {
  const groups: UsageRow[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.hours === row.hours) last.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => {
    const [first] = group;
    const sum = group.reduce((total, { value }) => total + value, 0);
    if (group.length > 1 && options.duplicates === undefined) {
      const what = `the same date stands in line ${first!.line}`;
      const fix =
        'delete one, or join them: --duplicates sum (parts of one total) or mean (repeated readings); ' +
        'an hour that comes twice in autumn needs times in UTC';
      issues.addLocated(
        remarkAt('error', group[1]!, { code: 'usage-duplicate', what, fix, columnName: columns.dateName }),
      );
    }
    return { ...first!, value: options.duplicates === 'mean' ? sum / group.length : sum };
  });
}

function withoutLeadingZeros(rows: readonly UsageRow[], { issues }: Given): readonly UsageRow[] {
  const start = rows.findIndex(({ value }) => value > 0);
  if (start < 0) {
    const what = 'every amount is zero';
    issues.addLocated(remarkOnTable('error', { code: 'usage-zero', what, fix: 'give a history with some usage' }));
    return [];
  }
  if (start > 0) {
    const what = `${start === 1 ? 'a row' : `${start} rows`} of zero before the first usage ${start === 1 ? 'is' : 'are'} left out`;
    const fix = 'start the table where usage starts';
    issues.addLocated(remarkAt('warning', rows[0]!, { code: 'usage-leading-zeros', what, fix }));
  }
  return rows.slice(start);
}

/** The cadence of the step that occurs most; a table without one is refused. */
function cadenceOf(rows: readonly UsageRow[], { issues }: Given): Cadence | null {
  const steps = rows.slice(1).map((row, index) => row.hours - rows[index]!.hours);
  const counts = CADENCES.map(([, min, max]) => steps.filter((step) => step >= min && step <= max).length);
  const most = Math.max(...counts);
  const found = CADENCES[counts.indexOf(most)]?.[0];
  const isMonthly = found === 'month';
  const isOff = (row: UsageRow): boolean =>
    isMonthly
      ? civilDateOf(Math.floor(row.hours / HOURS_PER_DAY)).day !== civilDateOf(Math.floor(rows[0]!.hours / 24)).day
      : (row.hours - rows[0]!.hours) % (found === 'hour' ? 1 : found === 'day' ? 24 : 168) !== 0;
  const off = most * 2 < steps.length ? rows[1] : rows.find((row) => isOff(row) && !isMonthEnd(row, isMonthly));
  if (found !== undefined && off === undefined) return found;
  const what = 'the rows are not an hour, a day, a week or a month apart';
  const fix = 'sum the rows to one of these periods, the same throughout';
  issues.addLocated(remarkAt('error', off ?? rows[0]!, { code: 'usage-spacing', what, fix }));
  return null;
}

/** Months may be dated by their last day. */
function isMonthEnd(row: UsageRow, isMonthly: boolean): boolean {
  return isMonthly && civilDateOf(Math.floor(row.hours / HOURS_PER_DAY) + 1).day === 1;
}

function remarkOnGaps(rows: readonly UsageRow[], cadence: Cadence, { issues }: Given): void {
  const longest = CADENCES.find(([name]) => name === cadence)![2];
  const gaps = rows.flatMap((row, index) => (index > 0 && row.hours - rows[index - 1]!.hours > longest ? [row] : []));
  const [first] = gaps;
  if (first === undefined) return;
  const before = rows[rows.indexOf(first) - 1]!;
  const others = gaps.length > 1 ? `, and ${gaps.length - 1} more gaps` : '';
  const what = `rows are missing after ${dateTextOf(Math.floor(before.hours / HOURS_PER_DAY))}${others}`;
  const fix =
    cadence === 'month' || cadence === 'week'
      ? 'growth over a gap counts as one long step; fill the rows in if they are known'
      : 'means are taken over the rows there are; fill the rows in if they are known';
  issues.addLocated(remarkAt('warning', first, { code: 'usage-gap', what, fix }));
}

function remarkOnLast(rows: readonly UsageRow[], { issues }: Given): void {
  const [before, last] = [rows.at(-2)!, rows.at(-1)!];
  if (last.value >= UNFINISHED_FRACTION * before.value) return;
  const what = `the last amount is ${Math.round((100 * last.value) / before.value)} % of the one before; it counts as a whole period`;
  issues.addLocated(
    remarkAt('warning', last, { code: 'usage-last-row', what, fix: 'give --drop-last if that period has not ended' }),
  );
}

function remarkOnDaylight(rows: readonly UsageRow[], cadence: Cadence, { issues }: Given): void {
  if (cadence !== 'hour') return;
  const skipped = rows.find((row, index) => index > 0 && row.hours - rows[index - 1]!.hours === 2);
  if (skipped === undefined || rows.length < 24 * 60) return;
  const what = 'one hour is missing here, as where clocks go forward; times count as they are written';
  issues.addLocated(
    remarkAt('warning', skipped, { code: 'usage-clock', what, fix: 'write times in UTC, such as 2026-03-29T02:00Z' }),
  );
}
