import type { IssueList } from '../../domain/index.ts';
import { bareAmount } from './bare-amount.ts';
import type { CsvRow, Delimiter } from './csv-rows.ts';
import type { UsageColumns } from './usage-columns.ts';
import type { UsageOptions } from './usage-history.ts';
import { remarkAt } from './usage-remarks.ts';

type Mark = '.' | ',';

/** A comma followed by three digits may part thousands or start decimals. */
const EITHER = /^-?\d{1,3}(,\d{3})$/;

/** Digits, parted in threes throughout or not at all, then decimals. */
const SHAPES: Readonly<Record<Mark, RegExp>> = {
  '.': /^[+-]?(\d{1,3}(,\d{3})+|\d*)(\.\d*)?(e[+-]?\d+)?$/i,
  ',': /^[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d*)?(e[+-]?\d+)?$/i,
};

/** Which mark starts decimals: as given, or a comma where no amount could be read otherwise. Null after an error. */
export function decimalMark(
  rows: readonly CsvRow[],
  { valueIndex, valueName }: UsageColumns,
  given: { readonly options: UsageOptions; readonly delimiter: Delimiter; readonly issues: IssueList },
): Mark | null {
  if (given.options.decimal !== undefined) return given.options.decimal;
  let unclear: CsvRow | null = null;
  for (const row of rows) {
    const text = bareAmount(row.cells[valueIndex]?.text ?? '');
    if (!text.includes(',')) continue;
    if (EITHER.test(text)) unclear ??= row;
    else return /^-?(\d+|\d{1,3}(\.\d{3})+),\d+$/.test(text) ? ',' : '.';
  }
  if (unclear === null || given.delimiter === ',') return '.';
  const what = 'the comma may part thousands or start decimals, and no row tells which';
  const remark = { code: 'usage-decimal', what, fix: 'give --decimal . or --decimal ,', columnName: valueName };
  given.issues.addLocated(remarkAt('error', unclear, { ...remark, cell: unclear.cells[valueIndex] }));
  return null;
}

/** An amount >= 0, or what is wrong with it. Currency signs in front and marks between thousands are read over. */
export function readAmount(text: string, mark: Mark): number | { readonly what: string; readonly fix: string } {
  const bare = bareAmount(text);
  if (bare === '') return { what: 'the usage is missing', fix: 'give the amount, or delete the row: gaps are bridged' };
  const digits = mark === ',' ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  const value = SHAPES[mark].test(bare) && /\d/.test(bare) ? Number(digits) : Number.NaN;
  if (!Number.isFinite(value)) {
    const fix = `write digits with ${mark} before decimals and no unit; all rows have one unit`;
    return { what: 'not a number', fix };
  }
  if (value < 0) return { what: 'usage below zero', fix: 'correct the amount; credits belong to money, not to usage' };
  return value;
}
