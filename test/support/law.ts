/** What the tests of laws share: optima of small plans, and properties that say on how many cases they spoke. */
import fc from 'fast-check';
import { expect } from 'vitest';

import { linesOf } from '../../src/core/decide/planner/reading.ts';
import {
  openTree,
  type Answer,
  type TreeQuestion,
  type TreeSession,
} from '../../src/core/decide/samples/tree-session.ts';
import type { Plan } from '../../src/core/domain/plan.ts';
import type { Solver } from '../../src/core/solve/index.ts';

/** Objectives are certified to about 1e-9 of gross activity, twice in a comparison; this leaves room for long sums. */
export const VALUE_TOLERANCE_FRACTION = 1e-7;

/** An optimum, or none; `grossUsd` is the sum of the sizes of its labelled lines, which tolerances are shares of. */
export interface OptimumUsd {
  readonly isFeasible: boolean;
  readonly valueUsd: number;
  readonly grossUsd: number;
}

/** Reads an answer; anything but an optimum or a proof that there is none fails the test. */
export function optimumOf({ status, message, valueUsd, solution }: Answer): OptimumUsd {
  expect(['optimal', 'infeasible'], message).toContain(status);
  if (status !== 'optimal') return { isFeasible: false, valueUsd: -Infinity, grossUsd: 0 };
  const grossUsd = linesOf(solution).reduce((sum, { usd }) => sum + Math.abs(usd), 1);
  return { isFeasible: true, valueUsd, grossUsd };
}

/** Opens one tree of a plan, lets `read` look at it and closes it. */
export function withTree<T>(plan: Plan, solver: Solver, read: (session: TreeSession) => T, sampleIndex = 0): T {
  const session = openTree(plan, sampleIndex, solver);
  try {
    return read(session);
  } finally {
    session.dispose();
  }
}

/** The optimum of one tree of a plan. */
export function optimum(plan: Plan, solver: Solver, question: TreeQuestion = {}): OptimumUsd {
  return withTree(plan, solver, (session) => optimumOf(session.ask(question)));
}

/** `low` is not above `high` beyond rounding; what is infeasible is worth less than anything. */
export function expectNotAbove(low: OptimumUsd, high: OptimumUsd): void {
  if (!low.isFeasible) return;
  expect(high.isFeasible, 'the better question is infeasible').toBe(true);
  const roomUsd = VALUE_TOLERANCE_FRACTION * Math.max(low.grossUsd, high.grossUsd);
  expect(low.valueUsd).toBeLessThanOrEqual(high.valueUsd + roomUsd);
}

/** Both are the same number within a share of gross activity. */
export function expectSame(first: OptimumUsd, second: OptimumUsd, toleranceFraction = VALUE_TOLERANCE_FRACTION): void {
  expect(second.isFeasible).toBe(first.isFeasible);
  if (!first.isFeasible) return;
  const roomUsd = toleranceFraction * Math.max(first.grossUsd, second.grossUsd);
  expect(Math.abs(first.valueUsd - second.valueUsd)).toBeLessThanOrEqual(roomUsd);
}

/** Random cases of a law; LAWS_RUNS multiplies them and LAWS_SEED draws others. */
const RUNS_FACTOR = Number(process.env['LAWS_RUNS'] ?? 1);
const SEED = Number(process.env['LAWS_SEED'] ?? 80);

export interface LawCases {
  readonly runs: number;
  /** least number of runs on which the law spoke: on the others `check` returned false, the plan having no optimum */
  readonly spoken: number;
  /** look for no smaller case: for laws that are known not to hold yet */
  readonly endOnFailure?: boolean;
}

/**
 * Checks a law on random cases. A failure prints fast-check's seed and the least case found; `check` returns false where
 * the law says nothing, and too few cases that say something fail as well.
 */
export function holds<T>(arbitrary: fc.Arbitrary<T>, cases: LawCases, check: (draw: T) => boolean): void {
  let spoken = 0;
  const property = fc.property(arbitrary, (draw) => {
    if (check(draw)) spoken++;
  });
  fc.assert(property, { numRuns: cases.runs * RUNS_FACTOR, seed: SEED, endOnFailure: cases.endOnFailure ?? false });
  expect(spoken).toBeGreaterThanOrEqual(cases.spoken);
}
