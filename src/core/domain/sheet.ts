import type { Issue } from './issue.ts';

/** What a cell of a spreadsheet holds; a date is its text, YYYY-MM-DD, and a formula without a result its own, from the = on. */
export type SheetCell = string | number | boolean | null;

/** A table as a spreadsheet or a CSV file holds it: the first row with content names the columns. */
export interface Sheet {
  readonly name: string;
  /** true for a CSV file, whose rows are lines */
  readonly isText: boolean;
  readonly rows: readonly SheetRow[];
}

export interface SheetRow {
  /** as people count: 1-based */
  readonly number: number;
  readonly cells: readonly SheetCell[];
}

/** Where a cell stands, as an issue says it: `offers!C7`, and of a CSV file `C7` with its line. */
export type CellPlace = Pick<Issue, 'path' | 'line' | 'column'>;

/** @param column zero-based */
export function cellPlace(sheet: Sheet, row: SheetRow, column: number): CellPlace {
  const cell = `${columnLetters(column)}${row.number}`;
  return sheet.isText
    ? { path: cell, line: row.number, column: null }
    : { path: `${sheet.name}!${cell}`, line: null, column: null };
}

/** 0 is A, 25 is Z, 26 is AA. */
function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}

export function isBlank(cell: SheetCell | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

export function isBlankRow(row: SheetRow): boolean {
  return row.cells.every(isBlank);
}

/** An error at a cell. */
export function cellIssue(place: CellPlace, remark: Pick<Issue, 'code' | 'what' | 'fix' | 'found'>): Issue {
  return { severity: 'error', ...place, ...remark };
}
