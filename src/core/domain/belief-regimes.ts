import { exp, log, normalCdf, normalDensity, normalQuantile, SCORE_P90 } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { GrowthRegime } from './plan.ts';
import type { Quantiles } from './term-sheet.ts';

/** What one believes of growth over the coming months, and what follows. */
export interface GrowthBelief {
  readonly overMonths: number;
  /** what demand will have multiplied by over those months: realised, never annualised; p10 < p50 < p90 */
  readonly realisedMultiple: Quantiles;
  /** mean months that the rate lasts after those, ≥ 0 */
  readonly lastsMonths: number;
  /** what growth falls back to */
  readonly settled: { readonly multiplePerYear: number; readonly meanMonths: number };
  readonly volatilityPerMonth: number;
}

/** Growth regimes that say what a belief says. */
export interface BeliefRegimes {
  readonly regimes: readonly GrowthRegime[];
  readonly jumps: readonly (readonly number[])[];
  /** quantiles of what the regimes realise over the belief's months: the belief's own, or as near as they come */
  readonly realisedMultiple: Quantiles;
}

/** Chances at the start of the low, the middle and the high rate: a three-point belief. */
export const BELIEF_WEIGHTS = [0.25, 0.5, 0.25] as const;
export const BELIEF_REGIME_IDS = ['low', 'middle', 'high', 'settled'] as const;
const PROBABILITIES = [0.1, 0.5, 0.9] as const;
const RATE_COUNT = 3;
const SETTLED = 3;

/** Least deviation of the growth over the months, so that point masses have quantiles. */
const DEVIATION_MIN = 0.002;
/** The search ends when all three quantiles are hit within this on the normal scale, or no longer come nearer. */
const SCORE_TOLERANCE = 1e-9;
const GAIN_MIN = 1e-3;
const ROUNDS_MAX = 80;
const HALVINGS_MAX = 12;
/** Widest step of a log multiple over the months in one round. */
const STEP_MAX = 0.5;
/** Normal scores are read no farther out: beyond, a distribution function is 0 or 1 in float64. */
const SCORE_MAX = 7;
const BISECTIONS = 60;

/**
 * Growth regimes under which the multiple realised over `overMonths` has the stated 10 %, 50 % and 90 % quantiles, before
 * saturation.
 *
 * Three rates (chances 1/4, 1/2, 1/4) each last `overMonths + lastsMonths` in the mean and give way to `settled`, after
 * which the rates come back by their chances. Growth over the months is then a mixture of normals over how many months
 * were spent in each regime; the chances of those counts are exact (dynamic programming), and the three rates solve the
 * three equations by a damped Newton method on the normal scale. Where rates that end too soon cannot reach a quantile,
 * the nearest found are taken: `realisedMultiple` says what they give.
 *
 * @returns null when volatility alone spreads the months as wide as the belief
 */
export function regimesOfBelief(belief: GrowthBelief): BeliefRegimes | null {
  const { overMonths, settled, lastsMonths } = belief;
  const { p10, p50, p90 } = belief.realisedMultiple;
  const targets = [log(p10), log(p50), log(p90)] as const;
  const deviation = noiseDeviation(belief);
  if (targets[2] - targets[0] <= 2 * SCORE_P90 * deviation) return null;
  const settledGrowth = log(settled.multiplePerYear) / MONTHS_PER_YEAR;
  const mixture: Mixture = { counts: monthCounts(belief), deviation, settledGrowth, targets };
  const rates = solvedRates(
    targets.map((target) => target / overMonths),
    mixture,
    overMonths,
  );
  const regimes = BELIEF_REGIME_IDS.map((id, index) => ({
    id,
    multiplePerYear: index === SETTLED ? settled.multiplePerYear : exp(rates[index]! * MONTHS_PER_YEAR),
    meanMonths: index === SETTLED ? settled.meanMonths : overMonths + lastsMonths,
    startProbability: BELIEF_WEIGHTS[index] ?? 0,
  }));
  const [low, middle, high] = PROBABILITIES.map((share) => exp(quantileOf(share, rates, mixture)));
  const jumps = [...BELIEF_WEIGHTS.map(() => [0, 0, 0, 1]), [...BELIEF_WEIGHTS, 0]];
  return { regimes, jumps, realisedMultiple: { p10: low!, p50: middle!, p90: high! } };
}

/** Standard deviation of the log growth that noise alone gives the belief's months. */
export function noiseDeviation({
  overMonths,
  volatilityPerMonth,
}: Pick<GrowthBelief, 'overMonths' | 'volatilityPerMonth'>): number {
  return Math.max(DEVIATION_MIN, volatilityPerMonth * Math.sqrt(overMonths));
}

/** How many months are spent in the low, middle and high regime, and the chance of it. */
interface MonthCount {
  readonly months: readonly number[];
  readonly settledMonths: number;
  readonly probability: number;
}

interface Mixture {
  readonly counts: readonly MonthCount[];
  readonly deviation: number;
  readonly settledGrowth: number;
  /** log multiples at the three quantiles */
  readonly targets: readonly number[];
}

