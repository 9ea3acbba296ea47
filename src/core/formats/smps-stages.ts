import type { Coefficient, Entry, NoiseOutcome, ProgrammeNode, State } from '../programme/index.ts';
import { isNegligible } from './cards.ts';
import { type FaultList, quoted } from './file-fault.ts';
import { isEmpty, setBound } from './mps-bounds.ts';
import { type MpsCore, rowBounds } from './mps-core.ts';
import type { Element } from './smps-element.ts';
import type { Periods } from './smps-periods.ts';
import { type Assignment, isUsable } from './smps-source.ts';

/** The core cut into one node per period. Columns that later rows use are handed on as states. */
export interface StagedCore {
  readonly core: MpsCore;
  readonly periods: Periods;
  /** [period] */
  readonly nodes: readonly ProgrammeNode[];
  readonly states: readonly State[];
  /** [row] and [column] of the core: index within its node */
  readonly localRow: Int32Array;
  readonly localColumn: Int32Array;
  /** [column] of the core: its state, -1 when no later row uses it */
  readonly stateOfColumn: Int32Array;
}

/**
 * Cuts a core into periods, rows and columns in file order. A column that a row of a later period uses, in the core or
 * by a random coefficient, becomes a state that its period sets. Columns of period 0 are the commitments.
 */
export function stagedCore(
  core: MpsCore,
  periods: Periods,
  from: { readonly elements: Iterable<Element>; readonly faults: FaultList },
): StagedCore {
  const linking = linkingColumns(core, periods, from);
  const states: State[] = [];
  const stateOfColumn = new Int32Array(core.columns.length).fill(-1);
  core.columns.forEach(({ name }, column) => {
    if (linking[column] === 1) stateOfColumn[column] = states.push({ name, initial: 0, isCarried: false }) - 1;
  });
  const localRow = localIndices(periods.ofRow, periods.names.length);
  const localColumn = localIndices(periods.ofColumn, periods.names.length);
  const nodes = periods.names.map((name, stage) => emptyNode(name, stage, stage === 0 ? core.objectiveConstant : 0));
  core.columns.forEach(({ name, lower, upper, isInteger, cost }, column) => {
    const stage = periods.ofColumn[column]!;
    const node = nodes[stage]!;
    const index = localColumn[column]!;
    node.columns.push({ name, lower, upper, isInteger, isCommitment: stage === 0 });
    if (cost !== 0) node.objectiveColumns.push({ index, value: cost });
    const state = stateOfColumn[column]!;
    if (state >= 0) node.updates.push({ state, constant: 0, columns: [{ index, value: 1 }], states: [] });
  });
  core.rows.forEach(({ name, kind, rhs, range, entries }, row) => {
    const stage = periods.ofRow[row]!;
    const columns: Entry[] = [];
    const incoming: Entry[] = [];
    for (const { index, value } of entries) {
      if (periods.ofColumn[index] === stage) columns.push({ index: localColumn[index]!, value });
      else incoming.push({ index: stateOfColumn[index]!, value });
    }
    nodes[stage]!.rows.push({ name, ...rowBounds(kind, rhs, range), columns, states: incoming });
  });
  return { core, periods, nodes, states, localRow, localColumn, stateOfColumn };
}

function linkingColumns(
  core: MpsCore,
  periods: Periods,
  { elements, faults }: { readonly elements: Iterable<Element>; readonly faults: FaultList },
): Uint8Array {
  const linking = new Uint8Array(core.columns.length);
  core.rows.forEach(({ name, line, entries }, row) => {
    for (const { index } of entries) {
      const [ofRow, ofColumn] = [periods.ofRow[row]!, periods.ofColumn[index]!];
      if (ofColumn < ofRow) linking[index] = 1;
      if (ofColumn <= ofRow) continue;
      const places = `row ${quoted(name)} of ${quoted(periods.names[ofRow]!)} uses column ${quoted(core.columns[index]!.name)}`;
      const message = `${places} of the later ${quoted(periods.names[ofColumn]!)}`;
      faults.add(line, message, 'move the row to the later period, or the column to the earlier one');
    }
  });
  for (const { target, period } of elements) {
    if (target.kind === 'coefficient' && periods.ofColumn[target.column]! < period) linking[target.column] = 1;
  }
  return linking;
}

/** [item] how many items of the same period stand before it. */
function localIndices(ofItem: Int32Array, periodCount: number): Int32Array {
  const counts = new Int32Array(periodCount);
  return ofItem.map((period) => counts[period]!++);
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key] };

