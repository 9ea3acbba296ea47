import type { LinearModel } from '../programme/index.ts';
import { certify, dualBound, objectiveOf, oneUnitOfObjective, type Certificate } from './certificate.ts';
import { openModel, type ModelSession } from './model-session.ts';
import type { Basis, SolveOptions, SolveOutcome, SolveStatus, Solver } from './port.ts';

export type OptimiseOptions = SolveOptions;

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

/** The re-solved objective may differ from the MIP's claim by this share of its gross activity. */
const CLAIM_TOLERANCE_FRACTION = 1e-6;

/**
 * Solves an LP or MIP and certifies the answer; a status other than `optimal` or `limit` carries no point.
 *
 * LP: accepted when rows and bounds hold and the primal objective equals the weak-duality bound recomputed from the
 * duals; else solved once more from cold; else `failed`. MIP: the integers are rounded exactly and fixed, the LP that is
 * left is solved and certified the same way, and its objective must be the one the MIP claimed: an integer at 3.7e-7
 * that opens a big-M row is then found out.
 *
 * @param target a model (opened and disposed here) or an open session (left open, its bounds as they were)
 */
export function optimise(target: LinearModel | ModelSession, solver: Solver, options: OptimiseOptions = {}): Optimum {
  if ('solve' in target) return optimiseSession(target, options);
  const session = openModel(target, solver);
  try {
    return optimiseSession(session, options);
  } finally {
    session.dispose();
  }
}

function optimiseSession(session: ModelSession, options: OptimiseOptions): Optimum {
  const integers = options.relax === true ? [] : integerColumns(session.model);
  return integers.length === 0 ? optimiseLinear(session, options) : optimiseInteger(session, integers, options);
}

function integerColumns(model: LinearModel): readonly number[] {
  const columns: number[] = [];
  model.integrality.forEach((isInteger, column) => {
    if (isInteger === 1) columns.push(column);
  });
  return columns;
}

function optimiseLinear(session: ModelSession, options: OptimiseOptions): Optimum {
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

function optimiseInteger(session: ModelSession, integers: readonly number[], options: OptimiseOptions): Optimum {
  const claim = session.solve({ ...options, relax: false });
  const hasPoint = (claim.status === 'optimal' || claim.status === 'limit') && claim.columnValues.length > 0;
  if (!hasPoint) return withoutPoint(claim);
  const whole = integers.map((column) => Math.round(claim.columnValues[column]!) + 0);
  session.fix(integers, whole);
  try {
    return acceptClaim(session, claim, optimiseLinear(session, { relax: true, basis: null }));
  } finally {
    session.release(integers);
  }
}

function acceptClaim(session: ModelSession, claim: SolveOutcome, fixed: Optimum): Optimum {
  const refuse = (message: string): Optimum => ({ ...withoutPoint(claim, 'failed'), message });
  if (fixed.status !== 'optimal') {
    return refuse(
      `with its integers rounded the solution is ${fixed.status}: a big-M or tolerance trick. ${fixed.message}`,
    );
  }
  const { gross } = objectiveOf(session.model, fixed.columnValues);
  const tolerance =
    CLAIM_TOLERANCE_FRACTION * Math.max(gross, Math.abs(claim.objective), oneUnitOfObjective(session.model));
  const better = session.model.sense === 'minimise' ? 1 : -1;
  if (better * (fixed.objective - claim.objective) > tolerance) {
    return refuse(`with its integers rounded the objective is ${fixed.objective}, not the ${claim.objective} claimed`);
  }
  if (better * (fixed.objective - claim.bound) < -tolerance) {
    return refuse(`the objective ${fixed.objective} is better than the bound ${claim.bound} claimed`);
  }
  const columnValues = fixed.columnValues.slice();
  const certificate = { ...certify(session.model, columnValues), primalDualGapFraction: gapOf(fixed) };
  if (!certificate.accepted) return { ...refuse(certificate.firstViolation ?? ''), certificate };
  return {
    ...fixed,
    status: claim.status,
    bound: claim.bound,
    gap: Math.max(0, better * (fixed.objective - claim.bound)),
    columnValues,
    certificate,
    iterations: claim.iterations + fixed.iterations,
    nodes: claim.nodes,
    message: claim.message,
  };
}

function gapOf(optimum: Optimum): number | null {
  return optimum.certificate?.primalDualGapFraction ?? null;
}

/** Values a solver's tolerance left outside the bounds are moved onto them; the rows are then checked as they are. */
function snapToBounds(model: LinearModel, columnValues: Float64Array): Float64Array {
  return columnValues.map((value, column) =>
    Math.min(Math.max(value, model.columnLower[column]!), model.columnUpper[column]!),
  );
}

function withoutPoint(outcome: SolveOutcome, status: SolveStatus = outcome.status): Optimum {
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
