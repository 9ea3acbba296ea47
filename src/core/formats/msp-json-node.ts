import {
  nodeUnder,
  type Column,
  type Entry,
  type NoiseOutcome,
  type ProgrammeNode,
  type Row,
  type StateUpdate,
} from '../programme/index.ts';
import { quoted } from './file-fault.ts';
import type { Cursor } from './msp-json-cursor.ts';

/** A state as the file declares it. */
export interface MspState {
  readonly name: string;
  readonly initial: number;
  /** true: it leaves each node at the value of a column `NAME.out` with these bounds; false: `updates` move it */
  readonly isDecided: boolean;
  readonly isCarried: boolean;
  readonly lower: number;
  readonly upper: number;
  readonly isInteger: boolean;
}

/** What a name in a node's terms stands for. */
interface Names {
  readonly columns: ReadonlyMap<string, number>;
  /** `NAME.in` */
  readonly incoming: ReadonlyMap<string, number>;
  /** a state's own name */
  readonly states: ReadonlyMap<string, number>;
  readonly rows: ReadonlyMap<string, number>;
}

/** Terms on columns and on incoming states. */
interface Terms {
  readonly columns: Entry[];
  readonly states: Entry[];
}

const NODE_FIELDS = ['variables', 'constraints', 'state_out_obj', 'state_in_obj', 'constant_obj', 'updates', 'noise'];
const NOISE_FIELDS = [
  'p',
  'rhs',
  'ranges',
  'terms',
  'bounds',
  'obj',
  'state_out_obj',
  'state_in_obj',
  'constant_obj',
  'updates',
];

/** Reads one node: its variables, then one column for each decided state, then its rows, updates, objective, noise. */
export function readMspNode(
  at: Cursor,
  place: { name: string; stage: number },
  states: readonly MspState[],
): ProgrammeNode {
  at.only(...NODE_FIELDS);
  const variables = at.optional('variables')?.items() ?? [];
  const constraints = at.optional('constraints')?.items() ?? [];
  const columns: Column[] = [...variables.map(readVariable), ...states.filter((s) => s.isDecided).map(outgoingColumn)];
  const names: Names = {
    columns: distinct(
      columns.map(({ name }) => name),
      variables,
    ),
    incoming: new Map(states.map(({ name }, index) => [`${name}.in`, index])),
    states: new Map(states.map(({ name }, index) => [name, index])),
    rows: distinct(
      constraints.map((row) => row.member('name')?.text() ?? ''),
      constraints,
    ),
  };
  const costs = variables.map((variable) => variable.optional('obj')?.number() ?? 0);
  const rows = constraints.map((row) => readRow(row, names));
  const own: ProgrammeNode = {
    ...place,
    columns,
    rows,
    updates: [...decidedUpdates(states, names), ...readUpdates(at, names, states)],
    objectiveConstant: at.optional('constant_obj')?.number() ?? 0,
    objectiveColumns: [...nonzero(costs), ...readStateObjective(at, 'state_out_obj', names)],
    objectiveStates: readStateObjective(at, 'state_in_obj', names),
  };
  const noise =
    at
      .optional('noise')
      ?.items()
      .map((outcome) => readOutcome(outcome, own, names, states)) ?? [];
  if (noise.length > 0)
    checkSum(
      at.optional('noise')!,
      noise.map(({ probability }) => probability),
    );
  // One outcome is no noise: its data are the node's.
  if (noise.length <= 1) return noise[0] ? nodeUnder(own, noise[0]) : own;
  return { ...own, noise: [normalised(noise)] };
}

function readVariable(at: Cursor): Column {
  at.only('name', 'lb', 'ub', 'obj', 'integer');
  return { name: at.member('name')?.text() ?? '', ...readBounds(at), isCommitment: false };
}

/** `lb`, `ub` and `integer`, as variables and states have them; left out, from 0 on and continuous. */
export function readBounds(at: Cursor): { lower: number; upper: number; isInteger: boolean } {
  const lower = at.optional('lb')?.bound() ?? 0;
  const upper = at.optional('ub')?.bound() ?? Infinity;
  checkBounds(at, lower, upper);
  return { lower, upper, isInteger: at.optional('integer')?.boolean() ?? false };
}

