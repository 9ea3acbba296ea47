import type { LinearModel } from '../programme/index.ts';
import { branchAndBound, integerColumns } from './branch-and-bound.ts';
import { certify, objectiveOf, oneUnitOfObjective } from './certificate.ts';
import { endlessDirection } from './direction.ts';
import { optimiseLinear, withoutPoint, type Optimum } from './linear-optimum.ts';
import { openModel, whileFixed, type ModelSession } from './model-session.ts';
import type { SolveOptions, SolveOutcome, Solver } from './port.ts';

export interface OptimiseOptions extends SolveOptions {
  /**
   * how a MIP is solved: `solver` = the solver's own branch and bound, `warm` = ours over warm LPs (`branchAndBound`), made
   * for few integers and many related solves in one session; default `solver`
   */
  readonly integerMethod?: 'solver' | 'warm';
}

/** The re-solved objective may differ from the MIP's claim by this share of its gross activity. */
const CLAIM_TOLERANCE_FRACTION = 1e-6;

/**
 * Solves an LP or MIP and certifies the answer; a status other than `optimal` or `limit` carries no point.
 *
 * LP: accepted when rows and bounds hold and the primal objective equals the weak-duality bound recomputed from the
 * duals; else solved once more from cold; else `failed`. MIP: the integers are rounded exactly and fixed, the LP that is
 * left is solved and certified the same way, and its objective must be the one the MIP claimed: an integer at 3.7e-7
 * that opens a big-M row is then found out. Unbounded: there must be a direction without end, and the message names the
 * columns that move most in it; else `failed`.
 *
 * @param target a model (opened and disposed here) or an open session (left open, its bounds as they were)
 */
export function optimise(target: LinearModel | ModelSession, solver: Solver, options: OptimiseOptions = {}): Optimum {
  if ('solve' in target) return withDirection(optimiseSession(target, options), target.model, solver);
  const session = openModel(target, solver);
  try {
    return withDirection(optimiseSession(session, options), target, solver);
  } finally {
    session.dispose();
  }
}

/** Columns that a message names, and the least move, of at most 1, that it speaks of. */
const NAMED_MAX = 5;
const NOTICEABLE_MOVE = 1e-6;

function withDirection(optimum: Optimum, model: LinearModel, solver: Solver): Optimum {
  if (optimum.status !== 'unbounded') return optimum;
  const direction = endlessDirection(model, solver);
  if (!direction) {
    return { ...optimum, status: 'failed', message: 'the solver says unbounded, and no direction leads there' };
  }
  const moved = Array.from(direction.keys())
    .filter((column) => Math.abs(direction[column]!) > NOTICEABLE_MOVE)
    .toSorted((a, b) => Math.abs(direction[b]!) - Math.abs(direction[a]!) || a - b);
  const named = moved.slice(0, NAMED_MAX).map((column) => `"${model.columnName(column)}"`);
  const rest = moved.length > named.length ? ` and ${moved.length - named.length} more` : '';
  const message = `the objective has no bound: it gets better for ever along ${named.join(', ')}${rest}`;
  return { ...optimum, message };
}

function optimiseSession(session: ModelSession, options: OptimiseOptions): Optimum {
  const integers = options.relax === true ? [] : integerColumns(session.model);
  return integers.length === 0 ? optimiseLinear(session, options) : optimiseInteger(session, integers, options);
}

function optimiseInteger(session: ModelSession, integers: readonly number[], options: OptimiseOptions): Optimum {
  if (options.integerMethod === 'warm') return branchAndBound(session, options);
  const claim = session.solve({ ...options, relax: false });
  const hasPoint = (claim.status === 'optimal' || claim.status === 'limit') && claim.columnValues.length > 0;
  if (!hasPoint) return withoutPoint(claim);
  const whole = integers.map((column) => Math.round(claim.columnValues[column]!) + 0);
  const fixed = { columns: integers, values: whole };
  return whileFixed(session, fixed, () =>
    acceptClaim(session, claim, optimiseLinear(session, { relax: true, basis: null })),
  );
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
