/** What our own arithmetic says of a node LP's claimed optimum: primal and dual value, and by how much rows are missed. */
import type { SparseMatrix } from './compiled-node.ts';

/** A node LP in its own units, minimising; cut rows are theta - links x >= bound, feasibility rows -links x >= bound. */
export interface NodeLpView {
  readonly matrix: SparseMatrix;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** [column], theta last when there is one */
  readonly cost: Float64Array;
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  /** [column] of what size a column is: 1 in the solver's units */
  readonly columnUnits: Float64Array;
  readonly cutRows: readonly CutRow[];
  /** columns that move the state, and so appear in cuts */
  readonly linkColumns: Int32Array;
}

/** One cut in a node LP. */
export interface CutRow {
  /** index in its archive */
  readonly cut: number;
  readonly isFeasibility: boolean;
  /** coefficients on the link columns from `start` on in `links`: slope' A */
  readonly links: Float64Array;
  /** theta - links x >= bound at the present state, slack already taken off */
  bound: number;
  /** factor of the row in the solver */
  readonly factor: number;
  /** what must come off the bound for coefficients that were dropped as below the solver's notice */
  readonly slack: number;
  lastBindingSolve: number;
}

export interface Verdict {
  readonly primal: number;
  /** weak-duality bound of the clipped duals: never above the optimum but by the boxes of unbounded columns */
  readonly dual: number;
  /** sum of absolute terms of both */
  readonly gross: number;
  /** worst violation of a row as a share of its activity */
  readonly residual: number;
  /** [column] cost - duals x coefficients */
  readonly reducedCosts: Float64Array;
}

/** An unbounded column with a reduced cost of the solver's tolerance counts as within this multiple of its value. */
const BOX_MULTIPLE = 100;

/**
 * Judges a point and its row duals. Duals of a sign that calls for an infinite bound are set to 0 in `rowDuals`, so that
 * what is read from them later is what was judged.
 *
 * @param columnValues [column]
 * @param rowDuals [row, then cut row], d value / d bound
 */
export function judge(lp: NodeLpView, columnValues: Float64Array, rowDuals: Float64Array): Verdict {
  const reducedCosts = lp.cost.slice();
  let primal = 0;
  let gross = 0;
  for (let column = 0; column < lp.cost.length; column++) {
    const term = lp.cost[column]! * columnValues[column]!;
    primal += term;
    gross += Math.abs(term);
  }
  const rows = judgeRows(lp, columnValues, { rowDuals, reducedCosts });
  const cuts = judgeCuts(lp, columnValues, { rowDuals, reducedCosts });
  let dual = rows.dual + cuts.dual;
  gross += rows.gross + cuts.gross;
  for (let column = 0; column < lp.cost.length; column++) {
    const reduced = reducedCosts[column]!;
    if (reduced === 0) continue;
    const called = reduced > 0 ? lp.columnLower[column]! : lp.columnUpper[column]!;
    const box = BOX_MULTIPLE * (Math.abs(columnValues[column]!) + lp.columnUnits[column]!);
    const term = Number.isFinite(called) ? reduced * called : -Math.abs(reduced) * box;
    dual += term;
    gross += Math.abs(term);
  }
  return { primal, dual, gross, residual: Math.max(rows.residual, cuts.residual), reducedCosts };
}

interface Duals {
  readonly rowDuals: Float64Array;
  readonly reducedCosts: Float64Array;
}

interface Part {
  readonly dual: number;
  readonly gross: number;
  readonly residual: number;
}

function judgeRows(lp: NodeLpView, columnValues: Float64Array, { rowDuals, reducedCosts }: Duals): Part {
  const { starts, indices, values } = lp.matrix;
  let dual = 0;
  let gross = 0;
  let residual = 0;
  for (let row = 0; row < lp.rowLower.length; row++) {
    const lower = lp.rowLower[row]!;
    const upper = lp.rowUpper[row]!;
    const multiplier = clipped(rowDuals, row, { lower, upper });
    let activity = 0;
    let absolute = 0;
    let smallest = Infinity;
    for (let position = starts[row]!; position < starts[row + 1]!; position++) {
      const column = indices[position]!;
      const value = values[position]!;
      const term = value * columnValues[column]!;
      activity += term;
      absolute += Math.abs(term);
      reducedCosts[column]! -= value * multiplier;
      if (value !== 0) smallest = Math.min(smallest, Math.abs(value) * lp.columnUnits[column]!);
    }
    const missed = Math.max(lower - activity, activity - upper, 0);
    if (missed > 0) {
      const bound = activity < lower ? lower : upper;
      residual = Math.max(residual, missed / (absolute + Math.abs(bound) + (smallest === Infinity ? 1 : smallest)));
    }
    if (multiplier === 0) continue;
    const term = multiplier * (multiplier > 0 ? lower : upper);
    dual += term;
    gross += Math.abs(term);
  }
  return { dual, gross, residual };
}

function clipped(rowDuals: Float64Array, row: number, bounds: { lower: number; upper: number }): number {
  const multiplier = rowDuals[row]!;
  if (multiplier === 0 || Number.isFinite(multiplier > 0 ? bounds.lower : bounds.upper)) return multiplier;
  rowDuals[row] = 0;
  return 0;
}

function judgeCuts(lp: NodeLpView, columnValues: Float64Array, { rowDuals, reducedCosts }: Duals): Part {
  const { cutRows, linkColumns } = lp;
  const thetaColumn = lp.cost.length - 1;
  const firstRow = lp.rowLower.length;
  let dual = 0;
  let gross = 0;
  let residual = 0;
  for (let index = 0; index < cutRows.length; index++) {
    const { links, bound, isFeasibility } = cutRows[index]!;
    const row = firstRow + index;
    if (rowDuals[row]! < 0) rowDuals[row] = 0;
    const multiplier = rowDuals[row]!;
    const theta = isFeasibility ? 0 : columnValues[thetaColumn]!;
    let activity = theta;
    let absolute = Math.abs(theta);
    for (let link = 0; link < links.length; link++) {
      const term = links[link]! * columnValues[linkColumns[link]!]!;
      activity -= term;
      absolute += Math.abs(term);
    }
    const missed = bound - activity;
    if (missed > 0) residual = Math.max(residual, missed / (absolute + Math.abs(bound) + 1 / cutRows[index]!.factor));
    if (multiplier === 0) continue;
    if (!isFeasibility) reducedCosts[thetaColumn]! -= multiplier;
    for (let link = 0; link < links.length; link++) reducedCosts[linkColumns[link]!]! += multiplier * links[link]!;
    dual += multiplier * bound;
    gross += Math.abs(multiplier * bound);
  }
  return { dual, gross, residual };
}
