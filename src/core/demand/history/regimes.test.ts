import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { streamFor } from '../../random/index.ts';
import { fitRegimes, priorModel } from './fit-regimes.ts';
import { growthBlockOf } from './growth-block.ts';
import type { SeenGrowth } from './growth-steps.ts';
import { filterRegimes, logDensity, smoothRegimes, type RegimeModel } from './regime-model.ts';
import { drawPosterior, picked, sampledGamma } from './regime-posterior.ts';
import { GROWTH_PRIOR, rowShares, stepPriorOf, type StepPrior } from './regime-prior.ts';
import { roundedShares } from './rounding.ts';

const seenOf = (growths: readonly number[], stepCount = 1): SeenGrowth[] =>
  growths.map((logGrowth, t) => ({ fromStep: t * stepCount, stepCount, logGrowth }));

const models = fc
  .record({
    growths: fc.array(fc.double({ min: -0.3, max: 0.5, noNaN: true }), { minLength: 2, maxLength: 3 }),
    volatility: fc.double({ min: 0.15, max: 0.4, noNaN: true }),
    weights: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
    stepMonths: fc.constantFrom(1, 168 / 730),
  })
  .map(({ growths, volatility, weights, stepMonths }): RegimeModel => {
    const count = growths.length;
    const start = Float64Array.from(weights.slice(0, count));
    const total = start.reduce((sum, weight) => sum + weight, 0);
    return {
      stepMonths,
      logGrowthPerMonth: Float64Array.from(growths),
      volatilityPerMonth: volatility,
      startProbability: start.map((weight) => weight / total),
      transition: rowShares(Float64Array.from(weights.slice(3, 3 + count * count)), count),
    };
  });

