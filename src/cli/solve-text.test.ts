import { expect, test } from 'vitest';

import { solutionText } from './solve-text.ts';

test('what a sample is worth beyond itself stands below its answer, each with its interval', () => {
  const estimate = (mean: number, samples: number) => ({
    mean,
    low: mean - 1,
    high: mean + 1,
    confidence: 0.95,
    samples,
  });
  const text = solutionText({
    status: 'optimal',
    objective: 10,
    bound: 10,
    relativeGap: 0,
    method: 'extensive',
    iterations: 5,
    rows: 2,
    columns: 3,
    simulated: null,
    outOfSample: { policyValue: estimate(11, 20), optimumBound: estimate(9, 5) },
    message: '2 sources were sampled',
  });
  expect(text.split('\n').slice(-4)).toEqual([
    'out of sample            11 (10..12 at confidence 0.95, 20 fresh samples)',
    'mean optimum of samples  9 (8..10 at confidence 0.95, 5 fresh samples)',
    'message                  2 sources were sampled',
    '',
  ]);
});
