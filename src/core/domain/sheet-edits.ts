import type { PlanEdit } from './edit-plan.ts';
import type { SourceMap, SourceValue } from './read-yaml.ts';
import { isMapValue } from './sheet-values.ts';
import type { PathParts } from './source-path.ts';

/** An edit of a plan's text, with the values on both sides of it. */
export type ValuedEdit = PlanEdit & {
  readonly before: SourceValue | undefined;
  readonly after: SourceValue | undefined;
};

/** The fewest edits that make one plan of another: of single values where a map stays a map, of whole items where a list grew. */
export function editsBetween(before: SourceMap, after: SourceMap, path: PathParts = []): ValuedEdit[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => editsAt([...path, name], before[name], after[name]));
}

function editsAt(path: PathParts, before: SourceValue | undefined, after: SourceValue | undefined): ValuedEdit[] {
  if (isSame(before, after)) return [];
  if (after === undefined) return [{ kind: 'remove', path, comment: '', before, after }];
  if (isMapValue(before) && isMapValue(after)) return editsBetween(before, after, path);
  if (isItems(before) && isItems(after) && after.length >= before.length) {
    const changed = before.flatMap((item, index) => editsBetween(item, after[index]!, [...path, index]));
    return [...changed, ...after.slice(before.length).map((item) => appended(path, item))];
  }
  if (before === undefined && isItems(after)) return after.map((item) => appended(path, item));
  return [{ kind: 'set', path, value: after, before, after }];
}

function appended(path: PathParts, item: SourceMap): ValuedEdit {
  return { kind: 'append', path, value: item, comment: 'from a workbook', before: undefined, after: item };
}

function isItems(value: SourceValue | undefined): value is SourceMap[] {
  return Array.isArray(value) && value.every((item) => isMapValue(item) && item['id'] !== undefined);
}

function isSame(a: SourceValue | undefined, b: SourceValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
