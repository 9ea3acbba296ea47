import type { Offer, Quantiles } from '../domain/index.ts';
import { tripletAtScore } from '../numeric/index.ts';

/** When things happen, in whole months counted from signing. */
export interface Delivery {
  /** first month of each gate; empty for an offer without gates */
  readonly gateStartMonths: readonly number[];
  /** months from signing to first service, before `serviceFromMonth` is applied */
  readonly inServiceMonths: number;
  /** service of each tranche; Infinity = given up; absent for an offer without tranches of its own */
  readonly trancheMonths?: readonly number[];
}

/** A quantile this little above a whole month is that month: it is rounding, not lateness. */
const MONTH_SLACK = 1e-9;

/**
 * The delivery of an offer at a given lateness.
 *
 * The lead is the quantile function at z, rounded up to whole months. A build's gates share the one z (what delays the
 * land delays the shell), as do tranches; each gate's months are rounded up, and a gate starts in the month the one before ends.
 *
 * @param z standard normal score of lateness: 0 is the median, +1.2816 the p90 (later)
 */
export function deliveryAtScore(offer: Offer, z: number): Delivery {
  if (offer.gates.length === 0) {
    const { tranches } = offer.terms;
    if (tranches.length === 0) {
      return { gateStartMonths: [], inServiceMonths: wholeMonthsAtScore(offer.leadTimeMonths, z) };
    }
    const trancheMonths = tranches.map(({ leadTimeMonths }) => wholeMonthsAtScore(leadTimeMonths, z));
    return { gateStartMonths: [], inServiceMonths: Math.min(...trancheMonths), trancheMonths };
  }
  const gateStartMonths: number[] = [];
  let elapsedMonths = 0;
  for (const gate of offer.gates) {
    gateStartMonths.push(elapsedMonths);
    elapsedMonths += wholeMonthsAtScore(gate.months, z);
  }
  return { gateStartMonths, inServiceMonths: elapsedMonths };
}

/** Month index of first service: signing month plus lead, but never before `serviceFromMonth`. */
export function inServiceMonthOf(
  offer: Offer,
  signing: { readonly signMonth: number; readonly delivery: Delivery },
): number {
  return Math.max(signing.signMonth + signing.delivery.inServiceMonths, offer.serviceFromMonth);
}

/** A certain duration (all three equal) may be zero: capacity that is there at signing. */
function wholeMonthsAtScore(months: Quantiles, z: number): number {
  return Math.max(0, Math.ceil(tripletAtScore(months, z, 'positive') - MONTH_SLACK));
}
