import { expect, test } from 'vitest';

import { quantileOfSorted } from '../../numeric/index.ts';
import { streamFor } from '../../random/index.ts';
import { fitRegimes } from './fit-regimes.ts';
import { sampleGrowthPaths, sortedAtStep } from './growth-fan.ts';
import type { SeenGrowth } from './growth-steps.ts';
import type { RegimeModel } from './regime-model.ts';
import { drawPosterior, picked, sampledGamma } from './regime-posterior.ts';
import { GROWTH_PRIOR, stepPriorOf, type StepPrior } from './regime-prior.ts';

const CASES = 150;
const MONTHS_SEEN = 24;
const MONTHS_AHEAD = 6;

type Uniform = () => number;

/** A model drawn from the prior, as the fit thinks of it. */
function drawnModel(prior: StepPrior, uniform: Uniform, normal: Uniform): RegimeModel {
  const rows = prior.moves.map((count) => (count > 0 ? sampledGamma(count, uniform) : 0));
  const transition = rows.map((value, index) => {
    const row = Math.floor(index / 3) * 3;
    return value / (rows[row]! + rows[row + 1]! + rows[row + 2]!);
  });
  for (;;) {
    const logGrowthPerMonth = prior.centre.map((centre, s) => centre + prior.deviation[s]! * normal());
    if (logGrowthPerMonth[0]! > logGrowthPerMonth[1]! || logGrowthPerMonth[1]! > logGrowthPerMonth[2]!) continue;
    const volatilityPerMonth = Math.sqrt(prior.scale / sampledGamma(prior.shape, uniform));
    return { stepMonths: 1, logGrowthPerMonth, volatilityPerMonth, startProbability: prior.start, transition };
  }
}

/** Whether what came lies in the middle 80 % and 95 %. */
function inside(sorted: ArrayLike<number>, came: number): [number, number] {
  const within = (tail: number): number =>
    Number(came >= quantileOfSorted(sorted, tail) && came <= quantileOfSorted(sorted, 1 - tail));
  return [within(0.1), within(0.025)];
}

test('intervals of growths, volatility and forecasts cover as stated when the prior is true', () => {
  const prior = stepPriorOf(GROWTH_PRIOR, 1);
  const covered = { steady: [0, 0], volatility: [0, 0], ahead: [0, 0] };
  for (let index = 0; index < CASES; index += 1) {
    const stream = streamFor(index, 'test/calibration');
    let step = 0;
    const uniform = (): number => stream.uniformAt(0, step++);
    const truth = drawnModel(prior, uniform, () => stream.normalAt(0, step++));
    let weights: Float64Array = truth.startProbability;
    const growths = Array.from({ length: MONTHS_SEEN + MONTHS_AHEAD }, () => {
      const regime = picked(weights, uniform());
      weights = truth.transition.subarray(regime * 3, regime * 3 + 3);
      return truth.logGrowthPerMonth[regime]! + truth.volatilityPerMonth * stream.normalAt(0, step++);
    });
    const seen = growths
      .slice(0, MONTHS_SEEN)
      .map((logGrowth, t): SeenGrowth => ({ fromStep: t, stepCount: 1, logGrowth }));
    const draws = drawPosterior(fitRegimes(seen, prior, 1).model, seen, {
      prior,
      drawCount: 400,
      stream: streamFor(index, 'test/draws'),
    });
    const paths = sampleGrowthPaths(draws, {
      stepCount: MONTHS_AHEAD,
      pathCount: 2000,
      stream: streamFor(index, 'test/paths'),
    });
    const came = growths.slice(MONTHS_SEEN).reduce((sum, growth) => sum + growth, 0);
    const sortedOf = (value: (model: RegimeModel) => number) =>
      Float64Array.from(draws, ({ model }) => value(model)).sort();
    const results = {
      steady: inside(
        sortedOf((model) => model.logGrowthPerMonth[1]!),
        truth.logGrowthPerMonth[1]!,
      ),
      volatility: inside(
        sortedOf((model) => model.volatilityPerMonth),
        truth.volatilityPerMonth,
      ),
      ahead: inside(sortedAtStep(paths, MONTHS_AHEAD - 1), came),
    };
    for (const key of ['steady', 'volatility', 'ahead'] as const) {
      covered[key] = covered[key].map((count, level) => count + results[key][level]!);
    }
  }
  // Four standard errors of a share of 150 cases: 0.13 about 0.80, 0.07 about 0.95.
  for (const counts of Object.values(covered)) {
    [0.8, 0.95].forEach((stated, level) => {
      const standardError = Math.sqrt((stated * (1 - stated)) / CASES);
      expect(Math.abs(counts[level]! / CASES - stated), JSON.stringify(covered)).toBeLessThan(4 * standardError);
    });
  }
});