/** Chances of the months spent in each regime, by carrying (regime, counts so far) from month to month. */
function monthCounts({ overMonths, lastsMonths, settled }: GrowthBelief): MonthCount[] {
  const base = overMonths + 1;
  const place = [1, base, base * base, 0];
  const ends = 1 / (overMonths + lastsMonths);
  const moves = [0, 1, 2].map((rate) => [
    [rate, 1 - ends],
    [SETTLED, ends],
  ]);
  moves.push([
    [SETTLED, 1 - 1 / settled.meanMonths],
    ...BELIEF_WEIGHTS.map((weight, rate) => [rate, weight / settled.meanMonths]),
  ]);
  let mass = BELIEF_WEIGHTS.map((weight) => new Map([[0, weight as number]]));
  mass.push(new Map());
  for (let month = 0; month < overMonths; month += 1) {
    const next = mass.map(() => new Map<number, number>());
    mass.forEach((byKey, regime) => {
      for (const [key, probability] of byKey) {
        for (const [to, chance] of moves[regime]!) {
          const at = key + place[regime]!;
          next[to!]!.set(at, (next[to!]!.get(at) ?? 0) + probability * chance!);
        }
      }
    });
    mass = next;
  }
  const total = new Map<number, number>();
  for (const byKey of mass) for (const [key, p] of byKey) total.set(key, (total.get(key) ?? 0) + p);
  return [...total].map(([key, probability]) => {
    const months = [key % base, Math.floor(key / base) % base, Math.floor(key / (base * base))];
    return { months, settledMonths: overMonths - months.reduce((sum, count) => sum + count, 0), probability };
  });
}

/** Chance that log growth over the months stays below `growth`. */
function shareBelow(growth: number, rates: readonly number[], mixture: Mixture): number {
  return mixture.counts.reduce((share, count) => {
    return share + count.probability * normalCdf((growth - meanOf(count, rates, mixture)) / mixture.deviation);
  }, 0);
}

function meanOf({ months, settledMonths }: MonthCount, rates: readonly number[], { settledGrowth }: Mixture): number {
  return months.reduce((sum, count, rate) => sum + count * rates[rate]!, settledMonths * settledGrowth);
}

function quantileOf(share: number, rates: readonly number[], mixture: Mixture): number {
  const means = mixture.counts.map((count) => meanOf(count, rates, mixture));
  let low = Math.min(...means) - SCORE_MAX * mixture.deviation;
  let high = Math.max(...means) + SCORE_MAX * mixture.deviation;
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (shareBelow(middle, rates, mixture) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

interface Residuals {
  readonly scores: readonly number[];
  /** [quantile × rate] */
  readonly slopes: readonly (readonly number[])[];
  /** the farthest of the scores from 0; Infinity when the rates are out of order */
  readonly distance: number;
}

/** Distances of the three quantiles on the normal scale, and their slopes by the three rates. */
function residuals(rates: readonly number[], mixture: Mixture): Residuals {
  const { counts, deviation, targets } = mixture;
  const bound = normalCdf(-SCORE_MAX);
  const rows = targets.map((target, row) => {
    let share = 0;
    const slopes = [0, 0, 0];
    for (const count of counts) {
      const score = (target - meanOf(count, rates, mixture)) / deviation;
      share += count.probability * normalCdf(score);
      const density = (count.probability * normalDensity(score)) / deviation;
      count.months.forEach((months, rate) => (slopes[rate]! -= density * months));
    }
    const score = normalQuantile(Math.min(1 - bound, Math.max(bound, share)));
    const scale = normalDensity(score);
    return { score: score - normalQuantile(PROBABILITIES[row]!), slopes: slopes.map((slope) => slope / scale) };
  });
  const scores = rows.map(({ score }) => score);
  const isInOrder = rates[0]! <= rates[1]! && rates[1]! <= rates[2]!;
  return { scores, slopes: rows.map(({ slopes }) => slopes), distance: isInOrder ? largest(scores) : Infinity };
}

/** The rates, log growth a month, in rising order, that come nearest by Newton's method. */
function solvedRates(start: readonly number[], mixture: Mixture, overMonths: number): readonly number[] {
  let rates = start;
  let at = residuals(rates, mixture);
  for (let round = 0; round < ROUNDS_MAX && at.distance > SCORE_TOLERANCE; round += 1) {
    const step = solved3(at.slopes, at.scores);
    if (step === null) break;
    const before = at.distance;
    let scale = Math.min(1, STEP_MAX / (largest(step) * overMonths));
    for (let halving = 0; halving < HALVINGS_MAX; halving += 1) {
      const trial = rates.map((rate, index) => rate - scale * step[index]!);
      const tried = residuals(trial, mixture);
      if (tried.distance < before) {
        [rates, at] = [trial, tried];
        break;
      }
      scale /= 2;
    }
    if (at.distance > before * (1 - GAIN_MIN)) break;
  }
  return rates;
}

function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}

/** Solves three equations by Cramer's rule; null when they are singular. */
function solved3(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const whole = determinant(matrix);
  if (whole === 0 || !Number.isFinite(whole)) return null;
  return Array.from(
    { length: RATE_COUNT },
    (_, column) =>
      determinant(matrix.map((row, index) => row.map((cell, at) => (at === column ? right[index]! : cell)))) / whole,
  );
}

function determinant([a, b, c]: readonly (readonly number[])[]): number {
  const [a0, a1, a2] = a as readonly [number, number, number];
  const [b0, b1, b2] = b as readonly [number, number, number];
  const [c0, c1, c2] = c as readonly [number, number, number];
  return a0 * (b1 * c2 - b2 * c1) - a1 * (b0 * c2 - b2 * c0) + a2 * (b0 * c1 - b1 * c0);
}
