import { expect, test } from 'vitest';

import { samplePaths } from './index.ts';
import { certainGrowth, testPlan } from './test-plan.ts';

test('a quarter at 80x a year is 80^(1/4) = 2.9907x', () => {
  const plan = testPlan({ growth: certainGrowth(80) });
  const paths = samplePaths(plan, { pathCount: 1, replication: 0 });
  expect(paths.multiple[3]).toBeCloseTo(2.9907, 4);
});