function emptyNode(name: string, stage: number, objectiveConstant: number): Mutable<Omit<ProgrammeNode, 'noise'>> {
  return {
    name,
    stage,
    columns: [],
    rows: [],
    updates: [],
    objectiveConstant,
    objectiveColumns: [],
    objectiveStates: [],
  };
}

/** Collects the data of one outcome: mutable parts of a `NoiseOutcome`, sides and bounds by core index. */
interface DraftOutcome {
  readonly sides: Map<number, { rhs: number; range: number | null }>;
  readonly bounds: Map<number, { lower: number | null; upper: number | null; isInteger: boolean; line: number }>;
  readonly rowColumns: Coefficient[];
  readonly rowStates: Coefficient[];
  readonly objectiveColumns: Entry[];
  objectiveConstant: number | null;
}

/**
 * What values of elements of one period put in the place of its node's data. Values whose bounds cross are a fault.
 *
 * @param values all of the same period
 */
export function outcomeOf(
  staged: StagedCore,
  values: Iterable<Assignment>,
  { probability, faults }: { readonly probability: number; readonly faults: FaultList },
): NoiseOutcome {
  const draft: DraftOutcome = {
    sides: new Map(),
    bounds: new Map(),
    rowColumns: [],
    rowStates: [],
    objectiveColumns: [],
    objectiveConstant: null,
  };
  for (const assignment of values) {
    addAssignment(staged, draft, assignment);
    if (isUsable(assignment.element, assignment.value)) continue;
    faults.add(
      assignment.line,
      `a value drawn here is ${assignment.value}, too large`,
      'correct the parameters of the law',
    );
  }
  const { sides, bounds, rowColumns, rowStates, objectiveColumns, objectiveConstant } = draft;
  const rowBoundsOf = [...sides].map(([row, { rhs, range }]) => ({
    row: staged.localRow[row]!,
    ...rowBounds(staged.core.rows[row]!.kind, rhs, range),
  }));
  const columnBounds = [...bounds].map(([column, { lower, upper, line }]) => {
    if (isEmpty(lower!, upper!)) {
      const message = `column ${quoted(staged.core.columns[column]!.name)} can have no value: bounds ${lower} and ${upper}`;
      faults.add(line, message, 'correct its random bound');
    }
    return { column: staged.localColumn[column]!, lower: lower!, upper: upper! };
  });
  return {
    probability,
    ...(rowBoundsOf.length > 0 ? { rowBounds: rowBoundsOf } : {}),
    ...(columnBounds.length > 0 ? { columnBounds } : {}),
    ...(rowColumns.length > 0 ? { rowColumns } : {}),
    ...(rowStates.length > 0 ? { rowStates } : {}),
    ...(objectiveColumns.length > 0 ? { objectiveColumns } : {}),
    ...(objectiveConstant === null ? {} : { objectiveConstant }),
  };
}

function addAssignment(staged: StagedCore, draft: DraftOutcome, { element, value, line }: Assignment): void {
  const { target, coreValue, period } = element;
  switch (target.kind) {
    case 'rhs':
    case 'range': {
      const { rhs, range } = draft.sides.get(target.row) ?? staged.core.rows[target.row]!;
      draft.sides.set(target.row, target.kind === 'rhs' ? { rhs: value, range } : { rhs, range: value });
      break;
    }
    case 'bound': {
      const column = draft.bounds.get(target.column) ?? { ...staged.core.columns[target.column]!, line };
      setBound(column, target.bound, value);
      draft.bounds.set(target.column, column);
      break;
    }
    case 'cost':
      draft.objectiveColumns.push({ index: staged.localColumn[target.column]!, value });
      break;
    case 'coefficient':
      addCoefficient(staged, draft, target, isNegligible(value) ? 0 : value);
      break;
    case 'constant':
      // Period 0 has the core's constant already, which a later period takes back.
      draft.objectiveConstant = -value + (period === 0 ? 0 : coreValue);
  }
}

function addCoefficient(
  { periods, localRow, localColumn, stateOfColumn }: StagedCore,
  draft: DraftOutcome,
  { row, column }: { readonly row: number; readonly column: number },
  value: number,
): void {
  const isOwn = periods.ofColumn[column] === periods.ofRow[row];
  if (isOwn) draft.rowColumns.push({ row: localRow[row]!, index: localColumn[column]!, value });
  else draft.rowStates.push({ row: localRow[row]!, index: stateOfColumn[column]!, value });
}
