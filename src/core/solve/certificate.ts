/** What our own arithmetic says of a claimed solution, independent of the solver's. */
import type { LinearModel } from '../programme/index.ts';

/** Largest accepted residual and primal-dual gap, as a share of the row's or the objective's activity. */
export const ACCEPTED_FRACTION = 1e-6;

export interface Certificate {
  readonly accepted: boolean;
  /** worst violation of a row or bound as a share of its activity */
  readonly worstResidualFraction: number;
  /** largest distance of an integer column from a whole number; accepted only at exactly 0 */
  readonly integralityViolation: number;
  /** |primal - dual bound| / gross objective activity; null when no duals were given */
  readonly primalDualGapFraction: number | null;
  /** the first violation in plain words; null when accepted */
  readonly firstViolation: string | null;
}

export interface Residuals {
  readonly worstFraction: number;
  /** where the worst lies: the row's or column's name */
  readonly worstName: string;
  readonly integralityViolation: number;
}

/**
 * Checks column values against a model: rows and bounds to `ACCEPTED_FRACTION` of their activity, integers exactly,
 * and, when row duals are given, the primal objective against the weak-duality bound recomputed here.
 *
 * @param columnValues [column]
 * @param rowDuals [row], in the port's sign convention: change of the objective per unit of the row's bound
 */
export function certify(model: LinearModel, columnValues: Float64Array, rowDuals?: Float64Array): Certificate {
  const { worstFraction, worstName, integralityViolation } = residuals(model, columnValues);
  const primalDualGapFraction = rowDuals ? primalDualGap(model, columnValues, rowDuals) : null;
  const faults: string[] = [];
  // Written as "not within" so that a NaN fails.
  if (!(worstFraction <= ACCEPTED_FRACTION)) {
    faults.push(`${worstName} is violated by ${worstFraction} of its activity`);
  }
  if (integralityViolation !== 0) faults.push(`an integer column is ${integralityViolation} from a whole number`);
  if (primalDualGapFraction !== null && !(primalDualGapFraction <= ACCEPTED_FRACTION)) {
    faults.push(`primal and dual objectives differ by ${primalDualGapFraction} of the objective's activity`);
  }
  return {
    accepted: faults.length === 0,
    worstResidualFraction: worstFraction,
    integralityViolation,
    primalDualGapFraction,
    firstViolation: faults[0] ?? null,
  };
}

/**
 * Worst residual: violation / (sum |a x| + |bound| + smallest |a| of the row). The last term keeps rows whose terms all
 * vanish finite; it is the smallest coefficient because with the largest a big-M row would accept anything. Columns are
 * rows with one coefficient 1.
 */
export function residuals(model: LinearModel, columnValues: Float64Array): Residuals {
  let worst: Residuals = { worstFraction: 0, worstName: '', integralityViolation: 0 };
  const note = (fraction: number, name: () => string): void => {
    if (!(fraction <= worst.worstFraction)) worst = { ...worst, worstFraction: fraction, worstName: name() };
  };
  for (let row = 0; row < model.rowCount; row++) {
    note(rowResidual(model, row, columnValues), () => `row "${model.rowName(row)}"`);
  }
  let integralityViolation = 0;
  for (let column = 0; column < model.columnCount; column++) {
    const value = columnValues[column]!;
    const bounds = { lower: model.columnLower[column]!, upper: model.columnUpper[column]! };
    note(residualFraction(value, bounds, Math.abs(value) + 1), () => `column "${model.columnName(column)}"`);
    if (model.integrality[column] === 1) {
      integralityViolation = Math.max(integralityViolation, Math.abs(value - Math.round(value)));
    }
  }
  return { ...worst, integralityViolation };
}

function rowResidual(model: LinearModel, row: number, columnValues: Float64Array): number {
  let activity = 0;
  let absolute = 0;
  let smallest = Infinity;
  for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
    const coefficient = model.values[position]!;
    const term = coefficient * columnValues[model.columnIndices[position]!]!;
    activity += term;
    absolute += Math.abs(term);
    if (coefficient !== 0) smallest = Math.min(smallest, Math.abs(coefficient));
  }
  const bounds = { lower: model.rowLower[row]!, upper: model.rowUpper[row]! };
  return residualFraction(activity, bounds, absolute + (smallest === Infinity ? 0 : smallest));
}

function residualFraction(value: number, bounds: { lower: number; upper: number }, scale: number): number {
  if (value >= bounds.lower && value <= bounds.upper) return 0;
  if (Number.isNaN(value)) return NaN;
  const bound = value < bounds.lower ? bounds.lower : bounds.upper;
  const violation = Math.abs(value - bound);
  return violation / Math.max(scale + Math.abs(bound), Number.MIN_VALUE);
}

