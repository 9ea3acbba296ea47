import { expect, test } from 'vitest';

import type { Growth } from '../domain/index.ts';
import { beliefFilterOf, expectedLogGrowthPerMonth, updateBelief } from './belief.ts';
import { advanced, growthChainOf } from './growth-chain.ts';
import { demandQuantiles, samplePaths } from './index.ts';
import { certainGrowth, FRONTIER_GROWTH, testPlan } from './test-plan.ts';

/** Standard errors allowed for a Monte Carlo mean: one in 16,000 at random, and the seed is fixed. */
const STANDARD_ERRORS = 4;

function meanAndError(values: readonly number[]): { mean: number; standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Values of a [path × month] array at one month. */
function atMonth(values: ArrayLike<number>, monthCount: number, month: number): number[] {
  return Array.from({ length: values.length / monthCount }, (_, path) => values[path * monthCount + month]!);
}

test('a quarter at 80x a year is 80^(1/4) = 2.9907x, and a year is 80x', () => {
  const paths = samplePaths(testPlan({ growth: certainGrowth(80) }), { pathCount: 1, replication: 0 });
  expect(paths.multiple[0]).toBe(1);
  expect(paths.multiple[3]).toBeCloseTo(2.9907, 4);
  expect(paths.multiple[12]! / 80).toBeCloseTo(1, 12);
});

test('L8: one regime without volatility is the same deterministic growth on every path, and known', () => {
  const plan = testPlan({ growth: certainGrowth(10) });
  const paths = samplePaths(plan, { pathCount: 50, replication: 3 });
  expect(paths.monthCount).toBe(49);
  for (let month = 0; month < paths.monthCount; month += 1) {
    const column = atMonth(paths.multiple, paths.monthCount, month);
    expect(new Set(column).size).toBe(1);
    expect(column[0]! / Math.pow(10, month / 12)).toBeCloseTo(1, 12);
  }
  const farthest = Math.max(...paths.expectedLogGrowthPerYear.map((growth) => Math.abs(growth - Math.log(10))));
  expect(farthest).toBeLessThan(1e-12);
});

test('usage at 10x a year with efficiency at 3x a year needs 10/3 the GPUs after a year', () => {
  const growth = certainGrowth(10, { of: 'usage', efficiencyMultiplePerYear: { p10: 3, p50: 3, p90: 3 } });
  const paths = samplePaths(testPlan({ growth }), { pathCount: 2, replication: 0 });
  expect(paths.multiple[12]).toBeCloseTo(10 / 3, 12);
});

test('efficiency tracks usage growth when they correlate fully: the regime one deviation up has its score-1 gain', () => {
  // Two regimes of equal mean duration have long-run shares 1/2, hence standardised growth +1 and −1.
  const growth: Growth = {
    ...certainGrowth(1),
    of: 'usage',
    regimes: [
      { id: 'fast', multiplePerYear: 80, meanMonths: 4, startProbability: 0.5 },
      { id: 'slow', multiplePerYear: 2, meanMonths: 4, startProbability: 0.5 },
    ],
    jumps: [
      [0, 1],
      [1, 0],
    ],
    efficiencyMultiplePerYear: { p10: 2, p50: 3, p90: 4.5 },
    efficiencyCorrelation: 1,
  };
  const paths = samplePaths(testPlan({ growth }), { pathCount: 40, replication: 0 });
  // 4.5/3 = 3/2 = 1.5 at scores ±1.28155, so 1.5^(1/1.28155) a deviation.
  const perDeviation = Math.pow(1.5, 1 / 1.2815515655446004);
  const expected = [Math.log(80 / (3 * perDeviation)) / 12, Math.log((2 * perDeviation) / 3) / 12];
  for (let path = 0; path < 40; path += 1) {
    const row = path * paths.monthCount;
    const step = Math.log(paths.multiple[row + 6]! / paths.multiple[row + 5]!);
    expect(step).toBeCloseTo(expected[paths.regime[row + 5]!]!, 10);
  }
});

test('growth stops at the saturation level, its first month slowed by 1 − D/K; decline is not slowed', () => {
  const saturation = { median: 820_000, sigma: 0 };
  const rising = samplePaths(testPlan({ growth: certainGrowth(80, { saturation }) }), { pathCount: 1, replication: 0 });
  // 410,000 busy at month 0, so K = 2 and the first slowdown is 1/2.
  expect(Math.log(rising.multiple[1]!)).toBeCloseTo(Math.log(80) / 12 / 2, 12);
  expect(rising.multiple[48]).toBeGreaterThan(1.99);
  expect(Math.max(...rising.multiple)).toBeLessThanOrEqual(2.2);
  const falling = samplePaths(testPlan({ growth: certainGrowth(0.5, { saturation }) }), {
    pathCount: 1,
    replication: 0,
  });
  expect(falling.multiple[12]).toBeCloseTo(0.5, 12);
});

test('the growth regime is distributed by powers of its monthly transition matrix', () => {
  const plan = testPlan();
  const paths = samplePaths(plan, { pathCount: 10_000, replication: 0 });
  const { regimes, jumps } = plan.growth;
  const transition = Float64Array.from({ length: 25 }, (_, index) => {
    const from = Math.floor(index / 5);
    const stays = from === index % 5 ? 1 - 1 / regimes[from]!.meanMonths : 0;
    return stays + jumps[from]![index % 5]! / regimes[from]!.meanMonths;
  });
  let expected = Float64Array.from(regimes, (regime) => regime.startProbability);
  for (let month = 0; month <= 48; month += 1) {
    const column = atMonth(paths.regime, paths.monthCount, month);
    const errors = [...expected].map((probability, regime) => {
      const share = column.filter((value) => value === regime).length / column.length;
      return (share - probability) / Math.sqrt((probability * (1 - probability)) / column.length);
    });
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(STANDARD_ERRORS);
    expected = Float64Array.from(advanced(expected, transition));
  }
});

test('the volatility is that of monthly log growth about the regime, and its median is the stated multiple', () => {
  const growth = certainGrowth(10, { volatilityPerMonth: 0.1 });
  const paths = samplePaths(testPlan({ growth, horizonMonths: 12 }), { pathCount: 20_000, replication: 0 });
  const logs = atMonth(paths.multiple, 13, 12).map((multiple) => Math.log(multiple));
  const { mean, standardError } = meanAndError(logs);
  expect(Math.abs(mean - Math.log(10))).toBeLessThan(STANDARD_ERRORS * standardError);
  const variance = standardError ** 2 * logs.length;
  // The variance of a normal sample has relative standard error sqrt(2 / n); twelve months of 0.1² are 0.12.
  expect(Math.abs(variance / 0.12 - 1)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(2 / logs.length));
});

test('the belief is calibrated: where it expects growth of x, the hidden regime grows by x on average', () => {
  const plan = testPlan();
  const paths = samplePaths(plan, { pathCount: 10_000, replication: 1 });
  const logMultiple = plan.growth.regimes.map((regime) => Math.log(regime.multiplePerYear));
  for (const month of [0, 1, 3, 12, 36, 48]) {
    const expected = atMonth(paths.expectedLogGrowthPerYear, paths.monthCount, month);
    const hidden = atMonth(paths.regime, paths.monthCount, month).map((regime) => logMultiple[regime]!);
    const order = expected.map((_, path) => path).toSorted((a, b) => expected[a]! - expected[b]!);
    for (let fifth = 0; fifth < 5; fifth += 1) {
      const group = order.slice(fifth * 2000, (fifth + 1) * 2000);
      const { mean, standardError } = meanAndError(group.map((path) => hidden[path]! - expected[path]!));
      expect(Math.abs(mean)).toBeLessThan(STANDARD_ERRORS * standardError);
    }
  }
});

test('one month of belief by hand: two regimes, one observation', () => {
  const growth: Growth = {
    ...FRONTIER_GROWTH,
    regimes: [
      { id: 'up', multiplePerYear: 80, meanMonths: 2, startProbability: 0.25 },
      { id: 'level', multiplePerYear: 1, meanMonths: 4, startProbability: 0.75 },
    ],
    jumps: [
      [0, 1],
      [1, 0],
    ],
  };
  const filter = beliefFilterOf(growthChainOf(growth), 0.1);
  updateBelief(filter, 0.2, Float64Array.of(0.3, 0));
  // Likelihoods e^(−0.5) and e^(−2): up 0.25 e^−0.5 / (0.25 e^−0.5 + 0.75 e^−2) = 0.5990; then 0.5 and 0.25 switch.
  const up = (0.25 * Math.exp(-0.5)) / (0.25 * Math.exp(-0.5) + 0.75 * Math.exp(-2));
  expect(up).toBeCloseTo(0.599, 3);
  expect(filter.probability[0]).toBeCloseTo(up * 0.5 + (1 - up) * 0.25, 12);
  expect(filter.probability[0]! + filter.probability[1]!).toBeCloseTo(1, 14);
});

test('L16: what is believed at month m follows from demand up to m alone', () => {
  const growth = { ...FRONTIER_GROWTH, saturation: null };
  const paths = samplePaths(testPlan({ growth }), { pathCount: 20, replication: 0 });
  const chain = growthChainOf(growth);
  for (let path = 0; path < 20; path += 1) {
    const filter = beliefFilterOf(chain, growth.volatilityPerMonth);
    for (let month = 0; month < 48; month += 1) {
      const at = path * paths.monthCount + month;
      expect(paths.expectedLogGrowthPerYear[at]).toBeCloseTo(expectedLogGrowthPerMonth(filter) * 12, 8);
      updateBelief(filter, Math.log(paths.multiple[at + 1]! / paths.multiple[at]!), chain.logGrowthPerMonth);
    }
  }
});

test('L16: a longer horizon and more paths change nothing that came before', () => {
  const short = samplePaths(testPlan({ horizonMonths: 12 }), { pathCount: 30, replication: 0 });
  const long = samplePaths(testPlan({ horizonMonths: 48 }), { pathCount: 60, replication: 0 });
  for (const name of ['multiple', 'regime', 'supplyRegime', 'expectedLogGrowthPerYear'] as const) {
    for (let path = 0; path < 30; path += 1) {
      const before = [...short[name].subarray(path * 13, (path + 1) * 13)];
      expect([...long[name].subarray(path * 49, path * 49 + 13)]).toEqual(before);
    }
  }
});

test('the same arguments give the same bits; seeds and replications are independent', () => {
  const draw = (seed: number, replication: number): number[] => {
    const paths = samplePaths(testPlan({ seed, horizonMonths: 12 }), { pathCount: 4000, replication });
    return atMonth(paths.multiple, 13, 12).map((multiple) => Math.log(multiple));
  };
  const first = draw(1, 0);
  expect(draw(1, 0)).toEqual(first);
  for (const other of [draw(2, 0), draw(1, 1)]) {
    const { mean: a } = meanAndError(first);
    const { mean: b } = meanAndError(other);
    const products = meanAndError(first.map((value, path) => (value - a) * (other[path]! - b)));
    expect(Math.abs(products.mean)).toBeLessThan(STANDARD_ERRORS * products.standardError);
  }
});

test('the frontier-lab example has the quantiles its author measured with the factor mean held', () => {
  // Measured: 20,000 paths of crude Monte Carlo, two digits given, of the p10/p50/p90 of demand relative to month 0, by a
  // sampler whose noise left the mean of the growth FACTOR at the multiple. Ours leaves the median there, so the regimes
  // are lowered by half the variance to compare; without that the median at 24 months is 3.55, not 3.2.
  const multipleForMean = Math.exp(-(12 * FRONTIER_GROWTH.volatilityPerMonth ** 2) / 2);
  const regimes = FRONTIER_GROWTH.regimes.map((regime) => ({
    ...regime,
    multiplePerYear: regime.multiplePerYear * multipleForMean,
  }));
  const paths = samplePaths(testPlan({ growth: { ...FRONTIER_GROWTH, regimes } }), {
    pathCount: 20_000,
    replication: 0,
  });
  const measured: readonly (readonly [number, number, number, number])[] = [
    [3, 0.97, 1.39, 2.09],
    [12, 0.95, 2.2, 5.2],
    [24, 0.96, 3.2, 8.5],
    [47, 1.1, 4.7, 12.7],
  ];
  for (const [month, ...quantiles] of measured) {
    const sorted = atMonth(paths.multiple, paths.monthCount, month).toSorted((a, b) => a - b);
    // Loose: a tenth of the value covers the rounding, both samples' errors and an unstated saturation detail.
    quantiles.forEach((value, index) => {
      const ours = sorted[Math.floor([0.1, 0.5, 0.9][index]! * sorted.length)]!;
      expect(Math.abs(ours / value - 1)).toBeLessThan(0.11);
    });
  }
});

test('quantiles of demand by month are those of the sorted sample', () => {
  const paths = samplePaths(testPlan(), { pathCount: 101, replication: 0 });
  const [atStart, atYear] = demandQuantiles(paths, [0, 12]);
  expect(atStart).toEqual({ p5: 1, p50: 1, p95: 1, mean: 1 });
  const sorted = atMonth(paths.multiple, paths.monthCount, 12).toSorted((a, b) => a - b);
  expect(atYear!.p50).toBe(sorted[50]);
  expect(atYear!.p5).toBe(sorted[5]);
  expect(atYear!.p95).toBe(sorted[95]);
  expect(atYear!.mean).toBeCloseTo(meanAndError(sorted).mean, 12);
});