const histories = fc
  .array(
    fc.record({
      logGrowth: fc.double({ min: -0.5, max: 0.6, noNaN: true }),
      stepCount: fc.constantFrom(1, 1, 1, 3),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((growths) => growths.map((growth, t): SeenGrowth => ({ ...growth, fromStep: t })));

/** Weight of one sequence of regimes with what was seen. */
function jointDensity(model: RegimeModel, seen: readonly SeenGrowth[], path: readonly number[]): number {
  const count = model.logGrowthPerMonth.length;
  return path.reduce((density, regime, t) => {
    const before = path[t - 1];
    const reach = before === undefined ? model.startProbability[regime]! : model.transition[before * count + regime]!;
    return density * reach * Math.exp(logDensity(model, seen[t]!, regime));
  }, 1);
}

describe('the filter', () => {
  test('equals a sum over all sequences of regimes', () => {
    const property = fc.property(models, histories, (model, seen) => {
      const count = model.logGrowthPerMonth.length;
      const belief = filterRegimes(model, seen);
      const { smoothed } = smoothRegimes(model, seen, belief);
      const marginal = new Float64Array(seen.length * count);
      let total = 0;
      for (let code = 0; code < count ** seen.length; code += 1) {
        const path = seen.map((_, t) => Math.floor(code / count ** t) % count);
        const density = jointDensity(model, seen, path);
        total += density;
        path.forEach((regime, t) => (marginal[t * count + regime]! += density));
      }
      expect(belief.logLikelihood).toBeCloseTo(Math.log(total), 8);
      marginal.forEach((density, index) => expect(smoothed[index]).toBeCloseTo(density / total, 8));
      const last = marginal.subarray((seen.length - 1) * count);
      last.forEach((density, regime) =>
        expect(belief.filtered[(seen.length - 1) * count + regime]).toBeCloseTo(density / total, 8),
      );
    });
    fc.assert(property, { numRuns: 60 });
  });

  test('growth unthinkable in every regime leaves a belief, not NaN', () => {
    const model = priorModel(stepPriorOf(GROWTH_PRIOR, 1), 1);
    const { next, logLikelihood } = filterRegimes(model, seenOf([50]));
    expect(next.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    expect(logLikelihood).toBeLessThan(-1000);
  });
});

/** A chain drawn from a model, with the regimes that made it. */
function simulated(model: RegimeModel, stepCount: number, path: number): SeenGrowth[] {
  const count = model.logGrowthPerMonth.length;
  const stream = streamFor(7, 'test/regimes');
  let weights: Float64Array = model.startProbability;
  return Array.from({ length: stepCount }, (_, step) => {
    const regime = picked(weights, stream.uniformAt(path, 2 * step));
    weights = model.transition.subarray(regime * count, (regime + 1) * count);
    const noise = model.volatilityPerMonth * Math.sqrt(model.stepMonths) * stream.normalAt(path, 2 * step + 1);
    return { fromStep: step, stepCount: 1, logGrowth: model.logGrowthPerMonth[regime]! * model.stepMonths + noise };
  });
}

describe('the fit', () => {
  const truth: RegimeModel = {
    stepMonths: 1,
    logGrowthPerMonth: Float64Array.of(0, 0.1, 0.35),
    volatilityPerMonth: 0.05,
    startProbability: Float64Array.of(1, 0, 0),
    transition: Float64Array.of(0.9, 0.08, 0.02, 0.1, 0.85, 0.05, 0.1, 0.3, 0.6),
  };

  test('the log posterior never falls', () => {
    const property = fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 40 }), (path, count) => {
      const { logPosteriors } = fitRegimes(simulated(truth, count, path), stepPriorOf(GROWTH_PRIOR, 1), 1);
      logPosteriors.forEach((value, round) => {
        expect(value).toBeGreaterThanOrEqual((logPosteriors[round - 1] ?? -Infinity) - 1e-9);
      });
    });
    fc.assert(property, { numRuns: 30 });
  });

  test('recovers a long simulated chain within four standard errors', () => {
    const months = 3000;
    const { model, smoothed } = fitRegimes(simulated(truth, months, 1), stepPriorOf(GROWTH_PRIOR, 1), 1);
    // Standard errors as if the regimes were seen, which the overlap of neighbours at two deviations raises by half.
    const inRegime = [0, 1, 2].map((s) =>
      smoothed.reduce((sum, share, index) => sum + (index % 3 === s ? share : 0), 0),
    );
    truth.logGrowthPerMonth.forEach((growth, s) => {
      const standardError = (1.5 * truth.volatilityPerMonth) / Math.sqrt(inRegime[s]!);
      expect(Math.abs(model.logGrowthPerMonth[s]! - growth)).toBeLessThan(4 * standardError);
    });
    expect(Math.abs(model.volatilityPerMonth / 0.05 - 1)).toBeLessThan((4 * 1.5) / Math.sqrt(2 * months));
    truth.transition.forEach((share, index) => {
      const rows = inRegime[Math.floor(index / 3)]!;
      const standardError = 1.5 * Math.sqrt((share * (1 - share)) / rows);
      expect(Math.abs(model.transition[index]! - share)).toBeLessThan(4 * standardError + 12 / rows);
    });
  });

  test('without growth it is the prior, and one quarter at 80x stays well below 80x', () => {
    const prior = stepPriorOf(GROWTH_PRIOR, 1);
    const { model } = fitRegimes([], prior, 1);
    model.logGrowthPerMonth.forEach((growth, s) => expect(growth).toBeCloseTo(prior.centre[s]!, 12));
    const quarter = seenOf(Array.from({ length: 3 }, () => Math.log(80) / 12));
    const fitted = fitRegimes(quarter, prior, 1).model;
    const stream = streamFor(80, 'test/quarter');
    const draws = drawPosterior(fitted, quarter, { prior, drawCount: 300, stream });
    const yearly = draws.map(({ model: drawn, next }) =>
      Math.exp(12 * next.reduce((sum, weight, s) => sum + weight * drawn.logGrowthPerMonth[s]!, 0)),
    );
    const middle = yearly.toSorted((a, b) => a - b)[150]!;
    expect(middle).toBeGreaterThan(3);
    expect(middle).toBeLessThan(40);
  });

  test('the same seed draws the same models, another one others', () => {
    const prior = stepPriorOf(GROWTH_PRIOR, 1);
    const seen = simulated(truth, 20, 3);
    const drawn = (seed: number) =>
      drawPosterior(priorModel(prior, 1), seen, { prior, drawCount: 5, stream: streamFor(seed, 'test/draws') });
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

describe('sampling', () => {
  test.each([0.3, 1, 4.5])('gamma of shape %f has its mean and variance within four standard errors', (shape) => {
    const stream = streamFor(3, 'test/gamma');
    const count = 20000;
    let step = 0;
    const draws = Array.from({ length: count }, () => sampledGamma(shape, () => stream.uniformAt(0, step++)));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / count;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / count;
    expect(Math.abs(mean - shape)).toBeLessThan(4 * Math.sqrt(shape / count));
    // The fourth central moment of a gamma is 3 shape² + 6 shape.
    expect(Math.abs(variance - shape)).toBeLessThan(4 * Math.sqrt((2 * shape * shape + 6 * shape) / count));
  });

  test('a growth block has exact shares, two copies that never meet, and means and deviations of the draws', () => {
    const prior: StepPrior = stepPriorOf(GROWTH_PRIOR, 1);
    const stream = streamFor(80, 'test/block');
    const draws = drawPosterior(priorModel(prior, 1), seenOf([0.1, 0.2]), { prior, drawCount: 200, stream });
    const block = growthBlockOf(draws, GROWTH_PRIOR, 'gpuDemand');
    expect(block.regimes.map(({ id }) => id)).toEqual([
      'flat-low',
      'steady-low',
      'surge-low',
      'flat-high',
      'steady-high',
      'surge-high',
    ]);
    const units = block.regimes.map(({ startProbability }) => Math.round(startProbability * 1e4));
    expect(units.reduce((sum, unit) => sum + unit, 0)).toBe(1e4);
    for (const [from, row] of Object.entries(block.jumps)) {
      const copy = from.split('-')[1]!;
      expect(Object.keys(row).every((to) => to.endsWith(copy))).toBe(true);
      expect(Math.round(Object.values(row).reduce((sum, share) => sum + share * 1e4, 0))).toBe(1e4);
    }
    const steady = draws.map(({ model }) => model.logGrowthPerMonth[1]!);
    const mean = steady.reduce((sum, growth) => sum + growth, 0) / steady.length;
    const [low, high] = [1, 4].map((index) => Math.log(block.regimes[index]!.multiplePerYear) / 12);
    expect((low! + high!) / 2).toBeCloseTo(mean, 4);
  });

  test('rounded shares sum to one exactly and stay within one unit', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 });
    const property = fc.property(shares, (drawn) => {
      const given = [1, ...drawn];
      const total = given.reduce((sum, share) => sum + share, 0);
      const rounded = roundedShares(given, 4);
      expect(rounded.reduce((sum, share) => sum + Math.round(share * 1e4), 0)).toBe(1e4);
      rounded.forEach((share, index) => expect(Math.abs(share - given[index]! / total)).toBeLessThan(1.0001e-4));
    });
    fc.assert(property);
  });
});
