import type { LinearModel } from '../programme/index.ts';
/** One LP solved and certified: what every other solve is made of. */
import { certify, dualBound, objectiveOf, type Certificate } from './certificate.ts';
import type { ModelSession } from './model-session.ts';
import type { Basis, SolveOptions, SolveOutcome, SolveStatus } from './port.ts';

/** A solution that our own arithmetic has accepted, or the reason why there is none. */
export interface Optimum {
  readonly status: SolveStatus;
  /** objective recomputed from `columnValues`; NaN without a point */
  readonly objective: number;
  /** proved bound on the optimum in the model's sense; NaN without one */
  readonly bound: number;
  /** |objective - bound|, at least 0 */
  readonly gap: number;
  /** [column]; integer columns hold exact whole numbers; empty without a point */
  readonly columnValues: Float64Array;
  /** duals of the LP, or of the LP left when the integers are fixed */
  readonly rowDuals: Float64Array;
  readonly columnDuals: Float64Array;
  readonly basis: Basis | null;
  readonly certificate: Certificate | null;
  readonly iterations: number;
  readonly nodes: number;
  /** why the status is not `optimal` */
  readonly message: string;
}

/** Solves the LP relaxation of an open session; an answer that fails certification is solved once more from cold. */
export function optimiseLinear(session: ModelSession, options: SolveOptions): Optimum {
  const warm = { ...options, relax: true };
  const first = checkedLinear(session, session.solve(warm));
  if (first.status !== 'failed' || options.basis === null) return first;
  return checkedLinear(session, session.solve({ ...warm, basis: null }));
}

function checkedLinear(session: ModelSession, outcome: SolveOutcome): Optimum {
  if (outcome.status !== 'optimal') return withoutPoint(outcome);
  const { model } = session;
  const columnValues = snapToBounds(model, outcome.columnValues);
  const certificate = certify({ ...model, integrality: NO_INTEGERS }, columnValues, outcome.rowDuals);
  if (!certificate.accepted) {
    return { ...withoutPoint(outcome, 'failed'), certificate, message: certificate.firstViolation ?? '' };
  }
  const objective = objectiveOf(model, columnValues).value;
  const bound = dualBound(model, outcome.rowDuals, columnValues).value;
  return { ...outcome, objective, bound, gap: Math.abs(objective - bound), columnValues, certificate };
}

/** Reads as "no integers" for any number of columns. */
const NO_INTEGERS = new Uint8Array(0);

/** Values a solver's tolerance left outside the bounds are moved onto them; the rows are then checked as they are. */
function snapToBounds(model: LinearModel, columnValues: Float64Array): Float64Array {
  return columnValues.map((value, column) =>
    Math.min(Math.max(value, model.columnLower[column]!), model.columnUpper[column]!),
  );
}

/** An ending without a point, in words. */
export function withoutPoint(outcome: SolveOutcome, status: SolveStatus = outcome.status): Optimum {
  return {
    status,
    objective: NaN,
    bound: outcome.bound,
    gap: NaN,
    columnValues: new Float64Array(0),
    rowDuals: new Float64Array(0),
    columnDuals: new Float64Array(0),
    basis: null,
    certificate: null,
    iterations: outcome.iterations,
    nodes: outcome.nodes,
    message: outcome.message === '' ? `the solver says ${outcome.status}` : outcome.message,
  };
}