/** The model's objective at a point, offset included, and its gross activity (sum of absolute terms). */
export function objectiveOf(model: LinearModel, columnValues: Float64Array): { value: number; gross: number } {
  let value = model.objectiveOffset;
  let gross = Math.abs(model.objectiveOffset);
  for (let column = 0; column < model.columnCount; column++) {
    const term = model.cost[column]! * columnValues[column]!;
    value += term;
    gross += Math.abs(term);
  }
  return { value, gross };
}

/** One unit of the dearest column: what keeps shares of an objective finite where every term vanishes. */
export function oneUnitOfObjective(model: LinearModel): number {
  return model.cost.reduce((largest, cost) => Math.max(largest, Math.abs(cost)), Number.MIN_VALUE);
}

function primalDualGap(model: LinearModel, columnValues: Float64Array, rowDuals: Float64Array): number {
  const primal = objectiveOf(model, columnValues);
  const dual = dualBound(model, rowDuals, columnValues);
  if (primal.value === dual.value) return 0;
  return Math.abs(primal.value - dual.value) / Math.max(primal.gross, dual.gross, oneUnitOfObjective(model));
}

/** Unbounded columns and rows count as bounded at this multiple of the solution's own size (plus 1). */
const BOX_MULTIPLE = 100;

/**
 * Weak-duality bound on the LP relaxation from row duals alone: with reduced costs z = c - A'y,
 * bound = offset + sum over rows of y x (its active bound) + sum over columns of z x (its active bound), the active
 * bound being the one that the multiplier's sign calls for.
 *
 * A multiplier whose sign calls for an infinite bound makes the bound infinite. Solvers leave such multipliers at the
 * size of their tolerance, so with `columnValues` the infinite bound is replaced by a box of `BOX_MULTIPLE` times the
 * solution's size: the bound then holds for every point in that box.
 *
 * @returns value: a lower bound when minimising, an upper bound when maximising; gross: sum of absolute terms
 */
export function dualBound(
  model: LinearModel,
  rowDuals: Float64Array,
  columnValues?: Float64Array,
): { value: number; gross: number } {
  const { sign, constant, gross, slopes } = dualFunction(model, rowDuals, columnValues);
  let value = constant;
  let grossTotal = gross;
  for (let column = 0; column < model.columnCount; column++) {
    const box = columnValues ? BOX_MULTIPLE * (Math.abs(columnValues[column]!) + 1) : Infinity;
    const bounds = { lower: model.columnLower[column]!, upper: model.columnUpper[column]! };
    const term = activeTerm(slopes[column]!, bounds, box);
    value += term;
    grossTotal += Math.abs(term);
  }
  return { value: sign * value, gross: grossTotal };
}

/** A bound as a function of the columns, for minimising sign x objective: constant + slopes x columns is never above it. */
export interface DualFunction {
  /** 1 when minimising, -1 when maximising */
  readonly sign: 1 | -1;
  readonly constant: number;
  readonly gross: number;
  /** [column] */
  readonly slopes: Float64Array;
}

/** The Lagrangian bound of row duals before the columns' bounds are used; see `dualBound`. */
export function dualFunction(model: LinearModel, rowDuals: Float64Array, columnValues?: Float64Array): DualFunction {
  const sign = model.sense === 'minimise' ? 1 : -1;
  const slopes = model.cost.map((cost) => sign * cost);
  let constant = sign * model.objectiveOffset;
  let gross = Math.abs(constant);
  for (let row = 0; row < model.rowCount; row++) {
    const dual = sign * rowDuals[row]!;
    if (dual === 0) continue;
    let activity = 0;
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      const column = model.columnIndices[position]!;
      slopes[column]! -= model.values[position]! * dual;
      if (columnValues) activity += Math.abs(model.values[position]! * columnValues[column]!);
    }
    const box = columnValues ? BOX_MULTIPLE * (activity + 1) : Infinity;
    const term = activeTerm(dual, { lower: model.rowLower[row]!, upper: model.rowUpper[row]! }, box);
    constant += term;
    gross += Math.abs(term);
  }
  return { sign, constant, gross, slopes };
}

/** Least value of multiplier x over bounds, an infinite bound that it calls for being replaced by the box. */
export function activeTerm(multiplier: number, bounds: { lower: number; upper: number }, box: number): number {
  if (multiplier === 0) return 0;
  const called = multiplier > 0 ? bounds.lower : bounds.upper;
  if (Number.isFinite(called)) return multiplier * called;
  return -Math.abs(multiplier) * box;
}
