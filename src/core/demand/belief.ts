import { exp } from '../numeric/index.ts';
import type { GrowthChain } from './growth-chain.ts';

/** Least volatility the filter reckons with: without noise one month's growth would name the regime by an equality. */
export const BELIEF_VOLATILITY_FLOOR_PER_MONTH = 0.001;

/** What an observer thinks of the hidden growth regime; `probability` is overwritten month by month. */
export interface BeliefFilter {
  /** belief about the regime of the coming month, [regime], sums to 1 */
  readonly probability: Float64Array;
  readonly posterior: Float64Array;
  readonly chain: GrowthChain;
  /** 1 / (2 volatility²) */
  readonly halfPrecision: number;
}

/** A filter for one path after another; `resetBelief` starts a path. */
export function beliefFilterOf(chain: GrowthChain, volatilityPerMonth: number): BeliefFilter {
  const volatility = Math.max(volatilityPerMonth, BELIEF_VOLATILITY_FLOOR_PER_MONTH);
  return {
    probability: chain.startProbability.slice(),
    posterior: new Float64Array(chain.regimeCount),
    chain,
    halfPrecision: 1 / (2 * volatility * volatility),
  };
}

/** Before any growth is seen, the belief is the plan's start distribution. */
export function resetBelief(filter: BeliefFilter): void {
  filter.probability.set(filter.chain.startProbability);
}

/**
 * One month of the exact hidden-Markov filter: Bayes on the growth just seen, then a step of the chain.
 *
 * posterior[k] ∝ belief[k] · exp(−(g − mean[k])² / (2 volatility²)); belief'[j] = Σ posterior[k] P[k][j].
 *
 * @param logGrowth g, log growth of demand over the month just ended
 * @param meanLogGrowth [regime] what g would be without noise in each regime
 */
export function updateBelief(filter: BeliefFilter, logGrowth: number, meanLogGrowth: Float64Array): void {
  const { probability, posterior, halfPrecision } = filter;
  const { transition } = filter.chain;
  const count = posterior.length;
  let best = -Infinity;
  for (let k = 0; k < count; k += 1) {
    const distance = logGrowth - meanLogGrowth[k]!;
    const score = -distance * distance * halfPrecision;
    posterior[k] = score;
    if (score > best && probability[k]! > 0) best = score;
  }
  let total = 0;
  for (let k = 0; k < count; k += 1) {
    const behind = posterior[k]! - best;
    // What is no regime of the belief is left out, for its likelihood may exceed the best and overflow.
    const weight = probability[k] === 0 ? 0 : probability[k]! * (behind === 0 ? 1 : exp(behind));
    posterior[k] = weight;
    total += weight;
  }
  for (let k = 0; k < count; k += 1) posterior[k]! /= total;
  for (let j = 0; j < count; j += 1) {
    let sum = 0;
    for (let k = 0; k < count; k += 1) sum += posterior[k]! * transition[k * count + j]!;
    probability[j] = sum;
  }
}

/** Σ belief × ln(multiple), in log growth per month. */
export function expectedLogGrowthPerMonth(filter: BeliefFilter): number {
  const { probability, chain } = filter;
  let sum = 0;
  for (let k = 0; k < chain.regimeCount; k += 1) sum += probability[k]! * chain.logGrowthPerMonth[k]!;
  return sum;
}
