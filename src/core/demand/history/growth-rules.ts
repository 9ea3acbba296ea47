import { log } from '../../numeric/index.ts';
import { streamFor } from '../../random/index.ts';
import { MONTHS_PER_YEAR } from '../../units/index.ts';
import { fitRegimes } from './fit-regimes.ts';
import { normalForecast, sampledForecast, type ForecastDistribution } from './forecast-scores.ts';
import { sampleGrowthPaths, sortedAtStep } from './growth-fan.ts';
import type { SeenGrowth } from './growth-steps.ts';
import { drawPosterior } from './regime-posterior.ts';
import { stepPriorOf, type RegimePrior } from './regime-prior.ts';

const DRAW_COUNT = 400;
const PATH_COUNT = 4000;
/** Deviation of a month's log growth where a naive rule has too few growths to tell its own. */
const NAIVE_DEVIATION_PER_MONTH = 0.1;
/** Growths from which a naive rule tells its own deviation. */
const GROWTHS_FOR_DEVIATION = 3;

/** Levels of one quantity at some steps of equal length. */
export interface LevelSeries {
  readonly name: string;
  readonly stepMonths: number;
  /** rising; [point] */
  readonly steps: readonly number[];
  /** natural logarithm of the level; [point] */
  readonly logLevels: readonly number[];
}

/** A way to forecast: log growth from the last point to so many steps later, for each number of steps asked. */
export interface ForecastRule {
  readonly name: string;
  readonly forecast: (history: LevelSeries, stepsAhead: readonly number[]) => readonly ForecastDistribution[];
}

/** Growth from each point of a series to the next. */
export function growthsOf({ steps, logLevels }: LevelSeries): SeenGrowth[] {
  return steps.slice(1).map((step, t) => ({
    fromStep: steps[t]!,
    stepCount: step - steps[t]!,
    logGrowth: logLevels[t + 1]! - logLevels[t]!,
  }));
}

/** The fitted regimes with their uncertainty, from a prior. Streams `backtest/posterior` and `backtest/paths`. */
export function regimeRule(name: string, prior: RegimePrior, seed: number): ForecastRule {
  return {
    name,
    forecast: (history, stepsAhead) => {
      const seen = growthsOf(history);
      const stepPrior = stepPriorOf(prior, history.stepMonths);
      const { model } = fitRegimes(seen, stepPrior, history.stepMonths);
      const stream = streamFor(seed, 'backtest/posterior');
      const draws = drawPosterior(model, seen, { prior: stepPrior, drawCount: DRAW_COUNT, stream });
      const stepCount = Math.max(...stepsAhead);
      const paths = sampleGrowthPaths(draws, {
        stepCount,
        pathCount: PATH_COUNT,
        stream: streamFor(seed, 'backtest/paths'),
      });
      return stepsAhead.map((ahead) => sampledForecast(sortedAtStep(paths, ahead - 1)));
    },
  };
}

/** The last growth goes on at its rate. */
export const LAST_GROWTH: ForecastRule = {
  name: 'last growth',
  forecast: (history, stepsAhead) => {
    const growths = growthsOf(history);
    const { logGrowth, stepCount } = growths.at(-1)!;
    const perMonth = logGrowth / (stepCount * history.stepMonths);
    return straight(perMonth, deviationAbout(growths, history.stepMonths), { history, stepsAhead });
  },
};

/** Ten times a year whatever was seen. */
export const FIXED_TEN: ForecastRule = {
  name: 'fixed 10x',
  forecast: (history, stepsAhead) =>
    straight(log(10) / MONTHS_PER_YEAR, NAIVE_DEVIATION_PER_MONTH, { history, stepsAhead }),
};

/** A straight line through the log levels, with the prediction band of ordinary least squares. */
export const LOG_TREND: ForecastRule = {
  name: 'log-linear trend',
  forecast: (history, stepsAhead) => {
    const months = history.steps.map((step) => step * history.stepMonths);
    const line = leastSquares(months, history.logLevels);
    const [last, lastLog] = [months.at(-1)!, history.logLevels.at(-1)!];
    return stepsAhead.map((ahead) => {
      const month = last + ahead * history.stepMonths;
      const deviation = line.deviationAt(month) ?? NAIVE_DEVIATION_PER_MONTH * Math.sqrt(month - last);
      return normalForecast(line.at(month) - lastLog, deviation);
    });
  },
};

function straight(
  perMonth: number,
  deviationPerMonth: number,
  { history, stepsAhead }: { readonly history: LevelSeries; readonly stepsAhead: readonly number[] },
): ForecastDistribution[] {
  return stepsAhead.map((ahead) => {
    const months = ahead * history.stepMonths;
    return normalForecast(perMonth * months, deviationPerMonth * Math.sqrt(months));
  });
}

/** Deviation of a month's log growth about its mean: sqrt(Σ (g − m d)² / d / (n − 1)), d the months of each growth. */
function deviationAbout(growths: readonly SeenGrowth[], stepMonths: number): number {
  if (growths.length < GROWTHS_FOR_DEVIATION) return NAIVE_DEVIATION_PER_MONTH;
  const total = growths.reduce((sum, { logGrowth }) => sum + logGrowth, 0);
  const mean = total / growths.reduce((sum, { stepCount }) => sum + stepCount * stepMonths, 0);
  const squares = growths.reduce((sum, { logGrowth, stepCount }) => {
    const months = stepCount * stepMonths;
    return sum + ((logGrowth - mean * months) * (logGrowth - mean * months)) / months;
  }, 0);
  return Math.sqrt(squares / (growths.length - 1));
}

/** Ordinary least squares; `deviationAt` is null below three points. */
function leastSquares(
  xs: readonly number[],
  ys: readonly number[],
): { readonly at: (x: number) => number; readonly deviationAt: (x: number) => number | null } {
  const count = xs.length;
  const [meanX, meanY] = [xs, ys].map((values) => values.reduce((sum, value) => sum + value, 0) / count) as [
    number,
    number,
  ];
  const spread = xs.reduce((sum, x) => sum + (x - meanX) * (x - meanX), 0);
  const slope = xs.reduce((sum, x, index) => sum + (x - meanX) * (ys[index]! - meanY), 0) / spread;
  const at = (x: number): number => meanY + slope * (x - meanX);
  const squares = xs.reduce((sum, x, index) => sum + (ys[index]! - at(x)) * (ys[index]! - at(x)), 0);
  const deviationAt = (x: number): number | null =>
    count < 3 ? null : Math.sqrt((squares / (count - 2)) * (1 + 1 / count + ((x - meanX) * (x - meanX)) / spread));
  return { at, deviationAt };
}
