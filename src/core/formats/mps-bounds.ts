import { boundOf, type Card } from './cards.ts';
import { quoted } from './file-fault.ts';
import type { MpsColumn } from './mps-core.ts';
import { anyNumber, type DraftBound, type DraftColumn, isSetInUse, type MpsDraft } from './mps-draft.ts';

/** What a kind of bound sets; `value` = the number on its line. */
interface BoundEffect {
  readonly lower?: number | 'value';
  readonly upper?: number | 'value';
  readonly isInteger?: true;
}

const EFFECTS: ReadonlyMap<string, BoundEffect> = new Map<string, BoundEffect>([
  ['LO', { lower: 'value' }],
  ['UP', { upper: 'value' }],
  ['FX', { lower: 'value', upper: 'value' }],
  ['LI', { lower: 'value', isInteger: true }],
  ['UI', { upper: 'value', isInteger: true }],
  ['FR', { lower: -Infinity, upper: Infinity }],
  ['MI', { lower: -Infinity }],
  ['PL', { upper: Infinity }],
  ['BV', { lower: 0, upper: 1, isInteger: true }],
]);

/** Reads one line of BOUNDS: kind, set (may be left out), column, value. */
export function readBound(draft: MpsDraft, card: Card): void {
  const { line, fields } = card;
  const kind = fields[0]!.toUpperCase();
  const effect = EFFECTS.get(kind);
  if (!effect) {
    refuseKind(draft, line, kind);
    return;
  }
  const needsValue = effect.lower === 'value' || effect.upper === 'value';
  const parts = needsValue ? withValue(fields.slice(1)) : withoutValue(draft, fields.slice(1));
  if (!parts) {
    draft.faults.add(line, `a bound ${kind} has ${fields.length} fields`, 'write: kind set column value');
    return;
  }
  const index = draft.columnIndexByName.get(parts.column);
  if (index === undefined) {
    draft.faults.unknownName(line, 'column', parts.column, draft.columnIndexByName.keys());
    return;
  }
  const value = needsValue ? anyNumber(draft.faults, line, parts.value) : 0;
  if (value !== null) draft.bounds.push({ set: parts.set, column: index, kind, value: boundOf(value), line });
}

/** Gives columns their bounds: those of the first set, or of all where each column's are a set of their own name. */
export function applyBounds(draft: MpsDraft): void {
  const { bounds, columns, faults } = draft;
  const areNames = areSetsOfOneColumn(bounds);
  if (areNames) faults.warn(bounds[0]!.line, 'BOUNDS names a set for each column: all are used', 'give all one name');
  for (const { set, column, kind, value, line } of bounds) {
    if (!areNames && !isSetInUse(draft, 'BOUNDS', set, line)) continue;
    setBound(columns[column]!, kind, value);
    columns[column]!.boundLine = line;
  }
}

/** Whether there are several sets, each of bounds of one column that no other has: names of bounds, not alternatives. */
function areSetsOfOneColumn(bounds: readonly DraftBound[]): boolean {
  const columnOf = new Map<string, number>();
  for (const { set, column } of bounds) {
    if ((columnOf.get(set) ?? column) !== column) return false;
    columnOf.set(set, column);
  }
  return columnOf.size > 1 && new Set(columnOf.values()).size === columnOf.size;
}

function refuseKind({ faults }: MpsDraft, line: number, kind: string): void {
  if (kind === 'SC') {
    const remedy = 'model the column with a binary one and a row';
    faults.add(line, 'semi-continuous columns (SC) are not supported', remedy);
  } else faults.add(line, `${quoted(kind)} is no kind of bound`, `use one of ${[...EFFECTS.keys()].join(', ')}`);
}

interface BoundParts {
  readonly set: string;
  readonly column: string;
  readonly value: string;
}

/** Set, which may be left out, column and value. */
function withValue(fields: readonly string[]): BoundParts | null {
  const [first = '', second = '', third = ''] = fields;
  if (fields.length === 3) return { set: first, column: second, value: third };
  return fields.length === 2 ? { set: '', column: first, value: second } : null;
}

/** Set, column, and perhaps a value that means nothing; of two fields the known name is the column. */
function withoutValue({ columnIndexByName }: MpsDraft, fields: readonly string[]): BoundParts | null {
  const [first = '', second = ''] = fields;
  if (fields.length < 1 || fields.length > 3) return null;
  const isSecondUnknown = !columnIndexByName.has(second) && columnIndexByName.has(first);
  const isFirstTheColumn = fields.length === 1 || (fields.length === 2 && isSecondUnknown);
  return isFirstTheColumn ? { set: '', column: first, value: '' } : { set: first, column: second, value: '' };
}

/** Changes a column by one bound: LI, UI and BV also make it integer. */
export function setBound(
  column: { lower: number | null; upper: number | null; isInteger: boolean },
  kind: string,
  value: number,
): void {
  const { lower, upper, isInteger } = EFFECTS.get(kind)!;
  if (lower !== undefined) column.lower = lower === 'value' ? value : lower;
  if (upper !== undefined) column.upper = upper === 'value' ? value : upper;
  if (isInteger) column.isInteger = true;
}

/**
 * A column's final bounds. Not given: [0, infinity), and [0, 1] for integers between markers without any bound. An upper
 * bound below 0 with no lower one makes the lower one minus infinity. Both are what most solvers do, so both warn.
 */
export function finishColumn({ faults }: MpsDraft, column: DraftColumn, cost: number): MpsColumn {
  const { name, line, boundLine, isInteger } = column;
  const isBare = isInteger && column.lower === null && column.upper === null;
  const upper = column.upper ?? (isBare ? 1 : Infinity);
  const isOpened = column.lower === null && upper < 0;
  const lower = column.lower ?? (isOpened ? -Infinity : 0);
  if (isBare) faults.warn(line, `integer column ${quoted(name)} has no bound: 0 to 1 is assumed`, 'give its bounds');
  if (isOpened) {
    const message = `column ${quoted(name)} has the upper bound ${upper} and no lower one: minus infinity is assumed`;
    faults.warn(boundLine, message, 'give the lower bound too, with LO or MI');
  }
  if (isEmpty(lower, upper)) {
    const message = `column ${quoted(name)} can have no value: lower bound ${lower}, upper bound ${upper}`;
    faults.add(boundLine, message, 'correct its bounds');
  }
  return { name, line, isInteger, lower, upper, cost };
}

/** Whether no finite number lies within bounds. */
export function isEmpty(lower: number, upper: number): boolean {
  return lower > upper || lower === Infinity || upper === -Infinity;
}
