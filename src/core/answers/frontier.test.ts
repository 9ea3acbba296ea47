import { expect, test } from 'vitest';

import { randomPlan } from '../../../test/support/random-plan.ts';
import type { StudyAnswer } from '../decide/index.ts';
import { frontierOf, type TriedSet } from './frontier.ts';

const plan = randomPlan('exits', 1);

/** Two trees whose answers are these two figures, a million apart between the trees. */
function set(held: readonly number[], expectedUsd: number, tailMeanUsd: number): TriedSet {
  const answers = [0, 1e6].map((more) => ({ expectedUsd: expectedUsd + more, tailMeanUsd: tailMeanUsd + more }));
  // A frontier reads these two figures only.
  return { held, answers: answers as unknown as readonly StudyAnswer[] };
}

test('a set is efficient where no other is better in both, and what is paired has no width of its own', () => {
  const recommended = set([1, 0], 100e6, 40e6);
  const safer = set([0, 0], 90e6, 60e6);
  const worse = set([0, 1], 80e6, 50e6);
  const points = frontierOf(plan, [worse, recommended, safer], recommended);
  expect(points.map(({ isEfficient, isRecommended }) => [isEfficient, isRecommended])).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
  expect(points.map(({ costUsd }) => [costUsd.estimate, costUsd.low, costUsd.high])).toEqual([
    [0, 0, 0],
    [10e6, 10e6, 10e6],
    [20e6, 20e6, 20e6],
  ]);
  expect(points.map(({ tailGainUsd }) => tailGainUsd.estimate)).toEqual([0, 20e6, 10e6]);
  expect(points[1]!.tailMeanUsd.estimate).toBe(60.5e6);
});

test('the recommended set is shown though another is better in both, and a set without a solution is not', () => {
  const recommended = set([1, 0], 100e6, 40e6);
  const better = set([1, 1], 101e6, 41e6);
  const points = frontierOf(plan, [recommended, better, set([0, 1], NaN, NaN)], recommended);
  expect(points.map(({ isEfficient, isRecommended }) => [isEfficient, isRecommended])).toEqual([
    [true, false],
    [false, true],
  ]);
});
