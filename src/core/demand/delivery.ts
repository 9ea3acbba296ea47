import type { Offer, Plan } from '../domain/index.ts';
import { normalQuantile } from '../numeric/index.ts';
import { streamFor } from '../random/index.ts';
import { demandChainsOf } from './demand-chains.ts';
import { causeOf } from './paths.ts';
import type { DemandPaths } from './paths.ts';
import { jointStart, jointTransition, SUPPLY_REGIME_COUNT } from './supply-chain.ts';

/** Shares of a delivery score's variance; what is left is the offer's own. Two offers in one market correlate by 0.25. */
export const DELIVERY_VARIANCE_FRACTIONS = {
  /** the market's tightness: a correlation of √0.25 = 0.5 between a slip and the tightness score */
  supply: 0.25,
  /** all shared-failure factors of an offer together; nothing when it has none */
  factors: 0.25,
} as const;

/** Months of supply regime, from month 0, whose mean is a path's tightness. */
export const TIGHTNESS_MONTHS = 13;

/**
 * How late an offer's delivery comes on each path, as a standard normal score; high is late.
 *
 * z = √w_s T + √w_f F + √(1 − w_s − w_f) own: T the path's tightness score (`tightnessScores`), one for all offers; F the
 * mean of the offer's factor draws over its deviation, a draw for each factor name, shared by every offer that has it;
 * own a draw for the offer's id. All three are standard normal and independent, hence z is standard normal.
 *
 * A path's score depends on no other path. It does depend on the supply regime up to month 12, so a delivery seen
 * earlier says something about months not yet seen: do not use it as an observable.
 *
 * Streams `demand/delivery/{tightness, factor/<name>, offer/<id>}/replication-r`: adding an offer moves no other draw.
 *
 * @returns [path]
 */
export function deliveryScores(
  plan: Plan,
  paths: DemandPaths,
  offer: Offer,
  { replication }: { readonly replication: number },
): Float64Array {
  const { supply, factors } = DELIVERY_VARIANCE_FRACTIONS;
  const names = [...new Set(offer.factors)].toSorted();
  const ownWeight = Math.sqrt(1 - supply - (names.length === 0 ? 0 : factors));
  // The mean of n draws has deviation 1/√n, so the standardised mean is their sum over √n.
  const factorWeight = names.length === 0 ? 0 : Math.sqrt(factors / names.length);
  const own = streamFor(plan.seed, causeOf(`delivery/offer/${offer.id}`, replication));
  const shared = names.map((name) => streamFor(plan.seed, causeOf(`delivery/factor/${name}`, replication)));
  const scores = tightnessScores(plan, paths, replication);
  for (let path = 0; path < scores.length; path += 1) {
    let score = Math.sqrt(supply) * scores[path]! + ownWeight * own.normalAt(path, 0);
    for (const stream of shared) score += factorWeight * stream.normalAt(path, 0);
    scores[path] = score;
  }
  return scores;
}

/**
 * Normal score of each path's mean supply regime over months 0 to 12.
 *
 * The mean takes few values, so it is ranked by its exact distribution under the plan's chains and a uniform draw V
 * places the path among those of equal mean: T = Φ⁻¹(P(mean < t) + V P(mean = t)), standard normal whatever the plan.
 * Standardising by mean and deviation instead would give a rarely moving market scores of ten deviations and more.
 *
 * @returns [path]
 */
export function tightnessScores(plan: Plan, paths: DemandPaths, replication: number): Float64Array {
  const months = Math.min(TIGHTNESS_MONTHS, paths.monthCount);
  const probability = supplySumDistribution(plan, months);
  const below = new Float64Array(probability.length);
  for (let sum = 1; sum < below.length; sum += 1) below[sum] = below[sum - 1]! + probability[sum - 1]!;
  const stream = streamFor(plan.seed, causeOf('delivery/tightness', replication));
  return Float64Array.from({ length: paths.pathCount }, (_, path) => {
    let sum = 0;
    for (let month = 0; month < months; month += 1) sum += paths.supplyRegime[path * paths.monthCount + month]!;
    const rank = below[sum]! + stream.uniformAt(path, 0) * probability[sum]!;
    return normalQuantile(Math.min(1 - RANK_MARGIN, Math.max(RANK_MARGIN, rank)));
  });
}

/** Ranks are held this far from 0 and 1, where rounding of the distribution could put them. */
const RANK_MARGIN = 1e-12;

/**
 * Exact distribution of the supply regime summed over months 0 .. months − 1, by the plan's chains; [sum].
 *
 * The mass of each (growth regime, supply regime, sum so far) is carried from month to month.
 */
export function supplySumDistribution(plan: Plan, months: number): Float64Array {
  const { growth, supply } = demandChainsOf(plan);
  const transition = jointTransition(supply, growth);
  const start = jointStart(supply, growth);
  const stateCount = start.length;
  const sumCount = (SUPPLY_REGIME_COUNT - 1) * months + 1;
  let mass = new Float64Array(stateCount * sumCount);
  start.forEach((p, state) => (mass[state * sumCount + (state % SUPPLY_REGIME_COUNT)] = p));
  for (let month = 1; month < months; month += 1) {
    const next = new Float64Array(stateCount * sumCount);
    transition.forEach((chance, index) => {
      if (chance === 0) return;
      const to = index % stateCount;
      const from = (index - to) / stateCount;
      const step = to % SUPPLY_REGIME_COUNT;
      for (let sum = 0; sum + step < sumCount; sum += 1) {
        next[to * sumCount + sum + step]! += chance * mass[from * sumCount + sum]!;
      }
    });
    mass = next;
  }
  const distribution = new Float64Array(sumCount);
  mass.forEach((p, index) => (distribution[index % sumCount]! += p));
  return distribution;
}
