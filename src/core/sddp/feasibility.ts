/** Phase 1 of a node LP: by how much it must be violated, and the bound on incoming states that this implies. */
import type { LinearModel } from '../programme/index.ts';
import { binaryExponent, dualBound, powerOfTwo, scaleModel, type Solver } from '../solve/index.ts';
import { addRow, pullBack, type CompiledOutcome } from './compiled-node.ts';
import type { CutArchive } from './cut-archive.ts';
import type { FeasibilityCut } from './cut.ts';
import type { NodeLpView } from './own-arithmetic.ts';

/** Where an infeasible LP stands. */
export interface InfeasiblePlace {
  readonly solver: Solver;
  readonly feasibilityCuts: CutArchive;
  readonly outcome: CompiledOutcome;
  readonly state: Float64Array;
  /** violations up to this, in scaled units, are the solver's tolerance and make no cut */
  readonly tolerance: number;
}

/**
 * Least total violation v(s) of the rows and feasibility cuts of a node LP, each in scaled units, and the cut
 * v(s0) + g (s - s0) <= 0 that every feasible state satisfies, v being convex. Null when v(s0) is within tolerance.
 *
 * @throws Error when phase 1, which is always feasible and bounded, has no optimum by the solver
 */
export function feasibilityCutAt(lp: NodeLpView, place: InfeasiblePlace): FeasibilityCut | null {
  const base = rowsOnly(lp);
  const scaled = scaleModel(base);
  const model = withViolations(scaled.model);
  const session = place.solver.open(model);
  try {
    const found = session.solve({ basis: null });
    if (found.status !== 'optimal') throw new Error(`phase 1 of an infeasible node LP ended as ${found.status}`);
    const violation = dualBound(model, found.rowDuals, found.columnValues).value;
    if (!(violation > place.tolerance)) return null;
    const duals = found.rowDuals.map((dual, row) => dual * scaled.rowFactors[row]!);
    return cutFrom(lp, place, { violation, duals });
  } finally {
    session.dispose();
  }
}

/** The node's rows and its feasibility cuts, without theta and without costs. */
function rowsOnly(lp: NodeLpView): LinearModel {
  const feasibility = lp.cutRows.filter((row) => row.isFeasibility);
  const rowCount = lp.rowLower.length;
  const starts = Array.from(lp.matrix.starts);
  const columnIndices = Array.from(lp.matrix.indices);
  const values = Array.from(lp.matrix.values);
  for (const { links } of feasibility) {
    links.forEach((value, link) => {
      if (value === 0) return;
      columnIndices.push(lp.linkColumns[link]!);
      values.push(-value);
    });
    starts.push(values.length);
  }
  const columnCount = lp.columnLower.length;
  return {
    sense: 'minimise',
    columnCount,
    rowCount: rowCount + feasibility.length,
    objectiveOffset: 0,
    cost: new Float64Array(columnCount),
    columnLower: lp.columnLower,
    columnUpper: lp.columnUpper,
    integrality: new Uint8Array(columnCount),
    rowLower: Float64Array.from([...lp.rowLower, ...feasibility.map(({ bound }) => bound)]),
    rowUpper: Float64Array.from([...lp.rowUpper, ...feasibility.map(() => Infinity)]),
    rowStarts: Int32Array.from(starts),
    columnIndices: Int32Array.from(columnIndices),
    values: Float64Array.from(values),
    parametric: [],
    columnName: (column) => `column ${column}`,
    rowName: (row) => `row ${row}`,
  };
}

/** Two more columns at each row, of cost 1: what it lacks and what it has too much. */
function withViolations(model: LinearModel): LinearModel {
  const { columnCount, rowCount } = model;
  const columnIndices: number[] = [];
  const values: number[] = [];
  const rowStarts = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      if (model.values[position] === 0) continue;
      columnIndices.push(model.columnIndices[position]!);
      values.push(model.values[position]!);
    }
    columnIndices.push(columnCount + 2 * row, columnCount + 2 * row + 1);
    values.push(1, -1);
    rowStarts[row + 1] = values.length;
  }
  const extended = (own: Float64Array, added: number): Float64Array => {
    const all = new Float64Array(columnCount + 2 * rowCount).fill(added);
    all.set(own);
    return all;
  };
  return {
    ...model,
    columnCount: columnCount + 2 * rowCount,
    cost: extended(model.cost, 1),
    columnLower: extended(model.columnLower, 0),
    columnUpper: extended(model.columnUpper, Infinity),
    integrality: new Uint8Array(columnCount + 2 * rowCount),
    rowStarts,
    columnIndices: Int32Array.from(columnIndices),
    values: Float64Array.from(values),
  };
}

function cutFrom(
  lp: NodeLpView,
  { outcome, state, feasibilityCuts }: InfeasiblePlace,
  found: { readonly violation: number; readonly duals: Float64Array },
): FeasibilityCut {
  const { stateCount, slopes } = feasibilityCuts;
  const rowCount = lp.rowLower.length;
  const outgoing = new Float64Array(stateCount);
  lp.cutRows
    .filter((row) => row.isFeasibility)
    .forEach(({ cut }, place) => {
      const dual = found.duals[rowCount + place]!;
      for (let index = 0; index < stateCount; index++) outgoing[index]! += dual * slopes[cut * stateCount + index]!;
    });
  const slope = pullBack(outcome.map, outgoing);
  for (let row = 0; row < rowCount; row++) addRow(outcome.rowStates, row, -found.duals[row]!, slope);
  let atState = 0;
  let largest = 0;
  slope.forEach((value, index) => {
    atState += value * state[index]!;
    largest = Math.max(largest, Math.abs(value));
  });
  const factor = largest === 0 ? 1 : powerOfTwo(-binaryExponent(largest));
  return { intercept: factor * (found.violation - atState), slope: slope.map((value) => factor * value) };
}
