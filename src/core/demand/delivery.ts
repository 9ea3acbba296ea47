import type { Offer, Plan } from '../domain/plan.ts';
import { streamFor } from '../random/index.ts';
import { advanced, growthChainOf } from './growth-chain.ts';
import { causeOf } from './paths.ts';
import type { DemandPaths } from './paths.ts';
import { jointStart, jointTransition, SUPPLY_REGIME_COUNT, supplyChainOf } from './supply-chain.ts';

/** Shares of a delivery score's variance; what is left is the offer's own. Two offers in one market correlate by 0.25. */
export const DELIVERY_VARIANCE_FRACTIONS = {
  /** the market's tightness: a correlation of √0.25 = 0.5 between a slip and the supply regime */
  supply: 0.25,
  /** all shared-failure factors of an offer together; nothing when it has none */
  factors: 0.25,
} as const;

/** Months of supply regime, from month 0, whose mean is a path's tightness. */
export const TIGHTNESS_MONTHS = 13;

/**
 * How late an offer's delivery comes on each path, as a score of mean 0 and variance 1; high is late.
 *
 * z = √w_s T + √w_f F + √(1 − w_s − w_f) own: T the path's mean supply regime over months 0 to 12, standardised by its
 * exact mean and deviation under the plan's chains (so that a path's score does not depend on the other paths); F the
 * mean of the offer's factor draws over its deviation, a draw for each factor name, shared by every offer that has it;
 * own a draw for the offer's id. T takes few values, so z is normal only roughly.
 *
 * Streams `demand/delivery/factor/<name>/…` and `demand/delivery/offer/<id>/…`: adding an offer moves no other draw.
 *
 * @returns [path]
 */
export function deliveryScores(
  plan: Plan,
  paths: DemandPaths,
  offer: Offer,
  { replication }: { readonly replication: number },
): Float64Array {
  const tightness = tightnessScores(plan, paths);
  const supplyShare = tightness === null ? 0 : DELIVERY_VARIANCE_FRACTIONS.supply;
  const factors = [...new Set(offer.factors)].toSorted();
  const factorShare = factors.length === 0 ? 0 : DELIVERY_VARIANCE_FRACTIONS.factors;
  const ownWeight = Math.sqrt(1 - supplyShare - factorShare);
  const supplyWeight = Math.sqrt(supplyShare);
  // The mean of n draws has deviation 1/√n, so the standardised mean is their sum over √n.
  const factorWeight = factors.length === 0 ? 0 : Math.sqrt(factorShare / factors.length);
  const own = streamFor(plan.seed, causeOf(`delivery/offer/${offer.id}`, replication));
  const shared = factors.map((name) => streamFor(plan.seed, causeOf(`delivery/factor/${name}`, replication)));
  return Float64Array.from({ length: paths.pathCount }, (_, path) => {
    let score = ownWeight * own.normalAt(path, 0);
    if (tightness !== null) score += supplyWeight * tightness[path]!;
    for (const stream of shared) score += factorWeight * stream.normalAt(path, 0);
    return score;
  });
}

/** Standardised mean supply regime of each path; null when the plan leaves it no variance. */
function tightnessScores(plan: Plan, paths: DemandPaths): Float64Array | null {
  const months = Math.min(TIGHTNESS_MONTHS, paths.monthCount);
  const { mean, deviation } = tightnessMoments(plan, months);
  if (deviation < 1e-9) return null;
  return Float64Array.from({ length: paths.pathCount }, (_, path) => {
    let sum = 0;
    for (let month = 0; month < months; month += 1) sum += paths.supplyRegime[path * paths.monthCount + month]!;
    return (sum / months - mean) / deviation;
  });
}

/**
 * Exact mean and standard deviation of the mean supply regime over months 0 .. months − 1.
 *
 * With S the running sum, E[1{x}], E[S 1{x}] and E[S² 1{x}] are carried over the joint states x = (growth, supply):
 * after a move, S' = S + supply(x').
 */
export function tightnessMoments(plan: Plan, months: number): { readonly mean: number; readonly deviation: number } {
  const chain = growthChainOf(plan.growth);
  const supplyChain = supplyChainOf(plan.market, chain);
  const transition = jointTransition(supplyChain, chain);
  let mass = jointStart(supplyChain, chain);
  let first: Float64Array = mass.map((p) => p * plan.market.startRegime);
  let second: Float64Array = first.map((p) => p * plan.market.startRegime);
  for (let month = 1; month < months; month += 1) {
    mass = advanced(mass, transition);
    const movedFirst = advanced(first, transition);
    const movedSecond = advanced(second, transition);
    first = movedFirst.map((value, x) => value + (x % SUPPLY_REGIME_COUNT) * mass[x]!);
    second = movedSecond.map((value, x) => {
      const supply = x % SUPPLY_REGIME_COUNT;
      return value + 2 * supply * movedFirst[x]! + supply * supply * mass[x]!;
    });
  }
  const mean = first.reduce((sum, value) => sum + value, 0);
  const square = second.reduce((sum, value) => sum + value, 0);
  return { mean: mean / months, deviation: Math.sqrt(Math.max(0, square - mean * mean)) / months };
}
