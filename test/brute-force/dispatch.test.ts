import { beforeAll, describe } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { itAgrees, PLANS_PER_FAMILY } from '../support/brute-force-family.ts';

/**
 * Demand, dispatch, churn and money. Where merit order could be beaten the families keep clear of it: churn comes with
 * one cash workload whose tiers all churn, recovery outlasts loss, and what is bought by use costs less than any tier is
 * worth; tight cash comes with cash workloads, level values and level prices within a span; research has ample cash.
 */
describe(`the planner on tiny plans: ${7 * PLANS_PER_FAMILY} plans of seven families`, () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await createHighsSolver();
  });
  const shared = () => solver;
  itAgrees('neutral', shared);
  itAgrees('classes', shared);
  itAgrees('merged states', shared);
  itAgrees('sure growth', shared);
  itAgrees('limits', shared, { expected: { forbidden: 15 } });
  itAgrees('churn', shared, { expected: { churn: 40 } });
  itAgrees('tight cash', shared, { expected: { rescue: 30, beyondCredit: 20 } });
});
