import { IssueList } from '../../domain/index.ts';
import type { Issue } from '../../domain/index.ts';
import { HOURS_PER_DAY, civilDateOf, dateTextOf, daysOfMonth } from './civil-date.ts';
import { csvRows, delimiterOf, type CsvRow } from './csv-rows.ts';
import { chosenFormat } from './date-choice.ts';
import { readMoment } from './date-formats.ts';
import type { DateFormat } from './date-formats.ts';
import { decimalMark, readAmount } from './read-amount.ts';
import { usageColumns, type UsageColumns } from './usage-columns.ts';
import type { Cadence, ReadUsage, UsageHistory, UsageOptions } from './usage-history.ts';
import { remarkAt, remarkOnTable } from './usage-remarks.ts';
import { spacedRows, type UsageRow } from './usage-spacing.ts';

const MONTHS_PER_YEAR = 12;

/**
 * Reads a table of usage: monthly, weekly, daily or hourly rows of one date and one amount, in delimited text.
 *
 * Delimiter, header, columns, unit, date format, decimal mark and cadence are detected; each choice is an issue of
 * severity `assumption` that names the option overriding it, each repair (rows turned round, gaps, leading zeros) a
 * `warning`, and each bad row an `error` with its line and column. Never throws, whatever the text is.
 *
 * Totals become rates: a row's amount divided by the hours of its period (a calendar month has its own days), so that a
 * short month is no fall.
 */
export function readUsage(text: string, options: UsageOptions = {}): ReadUsage {
  const issues = new IssueList(new Map());
  const history = historyOf(text, options, issues);
  const sorted = issues.sorted();
  return { history: issues.hasErrors() ? null : history, issues: sorted };
}

function historyOf(text: string, options: UsageOptions, issues: IssueList): UsageHistory | null {
  const delimiter = delimiterOf(text);
  const rows = [...csvRows(text, delimiter)];
  const [first, second] = rows;
  if (!first) {
    const fix = 'give a header and rows such as 2026-01,120000';
    issues.addLocated(remarkOnTable('error', { code: 'usage-empty', what: 'the table is empty', fix }));
    return null;
  }
  const columns = usageColumns(first, second, { options, issues });
  if (columns === null) return null;
  const body = columns.hasHeader ? rows.slice(1) : rows;
  const format = chosenFormat(body, columns, { options, issues });
  if (format === null) return null;
  const mark = decimalMark(body, columns, { options, delimiter, issues });
  if (mark === null) return null;
  issues.addLocated(assumedColumns(columns, { delimiter, format, mark }));
  const read = body.flatMap((row) => rowOf(row, { columns, format, mark, issues }) ?? []);
  if (issues.hasErrors()) return null;
  const spaced = spacedRows(options.dropLast ? read.slice(0, -1) : read, { options, issues, columns });
  return spaced === null || issues.hasErrors() ? null : ratesOf(spaced.rows, spaced.cadence, columns);
}

function assumedColumns(
  columns: UsageColumns,
  as: { readonly delimiter: string; readonly format: DateFormat; readonly mark: string },
): Issue {
  const { dateName, valueName, unit, hasHeader } = columns;
  const what =
    `dates are in ${dateName} as ${as.format}, usage in ${valueName} as ${unit}` +
    `${hasHeader ? '' : ', without a header'}; decimal mark ${as.mark}`;
  const fix = 'if not: --date-column, --date-format, --value-column, --unit, --decimal';
  return remarkOnTable('assumption', { code: 'usage-columns', what, fix });
}

function rowOf(
  row: CsvRow,
  as: { columns: UsageColumns; format: DateFormat; mark: '.' | ','; issues: IssueList },
): UsageRow | null {
  const { columns, issues } = as;
  const [date, amount] = [row.cells[columns.dateIndex], row.cells[columns.valueIndex]];
  if (date === undefined || amount === undefined) {
    const what = `the row ends after field ${row.cells.length}; date and usage stand in fields ${columns.dateIndex + 1} and ${columns.valueIndex + 1}`;
    issues.addLocated(remarkAt('error', row, { code: 'usage-short-row', what, fix: 'complete the row or delete it' }));
    return null;
  }
  const hours = readMoment(date.text, as.format);
  if (hours === null) {
    const what = `not a date as ${as.format}`;
    const fix = 'write all dates alike, or give --date-format';
    const remark = { code: 'usage-date', what, fix, cell: date, columnName: columns.dateName };
    issues.addLocated(remarkAt('error', row, remark));
    return null;
  }
  const value = readAmount(amount.text, as.mark);
  if (typeof value === 'number') return { line: row.line, hours, value };
  const remark = { code: 'usage-amount', ...value, cell: amount, columnName: columns.valueName };
  issues.addLocated(remarkAt('error', row, remark));
  return null;
}

/** Rows of one cadence as rates per hour. */
function ratesOf(rows: readonly UsageRow[], cadence: Cadence, { unit }: UsageColumns): UsageHistory {
  const starts = Float64Array.from(rows, ({ hours }) => (cadence === 'month' ? monthOf(hours) : hours));
  const ratePerHour = Float64Array.from(rows, ({ hours, value }) =>
    unit === 'gpus' ? value : value / hoursOfPeriod(hours, cadence),
  );
  const [firstHours, lastHours] = [rows[0]!.hours, rows.at(-1)!.hours];
  const lastDay = Math.ceil((lastHours + hoursOfPeriod(lastHours, cadence)) / HOURS_PER_DAY) - 1;
  return {
    unit,
    cadence,
    starts,
    ratePerHour,
    firstDate: dateTextOf(Math.floor(firstHours / HOURS_PER_DAY)),
    lastDate: dateTextOf(lastDay),
  };
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
