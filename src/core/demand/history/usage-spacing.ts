import type { IssueList } from '../../domain/index.ts';
import { HOURS_PER_DAY, civilDateOf, dateTextOf } from './civil-date.ts';
import type { UsageColumns } from './usage-columns.ts';
import type { Cadence, UsageOptions } from './usage-history.ts';
import { remarkAt, remarkOnTable } from './usage-remarks.ts';
import type { UsageRows } from './usage-table.ts';

interface Given {
  readonly options: UsageOptions;
  readonly issues: IssueList;
  readonly columns: UsageColumns;
}

/** Rows of one cadence in rising order. */
export interface SpacedRows {
  readonly rows: UsageRows;
  readonly cadence: Cadence;
}

/** Fewest rows that show a period, and a growth. */
const ROWS_MIN = 2;
/** A last amount below this share of the one before may be a period that has not ended. */
const UNFINISHED_FRACTION = 0.6;
/** A gap this long may be one of the table's own: a leap year. */
const GAP_HOURS_MAX = 366 * 24;
/** An hourly table this long has seen clocks change. */
const DAYLIGHT_ROWS_MIN = 24 * 60;
/** Longest step that each cadence takes, in hours. */
const CADENCES: readonly (readonly [Cadence, shortest: number, longest: number])[] = [
  ['hour', 1, 1],
  ['day', 24, 24],
  ['week', 168, 168],
  ['month', 28 * 24, 31 * 24],
];

/** Finds the cadence of rows in rising order, drops what counts for nothing and says what is missing. */
export function spacedRows(rising: UsageRows, given: Given): SpacedRows | null {
  const { options, issues } = given;
  const ended = options.dropLast ? from(rising, 0, rising.hours.length - 1) : rising;
  const rows = withoutLeadingZeros(ended, given);
  if (issues.hasErrors()) return null;
  const { length } = rows.hours;
  if (length < ROWS_MIN) {
    const what = `${length === 1 ? 'one row is' : 'no row is'} left; it takes ${ROWS_MIN} to tell how long a period is`;
    issues.addLocated(remarkOnTable('error', { code: 'usage-too-short', what, fix: 'give more periods' }));
    return null;
  }
  const cadence = cadenceOf(rows, given);
  if (cadence === null) return null;
  if (isGapTooLong(rows, given)) return null;
  remarkOnGaps(rows, cadence, given);
  remarkOnZeros(rows, given);
  remarkOnLast(rows, given);
  remarkOnDaylight(rows, cadence, given);
  return { rows, cadence };
}

function from({ lines, hours, values }: UsageRows, start: number, end?: number): UsageRows {
  return { lines: lines.subarray(start, end), hours: hours.subarray(start, end), values: values.subarray(start, end) };
}

function withoutLeadingZeros(rows: UsageRows, { issues }: Given): UsageRows {
  const start = rows.values.findIndex((value) => value > 0);
  if (start < 0) {
    const what = rows.values.length === 0 ? 'no row is left' : 'every amount is zero';
    issues.addLocated(remarkOnTable('error', { code: 'usage-zero', what, fix: 'give a history with some usage' }));
    return rows;
  }
  if (start > 0) {
    const what = `${start === 1 ? 'a row' : `${start} rows`} of zero before the first usage ${start === 1 ? 'is' : 'are'} left out`;
    const fix = 'start the table where usage starts';
    issues.addLocated(remarkAt('warning', { line: rows.lines[0]! }, { code: 'usage-leading-zeros', what, fix }));
  }
  return from(rows, start);
}

/** The cadence of the step that occurs most; a table without one is refused. */
function cadenceOf({ lines, hours }: UsageRows, { issues }: Given): Cadence | null {
  const counts = CADENCES.map(() => 0);
  hours.forEach((at, row) => {
    const step = at - (hours[row - 1] ?? Number.NaN);
    const kind = CADENCES.findIndex(([, min, max]) => step >= min && step <= max);
    if (kind >= 0) counts[kind]! += 1;
  });
  const most = Math.max(...counts);
  const found = CADENCES[counts.indexOf(most)]?.[0];
  const isFew = most * 2 < hours.length - 1;
  const off = isFew ? 1 : hours.findIndex((at) => isOff(at, hours[0]!, found));
  if (found !== undefined && off < 0) return found;
  const what = 'the rows are not an hour, a day, a week or a month apart';
  const fix = 'sum the rows to one of these periods, the same throughout';
  issues.addLocated(remarkAt('error', { line: lines[off]! }, { code: 'usage-spacing', what, fix }));
  return null;
}

