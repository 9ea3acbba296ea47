import { boundOf, type Card } from './cards.ts';
import { quoted } from './file-fault.ts';
import type { MpsColumn } from './mps-core.ts';
import { anyNumber, type DraftColumn, isSetInUse, type MpsDraft } from './mps-draft.ts';

/** Kinds of bound, and whether each needs a value. */
const NEEDS_VALUE: Readonly<Record<string, boolean>> = {
  LO: true,
  UP: true,
  FX: true,
  LI: true,
  UI: true,
  FR: false,
  MI: false,
  PL: false,
  BV: false,
};

/** Reads one line of BOUNDS: kind, set (may be left out), column, value. */
export function readBound(draft: MpsDraft, card: Card): void {
  const kind = card.fields[0]!.toUpperCase();
  const needsValue = NEEDS_VALUE[kind];
  if (needsValue === undefined) {
    const message =
      kind === 'SC' ? 'semi-continuous columns (SC) are not supported' : `${quoted(kind)} is no kind of bound`;
    const remedy = kind === 'SC' ? 'model the column with a binary one and a row' : `use ${Object.keys(NEEDS_VALUE)}`;
    draft.faults.add(card.line, message, remedy);
    return;
  }
  const parts = partsOf(draft, card.fields.slice(1), needsValue);
  if (!parts) {
    draft.faults.add(card.line, `a bound ${kind} has ${card.fields.length} fields`, 'write: kind set column value');
    return;
  }
  const index = draft.columnIndexByName.get(parts.column);
  if (index === undefined) {
    draft.faults.unknownName(card.line, 'column', parts.column, draft.columnIndexByName.keys());
    return;
  }
  const value = needsValue ? anyNumber(draft.faults, card.line, parts.value) : 0;
  if (value === null || !isSetInUse(draft, 'BOUNDS', parts.set, card.line)) return;
  setBound(draft.columns[index]!, kind, boundOf(value));
  draft.columns[index]!.boundLine = card.line;
}

interface BoundParts {
  readonly set: string;
  readonly column: string;
  readonly value: string;
}

/** Sets may be left out, and kinds without a value may carry one: the column is found by which name is known. */
function partsOf(draft: MpsDraft, fields: readonly string[], needsValue: boolean): BoundParts | null {
  const [first = '', second = '', third = ''] = fields;
  if (fields.length === 3) return { set: first, column: second, value: third };
  if (fields.length === 2 && needsValue) return { set: '', column: first, value: second };
  if (needsValue || fields.length < 1 || fields.length > 2) return null;
  const isFirstTheColumn = fields.length === 1 || (!draft.columnIndexByName.has(second) && isColumn(draft, first));
  return isFirstTheColumn ? { set: '', column: first, value: '' } : { set: first, column: second, value: '' };
}

function isColumn(draft: MpsDraft, name: string): boolean {
  return draft.columnIndexByName.has(name);
}

/** Changes a column by one bound: LI, UI and BV also make it integer. */
export function setBound(
  column: { lower: number | null; upper: number | null; isInteger: boolean },
  kind: string,
  value: number,
): void {
  if (kind === 'LI' || kind === 'UI' || kind === 'BV') column.isInteger = true;
  if (kind === 'LO' || kind === 'LI' || kind === 'FX') column.lower = value;
  if (kind === 'UP' || kind === 'UI' || kind === 'FX') column.upper = value;
  if (kind === 'FR' || kind === 'MI') column.lower = -Infinity;
  if (kind === 'FR' || kind === 'PL') column.upper = Infinity;
  if (kind === 'BV') {
    column.lower = 0;
    column.upper = 1;
  }
}

/**
 * A column's final bounds. Not given: [0, infinity), and [0, 1] for integers between markers without any bound. An upper
 * bound below 0 with no lower one makes the lower one minus infinity. Both are what most solvers do, so both warn.
 */
export function finishColumn(draft: MpsDraft, column: DraftColumn, cost: number): MpsColumn {
  const { name, line, isInteger } = column;
  const isBare = isInteger && column.lower === null && column.upper === null;
  const upper = column.upper ?? (isBare ? 1 : Infinity);
  const lower = column.lower ?? (upper < 0 ? -Infinity : 0);
  if (isBare) {
    draft.faults.warn(line, `integer column ${quoted(name)} has no bound: 0 to 1 is assumed`, 'give its bounds');
  }
  if (column.lower === null && upper < 0) {
    const message = `column ${quoted(name)} has the upper bound ${upper} and no lower one: minus infinity is assumed`;
    draft.faults.warn(column.boundLine, message, 'give the lower bound too, with LO or MI');
  }
  if (lower > upper || lower === Infinity || upper === -Infinity) {
    const message = `column ${quoted(name)} can have no value: lower bound ${lower}, upper bound ${upper}`;
    draft.faults.add(column.boundLine, message, 'correct its bounds');
  }
  return { name, line, isInteger, lower, upper, cost };
}
