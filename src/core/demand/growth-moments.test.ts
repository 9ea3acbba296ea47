import { describe, expect, it } from 'vitest';

import { advanced, growthChainOf } from './growth-chain.ts';
import { samplePaths } from './paths.ts';
import { FRONTIER_GROWTH, testPlan } from './test-plan.ts';

/** Standard errors allowed for a Monte Carlo mean at a fixed seed. */
const STANDARD_ERRORS = 4;
const PATHS = 40_000;
const MONTHS = 12;
const growth = { ...FRONTIER_GROWTH, saturation: null };
const chain = growthChainOf(growth);
const v = growth.volatilityPerMonth;
const paths = samplePaths(testPlan({ growth, horizonMonths: MONTHS }), { pathCount: PATHS, replication: 0 });
const multiples = Array.from({ length: PATHS }, (_, path) => paths.multiple[path * paths.monthCount + MONTHS]!);
const logs = multiples.map(Math.log);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const errorOf = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
};

/** Chances of the regimes, [month][regime]. */
const shares = [chain.startProbability];
for (let month = 1; month < MONTHS; month += 1) shares.push(advanced(shares.at(-1)!, chain.transition));
const g = chain.logGrowthPerMonth;

describe('moments of a year of regimes, against exact sums over the chain', () => {
  const exactMean = shares.reduce((sum, share) => sum + share.reduce((all, p, regime) => all + p * g[regime]!, 0), 0);

  it('mean of log growth: the sum of the months’ chances times rates', () => {
    expect(Math.abs(mean(logs) - exactMean)).toBeLessThan(STANDARD_ERRORS * errorOf(logs));
  });

  it('variance of log growth: noise, and covariances of the regimes over all pairs of months', () => {
    // E[g(s) g(t)] for s < t: the regimes of month s weighted by rate, then t - s steps of the chain.
    let second = 0;
    shares.forEach((share, s) => {
      let weighted: Float64Array = share.map((p, regime) => p * g[regime]!);
      for (let t = s; t < MONTHS; t += 1) {
        if (t > s) weighted = advanced(weighted, chain.transition);
        const product = weighted.reduce((sum, value, regime) => sum + value * g[regime]!, 0);
        second += t === s ? product : 2 * product;
      }
    });
    const exact = MONTHS * v * v + second - exactMean * exactMean;
    const squares = logs.map((value) => (value - exactMean) ** 2);
    expect(Math.abs(mean(squares) - exact)).toBeLessThan(STANDARD_ERRORS * errorOf(squares));
  });

  it('mean multiple: a product of matrices, times exp(12 v^2 / 2)', () => {
    let weight: Float64Array = chain.startProbability;
    for (let month = 0; month < MONTHS; month += 1) {
      weight = weight.map((p, regime) => p * Math.exp(g[regime]!));
      if (month < MONTHS - 1) weight = advanced(weight, chain.transition);
    }
    const exact = weight.reduce((sum, p) => sum + p, 0) * Math.exp((MONTHS * v * v) / 2);
    expect(Math.abs(mean(multiples) - exact)).toBeLessThan(STANDARD_ERRORS * errorOf(multiples));
  });

  it('one regime: the quantiles of a lognormal', () => {
    const single = {
      ...growth,
      regimes: [{ id: 'only', multiplePerYear: 10, meanMonths: 3, startProbability: 1 }],
      jumps: [[0]],
      volatilityPerMonth: 0.2,
    };
    const sampled = samplePaths(testPlan({ growth: single, horizonMonths: MONTHS }), {
      pathCount: PATHS,
      replication: 0,
    });
    const ofYear = Array.from({ length: PATHS }, (_, path) => sampled.multiple[path * sampled.monthCount + MONTHS]!);
    for (const [score, share] of [
      [-1.2815515655446004, 0.1],
      [0, 0.5],
      [1.2815515655446004, 0.9],
    ] as const) {
      const exact = 10 * Math.exp(score * 0.2 * Math.sqrt(MONTHS));
      const below = ofYear.filter((value) => value < exact).length / PATHS;
      expect(Math.abs(below - share)).toBeLessThan(STANDARD_ERRORS * Math.sqrt((share * (1 - share)) / PATHS));
    }
  });
});
