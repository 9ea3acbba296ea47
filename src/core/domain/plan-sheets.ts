import { sourcesShownOf } from './edit-plan.ts';
import type { SourceMap, SourceValue } from './read-yaml.ts';
import { cellOf, isMapValue, leavesOf } from './sheet-values.ts';
import type { Sheet, SheetCell } from './sheet.ts';

/** The sheet of every field that stands in no list of its own. */
export const PLAN_SHEET = 'plan';
export const PLAN_COLUMNS = ['field', 'value'] as const;

/** A list of a plan that is a sheet of its own: `offers`, or `demand.workloads`. */
export interface PlanList {
  readonly name: string;
  readonly path: readonly string[];
  readonly items: readonly SourceMap[];
}

/**
 * A plan's text as sheets to fill in: one row for each quote, lease, workload and regime, found by its id, and a sheet
 * `plan` with a row for every other field. Amounts with a source show the amount alone; one in a currency of its own says
 * both in its cell. `importSheets` reads them back.
 * @param text one that `parsePlan` takes without errors
 */
export function planSheets(text: string): Sheet[] {
  const source = sourcesShownOf(text);
  const lists = planLists(source);
  const inLists = new Set(lists.map(({ name }) => name));
  const fields = [...leavesOf(source)].filter(([name]) => !inLists.has(name));
  return [
    sheetOf(PLAN_SHEET, [[...PLAN_COLUMNS], ...fields.map(([name, value]) => [name, cellOf(value)])]),
    ...lists.map(listSheet),
  ];
}

function listSheet({ name, items }: PlanList): Sheet {
  const rows = items.map((item) => leavesOf(item));
  const columns = [...new Set(['id', ...rows.flatMap((row) => [...row.keys()])])];
  return sheetOf(name, [columns, ...rows.map((row) => columns.map((column) => cellOf(row.get(column))))]);
}

function sheetOf(name: string, rows: readonly SheetCell[][]): Sheet {
  return { name, isText: false, rows: rows.map((cells, index) => ({ number: index + 1, cells })) };
}

/** Every list of a plan whose items all have an id, outside other lists. */
export function planLists(map: SourceMap, path: readonly string[] = []): PlanList[] {
  return Object.entries(map).flatMap(([name, value]) => {
    const at = [...path, name];
    if (isIdentified(value)) return [{ name: at.join('.'), path: at, items: value }];
    return isMapValue(value) ? planLists(value, at) : [];
  });
}

function isIdentified(value: SourceValue): value is SourceMap[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => isMapValue(item) && item['id'] !== undefined)
  );
}
