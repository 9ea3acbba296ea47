/** Parametric coefficients: evaluated at other parameter values, or as the list of changes an open session needs. */
import type { LinearModel, ParametricTerm } from './linear-model.ts';
import { ProgrammeError } from './programme-error.ts';
import { CANCELLATION_FRACTION } from './sparse-rows.ts';

/** One coefficient to push into an open session; `row` -1 is the objective. */
export interface CoefficientChange {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/**
 * The model with its parametric coefficients evaluated at `parameterValues`: coefficient = sum of base x parameter over
 * its terms, a term of parameter -1 being its constant part. Only `values` and `cost` are fresh; the rest is shared.
 *
 * @param parameterValues [parameter]
 */
export function atParameters(model: LinearModel, parameterValues: readonly number[]): LinearModel {
  if (model.parametric.length === 0) return model;
  const values = model.values.slice();
  const cost = model.cost.slice();
  for (const change of parameterChanges(model, parameterValues)) {
    if (change.row < 0) cost[change.column] = change.value;
    else values[change.position] = change.value;
  }
  return { ...model, values, cost };
}

/** The coefficients of `model` that parameters enter, at `parameterValues`: [change], in the order of its terms. */
export function parameterChanges(
  model: LinearModel,
  parameterValues: readonly number[],
): readonly (CoefficientChange & { readonly position: number })[] {
  const changes: { row: number; column: number; position: number; value: number }[] = [];
  let absoluteSum = 0;
  for (const term of model.parametric) {
    const value = term.base * parameterOf(term, parameterValues);
    const last = changes.at(-1);
    // Terms of one coefficient stand side by side, so its sum is complete when the position changes.
    if (last && last.position === term.position && last.row === term.row) {
      last.value += value;
      absoluteSum += Math.abs(value);
      // At a break-even price the terms cancel: what rounding leaves is no coefficient.
      if (Math.abs(last.value) <= CANCELLATION_FRACTION * absoluteSum) last.value = 0;
    } else {
      changes.push({ row: term.row, column: term.column, position: term.position, value });
      absoluteSum = Math.abs(value);
    }
  }
  return changes;
}

function parameterOf(term: ParametricTerm, parameterValues: readonly number[]): number {
  if (term.parameter < 0) return 1;
  const value = parameterValues[term.parameter];
  if (value === undefined || !Number.isFinite(value)) {
    throw new ProgrammeError(`parameter ${term.parameter} has no finite value`);
  }
  return value;
}
