import type { Issue } from './issue.ts';
import { PLAN_COLUMNS } from './plan-sheets.ts';
import type { SourceMap, SourceValue } from './read-yaml.ts';
import { cellOf, columnPath, isMapValue, isUnchanged, leavesOf, valueOfCell } from './sheet-values.ts';
import { cellIssue, cellPlace, isBlank, type CellPlace, type Sheet, type SheetCell, type SheetRow } from './sheet.ts';
import { pathText, type PathParts } from './source-path.ts';

/** Which cell each place of the plan was read from. */
export type CellOfPath = Map<string, CellPlace>;

/** A cell as the field that it fills in. */
interface Filled {
  readonly header: string;
  readonly path: readonly string[];
  readonly cell: SheetCell;
  readonly place: CellPlace;
}

/** Reads `plan`: a field and its value in every row. What it says is set in `map`. @param sheet without blank rows */
export function readPlanSheet(
  sheet: Sheet,
  { map, cells }: { readonly map: SourceMap; readonly cells: CellOfPath },
): Issue[] {
  const [head, ...rows] = sheet.rows;
  const [fieldColumn = -1, valueColumn = -1] = PLAN_COLUMNS.map((name) => head?.cells.indexOf(name) ?? -1);
  if (head === undefined || fieldColumn < 0 || valueColumn < 0) return [noColumn(sheet, PLAN_COLUMNS.join(' and '))];
  const issues: Issue[] = [];
  const filled = rows.flatMap((row): Filled[] => {
    const place = cellPlace(sheet, row, valueColumn);
    const header = String(row.cells[fieldColumn] ?? '').trim();
    const path = columnPath(header);
    if (path === null) issues.push(noField(header, cellPlace(sheet, row, fieldColumn)));
    return path === null ? [] : [{ header, path, cell: row.cells[valueColumn] ?? null, place }];
  });
  for (const { path, place } of filled) cells.set(pathText(path), place);
  return [...issues, ...filledTwice(filled), ...fillIn(map, filled)];
}

/** Reads a sheet of a list: a row for each item, found by its id. What it says is set in the list of `root`. */
export function readListSheet(
  sheet: Sheet,
  { root, path, cells }: { readonly root: SourceMap; readonly path: readonly string[]; readonly cells: CellOfPath },
): Issue[] {
  const [head, ...rows] = sheet.rows;
  const headers = (head?.cells ?? []).map((cell) => String(cell ?? '').trim());
  const idColumn = headers.indexOf('id');
  if (head === undefined || idColumn < 0) return [noColumn(sheet, 'id')];
  const faults = [...headerFaults(sheet, head, headers), ...unheadedCells(sheet, rows, headers)];
  if (faults.length > 0) return faults;
  const items = listAt(root, path);
  const kept = new Set(items.map(idOf));
  const seen = new Set<string>();
  const issues = rows.flatMap((row): Issue[] => {
    const id = String(row.cells[idColumn] ?? '').trim();
    const idPlace = cellPlace(sheet, row, idColumn);
    if (id === '') return [cellIssue(idPlace, NO_ID)];
    if (seen.has(id)) return [cellIssue(idPlace, { code: 'id-twice', what: `${id} has two rows`, fix: 'keep one' })];
    seen.add(id);
    const index = indexOrNew(items, id);
    const at: PathParts = [...path, index];
    cells.set(pathText(at), idPlace);
    const filled = headers.flatMap((header, column): Filled[] => {
      const fieldPath = columnPath(header);
      if (fieldPath === null || column === idColumn) return [];
      const place = cellPlace(sheet, row, column);
      cells.set(pathText([...at, ...fieldPath]), place);
      return [{ header, path: fieldPath, cell: row.cells[column] ?? null, place }];
    });
    return fillIn(items[index]!, filled);
  });
  return [...issues, ...[...kept].filter((id) => !seen.has(id)).map((id) => keptWithoutRow(sheet, id))];
}

const NO_ID = { code: 'no-id', what: 'the row has no id', fix: 'give the id of the plan, or a new one' } as const;

function listAt(root: SourceMap, path: readonly string[]): SourceMap[] {
  let map = root;
  for (const name of path.slice(0, -1)) map = map[name] as SourceMap; // sheets are named after lists that there are
  const name = path.at(-1)!;
  map[name] ??= [];
  return map[name] as SourceMap[];
}

const idOf = (item: SourceMap): string => String(cellOf(item['id']));

