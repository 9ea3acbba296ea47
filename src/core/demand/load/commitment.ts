import type { LoadCurve } from './load-curve.ts';

/** Share of the busiest hour that a rule of thumb reserves. */
const FOLK_PEAK_FRACTION = 0.7;
/** A share of hours that is whole but for rounding counts as whole. */
const ROUNDING = 1e-9;

/** What reserving so much costs a mean hour of load, the rest bought by the hour. */
export interface CommitmentCost {
  /** reserved capacity over the mean load */
  readonly committedOfMean: number;
  /** USD for each GPU-hour of load */
  readonly usdPerLoadHour: number;
  /** share of the load that the reserved capacity serves */
  readonly coverageFraction: number;
  /** share of the reserved hours that are used; null when none are reserved */
  readonly utilisationFraction: number | null;
}

/** How much to reserve for a load that does not grow, and what the usual rules would cost instead. */
export interface CommitmentAnswer {
  readonly best: CommitmentCost;
  readonly allOnDemand: CommitmentCost;
  readonly seventyPercentOfPeak: CommitmentCost;
  readonly wholePeak: CommitmentCost;
}

export interface CommitmentPrices {
  readonly committedUsdPerGpuHour: number;
  readonly onDemandUsdPerGpuHour: number;
}

/**
 * The commitment of least cost against a load-duration curve: reserve until one more GPU would be idle too long, that is
 * while P(load > reserved) > committed price / on-demand price (the newsvendor's quantile).
 *
 * Assumes that capacity can always be bought by the hour at its price, that the load keeps its level and shape, and that
 * what is reserved is paid whether used or not. Growth, scarcity and cash are the planner's business.
 */
export function commitmentOf(curve: LoadCurve, prices: CommitmentPrices): CommitmentAnswer {
  const idle = prices.committedUsdPerGpuHour / prices.onDemandUsdPerGpuHour;
  // The curve falls, so its hour k is exceeded in k hours of n: the least load exceeded seldom enough is wanted.
  const index = Math.floor(idle * curve.length + ROUNDING);
  const peak = curve[0]!;
  const at = (committedOfMean: number): CommitmentCost => costOf(curve, prices, committedOfMean);
  return {
    best: at(idle >= 1 ? 0 : curve[Math.min(index, curve.length - 1)]!),
    allOnDemand: at(0),
    seventyPercentOfPeak: at(FOLK_PEAK_FRACTION * peak),
    wholePeak: at(peak),
  };
}

function costOf(curve: LoadCurve, prices: CommitmentPrices, committedOfMean: number): CommitmentCost {
  let above = 0;
  for (const load of curve) above += Math.max(0, load - committedOfMean);
  const boughtFraction = above / curve.length;
  const coverageFraction = Math.max(0, 1 - boughtFraction);
  return {
    committedOfMean,
    usdPerLoadHour: prices.committedUsdPerGpuHour * committedOfMean + prices.onDemandUsdPerGpuHour * boughtFraction,
    coverageFraction,
    utilisationFraction: committedOfMean > 0 ? coverageFraction / committedOfMean : null,
  };
}
