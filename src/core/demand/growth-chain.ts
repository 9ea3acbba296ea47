import type { Growth } from '../domain/index.ts';
import { log, normalQuantile } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';

/** Doublings of the lazy chain's step: 2^16 months are the limit for any duration that matters. */
const LONG_RUN_DOUBLINGS = 16;
/** Ranks are held this far from 0 and 1, so that a regime of no stationary weight keeps a finite score. */
const RANK_MARGIN = 0.001;

/** The hidden growth regime as a Markov chain by month. */
export interface GrowthChain {
  readonly regimeCount: number;
  /** [regime] */
  readonly startProbability: Float64Array;
  /** month to month, [from × to], row-stochastic */
  readonly transition: Float64Array;
  /** share of time spent in each regime in the long run, [regime] */
  readonly stationary: Float64Array;
  /** ln of the regime's multiple, per month, [regime] */
  readonly logGrowthPerMonth: Float64Array;
  /** log growth standardised to mean 0, variance 1 under `stationary`, [regime]; zeros when it does not vary */
  readonly growthScore: Float64Array;
  /** normal score of the regime's rank by growth, standardised likewise, [regime] */
  readonly rankScore: Float64Array;
}

/**
 * The growth regimes as a monthly Markov chain.
 *
 * A regime ends each month with probability 1 / meanMonths and then goes where `jumps` says:
 * P[i][j] = (1 − 1/mean_i) [i = j] + jumps[i][j] / mean_i. A regime whose row of `jumps` is zero (a plan with a
 * single regime) never ends.
 */
export function growthChainOf(growth: Growth): GrowthChain {
  const regimes = growth.regimes;
  const logGrowthPerMonth = Float64Array.from(regimes, (regime) => log(regime.multiplePerYear) / MONTHS_PER_YEAR);
  const startProbability = Float64Array.from(regimes, (regime) => regime.startProbability);
  const transition = transitionOf(growth);
  const stationary = longRunShares(startProbability, transition);
  return {
    regimeCount: regimes.length,
    startProbability,
    transition,
    stationary,
    logGrowthPerMonth,
    growthScore: standardised(logGrowthPerMonth, stationary),
    rankScore: standardised(normalRanks(logGrowthPerMonth, stationary), stationary),
  };
}

function transitionOf(growth: Growth): Float64Array {
  const count = growth.regimes.length;
  const transition = new Float64Array(count * count);
  growth.regimes.forEach((regime, from) => {
    const row = growth.jumps[from] ?? [];
    const goes = row.reduce((sum, share) => sum + share, 0);
    const endProbability = goes > 0 ? 1 / regime.meanMonths : 0;
    row.forEach((share, to) => {
      transition[from * count + to] = goes > 0 ? (endProbability * share) / goes : 0;
    });
    transition[from * count + from]! += 1 - endProbability;
  });
  return transition;
}

/**
 * Long-run shares of a chain's states from its start distribution: the limit of the lazy chain (I + P) / 2, which has
 * the same shares and no period.
 *
 * @param transition [from × to], row-stochastic
 */
export function longRunShares(start: Float64Array, transition: Float64Array): Float64Array {
  const count = start.length;
  let power: Float64Array = transition.map((p, index) => (p + (index % (count + 1) === 0 ? 1 : 0)) / 2);
  for (let doubling = 0; doubling < LONG_RUN_DOUBLINGS; doubling += 1) power = squared(power, count);
  return advanced(start, power);
}

/** The distribution one step on: Σ_from weights[from] transition[from][to]. */
export function advanced(weights: Float64Array, transition: Float64Array): Float64Array {
  const count = weights.length;
  const next = new Float64Array(count);
  for (let from = 0; from < count; from += 1) {
    const weight = weights[from]!;
    for (let to = 0; to < count; to += 1) next[to]! += weight * transition[from * count + to]!;
  }
  return next;
}

/** The square of a row-stochastic matrix, rows scaled back to 1 so that rounding cannot build up. */
function squared(matrix: Float64Array, count: number): Float64Array {
  const square = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    let total = 0;
    for (let j = 0; j < count; j += 1) {
      let sum = 0;
      for (let k = 0; k < count; k += 1) sum += matrix[i * count + k]! * matrix[k * count + j]!;
      square[i * count + j] = sum;
      total += sum;
    }
    for (let j = 0; j < count; j += 1) square[i * count + j]! /= total;
  }
  return square;
}

/** Normal quantile of each regime's middle rank by growth; regimes that grow alike share one rank. */
function normalRanks(growth: Float64Array, weight: Float64Array): Float64Array {
  return growth.map((own) => {
    let rank = 0;
    growth.forEach((other, index) => {
      if (other < own) rank += weight[index]!;
      if (other === own) rank += weight[index]! / 2;
    });
    return normalQuantile(Math.min(1 - RANK_MARGIN, Math.max(RANK_MARGIN, rank)));
  });
}

function standardised(values: Float64Array, weight: Float64Array): Float64Array {
  let mean = 0;
  values.forEach((value, index) => (mean += weight[index]! * value));
  let variance = 0;
  values.forEach((value, index) => (variance += weight[index]! * (value - mean) * (value - mean)));
  const deviation = Math.sqrt(variance);
  return values.map((value) => (deviation > 1e-9 ? (value - mean) / deviation : 0));
}

/** Running sums of each row of a [row × column] matrix, for draws by inversion. */
export function cumulativeRows(matrix: Float64Array, columnCount: number): readonly Float64Array[] {
  return Array.from({ length: matrix.length / columnCount }, (_, row) => {
    let sum = 0;
    return matrix.slice(row * columnCount, (row + 1) * columnCount).map((weight) => (sum += weight));
  });
}

/** The first column whose running sum exceeds `uniform`; the last one that has weight where rounding leaves none. */
export function columnAt(cumulativeRow: Float64Array, uniform: number): number {
  let column = 0;
  while (column < cumulativeRow.length - 1 && uniform >= cumulativeRow[column]!) column += 1;
  while (column > 0 && cumulativeRow[column] === cumulativeRow[column - 1]) column -= 1;
  return column;
}
