/** A node's own arithmetic, and its cuts written as rows on a column for the value of what follows. */
import {
  ProgrammeError,
  type Column,
  type Entry,
  type ProgrammeNode,
  type Row,
  type StateUpdate,
} from '../programme/index.ts';
import type { Cut, FeasibilityCut } from './cut.ts';

/** Name of the column that stands for the value of what follows; it comes after the node's own columns. */
export const VALUE_TO_GO = 'value-to-go';

/** Coefficients of a cut row below this share of its largest are dropped, its bounds loosened by what they could add. */
const TINY_FRACTION = 1e-11;

export interface CutRows {
  readonly sense: 'maximise' | 'minimise';
  readonly cuts: readonly Cut[];
  readonly feasibilityCuts: readonly FeasibilityCut[];
}

/**
 * The node with a free last column `VALUE_TO_GO` of objective coefficient 1, and the cuts on the leaving state as rows
 * below its own: value-to-go - slope s' >= intercept when minimising, <= when maximising, s' spelt out in the node's
 * columns and incoming state.
 *
 * @throws ProgrammeError without cuts, for then nothing bounds the column
 */
export function withCutRows(node: ProgrammeNode, { sense, cuts, feasibilityCuts }: CutRows): ProgrammeNode {
  if (cuts.length === 0) throw new ProgrammeError(`node "${node.name}" has successors but no cuts`);
  const valueToGo: Column = {
    name: VALUE_TO_GO,
    lower: -Infinity,
    upper: Infinity,
    isInteger: false,
    isCommitment: false,
  };
  const columns = [...node.columns, valueToGo];
  const index = node.columns.length;
  const valueRows = cuts.map((cut, number): Row => {
    const { constant, columns: terms, states } = leaving(node, cut.slope, -1);
    const bound = cut.intercept - constant;
    const bounds = sense === 'minimise' ? { lower: bound, upper: Infinity } : { lower: -Infinity, upper: bound };
    return { name: `cut ${number}`, ...bounds, columns: [...terms, { index, value: 1 }], states };
  });
  const feasibilityRows = feasibilityCuts.map((cut, number): Row => {
    const { constant, columns: terms, states } = leaving(node, cut.slope, 1);
    const upper = -cut.intercept - constant;
    return { name: `feasibility cut ${number}`, lower: -Infinity, upper, columns: terms, states };
  });
  return {
    ...node,
    columns,
    rows: [...node.rows, ...[...valueRows, ...feasibilityRows].map((row) => withoutTiny(row, columns))],
    objectiveColumns: [...node.objectiveColumns, { index, value: 1 }],
  };
}

/** sign x slope s', s' being the state that leaves the node, as a constant and terms on columns and incoming states. */
function leaving(
  node: ProgrammeNode,
  slope: Float64Array,
  sign: 1 | -1,
): { readonly constant: number; readonly columns: readonly Entry[]; readonly states: readonly Entry[] } {
  const updateOf = new Map(node.updates.map((update) => [update.state, update]));
  const columns = new EntrySum();
  const states = new EntrySum();
  let constant = 0;
  slope.forEach((value, state) => {
    if (value === 0) return;
    const factor = sign * value;
    const update = updateOf.get(state);
    if (!update) return states.add({ index: state, value: 1 }, factor);
    constant += factor * update.constant;
    for (const entry of update.columns) columns.add(entry, factor);
    for (const entry of update.states) states.add(entry, factor);
    return undefined;
  });
  return { constant, columns: columns.entries(), states: states.entries() };
}

/** Sums entries of the same index and parameter. */
class EntrySum {
  private readonly byKey = new Map<string, { index: number; value: number; parameter?: number }>();

  add(entry: Entry, factor: number): void {
    const key = `${entry.index}/${entry.parameter ?? -1}`;
    const known = this.byKey.get(key);
    if (known) known.value += factor * entry.value;
    else this.byKey.set(key, { ...entry, value: factor * entry.value });
  }

  entries(): readonly Entry[] {
    return [...this.byKey.values()].filter(({ value }) => value !== 0);
  }
}

/** A tiny coefficient is dropped where its column's bounds say how much it can matter; the row then holds all the more. */
function withoutTiny(row: Row, columns: readonly Column[]): Row {
  const largest = row.columns.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  let { lower, upper } = row;
  const kept = row.columns.filter(({ index, value, parameter }) => {
    if (Math.abs(value) > TINY_FRACTION * largest || parameter !== undefined) return true;
    const ends = [value * columns[index]!.lower, value * columns[index]!.upper];
    const least = Math.min(...ends);
    const most = Math.max(...ends);
    const isBounded = (lower === -Infinity || most < Infinity) && (upper === Infinity || least > -Infinity);
    if (!isBounded) return true;
    if (lower > -Infinity) lower -= most;
    if (upper < Infinity) upper -= least;
    return false;
  });
  return kept.length === row.columns.length ? row : { ...row, lower, upper, columns: kept };
}

/** What an evaluation is made at. */
export interface NodePoint {
  /** [state] entering the node */
  readonly state: Float64Array;
  /** [column] the node's own, or more, of which the first count */
  readonly columnValues: Float64Array;
  /** [parameter] */
  readonly parameters: readonly number[];
}

/** [state] leaving the node: s' = M s + A x + b, a state without update carried unchanged. */
export function leavingState(node: ProgrammeNode, point: NodePoint): Float64Array {
  const next = point.state.slice();
  for (const update of node.updates) next[update.state] = updated(update, point);
  return next;
}

function updated(update: StateUpdate, point: NodePoint): number {
  return update.constant + along(update.columns, point.columnValues, point) + along(update.states, point.state, point);
}

/** The node's stage objective: constant, terms on its columns, terms on the incoming state. */
export function stageObjectiveOf(node: ProgrammeNode, point: NodePoint): number {
  const { objectiveConstant, objectiveColumns, objectiveStates } = node;
  return (
    objectiveConstant + along(objectiveColumns, point.columnValues, point) + along(objectiveStates, point.state, point)
  );
}

function along(entries: readonly Entry[], values: Float64Array, { parameters }: NodePoint): number {
  let sum = 0;
  for (const { index, value, parameter } of entries) {
    sum += value * (parameter === undefined ? 1 : parameters[parameter]!) * values[index]!;
  }
  return sum;
}

/** Height of a cut at a state, and the sum of its absolute terms. */
export function cutAt(cut: Cut, state: Float64Array): { readonly value: number; readonly gross: number } {
  let value = cut.intercept;
  let gross = Math.abs(value);
  for (let index = 0; index < state.length; index++) {
    const term = cut.slope[index]! * state[index]!;
    value += term;
    gross += Math.abs(term);
  }
  return { value, gross };
}
