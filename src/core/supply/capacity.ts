import type { Offer } from '../domain/index.ts';

/** Physical GPUs of the whole offer, over its accelerator classes. */
export function physicalGpus(offer: Offer): number {
  let gpus = 0;
  for (const quantity of offer.quantities) gpus += quantity.gpus;
  return gpus;
}

/**
 * Share of the offer in service in each month.
 *
 * From first service the delivery profile counts up to 1; every tranche ends with the term (`termMonths` from first
 * service), however late it came.
 *
 * @returns [month index 0..horizon-1], in [0, 1]
 */
export function capacityFractionByMonth(
  offer: Offer,
  months: { readonly inServiceMonth: number; readonly horizonMonths: number },
): Float64Array {
  const fractionByMonth = new Float64Array(months.horizonMonths);
  const end = Math.min(months.inServiceMonth + offer.termMonths, months.horizonMonths);
  for (const step of offer.deliveryProfile) {
    const from = Math.max(0, months.inServiceMonth + step.monthsAfterStart);
    // Steps ascend, so a later one overwrites the tail of the one before.
    if (from < end) fractionByMonth.fill(step.fraction, from, end);
  }
  return fractionByMonth;
}

/**
 * Months of the whole offer in service over its term: the sum of the monthly fractions, whenever service starts.
 * A tranche of share f that comes k months after first service adds f · max(0, term − k).
 */
export function deliveredOfferMonths(offer: Offer): number {
  let offerMonths = 0;
  let fractionBefore = 0;
  for (const step of offer.deliveryProfile) {
    offerMonths += (step.fraction - fractionBefore) * Math.max(0, offer.termMonths - step.monthsAfterStart);
    fractionBefore = step.fraction;
  }
  return offerMonths;
}
