import type { DataCell, DataColumn, DataTable } from './data-table.ts';

/** The columns of a file: an estimate takes three, its bounds after it. */
export function fileColumns(columns: readonly DataColumn[]): readonly string[] {
  return columns.flatMap(({ key, isEstimate }) => (isEstimate ? [key, `${key}Low`, `${key}High`] : [key]));
}

/** The cells of a row of a file. */
export function fileCells(
  row: readonly DataCell[],
  columns: readonly DataColumn[],
): readonly (string | number | null)[] {
  return row.flatMap((cell, index) => {
    if (!columns[index]?.isEstimate) return [cell === null || typeof cell !== 'object' ? finite(cell) : null];
    if (cell === null || typeof cell !== 'object') return [null, null, null];
    return [finite(cell.estimate), finite(cell.low), finite(cell.high)];
  });
}

/**
 * A table as CSV (RFC 4180): full precision, an empty cell where nothing is known. A text that a spreadsheet would take
 * for a formula starts with an apostrophe.
 */
export function dataCsv(table: DataTable): string {
  const lines = [fileColumns(table.columns), ...table.rows.map((row) => fileCells(row, table.columns))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** Text that no spreadsheet runs: `=`, `+`, `-`, `@`, tab and return at its start make a formula of it. */
export function inertText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  const text = typeof cell === 'number' ? String(cell) : inertText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function finite(value: string | number | null): string | number | null {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
