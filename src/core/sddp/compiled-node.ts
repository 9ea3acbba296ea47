/** A node's data as typed arrays, minimising, with parameters at their base values: what node LPs are filled from. */
import {
  nodeUnder,
  outcomesOf,
  type Entry,
  type NoiseOutcome,
  type Programme,
  type ProgrammeNode,
  type StateUpdate,
} from '../programme/index.ts';

/** Sparse rows: `starts` is [row + 1]; within a row indices are distinct. */
export interface SparseMatrix {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** s' = M s + A x + b for the states named; all others are carried unchanged. */
export interface StateMap {
  readonly states: Int32Array;
  /** [named state] b */
  readonly constants: Float64Array;
  /** [named state] rows of M and of A */
  readonly stateTerms: SparseMatrix;
  readonly columnTerms: SparseMatrix;
}

/** One outcome of a node's noise, in full. Arrays that outcomes do not change are shared between them. */
export interface CompiledOutcome {
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly cost: Float64Array;
  readonly constant: number;
  /** one row: terms of the stage objective on the incoming state */
  readonly stateCost: SparseMatrix;
  /** [row] terms on the incoming state */
  readonly rowStates: SparseMatrix;
  readonly map: StateMap;
  /** coefficients on columns that differ from the node's: positions in its matrix, and values */
  readonly positions: Int32Array;
  readonly values: Float64Array;
}

export interface CompiledNode {
  readonly node: ProgrammeNode;
  readonly columnCount: number;
  readonly rowCount: number;
  /** rows on columns; holds every position that some outcome fills, 0 where the node itself has none */
  readonly matrix: SparseMatrix;
  readonly outcomeProbabilities: Float64Array;
  /** compiled when first asked for */
  readonly outcome: (index: number) => CompiledOutcome;
}

/** Compiles a node; maximising programmes are negated. */
export function compileNode(programme: Programme, nodeIndex: number): CompiledNode {
  const node = programme.nodes[nodeIndex]!;
  const outcomes = outcomesOf(node);
  const matrix = matrixOf(node, programme.parameters);
  const shared: Shared = { programme, node, matrix, bySource: new Map() };
  const compiled = new Map<number, CompiledOutcome>();
  return {
    node,
    columnCount: node.columns.length,
    rowCount: node.rows.length,
    matrix,
    outcomeProbabilities: Float64Array.from(outcomes, ({ probability }) => probability),
    outcome(index) {
      let outcome = compiled.get(index);
      if (!outcome) compiled.set(index, (outcome = compileOutcome(shared, outcomes[index]!)));
      return outcome;
    },
  };
}

interface Shared {
  readonly programme: Programme;
  readonly node: ProgrammeNode;
  readonly matrix: SparseMatrix;
  /** what outcomes that leave a part of the node alone have in common, by that part */
  readonly bySource: Map<unknown, unknown>;
}

function once<Result>(shared: Shared, source: unknown, make: () => Result): Result {
  if (!shared.bySource.has(source)) shared.bySource.set(source, make());
  // The map holds for each source what `make` of that source gave.
  return shared.bySource.get(source) as Result;
}

function compileOutcome(shared: Shared, noise: NoiseOutcome): CompiledOutcome {
  const { programme, node } = shared;
  const { parameters } = programme;
  const sign = programme.sense === 'minimise' ? 1 : -1;
  const under = nodeUnder(node, noise);
  const columns = under.columns === node.columns ? node.columns : under.columns;
  const columnBounds = shareable(shared, columns, node.columns, () => boundsOf(columns));
  const rowBounds =
    (noise.rowBounds ?? []).length === 0 ? once(shared, node.rows, () => boundsOf(node.rows)) : boundsOf(under.rows);
  const rowStates =
    (noise.rowStates ?? []).length === 0
      ? once(shared, 'row states', () =>
          sparse(
            node.rows.map((row) => row.states),
            parameters,
          ),
        )
      : sparse(
          under.rows.map((row) => row.states),
          parameters,
        );
  const cost = shareable(shared, under.objectiveColumns, node.objectiveColumns, () =>
    dense(under.objectiveColumns, node.columns.length, { parameters, sign }),
  );
  const stateCost = shareable(shared, under.objectiveStates, node.objectiveStates, () =>
    scaledBy(sparse([under.objectiveStates], parameters), sign),
  );
  const map = shareable(shared, under.updates, node.updates, () => stateMap(under.updates, parameters));
  return {
    columnLower: columnBounds.lower,
    columnUpper: columnBounds.upper,
    rowLower: rowBounds.lower,
    rowUpper: rowBounds.upper,
    cost,
    constant: sign * under.objectiveConstant,
    stateCost,
    rowStates,
    map,
    ...changedCoefficients(shared.matrix, noise),
  };
}

function shareable<Result>(shared: Shared, source: unknown, own: unknown, make: () => Result): Result {
  return source === own ? once(shared, own, make) : make();
}

function boundsOf(parts: readonly { readonly lower: number; readonly upper: number }[]): {
  lower: Float64Array;
  upper: Float64Array;
} {
  return {
    lower: Float64Array.from(parts, ({ lower }) => lower),
    upper: Float64Array.from(parts, ({ upper }) => upper),
  };
}

function valueOf(entry: Entry, parameters: readonly number[]): number {
  return entry.parameter === undefined ? entry.value : entry.value * parameters[entry.parameter]!;
}

function dense(
  entries: readonly Entry[],
  length: number,
  factors: { readonly parameters: readonly number[]; readonly sign: number },
): Float64Array {
  const values = new Float64Array(length);
  for (const entry of entries) values[entry.index]! += factors.sign * valueOf(entry, factors.parameters);
  return values;
}

/** Rows of entries, those of one index summed. */
function sparse(rows: readonly (readonly Entry[])[], parameters: readonly number[]): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  rows.forEach((entries, row) => {
    const sums = new Map<number, number>();
    for (const entry of entries) sums.set(entry.index, (sums.get(entry.index) ?? 0) + valueOf(entry, parameters));
    for (const [index, value] of [...sums].toSorted(([a], [b]) => a - b)) {
      indices.push(index);
      values.push(value);
    }
    starts[row + 1] = indices.length;
  });
  return { starts, indices: Int32Array.from(indices), values: Float64Array.from(values) };
}

