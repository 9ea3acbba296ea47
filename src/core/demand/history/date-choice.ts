import type { IssueList } from '../../domain/index.ts';
import type { CsvRow } from './csv-rows.ts';
import { DATE_FORMATS, readMoment, type DateFormat } from './date-formats.ts';
import type { UsageColumns } from './usage-columns.ts';
import type { UsageOptions } from './usage-history.ts';
import { remarkAt, remarkOnTable } from './usage-remarks.ts';

interface Given {
  readonly options: UsageOptions;
  readonly issues: IssueList;
}

/** The format that reads most dates; day before month or after it is told by the order and spacing of the rows. */
export function chosenFormat(rows: readonly CsvRow[], columns: UsageColumns, given: Given): DateFormat | null {
  const { dateFormat: wanted } = given.options;
  if (wanted !== undefined) return namedFormat(wanted, given.issues);
  const texts = rows.map((row) => row.cells[columns.dateIndex]?.text ?? '');
  const counts = DATE_FORMATS.map((format) => texts.filter((text) => readMoment(text, format) !== null).length);
  const most = Math.max(...counts);
  const best = DATE_FORMATS.filter((_, index) => counts[index] === most);
  const [only] = best;
  const row = rows[0];
  if (row === undefined || most === 0) return noFormat(rows, columns, given);
  if (best.length === 1) return only ?? null;
  const steady = best.filter((format) => isSteady(texts, format));
  if (steady.length === 1) return steady[0] ?? null;
  const what = `the dates may be ${best.join(' or ')}`;
  const fix = `give --date-format ${best.map((format) => `"${format}"`).join(' or ')}`;
  const remark = { code: 'usage-date-format', what, fix, columnName: columns.dateName };
  given.issues.addLocated(remarkAt('error', row, { ...remark, cell: row.cells[columns.dateIndex] }));
  return null;
}

function namedFormat(wanted: string, issues: IssueList): DateFormat | null {
  const format = DATE_FORMATS.find((each) => each === wanted);
  if (format !== undefined) return format;
  const fix = `give one of: ${DATE_FORMATS.join(', ')}`;
  issues.addLocated(
    remarkOnTable('error', { code: 'usage-date-format', what: `the date format "${wanted}" is not known`, fix }),
  );
  return null;
}

function noFormat(rows: readonly CsvRow[], columns: UsageColumns, given: Given): null {
  const fix = 'write dates as YYYY-MM-DD, YYYY-MM or YYYY-MM-DD HH:00';
  const [row] = rows;
  if (row === undefined) {
    given.issues.addLocated(remarkOnTable('error', { code: 'usage-empty', what: 'the table has no rows', fix }));
  } else {
    const remark = { code: 'usage-date', what: 'no date can be read', fix, columnName: columns.dateName };
    given.issues.addLocated(remarkAt('error', row, { ...remark, cell: row.cells[columns.dateIndex] }));
  }
  return null;
}

/** Whether the dates, read so, go one way and no step is three times another. */
function isSteady(texts: readonly string[], format: DateFormat): boolean {
  const hours = texts.map((text) => readMoment(text, format) ?? Number.NaN);
  const steps = hours.slice(1).map((each, index) => each - (hours[index] ?? Number.NaN));
  if (steps.length === 0) return false;
  const sizes = steps.map(Math.abs);
  const isOneWay = steps.every((step) => step > 0) || steps.every((step) => step < 0);
  return isOneWay && Math.max(...sizes.slice(0, 5000)) <= 3 * Math.min(...sizes.slice(0, 5000));
}