function indexOrNew(items: SourceMap[], id: string): number {
  const index = items.findIndex((item) => idOf(item) === id);
  return index < 0 ? items.push({ id }) - 1 : index;
}

/** Sets what the cells say in a map: emptied ones first, so that a number may take the place of three quantiles. */
function fillIn(map: SourceMap, filled: readonly Filled[]): Issue[] {
  const leaves = leavesOf(map);
  const changed = filled.filter(({ header, cell }) => !isUnchanged(isBlank(cell) ? null : cell, leaves.get(header)));
  for (const { path, cell } of changed) if (isBlank(cell)) takeOut(map, path);
  return changed.flatMap(({ header, path, cell, place }): Issue[] => {
    if (isBlank(cell)) return [];
    const read = valueOfCell(cell, header);
    if (!('value' in read)) return [cellIssue(place, { code: 'cell-unread', ...read })];
    const inTheWay = setAt(map, path, read.value);
    if (inTheWay === null) return [];
    const what = `${header} and ${inTheWay} cannot both have a value`;
    return [cellIssue(place, { code: 'given-twice', what, fix: `empty one of them` })];
  });
}

/** Takes a field out, and the maps that it leaves empty. */
function takeOut(map: SourceMap, path: readonly string[]): void {
  const [name, ...rest] = path;
  const child = map[name!];
  if (rest.length > 0 && isMapValue(child)) takeOut(child, rest);
  if (rest.length === 0 || (isMapValue(child) && Object.keys(child).length === 0)) delete map[name!];
}

/** @returns the field that stands in the way; null when the value was set */
function setAt(map: SourceMap, path: readonly string[], value: SourceValue): string | null {
  let at = map;
  for (const [index, name] of path.slice(0, -1).entries()) {
    at[name] ??= {};
    const child = at[name];
    if (!isMapValue(child)) return path.slice(0, index + 1).join('.');
    at = child;
  }
  const name = path.at(-1)!;
  const known = at[name];
  if (isMapValue(known) && leavesOf({ known }).size > 1 && !isMapValue(value)) {
    return `${path.join('.')}.${Object.keys(known)[0] ?? ''}`;
  }
  at[name] = value;
  return null;
}

function headerFaults(sheet: Sheet, head: SheetRow, headers: readonly string[]): Issue[] {
  return headers.flatMap((header, column) => {
    if (header === '') return [];
    const place = cellPlace(sheet, head, column);
    if (columnPath(header) === null) return [noField(header, place)];
    if (headers.indexOf(header) === column) return [];
    return [cellIssue(place, { code: 'column-twice', what: `two columns are called ${header}`, fix: 'delete one' })];
  });
}

/** A value below no name would be lost. */
function unheadedCells(sheet: Sheet, rows: readonly SheetRow[], headers: readonly string[]): Issue[] {
  return rows.flatMap((row) =>
    row.cells.flatMap((cell, column) => {
      if (isBlank(cell) || (headers[column] ?? '') !== '') return [];
      const place = cellPlace(sheet, row, column);
      const fix = 'name the field at the head of the column, or empty the cell';
      return [cellIssue(place, { code: 'no-column-name', what: 'the column of this cell has no name', fix })];
    }),
  );
}

function filledTwice(filled: readonly Filled[]): Issue[] {
  return filled
    .filter(({ header }, index) => filled.findIndex((each) => each.header === header) < index)
    .map(({ header, place }) =>
      cellIssue(place, { code: 'field-twice', what: `${header} has two rows`, fix: 'keep one' }),
    );
}

function noColumn(sheet: Sheet, names: string): Issue {
  const place = cellPlace(sheet, sheet.rows[0] ?? { number: 1, cells: [] }, 0);
  const what = `the first row names no column ${names}`;
  return cellIssue(place, {
    code: 'no-column',
    what,
    fix: 'start from the plan exported as a workbook; the tables of an answer are not read back',
  });
}

function noField(header: string, place: CellPlace): Issue {
  const what = header === '' ? 'the row names no field' : `"${header}" is not the name of a field`;
  return cellIssue(place, {
    code: 'field-name',
    what,
    fix: 'write a field as the plan does, such as leadTimeMonths.p10',
  });
}

function keptWithoutRow(sheet: Sheet, id: string): Issue {
  const what = `${id} has no row and stays in the plan as it is`;
  const fix = 'take it out of the plan itself if it shall go';
  const place = { path: sheet.isText ? '' : sheet.name, line: null, column: null };
  return { ...cellIssue(place, { code: 'row-missing', what, fix }), severity: 'warning' };
}
