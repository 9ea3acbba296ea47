/** What can be proved of values before any cut: boxes of reachable states, and least stage objectives over them. */
import { arcsByOrigin, type LinearModel, type Programme } from '../programme/index.ts';
import { dualBound, scaleModel, type Solver } from '../solve/index.ts';
import type { CompiledNode, CompiledOutcome, SparseMatrix } from './compiled-node.ts';
import { isCyclic } from './policy-graph.ts';

/** What value bounds are made from. */
export interface BoundSource {
  readonly programme: Programme;
  readonly compiled: readonly CompiledNode[];
  readonly solver: Solver;
  /** the caller's bound, minimising; -Infinity for none */
  readonly given: number;
}

/** [state] */
interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * [node] proved bound from below, minimising, on the expected value of what follows the node at any state that can be
 * reached; -Infinity where nothing was proved. Every coherent risk measure lies above the expectation.
 *
 * The least stage objective of each node, over intervals of states and columns, is summed backward. On graphs with
 * cycles, where no cut comes before a bound, it is found by LPs, and v = stage + probability x discount x v is solved.
 */
export function valueBounds(source: BoundSource): Float64Array {
  const { programme, compiled, given } = source;
  const arcsFrom = arcsByOrigin(programme);
  const hasCycle = isCyclic(programme);
  const boxes = stateBoxes(programme, compiled);
  const stage = Float64Array.from(compiled, (node, index) => {
    let sum = 0;
    node.outcomeProbabilities.forEach((probability, outcome) => {
      if (probability === 0) return;
      const data = node.outcome(outcome);
      const box = boxes[index]!;
      const byIntervals = intervalBound(data, box);
      sum += probability * (hasCycle ? Math.max(byIntervals, linearBound(source, index, { data, box })) : byIntervals);
    });
    return sum;
  });
  const values = valuesFrom(programme, stage);
  return Float64Array.from(arcsFrom, (arcs) => {
    const proved = arcs.reduce((sum, arc) => sum + arc.probability * (arc.discount ?? 1) * values[arc.to]!, 0);
    return Math.max(given, Number.isNaN(proved) ? -Infinity : proved);
  });
}

/** Rounds of propagation per node before a side that still moves is given up as unbounded. */
const ROUNDS = 2;

/** [node] intervals of the states that can enter it. */
function stateBoxes(programme: Programme, compiled: readonly CompiledNode[]): readonly Box[] {
  const count = programme.states.length;
  const arcsFrom = arcsByOrigin(programme);
  const boxes = programme.nodes.map((): Box => ({
    lower: new Float64Array(count).fill(Infinity),
    upper: new Float64Array(count).fill(-Infinity),
  }));
  programme.states.forEach(({ initial }, state) => {
    boxes[0]!.lower[state] = initial;
    boxes[0]!.upper[state] = initial;
  });
  const rounds = new Int32Array(programme.nodes.length);
  let front = [0];
  while (front.length > 0) {
    const next = new Set<number>();
    for (const node of front) {
      rounds[node]!++;
      const leaving = outgoingBox(compiled[node]!, boxes[node]!);
      const isWidening = rounds[node]! > ROUNDS * programme.nodes.length;
      for (const { to } of arcsFrom[node]!) if (widen(boxes[to]!, leaving, isWidening)) next.add(to);
    }
    front = [...next].toSorted((a, b) => a - b);
  }
  return boxes;
}

/** Makes a box hold another; true when it grew. A side that grows is given up when `isWidening`. */
function widen(box: Box, other: Box, isWidening: boolean): boolean {
  let hasGrown = false;
  for (let state = 0; state < box.lower.length; state++) {
    if (other.lower[state]! < box.lower[state]!) {
      box.lower[state] = isWidening ? -Infinity : other.lower[state]!;
      hasGrown = true;
    }
    if (other.upper[state]! > box.upper[state]!) {
      box.upper[state] = isWidening ? Infinity : other.upper[state]!;
      hasGrown = true;
    }
  }
  return hasGrown;
}

function outgoingBox(compiled: CompiledNode, box: Box): Box {
  const leaving: Box = {
    lower: new Float64Array(box.lower.length).fill(Infinity),
    upper: new Float64Array(box.lower.length).fill(-Infinity),
  };
  const seen = new Set<unknown>();
  compiled.outcomeProbabilities.forEach((_, outcome) => {
    const { map, columnLower, columnUpper } = compiled.outcome(outcome);
    // Outcomes that leave the update and the bounds alone share them.
    if (seen.has(map) && seen.has(columnLower)) return;
    seen.add(map).add(columnLower);
    const columns = { lower: columnLower, upper: columnUpper };
    const one: Box = { lower: box.lower.slice(), upper: box.upper.slice() };
    map.states.forEach((state, update) => {
      const carried = intervalOf(map.stateTerms, update, box);
      const decided = intervalOf(map.columnTerms, update, columns);
      one.lower[state] = map.constants[update]! + carried.lower + decided.lower;
      one.upper[state] = map.constants[update]! + carried.upper + decided.upper;
    });
    widen(leaving, one, false);
  });
  return leaving;
}