function checkBounds(at: Cursor, lower: number, upper: number): void {
  if (lower > upper) at.fault(`lb ${lower} is above ub ${upper}`, 'let lb be at most ub');
  else if (lower === Infinity || upper === -Infinity)
    at.fault('no number meets these bounds', 'let lb be below "inf" and ub above "-inf"');
}

function outgoingColumn({ name, lower, upper, isInteger }: MspState): Column {
  return { name: `${name}.out`, lower, upper, isInteger, isCommitment: false };
}

/** Index by name; a name given twice is a fault at its second place. */
function distinct(names: readonly string[], at: readonly Cursor[]): ReadonlyMap<string, number> {
  const indexByName = new Map<string, number>();
  names.forEach((name, index) => {
    if (indexByName.has(name))
      (at[index] ?? at[indexByName.get(name)!])?.fault(`${quoted(name)} is a name already`, 'give another name');
    indexByName.set(name, index);
  });
  return indexByName;
}

function readRow(at: Cursor, names: Names): Row {
  at.only('name', 'sense', 'rhs', 'lb', 'ub', 'terms');
  const terms = readTerms(at.member('terms'), names);
  const bounds = at.optional('sense')
    ? readSide(at)
    : { lower: requiredBound(at, 'lb'), upper: requiredBound(at, 'ub') };
  checkBounds(at, bounds.lower, bounds.upper);
  return { name: at.member('name')?.text() ?? '', ...bounds, ...terms };
}

function requiredBound(at: Cursor, name: 'lb' | 'ub'): number {
  return at.member(name)?.bound() ?? 0;
}

/** `sense` and `rhs`. */
function readSide(at: Cursor): { lower: number; upper: number } {
  const rhs = at.member('rhs')?.bound() ?? 0;
  const sense = at.optional('sense')!;
  switch (sense.text()) {
    case '==':
      return { lower: rhs, upper: rhs };
    case '<=':
      return { lower: -Infinity, upper: rhs };
    case '>=':
      return { lower: rhs, upper: Infinity };
    default:
      sense.fault('this is no sense', 'use "==", "<=" or ">="');
      return { lower: rhs, upper: rhs };
  }
}

function readTerms(at: Cursor | null, names: Names): Terms {
  const terms: Terms = { columns: [], states: [] };
  for (const [name, value] of at?.entries() ?? []) {
    const column = names.columns.get(name);
    const state = names.incoming.get(name);
    if (column !== undefined) terms.columns.push({ index: column, value: value.coefficient() });
    else if (state !== undefined) terms.states.push({ index: state, value: value.coefficient() });
    else value.fault(`${quoted(name)} is no variable of this node, nor a state's .in or .out`, 'correct the name');
  }
  return terms;
}

function nonzero(values: readonly number[]): Entry[] {
  return values.flatMap((value, index) => (value === 0 ? [] : [{ index, value }]));
}

function readStateObjective(at: Cursor, field: 'state_out_obj' | 'state_in_obj', names: Names): Entry[] {
  return (at.optional(field)?.entries() ?? []).flatMap(([name, value]) => {
    const index = field === 'state_in_obj' ? names.states.get(name) : names.columns.get(`${name}.out`);
    if (index !== undefined) return [{ index, value: value.number() }];
    value.fault(`${quoted(name)} is no state that can be priced here`, 'name a state');
    return [];
  });
}

function decidedUpdates(states: readonly MspState[], names: Names): StateUpdate[] {
  return states.flatMap(({ name, isDecided }, state) =>
    isDecided
      ? [{ state, constant: 0, columns: [{ index: names.columns.get(`${name}.out`)!, value: 1 }], states: [] }]
      : [],
  );
}

function readUpdates(at: Cursor, names: Names, states: readonly MspState[]): StateUpdate[] {
  return (at.optional('updates')?.entries() ?? []).flatMap(([name, update]) => {
    update.only('constant', 'terms');
    const state = names.states.get(name);
    if (state === undefined || states[state]!.isDecided) {
      update.fault(`${quoted(name)} is no state that updates move`, 'name a state with "decided": false');
      return [];
    }
    const constant = update.optional('constant')?.number() ?? 0;
    return [{ state, constant, ...readTerms(update.optional('terms'), names) }];
  });
}

