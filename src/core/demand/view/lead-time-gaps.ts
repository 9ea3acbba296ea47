import type { Offer, Plan } from '../../domain/index.ts';
import { quantileOfSorted } from '../../numeric/index.ts';
import type { DemandPaths } from '../paths.ts';
import { demandAtMonth } from '../quantiles.ts';

/** Growth until an offer's first service, for one time of signing. */
export interface GapAt {
  /** months from now to first service at the lead time's median; growth is read no later than the horizon's end */
  readonly serviceMonthP50: number;
  /** and at its 90 % quantile */
  readonly serviceMonthP90: number;
  /** what demand will have multiplied by: median over the paths at the median lead time */
  readonly multipleP50: number;
  /** 90 % quantile over the paths at the 90 % lead time: late and fast together */
  readonly multipleP90: number;
  /** what that adds to today's busy reference GPUs */
  readonly addedReferenceGpusP50: number;
  readonly addedReferenceGpusP90: number;
}

/** Lead time times growth error: how far demand runs ahead before an offer serves. */
export interface LeadTimeGap {
  readonly offerId: string;
  readonly kind: Offer['kind'];
  readonly signFromMonth: number;
  readonly signByMonth: number;
  /** signed as soon as it may be */
  readonly soonest: GapAt;
  /** signed at the last date: lead time plus decision delay; null for what may come, which has no date of its own */
  readonly latest: GapAt | null;
}

/** Lead-time gaps of quotes and of offers that may come, in plan order; renewals replace what serves already. */
export function leadTimeGaps(
  plan: Plan,
  { paths, growingReferenceGpus }: { readonly paths: DemandPaths; readonly growingReferenceGpus: number },
): LeadTimeGap[] {
  const sortedByMonth = new Map<number, Float64Array>();
  const multipleAt = (month: number, share: number): number => {
    const sorted = sortedByMonth.get(month) ?? demandAtMonth(paths, month).sort();
    sortedByMonth.set(month, sorted);
    return quantileOfSorted(sorted, share);
  };
  const last = paths.monthCount - 1;
  const gapAt = (offer: Offer, signMonth: number): GapAt => {
    const [p50, p90] = leadMonths(offer).map((lead) => Math.max(offer.serviceFromMonth, signMonth + Math.ceil(lead)));
    const multipleP50 = multipleAt(Math.min(last, p50!), 0.5);
    const multipleP90 = multipleAt(Math.min(last, p90!), 0.9);
    return {
      serviceMonthP50: p50!,
      serviceMonthP90: p90!,
      multipleP50,
      multipleP90,
      addedReferenceGpusP50: (multipleP50 - 1) * growingReferenceGpus,
      addedReferenceGpusP90: (multipleP90 - 1) * growingReferenceGpus,
    };
  };
  return plan.offers
    .filter(({ kind }) => kind === 'quote' || kind === 'future')
    .map((offer) => ({
      offerId: offer.id,
      kind: offer.kind,
      signFromMonth: offer.signFromMonth,
      signByMonth: offer.signByMonth,
      soonest: gapAt(offer, offer.signFromMonth),
      latest: offer.kind === 'quote' ? gapAt(offer, Math.min(last, offer.signByMonth)) : null,
    }));
}

/** Median and 90 % quantile; the gates of a build are late together, so their quantiles add. */
function leadMonths({ gates, leadTimeMonths }: Offer): readonly [number, number] {
  if (gates.length === 0) return [leadTimeMonths.p50, leadTimeMonths.p90];
  return [
    gates.reduce((sum, { months }) => sum + months.p50, 0),
    gates.reduce((sum, { months }) => sum + months.p90, 0),
  ];
}

/** Busy reference GPUs now of the workloads of which some tier grows. */
export function growingReferenceGpusOf(plan: Plan): number {
  return plan.workloads
    .filter(({ tiers }) => tiers.some(({ demandFraction }) => demandFraction !== null))
    .reduce((sum, { busyReferenceGpus }) => sum + busyReferenceGpus, 0);
}