/** Interval of one row of a matrix times anything in a box. */
function intervalOf(matrix: SparseMatrix, row: number, box: Box): { lower: number; upper: number } {
  let lower = 0;
  let upper = 0;
  for (let position = matrix.starts[row]!; position < matrix.starts[row + 1]!; position++) {
    const value = matrix.values[position]!;
    const index = matrix.indices[position]!;
    if (value === 0) continue;
    lower += value * (value > 0 ? box.lower : box.upper)[index]!;
    upper += value * (value > 0 ? box.upper : box.lower)[index]!;
  }
  return { lower, upper };
}

function intervalBound(data: CompiledOutcome, box: Box): number {
  let bound = data.constant + intervalOf(data.stateCost, 0, box).lower;
  data.cost.forEach((cost, column) => {
    if (cost !== 0) bound += cost * (cost > 0 ? data.columnLower : data.columnUpper)[column]!;
  });
  return Number.isNaN(bound) ? -Infinity : bound;
}

/** Least stage objective with the incoming states free within their box. */
function linearBound(
  { compiled, solver }: BoundSource,
  node: number,
  at: { readonly data: CompiledOutcome; readonly box: Box },
): number {
  const { model, objectiveFactor } = scaleModel(stageModel(compiled[node]!, at.data, at.box));
  const session = solver.open(model);
  try {
    const { status, rowDuals, columnValues } = session.solve({ basis: null });
    // An outcome that no state makes feasible bounds nothing: any number will do.
    if (status === 'infeasible') return 0;
    if (status !== 'optimal') return -Infinity;
    return dualBound(model, rowDuals, columnValues).value / objectiveFactor;
  } finally {
    session.dispose();
  }
}

/** The node's rows over its columns and its incoming states. */
function stageModel(compiled: CompiledNode, data: CompiledOutcome, box: Box): LinearModel {
  const { columnCount, rowCount, matrix } = compiled;
  const own = matrix.values.slice();
  data.positions.forEach((position, index) => (own[position] = data.values[index]!));
  const rowStarts = [0];
  const columnIndices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let position = matrix.starts[row]!; position < matrix.starts[row + 1]!; position++) {
      columnIndices.push(matrix.indices[position]!);
      values.push(own[position]!);
    }
    const { starts, indices } = data.rowStates;
    for (let position = starts[row]!; position < starts[row + 1]!; position++) {
      columnIndices.push(columnCount + indices[position]!);
      values.push(data.rowStates.values[position]!);
    }
    rowStarts.push(values.length);
  }
  const stateCost = new Float64Array(box.lower.length);
  data.stateCost.indices.forEach((state, position) => (stateCost[state] = data.stateCost.values[position]!));
  return {
    sense: 'minimise',
    columnCount: columnCount + box.lower.length,
    rowCount,
    objectiveOffset: data.constant,
    cost: Float64Array.from([...data.cost, ...stateCost]),
    columnLower: Float64Array.from([...data.columnLower, ...box.lower]),
    columnUpper: Float64Array.from([...data.columnUpper, ...box.upper]),
    integrality: new Uint8Array(columnCount + box.lower.length),
    rowLower: data.rowLower,
    rowUpper: data.rowUpper,
    rowStarts: Int32Array.from(rowStarts),
    columnIndices: Int32Array.from(columnIndices),
    values: Float64Array.from(values),
    parametric: [],
    columnName: (column) => `${compiled.node.name} / column ${column}`,
    rowName: (row) => `${compiled.node.name} / row ${row}`,
  };
}

const MOST_SWEEPS = 100_000;
const SETTLED_FRACTION = 1e-12;

/**
 * [node] a solution of v <= stage + P v, P the discounted probabilities: its inverse (I - P)^-1 is not negative, so that
 * v lies below the true values. Found by sweeps, then lowered by a multiple of the sweeps of stage 1 until it holds.
 */
function valuesFrom(programme: Programme, stage: Float64Array): Float64Array {
  const arcsFrom = arcsByOrigin(programme);
  const follow = (values: Float64Array, node: number): number =>
    arcsFrom[node]!.reduce((sum, arc) => sum + arc.probability * (arc.discount ?? 1) * values[arc.to]!, 0);
  const sweep = (own: Float64Array): Float64Array => {
    const values = new Float64Array(own.length);
    for (let count = 0; count < MOST_SWEEPS; count++) {
      let moved = 0;
      for (let node = own.length - 1; node >= 0; node--) {
        const value = own[node]! + follow(values, node);
        if (value !== values[node]) moved = Math.max(moved, Math.abs(value - values[node]!) / (1 + Math.abs(value)));
        values[node] = value;
      }
      // Written so that NaN, infinity less infinity, goes on.
      if (moved <= SETTLED_FRACTION) break;
    }
    return values;
  };
  const values = sweep(stage);
  const visits = sweep(new Float64Array(stage.length).fill(1));
  const holds = (candidate: Float64Array): boolean =>
    candidate.every((value, node) => value === -Infinity || value <= stage[node]! + follow(candidate, node));
  const scale = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);
  for (let margin = 0; margin < scale; margin = Math.max(2 * margin, SETTLED_FRACTION * scale)) {
    const candidate = values.map((value, node) => value - margin * visits[node]!);
    if (holds(candidate)) return candidate;
  }
  return new Float64Array(stage.length).fill(-Infinity);
}