function readOutcome(at: Cursor, node: ProgrammeNode, names: Names, states: readonly MspState[]): NoiseOutcome {
  at.only(...NOISE_FIELDS);
  const costs = named(at.optional('obj'), names.columns, 'variable');
  const objectiveColumns = [...costs, ...readStateObjective(at, 'state_out_obj', names)];
  const constant = at.optional('constant_obj')?.number();
  const terms = (at.optional('terms')?.entries() ?? []).flatMap(([name, row]) => {
    const index = rowNamed(row, name, names);
    return index === null ? [] : [{ row: index, ...readTerms(row, names) }];
  });
  return {
    probability: at.member('p')?.fraction() ?? 0,
    rowBounds: readRowBounds(at, node, names),
    columnBounds: readColumnBounds(at, names),
    rowColumns: terms.flatMap(({ row, columns }) => columns.map(({ index, value }) => ({ row, index, value }))),
    rowStates: terms.flatMap(({ row, states: onStates }) =>
      onStates.map(({ index, value }) => ({ row, index, value })),
    ),
    objectiveColumns,
    objectiveStates: readStateObjective(at, 'state_in_obj', names),
    updates: readUpdates(at, names, states),
    ...(constant === undefined ? {} : { objectiveConstant: constant }),
  };
}

function named(at: Cursor | null, indexByName: ReadonlyMap<string, number>, kind: string): Entry[] {
  return (at?.entries() ?? []).flatMap(([name, value]) => {
    const index = indexByName.get(name);
    if (index !== undefined) return [{ index, value: value.number() }];
    value.fault(`this node has no ${kind} ${quoted(name)}`, 'correct the name');
    return [];
  });
}

function rowNamed(at: Cursor, name: string, names: Names): number | null {
  const row = names.rows.get(name);
  if (row !== undefined) return row;
  at.fault(`this node has no constraint ${quoted(name)}`, 'correct the name');
  return null;
}

/** `ranges` gives both bounds of a row; a new `rhs` takes the place of whichever bounds the row has. */
function readRowBounds(at: Cursor, node: ProgrammeNode, names: Names): NonNullable<NoiseOutcome['rowBounds']> {
  const sides = (at.optional('rhs')?.entries() ?? []).flatMap(([name, value]) => {
    const row = rowNamed(value, name, names);
    if (row === null) return [];
    const rhs = value.bound();
    const { lower, upper } = node.rows[row]!;
    const bounds = { lower: lower === -Infinity ? lower : rhs, upper: upper === Infinity ? upper : rhs };
    checkBounds(value, bounds.lower, bounds.upper);
    return [{ row, ...bounds }];
  });
  const ranges = (at.optional('ranges')?.entries() ?? []).flatMap(([name, value]) => {
    const row = rowNamed(value, name, names);
    return row === null ? [] : [{ row, ...readRange(value) }];
  });
  return [...sides, ...ranges];
}

function readColumnBounds(at: Cursor, names: Names): NonNullable<NoiseOutcome['columnBounds']> {
  return (at.optional('bounds')?.entries() ?? []).flatMap(([name, value]) => {
    const column = names.columns.get(name);
    if (column !== undefined) return [{ column, ...readRange(value) }];
    value.fault(`this node has no variable ${quoted(name)}`, 'correct the name');
    return [];
  });
}

/** `[lb, ub]`. */
function readRange(at: Cursor): { lower: number; upper: number } {
  const [lower = 0, upper = 0, ...more] = at.items().map((end) => end.bound());
  if (at.items().length < 2 || more.length > 0) at.fault('this is no pair of bounds', 'give [lb, ub]');
  else checkBounds(at, lower, upper);
  return { lower, upper };
}

/** Probabilities written with few digits may miss 1 by this much; they are then divided by their sum. */
const SUM_TOLERANCE = 1e-6;

/** Notes a fault unless the probabilities sum to 1. */
export function checkSum(at: Cursor, probabilities: readonly number[]): void {
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return;
  at.fault(`the probabilities sum to ${Number(sum.toPrecision(12))}, not to 1`, 'let them sum to 1');
}

function normalised(outcomes: readonly NoiseOutcome[]): readonly NoiseOutcome[] {
  const sum = outcomes.reduce((total, { probability }) => total + probability, 0);
  return outcomes.map((outcome) => ({ ...outcome, probability: outcome.probability / sum }));
}
