import { exp, log } from '../../numeric/index.ts';
import { advanced } from '../growth-chain.ts';
import type { SeenGrowth } from './growth-steps.ts';

/** ln(2 pi) / 2 */
const HALF_LOG_TWO_PI = 0.9189385332046727;

/**
 * Growth by hidden regimes: over d months in regime s, log growth ~ N(d × growth[s], d × volatility²); the regime moves
 * by a Markov chain from step to step. Growth seen over several steps at once counts as one regime's, which holds until
 * their end and may then give way.
 */
export interface RegimeModel {
  /** length of a step in months */
  readonly stepMonths: number;
  /** log growth per month, [regime] */
  readonly logGrowthPerMonth: Float64Array;
  /** standard deviation of a month's log growth */
  readonly volatilityPerMonth: number;
  /** chance of each regime in the first step, [regime] */
  readonly startProbability: Float64Array;
  /** from step to step, [from × to], row-stochastic */
  readonly transition: Float64Array;
}

/** What the seen growth says of the regimes. Arrays are [growth × regime], row-major. */
export interface RegimeBelief {
  /** ln of the density of all that was seen */
  readonly logLikelihood: number;
  /** chance of each regime during each growth, given what came up to it */
  readonly filtered: Float64Array;
  /** chance of each regime before each growth was seen */
  readonly predicted: Float64Array;
  /** chance of each regime in the step after the last growth, [regime] */
  readonly next: Float64Array;
}

/**
 * The Hamilton filter: filtered[t] ∝ predicted[t] × density(growth t | regime); predicted[t + 1] = filtered[t] P.
 *
 * @source Hamilton, J. D. (1989), Econometrica 57, 357-384
 */
export function filterRegimes(model: RegimeModel, seen: readonly SeenGrowth[]): RegimeBelief {
  const count = model.logGrowthPerMonth.length;
  const filtered = new Float64Array(seen.length * count);
  const predicted = new Float64Array(seen.length * count);
  let next: Float64Array = model.startProbability.slice();
  let logLikelihood = 0;
  const weights = new Float64Array(count);
  seen.forEach((growth, t) => {
    predicted.set(next, t * count);
    logLikelihood += posterior(model, growth, { prior: next, weights });
    filtered.set(weights, t * count);
    next = advanced(weights, model.transition);
  });
  return { logLikelihood, filtered, predicted, next };
}

/** Bayes on one growth: fills `weights` with the posterior and returns the log of the growth's density. */
function posterior(
  model: RegimeModel,
  growth: SeenGrowth,
  { prior, weights }: { readonly prior: Float64Array; readonly weights: Float64Array },
): number {
  let best = -Infinity;
  for (let s = 0; s < weights.length; s += 1) {
    weights[s] = logDensity(model, growth, s);
    if (prior[s]! > 0) best = Math.max(best, weights[s]!);
  }
  let total = 0;
  for (let s = 0; s < weights.length; s += 1) {
    weights[s] = prior[s]! > 0 ? prior[s]! * exp(weights[s]! - best) : 0;
    total += weights[s]!;
  }
  for (let s = 0; s < weights.length; s += 1) weights[s]! /= total;
  return best + log(total);
}

/** ln of the normal density of a growth in a regime. */
export function logDensity(model: RegimeModel, { stepCount, logGrowth }: SeenGrowth, regime: number): number {
  const months = stepCount * model.stepMonths;
  const variance = months * model.volatilityPerMonth * model.volatilityPerMonth;
  const distance = logGrowth - months * model.logGrowthPerMonth[regime]!;
  return -HALF_LOG_TWO_PI - log(variance) / 2 - (distance * distance) / (2 * variance);
}

/** Chance of each regime during each growth given all growth, [growth × regime], and the moves expected between them. */
export interface SmoothedRegimes {
  readonly smoothed: Float64Array;
  /** expected moves from one growth to the next, [from × to] */
  readonly moves: Float64Array;
}

/**
 * Kim's smoother, backwards over the filter: smoothed[t][i] = filtered[t][i] Σ_j P[i][j] smoothed[t+1][j] / predicted[t+1][j].
 *
 * @source Kim, C.-J. (1994), Journal of Econometrics 60, 1-22
 */
export function smoothRegimes(
  model: RegimeModel,
  seen: readonly SeenGrowth[],
  { filtered, predicted }: RegimeBelief,
): SmoothedRegimes {
  const count = model.logGrowthPerMonth.length;
  const smoothed = filtered.slice();
  const moves = new Float64Array(count * count);
  for (let t = seen.length - 2; t >= 0; t -= 1) {
    for (let from = 0; from < count; from += 1) {
      let total = 0;
      for (let to = 0; to < count; to += 1) {
        const ahead = (t + 1) * count + to;
        const reach = model.transition[from * count + to]!;
        const share = predicted[ahead]! > 0 ? (reach * smoothed[ahead]!) / predicted[ahead]! : 0;
        const joint = filtered[t * count + from]! * share;
        total += joint;
        moves[from * count + to]! += joint;
      }
      smoothed[t * count + from] = total;
    }
  }
  return { smoothed, moves };
}