function scaledBy(matrix: SparseMatrix, factor: number): SparseMatrix {
  return { ...matrix, values: matrix.values.map((value) => factor * value) };
}

function stateMap(updates: readonly StateUpdate[], parameters: readonly number[]): StateMap {
  return {
    states: Int32Array.from(updates, ({ state }) => state),
    constants: Float64Array.from(updates, ({ constant }) => constant),
    stateTerms: sparse(
      updates.map(({ states }) => states),
      parameters,
    ),
    columnTerms: sparse(
      updates.map(({ columns }) => columns),
      parameters,
    ),
  };
}

/** The node's rows, with a place for every coefficient that its noise names. */
function matrixOf(node: ProgrammeNode, parameters: readonly number[]): SparseMatrix {
  const named: Entry[][] = node.rows.map(() => []);
  for (const outcome of (node.noise ?? []).flat()) {
    for (const { row, index } of outcome.rowColumns ?? []) named[row]!.push({ index, value: 0 });
  }
  return sparse(
    node.rows.map((row, index) => [...row.columns, ...named[index]!]),
    parameters,
  );
}

function changedCoefficients(
  matrix: SparseMatrix,
  noise: NoiseOutcome,
): { positions: Int32Array; values: Float64Array } {
  const valueByPosition = new Map<number, number>();
  for (const { row, index, value } of noise.rowColumns ?? []) {
    let position = matrix.starts[row]!;
    while (matrix.indices[position] !== index) position++;
    valueByPosition.set(position, value);
  }
  return {
    positions: Int32Array.from(valueByPosition.keys()),
    values: Float64Array.from(valueByPosition.values()),
  };
}

/** M s + b: the outgoing state before decisions. */
export function carryState(map: StateMap, state: Float64Array): Float64Array {
  const carried = state.slice();
  map.states.forEach((target, update) => {
    carried[target] = map.constants[update]! + rowTimes(map.stateTerms, update, state);
  });
  return carried;
}

/** One row of a matrix times a vector. */
export function rowTimes(matrix: SparseMatrix, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let position = matrix.starts[row]!; position < matrix.starts[row + 1]!; position++) {
    sum += matrix.values[position]! * vector[matrix.indices[position]!]!;
  }
  return sum;
}

/** Adds factor x one row of a matrix to a vector. */
export function addRow(matrix: SparseMatrix, row: number, factor: number, vector: Float64Array): void {
  for (let position = matrix.starts[row]!; position < matrix.starts[row + 1]!; position++) {
    vector[matrix.indices[position]!]! += factor * matrix.values[position]!;
  }
}

/** Adds the sizes of factor x one row of a matrix to a vector. */
export function addRowSizes(matrix: SparseMatrix, row: number, factor: number, vector: Float64Array): void {
  for (let position = matrix.starts[row]!; position < matrix.starts[row + 1]!; position++) {
    vector[matrix.indices[position]!]! += Math.abs(factor * matrix.values[position]!);
  }
}

/** M' of a slope in the outgoing state: the slope in the incoming one. */
export function pullBack(map: StateMap, slope: Float64Array): Float64Array {
  const pulled = slope.slice();
  for (const target of map.states) pulled[target] = 0;
  map.states.forEach((target, update) => addRow(map.stateTerms, update, slope[target]!, pulled));
  return pulled;
}

/** The same of the sizes of a slope's terms. */
export function pullBackSizes(map: StateMap, sizes: Float64Array): Float64Array {
  const pulled = sizes.slice();
  for (const target of map.states) pulled[target] = 0;
  map.states.forEach((target, update) => addRowSizes(map.stateTerms, update, sizes[target]!, pulled));
  return pulled;
}

/** A decision that is added to an outgoing state. */
export interface DecidedColumns {
  /** [column] */
  readonly values: Float64Array;
  /** [column] of what size a column is */
  readonly units: Float64Array;
  /** by what share of its terms, each counted with its unit, a row is missed at most: a solver's optimum is within tolerances */
  readonly missedShare: number;
}

/**
 * A x added to an outgoing state. What is left of a state within the share by which rows are missed is nothing: a stock
 * of which a row lets all be taken would else stand below 0 and make what follows infeasible.
 */
export function addDecisions(
  map: StateMap,
  { values, units, missedShare }: DecidedColumns,
  outgoing: Float64Array,
): void {
  map.states.forEach((target, update) => {
    const before = outgoing[target]!;
    const after = before + rowTimes(map.columnTerms, update, values);
    // A row and a state do not round alike, so the share counts twice.
    const size = Math.abs(before) + rowSize(map.columnTerms, update, { values, units });
    outgoing[target] = Math.abs(after) <= 2 * missedShare * size ? 0 : after;
  });
}

/** Sum of the sizes of a row's terms, each counted with the unit of its column. */
function rowSize(
  matrix: SparseMatrix,
  row: number,
  { values, units }: Pick<DecidedColumns, 'values' | 'units'>,
): number {
  let sum = 0;
  for (let position = matrix.starts[row]!; position < matrix.starts[row + 1]!; position++) {
    const column = matrix.indices[position]!;
    sum += Math.abs(matrix.values[position]!) * (Math.abs(values[column]!) + units[column]!);
  }
  return sum;
}
