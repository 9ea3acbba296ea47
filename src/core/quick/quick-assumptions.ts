import type { UsageHistory } from '../demand/index.ts';
import { HOURS_PER_MONTH } from '../units/index.ts';
import type { Quote } from './quote.ts';

/** H100s that one GPU replaces, where the caller does not say: assumptions, as in the examples. */
export const EQUIVALENTS_ASSUMED: Readonly<Record<string, number>> = {
  h100: 1,
  h200: 1.3,
  b200: 2.2,
  gb200: 2.6,
  gb300: 2.6,
};

/** What a quick answer takes for granted, each to be replaced in the plan that it writes. */
export const QUICK_ASSUMED = {
  onDemandUsdPerGpuHour: 4,
  /** a served hour is worth this many times the on-demand price, net of what serving costs besides compute */
  valueOverOnDemand: 2,
  /** as rents fall after the horizon, where a plan does not say */
  valueDeclinePerYear: 0.2,
  /** months of today's load at the on-demand price */
  cashMonths: 12,
  horizonMonths: 24,
  discountRatePerYear: 0.15,
  /** on-demand price over today's, and GPUs on offer over today's load: glut, normal, tight */
  onDemandPriceRatios: [0.8, 1, 1.5],
  onDemandGpuRatios: [10, 3, 0.5],
  /** reserved price over the cheapest quote's */
  reservedPriceRatios: [0.75, 1, 1.4],
  /** a lease that may be had later: GPUs over today's load, share on offer, lead time and term */
  laterGpuRatio: 16,
  laterFractions: [1, 1, 0.4],
  laterLeadMonths: 3,
  laterTermMonths: 12,
  laterFromMonths: 3,
  correlationWithGrowth: 0.5,
} as const;

/** What the caller stated beside the table and the quotes; null is not stated. */
export interface QuickStated {
  readonly onDemandUsdPerGpuHour: number | null;
  readonly cashUsd: number | null;
  readonly valueUsdPerGpuHour: number | null;
  /** mean busy reference GPUs now; null takes the table's last step */
  readonly gpusNow: number | null;
}

/** The numbers that the quick answer rests on. */
export interface QuickBasis {
  readonly busyReferenceGpus: number;
  readonly onDemandUsdPerGpuHour: number;
  readonly cashUsd: number;
  readonly valueUsdPerGpuHour: number;
}

/**
 * The basis of a quick answer: what was stated, else what is assumed.
 * @returns null when the table counts tokens or requests and nobody says how many GPUs they take
 */
export function quickBasis(
  history: Pick<UsageHistory, 'unit'>,
  latestRatePerHour: number,
  stated: QuickStated,
): QuickBasis | null {
  const onDemandUsdPerGpuHour = stated.onDemandUsdPerGpuHour ?? QUICK_ASSUMED.onDemandUsdPerGpuHour;
  const seen = {
    'gpu-hours': latestRatePerHour,
    gpus: latestRatePerHour,
    usd: latestRatePerHour / onDemandUsdPerGpuHour,
  };
  const busy = stated.gpusNow ?? (history.unit === 'tokens' || history.unit === 'requests' ? null : seen[history.unit]);
  if (busy === null) return null;
  return {
    busyReferenceGpus: busy,
    onDemandUsdPerGpuHour,
    cashUsd: stated.cashUsd ?? busy * onDemandUsdPerGpuHour * HOURS_PER_MONTH * QUICK_ASSUMED.cashMonths,
    valueUsdPerGpuHour: stated.valueUsdPerGpuHour ?? onDemandUsdPerGpuHour * QUICK_ASSUMED.valueOverOnDemand,
  };
}

/** Every assumption of the quick answer in words; what was stated is not among them. */
export function quickAssumptions(
  history: Pick<UsageHistory, 'unit'>,
  basis: QuickBasis,
  {
    stated,
    quotes,
    loadOrigin,
  }: { readonly stated: QuickStated; readonly quotes: readonly Quote[]; readonly loadOrigin: string },
): string[] {
  const assumed = QUICK_ASSUMED;
  const kinds = [...new Set(quotes.map(({ accelerator }) => accelerator))].filter((kind) => kind !== 'h100');
  const lines = [
    stated.gpusNow === null && history.unit === 'usd'
      ? 'the dollars of the table were spent at the on-demand price'
      : null,
    stated.gpusNow === null && history.unit !== 'usd' ? 'a GPU of the table is an H100, busy all of its hour' : null,
    stated.onDemandUsdPerGpuHour === null
      ? `an H100 costs $${basis.onDemandUsdPerGpuHour.toFixed(2)} an hour on demand`
      : null,
    stated.valueUsdPerGpuHour === null
      ? `a served GPU-hour is worth $${basis.valueUsdPerGpuHour.toFixed(2)}, ${assumed.valueOverOnDemand} times its on-demand price, net of other costs`
      : null,
    stated.cashUsd === null
      ? `cash is $${(basis.cashUsd / 1e6).toFixed(2)}M, ${assumed.cashMonths} months of today's load on demand; no credit line, no fixed cost`
      : 'no credit line, no fixed cost',
    `the value of a served hour falls by ${assumed.valueDeclinePerYear} a year`,
    ...kinds.map((kind) => `one ${kind} replaces ${EQUIVALENTS_ASSUMED[kind]} H100s`),
    `on demand costs ${assumed.onDemandPriceRatios.join(', ')} times today's price in glut, normal and tight markets, with ${assumed.onDemandGpuRatios.join(', ')} times today's load on offer`,
    `from month ${assumed.laterFromMonths} a ${assumed.laterTermMonths}-month lease may be had at ${assumed.reservedPriceRatios.join(', ')} times the cheapest quote`,
    'quotes may be signed in parts where they say no blocks, are paid in full whether used or not where they say no take-or-pay, and come from hosts of their own',
    `the load keeps its shape: ${loadOrigin}`,
    `the market is normal now and follows growth with a correlation of ${assumed.correlationWithGrowth}; within it prices move as docs/market.md says`,
    'growth keeps its regimes, without saturation',
    `${assumed.horizonMonths} months are planned, at a discount of ${assumed.discountRatePerYear} a year`,
  ];
  return lines.filter((line) => line !== null);
}
