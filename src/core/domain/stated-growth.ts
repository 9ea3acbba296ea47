import { exp, log, normalQuantile, pow, tripletAtScore } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { GrowthBelief } from './belief-regimes.ts';
import { quantilesOf } from './normalise-context.ts';
import type { GrowthInput, LevelDriversInput } from './schema-demand.ts';
import type { Quantiles } from './term-sheet.ts';

const SECONDS_PER_DAY = 86_400;
/** Equally likely values that stand for a distribution while products are formed. */
const POINT_COUNT = 101;

/** Level drivers with what they come to. */
export interface StatedLevel {
  /** at the drivers' medians: users x tokens a user and day / 86,400 / tokens a GPU-second */
  readonly busyReferenceGpus: number;
  /** of the product over its median */
  readonly ofMedian: Quantiles;
}

/** Busy reference GPUs of a mean moment: users × tokens per user and day / (86,400 s × tokens per GPU-second). */
export function statedLevel(drivers: LevelDriversInput): StatedLevel {
  const users = quantilesOf(drivers.users);
  const tokens = quantilesOf(drivers.tokensPerUserPerDay);
  const speed = quantilesOf(drivers.tokensPerReferenceGpuSecond);
  const inverse = { p10: 1 / speed.p90, p50: 1 / speed.p50, p90: 1 / speed.p10 };
  const busyReferenceGpus = (users.p50 * tokens.p50) / SECONDS_PER_DAY / speed.p50;
  return { busyReferenceGpus, ofMedian: productOf([users, tokens, inverse].map(overMedian)) };
}

/** Growth stated as beliefs, or as drivers, in the form in which regimes are found for it; null for regimes. */
export function statedBelief(growth: GrowthInput, levelOfMedian: Quantiles | null): GrowthBelief | null {
  const { beliefs, drivers, volatilityPerMonth } = growth;
  if (beliefs !== undefined) {
    const { overMonths, lastsMonths, settled } = beliefs;
    const realisedMultiple = beliefs.realisedMultiple ?? realisedOf(beliefs.annualisedMultiple!, overMonths);
    return { overMonths, lastsMonths, settled, realisedMultiple, volatilityPerMonth };
  }
  if (drivers === undefined) return null;
  const { lastsMonths, settled } = drivers;
  const factors = [quantilesOf(drivers.usersMultiplePerYear), quantilesOf(drivers.tokensPerUserMultiplePerYear)];
  const realisedMultiple = productOf(levelOfMedian === null ? factors : [...factors, levelOfMedian]);
  return { overMonths: MONTHS_PER_YEAR, lastsMonths, settled, realisedMultiple, volatilityPerMonth };
}

/** What a rate held for so many months multiplies by: 80x a year is 2.99x in 3 months. */
export function realisedOf({ p10, p50, p90 }: Quantiles, months: number): Quantiles {
  const share = months / MONTHS_PER_YEAR;
  return { p10: pow(p10, share), p50: pow(p50, share), p90: pow(p90, share) };
}

/** The rate at which so many months would have multiplied by this, held for a year. */
export function annualisedOf(realised: Quantiles, months: number): Quantiles {
  return realisedOf(realised, (MONTHS_PER_YEAR * MONTHS_PER_YEAR) / months);
}

/** Mean of the distribution that the quantiles mean, over equally likely values. */
export function meanOfQuantiles(quantiles: Quantiles): number {
  const points = logPoints(quantiles).map((point) => exp(point));
  return points.reduce((sum, value) => sum + value, 0) / points.length;
}

function overMedian({ p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: p10 / p50, p50: 1, p90: p90 / p50 };
}

/** Quantiles of a product of independent positive factors, by all sums of their equally likely logarithms. */
function productOf(factors: readonly Quantiles[]): Quantiles {
  const points = factors.map(logPoints).reduce((sums, next) => {
    const all = sums.flatMap((sum) => next.map((point) => sum + point)).toSorted((a, b) => a - b);
    return thinned(all);
  });
  const at = (share: number): number => exp(pointAt(points, share));
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

/** Point i of n stands for the probability (i + 1/2) / n; linear between points. */
function pointAt(points: readonly number[], share: number): number {
  const place = Math.min(points.length - 1, Math.max(0, share * points.length - 0.5));
  const below = points[Math.floor(place)]!;
  return below + (place - Math.floor(place)) * (points[Math.ceil(place)]! - below);
}

function logPoints(quantiles: Quantiles): number[] {
  if (quantiles.p10 === quantiles.p90) return [log(quantiles.p50)];
  return Array.from({ length: POINT_COUNT }, (_, index) =>
    log(tripletAtScore(quantiles, normalQuantile((index + 0.5) / POINT_COUNT), 'positive')),
  );
}

/** As many equally likely values as one distribution has: the means of equal runs of sorted ones. */
function thinned(sorted: readonly number[]): number[] {
  if (sorted.length <= POINT_COUNT) return [...sorted];
  const run = sorted.length / POINT_COUNT;
  return Array.from({ length: POINT_COUNT }, (_, index) => {
    const part = sorted.slice(Math.round(index * run), Math.round((index + 1) * run));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
