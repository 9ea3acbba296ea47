import type { Estimate } from './estimates.ts';

/** A quote of which some is signed now, and what that binds and brings. */
export interface SignNow {
  readonly offerId: string;
  readonly host: string;
  readonly route: string;
  readonly blocks: number;
  readonly blocksOffered: number;
  readonly gpus: number;
  readonly referenceGpus: number;
  /** first month of service at the median lead time, "YYYY-MM" */
  readonly inServiceMonth: string;
  /** first month in which all of it serves; left out where that is the same */
  readonly lastServiceMonth?: string;
  /** undiscounted cash payable if every right of ours is used at its first date */
  readonly firmLiabilityUsd: number;
  /** value with these blocks signed now less without the offer in any of its windows, the rest re-optimised */
  readonly addedValueUsd: Estimate;
  readonly deferralCostUsd: Estimate;
  /** signed before the plan's start: a fact that the plan bears, nothing to decide */
  readonly isAlreadySigned?: true;
}

/** What is to be known of one quote: its ask, its walk-away price, and what it does to the value. */
export interface OfferAnswer {
  readonly offerId: string;
  readonly host: string;
  readonly route: string;
  /** blocks the price below is for: the recommended ones, or one when none is recommended */
  readonly blocks: number;
  readonly isSigned: boolean;
  /** signed before the plan's start */
  readonly isAlreadySigned?: true;
  /** per billed physical GPU hour; a build: levelised over its useful life */
  readonly askPriceUsdPerGpuHour: number;
  /** per delivered reference GPU hour (first workload) */
  readonly askPriceUsdPerReferenceGpuHour: number;
  readonly walkAwayPriceUsdPerGpuHour: Estimate;
  /** walk-away price as a multiple of the ask */
  readonly walkAwayFractionOfAsk: Estimate;
  readonly valueWithUsd: Estimate;
  readonly valueWithoutUsd: Estimate;
  /** with less without, paired over the trees: what signing it now adds at the ask (negative: what it costs) */
  readonly addedValueUsd: Estimate;
  /** what waiting with this offer until the next stage costs: the plan as it is less the plan with it signed later or never */
  readonly deferralCostUsd: Estimate;
  /** `below`: the ask is below the walk-away price (worth signing); `above`: it is not; `undecided`: the interval straddles */
  readonly verdict: 'above' | 'below' | 'undecided';
  readonly firmLiabilityUsd: number;
  readonly headlineUsd: number;
  readonly decideBy: string | null;
  readonly inServiceMonth: string;
  readonly lastServiceMonth?: string;
  readonly provisional: boolean;
}
