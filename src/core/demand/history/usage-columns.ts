import type { IssueList } from '../../domain/index.ts';
import { bareAmount } from './bare-amount.ts';
import type { CsvRow } from './csv-rows.ts';
import { DATE_FORMATS, readMoment, type DateFormat } from './date-formats.ts';
import type { UsageOptions, UsageUnit } from './usage-history.ts';
import { USAGE_UNITS } from './usage-history.ts';
import { remarkAt } from './usage-remarks.ts';

/** Where the dates and the values stand, and what the values count. */
export interface UsageColumns {
  readonly dateIndex: number;
  readonly valueIndex: number;
  readonly dateName: string;
  readonly valueName: string;
  readonly unit: UsageUnit;
  readonly hasHeader: boolean;
}

const DATE_NAME = /date|day|week|month|hour|time|period|stamp/i;
const AMOUNT_WITH_UNIT = /^[\d.,]+\s*[A-Za-z%][\w %-]*$/;
/** Days and seconds counted from somewhere look like any amount. */
const COUNTED_FORMATS: readonly DateFormat[] = ['spreadsheet', 'unix-seconds', 'unix-milliseconds'];
const WRITTEN_FORMATS = DATE_FORMATS.filter((format) => !COUNTED_FORMATS.includes(format));
/** What column names say of their unit, the most telling first: a cost of GPUs is dollars, a GPU-hour is no GPU. */
const UNIT_NAMES: readonly (readonly [RegExp, UsageUnit])[] = [
  [/usd|\$|dollar|cost|spend|revenue|price/i, 'usd'],
  [/(gpu|accelerator|h100|h100e)s?[ _-]*(hours?|hrs?|h|stunden|heures|horas)\b|gpuh/i, 'gpu-hours'],
  [/token/i, 'tokens'],
  [/request|calls?\b|quer(y|ies)/i, 'requests'],
  [/gpus?\b|gpus?_|accelerators|h100e/i, 'gpus'],
];
/** Times of GPUs other than hours, and rates of one GPU, are none of the units. */
const OTHER_UNITS =
  /(gpu|accelerator)s?[ _-]*(sec|min|day|week|month|time|util|mem|power|temp)|per[ _-]?gpu|%|percent/i;

/** Finds the columns from the header and the first row; null after an error. */
export function usageColumns(
  first: CsvRow,
  second: CsvRow | undefined,
  given: { readonly options: UsageOptions; readonly issues: IssueList },
): UsageColumns | null {
  const hasHeader = !first.cells.some(({ text }) => isDate(text));
  const names = first.cells.map(({ text }, index) => (hasHeader && text !== '' ? text : `column ${index + 1}`));
  const rows = { header: first, sample: hasHeader ? (second ?? first) : first, names };
  const dateIndex = dateColumn(rows, given);
  if (dateIndex === null) return null;
  const valueIndex = valueColumn(rows, dateIndex, given);
  if (valueIndex === null) return null;
  const unit = given.options.unit ?? unitOfName(names[valueIndex] ?? '');
  if (unit === null) {
    const what = `nothing says what ${names[valueIndex]} counts`;
    const fix = `give --unit, one of ${USAGE_UNITS.join(', ')}, or name the column so, for example gpu_hours`;
    given.issues.addLocated(remarkAt('error', first, { code: 'usage-unit', what, fix, cell: first.cells[valueIndex] }));
    return null;
  }
  const columns = { dateIndex, valueIndex, unit, hasHeader };
  return { ...columns, dateName: names[dateIndex] ?? '', valueName: names[valueIndex] ?? '' };
}

interface Rows {
  readonly header: CsvRow;
  readonly sample: CsvRow;
  readonly names: readonly string[];
}

function dateColumn(rows: Rows, given: { options: UsageOptions; issues: IssueList }): number | null {
  const { dateColumn: wanted } = given.options;
  if (wanted !== undefined) return namedColumn(wanted, rows, given.issues);
  const written = rows.sample.cells.flatMap(({ text }, index) => (isDate(text) ? [index] : []));
  const counted = rows.sample.cells.flatMap(({ text }, index) =>
    isCountedDate(text) && DATE_NAME.test(rows.names[index] ?? '') ? [index] : [],
  );
  const dates = written.length > 0 ? written : counted;
  const named = dates.find((index) => DATE_NAME.test(rows.names[index] ?? ''));
  const [only] = dates;
  if (named !== undefined) return named;
  if (only !== undefined && dates.length === 1) return only;
  const what = dates.length === 0 ? 'no column holds dates' : 'several columns look like dates';
  const fix = `write dates as YYYY-MM-DD, YYYY-MM or YYYY-MM-DD HH:00, or give --date-column of: ${rows.names.join(', ')}`;
  given.issues.addLocated(remarkAt('error', rows.sample, { code: 'usage-date-column', what, fix }));
  return null;
}

function valueColumn(
  rows: Rows,
  dateIndex: number,
  given: { options: UsageOptions; issues: IssueList },
): number | null {
  const { valueColumn: wanted } = given.options;
  if (wanted !== undefined) return namedColumn(wanted, rows, given.issues);
  const numeric = rows.sample.cells.flatMap(({ text }, index) =>
    index !== dateIndex && isNumeric(text) ? [index] : [],
  );
  const [only] = numeric;
  if (only !== undefined && numeric.length === 1) return only;
  const told = USAGE_UNITS.map((unit) => numeric.filter((index) => unitOfName(rows.names[index] ?? '') === unit));
  const best = told.find((indices) => indices.length > 0);
  if (best?.length === 1) return best[0] ?? null;
  const withUnit = numeric.length === 0 ? rows.sample.cells.find(({ text }) => AMOUNT_WITH_UNIT.test(text)) : undefined;
  if (withUnit !== undefined) {
    const told = { code: 'usage-value-unit', what: `the amounts carry units, such as "${withUnit.text}"` };
    const plain = 'write plain numbers, all of one unit, and name it in the header, for example gpu_hours';
    given.issues.addLocated(remarkAt('error', rows.sample, { ...told, fix: plain, cell: withUnit }));
    return null;
  }
  const what = numeric.length === 0 ? 'no column holds numbers' : 'several columns may hold the usage';
  const fix = `give --value-column, one of: ${rows.names.filter((_, index) => index !== dateIndex).join(', ')}`;
  given.issues.addLocated(remarkAt('error', rows.sample, { code: 'usage-value-column', what, fix }));
  return null;
}

function namedColumn(name: string, rows: Rows, issues: IssueList): number | null {
  const index = rows.names.indexOf(name);
  if (index >= 0) return index;
  const what = `there is no column "${name}"`;
  const fix = `give one of: ${rows.names.join(', ')}`;
  issues.addLocated(remarkAt('error', rows.header, { code: 'usage-no-column', what, fix }));
  return null;
}

function unitOfName(name: string): UsageUnit | null {
  if (OTHER_UNITS.test(name)) return null;
  return UNIT_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** A plain number is a date only in a column that is named or given as one. */
function isDate(text: string): boolean {
  return WRITTEN_FORMATS.some((format) => readMoment(text, format) !== null);
}

function isCountedDate(text: string): boolean {
  return COUNTED_FORMATS.some((format) => readMoment(text, format) !== null);
}

function isNumeric(text: string): boolean {
  return !isDate(text) && /^-?[\d.,]*\d(e[+-]?\d+)?$/i.test(bareAmount(text));
}
