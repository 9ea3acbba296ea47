import { expect, test } from 'vitest';

import type { Plan } from '../domain/index.ts';
import { supplySumDistribution, tightnessScores } from './delivery.ts';
import { growthChainOf } from './growth-chain.ts';
import { deliveryScores, samplePaths, TIGHTNESS_MONTHS } from './index.ts';
import type { DemandPaths } from './index.ts';
import { supplyChainOf } from './supply-chain.ts';
import { FRONTIER_MARKET, testOffer, testPlan } from './test-plan.ts';

/** Standard errors allowed for a Monte Carlo mean: one in 16,000 at random, and the seed is fixed. */
const STANDARD_ERRORS = 4;

function planAtCorrelation(correlationWithGrowth: number, horizonMonths = 48): Plan {
  return testPlan({ horizonMonths, market: { ...FRONTIER_MARKET, correlationWithGrowth } });
}

/** Months spent in each regime, and how many of them ended with a move down and up. */
function moveCounts(paths: DemandPaths, fromMonth: number) {
  const months = [0, 0, 0];
  const down = [0, 0, 0];
  const up = [0, 0, 0];
  for (let path = 0; path < paths.pathCount; path += 1) {
    for (let month = fromMonth; month < paths.monthCount - 1; month += 1) {
      const at = path * paths.monthCount + month;
      const step = paths.supplyRegime[at + 1]! - paths.supplyRegime[at]!;
      if (Math.abs(step) > 1) throw new Error(`the supply regime moved by ${step} in a month`);
      months[paths.supplyRegime[at]!]! += 1;
      if (step < 0) down[paths.supplyRegime[at]!]! += 1;
      if (step > 0) up[paths.supplyRegime[at]!]! += 1;
    }
  }
  return { months, down, up };
}

test('without correlation each month ends with chance 1/mean, from normal either way alike', () => {
  const paths = samplePaths(planAtCorrelation(0), { pathCount: 10_000, replication: 0 });
  const { months, down, up } = moveCounts(paths, 0);
  const [glut, normal, tight] = FRONTIER_MARKET.regimeMeanMonths;
  const chances: readonly (readonly [number, number, number])[] = [
    [up[0]!, months[0]!, 1 / glut],
    [down[1]!, months[1]!, 1 / (2 * normal)],
    [up[1]!, months[1]!, 1 / (2 * normal)],
    [down[2]!, months[2]!, 1 / tight],
  ];
  for (const [count, total, chance] of chances) {
    // Months are independent given the regime at zero correlation, so the count is binomial.
    const standardError = Math.sqrt((chance * (1 - chance)) / total);
    expect(Math.abs(count / total - chance)).toBeLessThan(STANDARD_ERRORS * standardError);
  }
});

test.each([0.5, -0.5, 0.9, 1])('at correlation %d the stated mean durations hold in the long run', (correlation) => {
  // Long paths: the first 120 months, which remember the start, are left out. Paths are independent, months are not,
  // so the standard error of the ratio exits / months is taken over paths.
  const paths = samplePaths(planAtCorrelation(correlation, 480), { pathCount: 600, replication: 0 });
  FRONTIER_MARKET.regimeMeanMonths.forEach((mean, regime) => {
    const residuals = Array.from({ length: paths.pathCount }, (_, path) => {
      let residual = 0;
      for (let month = 120; month < 480; month += 1) {
        const at = path * paths.monthCount + month;
        if (paths.supplyRegime[at] === regime) residual += (paths.supplyRegime[at + 1] === regime ? 0 : 1) - 1 / mean;
      }
      return residual;
    });
    const average = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
    const variance = residuals.reduce((sum, value) => sum + (value - average) ** 2, 0) / (residuals.length - 1);
    expect(Math.abs(average)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(variance / residuals.length));
  });
});

