import { beforeAll, describe } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { itAgrees, PLANS_PER_FAMILY } from '../support/brute-force-family.ts';

/**
 * Contracts and risk. Signings after the root and notices are continuous decisions: the brute force searches their
 * concave value exactly, nested where there are several; under risk aversion they are left to the leaves, where they
 * serve every leaf alone. The last family lifts the restrictions of `dispatch.test.ts` and compares from below.
 */
describe(`the planner on tiny plans: ${5 * PLANS_PER_FAMILY} plans of five families, ${PLANS_PER_FAMILY} compared from below`, () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await createHighsSolver();
  });
  const shared = () => solver;
  itAgrees('tail risk', shared, { expected: { rescue: 10, churn: 5 } });
  itAgrees('builds', shared, { expected: { rescue: 10 } });
  itAgrees('hazards', shared);
  itAgrees('exits', shared, { expected: { laterDecision: 50 } });
  itAgrees('later signings', shared, { expected: { laterDecision: 50 } });
  itAgrees('policy bound', shared, { isBound: true, expected: { rescue: 20, churn: 20 } });
});
