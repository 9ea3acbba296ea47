import { expect, test } from 'vitest';

import type { Plan } from '../../domain/index.ts';
import type { ReplayOutcome } from '../months/outcome.ts';
import { compared } from './comparison.ts';

const PLAN = { risk: { tailFraction: 0.5, weight: 0.5 }, money: { creditLineUsd: 10 } } as unknown as Plan;

/** Four paths, alike but for what is said of the policy. */
function outcome(over: Partial<ReplayOutcome> = {}): ReplayOutcome {
  const paths = (...values: number[]) => Float64Array.from(values);
  return {
    policyId: 'rule',
    valueUsd: paths(5, 6, 7, 8),
    troughUsd: paths(1, 2, 3, 4),
    shortTimeFraction: paths(0, 0, 0.1, 0.1),
    protectedAsked: paths(100, 200, 300, 400),
    protectedUnserved: paths(10, 20, 30, 40),
    strandedUsd: paths(1, 1, 2, 2),
    computeCostUsd: paths(20, 40, 60, 80),
    servedHours: paths(10, 20, 30, 40),
    contractMonths: paths(1),
    ...over,
  } as unknown as ReplayOutcome;
}

test('nothing is better where all is alike', () => {
  expect(compared(PLAN, outcome(), outcome()).otherIsBetterOn).toEqual([]);
});

test('a rule that keeps more cash, serves more and costs less an hour is told, in the figures of the table', () => {
  const { troughUsd, protectedUnserved, computeCostUsd } = outcome();
  const rule = outcome({
    troughUsd: troughUsd.map((usd) => usd + 5),
    protectedUnserved: protectedUnserved.map((gpus) => gpus / 2),
    computeCostUsd: computeCostUsd.map((usd) => usd / 2),
  });
  const found = compared(PLAN, outcome(), rule).otherIsBetterOn.map(({ figure, unit, ours, theirs }) => [
    figure,
    unit,
    ours,
    theirs,
  ]);
  expect(found).toEqual([
    ['lowest cash', 'usd', 2.5, 7.5],
    ['unserved', 'fraction', 0.1, 0.05],
    ['cost of a served hour', 'usdPerHour', 2, 1],
  ]);
  expect(compared(PLAN, rule, outcome()).otherIsBetterOn).toEqual([]);
});

test('a lead within its own range is none', () => {
  const rule = outcome({ troughUsd: Float64Array.from([-9, 12, -4, 13]) });
  expect(compared(PLAN, outcome(), rule).otherIsBetterOn).toEqual([]);
});