test('surges tighten the market when the correlation is positive, loosen it when negative', () => {
  const chances = (correlation: number) => {
    const plan = planAtCorrelation(correlation);
    return supplyChainOf(plan.market, growthChainOf(plan.growth));
  };
  // Regimes run from surge (0) to shrinking (4); three supply regimes each, normal is the middle one.
  const positive = chances(0.5);
  const negative = chances(-0.5);
  for (let regime = 0; regime < 4; regime += 1) {
    const [here, next] = [regime * 3 + 1, (regime + 1) * 3 + 1];
    expect(positive.tightenProbability[here]).toBeGreaterThan(positive.tightenProbability[next]!);
    expect(positive.loosenProbability[here]).toBeLessThan(positive.loosenProbability[next]!);
    expect(negative.tightenProbability[here]).toBeLessThan(negative.tightenProbability[next]!);
  }
  const slope = (correlation: number): number => {
    const paths = samplePaths(planAtCorrelation(correlation), { pathCount: 8000, replication: 0 });
    const pairs = Array.from({ length: 8000 }, (_, path) => {
      const at = path * paths.monthCount + 12;
      return [Math.log(paths.multiple[at]!), paths.supplyRegime[at]!] as const;
    });
    return correlationOf(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
  };
  // A correlation of zero has standard error 1 / sqrt(8000).
  const bound = STANDARD_ERRORS / Math.sqrt(8000);
  expect(slope(0.5)).toBeGreaterThan(bound);
  expect(slope(-0.5)).toBeLessThan(-bound);
  expect(Math.abs(slope(0))).toBeLessThan(bound);
});

test('adding an offer or a factor moves no demand path', () => {
  const before = samplePaths(testPlan(), { pathCount: 20, replication: 0 });
  const after = samplePaths(testPlan({ offers: [testOffer('new', ['grid'])] }), { pathCount: 20, replication: 0 });
  expect(after).toEqual(before);
});

test('the supply regime summed over a year is distributed as its chains give exactly', () => {
  const plan = planAtCorrelation(0.5, 13);
  const paths = samplePaths(plan, { pathCount: 20_000, replication: 0 });
  const distribution = supplySumDistribution(plan, TIGHTNESS_MONTHS);
  expect(distribution).toHaveLength(27);
  expect(distribution.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  const sums = Array.from({ length: paths.pathCount }, (_, path) =>
    paths.supplyRegime.subarray(path * 14, path * 14 + 13).reduce((sum, regime) => sum + regime, 0),
  );
  for (const value of [13, 18, 22, 25, 26]) {
    const probability = distribution[value]!;
    const share = sums.filter((sum) => sum === value).length / sums.length;
    const standardError = Math.sqrt((probability * (1 - probability)) / sums.length);
    expect(Math.abs(share - probability)).toBeLessThan(STANDARD_ERRORS * standardError);
  }
});

test('a tighter year never has the lower tightness score, and the scores are standard normal', () => {
  const plan = planAtCorrelation(0.5, 12);
  const paths = samplePaths(plan, { pathCount: 20_000, replication: 0 });
  const scores = [...tightnessScores(plan, paths, 0)];
  const sums = scores.map((_, path) =>
    paths.supplyRegime.subarray(path * 13, path * 13 + 13).reduce((sum, regime) => sum + regime, 0),
  );
  const order = scores.map((_, path) => path).toSorted((a, b) => scores[a]! - scores[b]!);
  expect(order.every((path, rank) => rank === 0 || sums[path]! >= sums[order[rank - 1]!]!)).toBe(true);
  expectMean(scores, 0);
  expectMean(
    scores.map((score) => score * score),
    1,
  );
  // The fourth moment of a standard normal is 3.
  expectMean(
    scores.map((score) => score ** 4),
    3,
  );
});

test('delivery scores have mean 0 and variance 1, and offers correlate as documented', () => {
  const plan = testPlan();
  const paths = samplePaths(plan, { pathCount: 20_000, replication: 0 });
  const scores = (id: string, factors: readonly string[]) =>
    deliveryScores(plan, paths, testOffer(id, factors), { replication: 0 });
  const alone = scores('alone', []);
  const both = scores('both', ['grid', 'vendor']);
  const twin = scores('twin', ['vendor', 'grid']);
  const half = scores('half', ['grid']);
  const productsOf = (a: Float64Array, b: Float64Array) => Array.from(a, (value, path) => value * b[path]!);
  for (const score of [alone, both, half]) {
    expectMean([...score], 0);
    expectMean(productsOf(score, score), 1);
  }
  // Supply 0.25 always; shared factors add 0.25, and one factor of two against one of one adds 0.25 / sqrt(2).
  expectMean(productsOf(alone, both), 0.25);
  expectMean(productsOf(both, twin), 0.5);
  expectMean(productsOf(both, half), 0.25 + 0.25 / Math.sqrt(2));
});

test('where supply almost never moves a delivery score is still of variance 1', () => {
  const calm = testPlan({ market: { ...FRONTIER_MARKET, regimeMeanMonths: [1000, 1000, 1000] } });
  const paths = samplePaths(calm, { pathCount: 20_000, replication: 0 });
  const score = deliveryScores(calm, paths, testOffer('a', []), { replication: 0 });
  expectMean(
    Array.from(score, (value) => value * value),
    1,
  );
});

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function expectMean(values: readonly number[], expected: number): void {
  const mean = averageOf(values);
  const variance = averageOf(values.map((value) => (value - mean) ** 2));
  expect(Math.abs(mean - expected)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(variance / values.length));
}

function correlationOf(xs: readonly number[], ys: readonly number[]): number {
  const [x, y] = [averageOf(xs), averageOf(ys)];
  const covariance = averageOf(xs.map((value, i) => (value - x) * (ys[i]! - y)));
  const spread = (values: readonly number[], mean: number) => averageOf(values.map((value) => (value - mean) ** 2));
  return covariance / Math.sqrt(spread(xs, x) * spread(ys, y));
}
