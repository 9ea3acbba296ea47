import type { LinearModel } from '../programme/index.ts';
import { objectiveOf } from './certificate.ts';
import { optimiseLinear } from './linear-optimum.ts';
import { openModel } from './model-session.ts';
import type { Solver } from './port.ts';

/** An improvement below this share of its own terms is rounding. */
const NOTICEABLE_FRACTION = 1e-6;

/**
 * A direction in which the relaxation of a model goes on for ever and its objective gets better: what proves that a
 * feasible model has no optimum. No column moves by more than 1; a side that has a bound gives no room.
 *
 * @returns [column] its moves; null where there is none
 */
export function endlessDirection(model: LinearModel, solver: Solver): Float64Array | null {
  const session = openModel(recession(model), solver);
  try {
    const { status, columnValues } = optimiseLinear(session, { basis: null });
    if (status !== 'optimal') return null;
    const { value, gross } = objectiveOf(session.model, columnValues);
    const better = model.sense === 'minimise' ? -value : value;
    return better > NOTICEABLE_FRACTION * gross ? columnValues : null;
  } finally {
    session.dispose();
  }
}

/** The model of its directions: finite bounds become 0, and columns without move by at most 1. */
function recession(model: LinearModel): LinearModel {
  return {
    ...model,
    objectiveOffset: 0,
    columnLower: model.columnLower.map((bound) => (bound === -Infinity ? -1 : 0)),
    columnUpper: model.columnUpper.map((bound) => (bound === Infinity ? 1 : 0)),
    rowLower: model.rowLower.map((bound) => (bound === -Infinity ? bound : 0)),
    rowUpper: model.rowUpper.map((bound) => (bound === Infinity ? bound : 0)),
    parametric: [],
  };
}