/** Whether a time is no whole number of periods after the first; months may be dated by any one day, or by their last. */
function isOff(hours: number, first: number, cadence: Cadence | undefined): boolean {
  if (cadence !== 'month') return (hours - first) % (cadence === 'hour' ? 1 : cadence === 'day' ? 24 : 168) !== 0;
  const day = Math.floor(hours / HOURS_PER_DAY);
  return civilDateOf(day).day !== civilDateOf(Math.floor(first / HOURS_PER_DAY)).day && civilDateOf(day + 1).day !== 1;
}

/** One gap longer than a year and than all the rest together is no history: one of its dates is likely wrong. */
function isGapTooLong({ lines, hours }: UsageRows, { issues, columns }: Given): boolean {
  let longest = 1;
  for (let row = 2; row < hours.length; row += 1) {
    if (hours[row]! - hours[row - 1]! > hours[longest]! - hours[longest - 1]!) longest = row;
  }
  const gap = hours[longest]! - hours[longest - 1]!;
  const rest = hours.at(-1)! - hours[0]! - gap;
  if (gap <= GAP_HOURS_MAX || gap <= rest) return false;
  const what = `nothing for ${Math.round(gap / HOURS_PER_DAY)} days before this row, longer than all the rest of the table`;
  const remark = { code: 'usage-gap-long', what, fix: 'correct the date, or give the part since then' };
  issues.addLocated(remarkAt('error', { line: lines[longest]! }, { ...remark, columnName: columns.dateName }));
  return true;
}

function remarkOnZeros({ lines, values }: UsageRows, { issues }: Given): void {
  const count = values.reduce((sum, value) => sum + Number(value === 0), 0);
  if (count === 0) return;
  const what = `${count === 1 ? 'a row' : `${count} rows`} of zero, from here on: a period without usage lies inside a longer growth`;
  const fix = 'correct them if they were not measured, or leave them out';
  const line = lines[values.indexOf(0)]!;
  issues.addLocated(remarkAt('warning', { line }, { code: 'usage-zeros', what, fix }));
}

function remarkOnGaps({ lines, hours }: UsageRows, cadence: Cadence, { issues }: Given): void {
  const longest = CADENCES.find(([name]) => name === cadence)![2];
  let first = -1;
  let count = 0;
  hours.forEach((at, row) => {
    if (row === 0 || at - hours[row - 1]! <= longest) return;
    if (first < 0) first = row;
    count += 1;
  });
  if (first < 0) return;
  const others = count > 1 ? `, and ${count - 1} more gaps` : '';
  const what = `rows are missing after ${dateTextOf(Math.floor(hours[first - 1]! / HOURS_PER_DAY))}${others}`;
  const fix =
    cadence === 'month' || cadence === 'week'
      ? 'growth over a gap counts as one long step; fill the rows in if they are known'
      : 'means are taken over the rows there are; fill the rows in if they are known';
  issues.addLocated(remarkAt('warning', { line: lines[first]! }, { code: 'usage-gap', what, fix }));
}

function remarkOnLast({ lines, values }: UsageRows, { issues }: Given): void {
  const [before, last] = [values.at(-2)!, values.at(-1)!];
  if (last >= UNFINISHED_FRACTION * before) return;
  const what = `the last amount is ${Math.round((100 * last) / before)} % of the one before; it counts as a whole period`;
  const fix = 'give --drop-last if that period has not ended';
  issues.addLocated(remarkAt('warning', { line: lines.at(-1)! }, { code: 'usage-last-row', what, fix }));
}

function remarkOnDaylight({ lines, hours }: UsageRows, cadence: Cadence, { issues }: Given): void {
  if (cadence !== 'hour' || hours.length < DAYLIGHT_ROWS_MIN) return;
  const skipped = hours.findIndex((at, row) => row > 0 && at - hours[row - 1]! === 2);
  if (skipped < 0) return;
  const what = 'one hour is missing here, as where clocks go forward; times count as they are written';
  const fix = 'write times in UTC, such as 2026-03-29T02:00Z';
  issues.addLocated(remarkAt('warning', { line: lines[skipped]! }, { code: 'usage-clock', what, fix }));
}
