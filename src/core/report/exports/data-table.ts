import type { Estimate } from '../../decide/index.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatPrice,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
} from '../words/format.ts';

/** What a column's numbers are; the same for every cell of it. */
export type DataKind = 'text' | 'usd' | 'usdPerGpuHour' | 'gpus' | 'fraction' | 'count';

/** A value as the engine has it: unrounded, null where it is not known. */
export type DataCell = string | number | Estimate | null;

/** A column and what its cells are. */
export interface DataColumn {
  /** name with its unit, for files that programs read: `firmLiabilityUsd` */
  readonly key: string;
  /** for people */
  readonly label: string;
  readonly kind: DataKind;
  /** cells are estimates with a range */
  readonly isEstimate: boolean;
}

/** A table as values: what spreadsheets, CSV files and the page's sortable tables are made of. */
export interface DataTable {
  /** stable and fit for a file's name */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly DataCell[])[];
}

interface Spec<T> {
  readonly column: DataColumn;
  readonly of: (row: T) => DataCell;
}

/** A cell as people read it, by its column's kind. */
export function dataCellText(cell: DataCell, { kind }: DataColumn): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return NUMBER_TEXTS[kind](cell);
  return ESTIMATE_TEXTS[kind](cell);
}

const NUMBER_TEXTS: Readonly<Record<DataKind, (value: number) => string>> = {
  text: String,
  usd: formatUsd,
  usdPerGpuHour: formatPrice,
  gpus: formatGpus,
  fraction: formatFraction,
  count: formatCount,
};

const ESTIMATE_TEXTS: Readonly<Record<DataKind, (value: Estimate) => string>> = {
  text: ({ estimate }) => String(estimate),
  usd: formatUsdEstimate,
  usdPerGpuHour: formatPriceEstimate,
  gpus: ({ estimate }) => formatGpus(estimate),
  fraction: formatFractionEstimate,
  count: ({ estimate }) => formatCount(estimate),
};

/** A table of rows, each cell read from its row. */
export function tableOf<T>(
  named: { readonly id: string; readonly title: string },
  rows: readonly T[],
  specs: readonly Spec<T>[],
): DataTable {
  return {
    ...named,
    columns: specs.map(({ column }) => column),
    rows: rows.map((row) => specs.map(({ of }) => of(row))),
  };
}

/** A column of words. */
export function text<T>(key: string, label: string, of: (row: T) => string | null): Spec<T> {
  return { column: { key, label, kind: 'text', isEstimate: false }, of };
}

/** A column of numbers without ranges. */
export function number<T>(key: string, label: string, kind: DataKind, of: (row: T) => number | null): Spec<T> {
  return { column: { key, label, kind, isEstimate: false }, of };
}

/** A column of numbers with their ranges. */
export function ranged<T>(key: string, label: string, kind: DataKind, of: (row: T) => Estimate | null): Spec<T> {
  return { column: { key, label, kind, isEstimate: true }, of };
}
