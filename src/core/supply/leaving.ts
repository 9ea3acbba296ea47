import type { Offer } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { Bug, MONTHS_PER_YEAR } from '../units/index.ts';

/**
 * Chance that a contract still runs in each month, given the supply regime of each month: the exact product, no draws.
 *
 * Events fall at the start of a month. The host, once `afterMonths` in service have passed, gives notice in month t with
 * probability 1 − (1 − h)^(1/12), h its yearly hazard in the regime of month t, and capacity stops in month
 * t + noticeMonths. The counterparty fails in each month from first service with probability 1 − (1 − f)^(1/12), and
 * capacity stops in that month; a lost permit likewise. They are independent; hazards depend on the regime, never on decisions.
 *
 * Our own exits are not in it (`stopMonthAfterNotice`), and it knows no term: it stays at its last value after the end.
 *
 * @param options `supplyRegimeByMonth` indices into SUPPLY_REGIMES, at least `horizonMonths` long; months of service
 *   before month 0 are survived (the contract is there); `endMonth` first month after the last tranche, the end of the
 *   term unless given
 * @returns [month index 0..horizon-1], in [0, 1], non-increasing; 1 before first service
 * @throws Bug when the regimes are shorter than the horizon or hold an unknown regime
 */
export function survivalByMonth(
  offer: Offer,
  options: {
    readonly inServiceMonth: number;
    readonly supplyRegimeByMonth: Uint8Array;
    readonly horizonMonths: number;
    readonly endMonth?: number;
  },
): Float64Array {
  const { inServiceMonth, supplyRegimeByMonth, horizonMonths } = options;
  if (supplyRegimeByMonth.length < horizonMonths) throw new Bug('supply regimes are shorter than the horizon');
  const survival = new Float64Array(horizonMonths).fill(1);
  const endMonth = Math.min(horizonMonths, options.endMonth ?? inServiceMonth + offer.termMonths);
  const keeps = keptPerMonth(offer.failureHazardPerYear) * keptPerMonth(offer.terms.permitHazardPerYear);
  if (keeps < 1) {
    thin(survival, { fromMonth: inServiceMonth, endMonth, keptAt: () => keeps });
  }
  const recall = recallOf(offer, options);
  if (recall !== null) thin(survival, { ...recall, endMonth });
  return survival;
}

/**
 * Chance that the host's notice takes effect at the start of each month, the contract having run until then.
 *
 * @param survival what `survivalByMonth` gives for the same options
 * @returns [month index 0..horizon-1], in [0, 1]
 */
export function recalledByMonth(
  offer: Offer,
  survival: Float64Array,
  options: { readonly inServiceMonth: number; readonly supplyRegimeByMonth: Uint8Array; readonly endMonth: number },
): Float64Array {
  const recall = recallOf(offer, options);
  const end = Math.min(options.endMonth, survival.length);
  return survival.map((_, month) => {
    if (recall === null || month < Math.max(0, recall.fromMonth) || month >= end) return 0;
    return (survival[month - 1] ?? 1) * (1 - recall.keptAt(month));
  });
}

/** From which month the host's notice can take effect, and the chance that none does in a month. */
function recallOf(
  offer: Offer,
  options: { readonly inServiceMonth: number; readonly supplyRegimeByMonth: Uint8Array },
): { readonly fromMonth: number; readonly keptAt: (stopMonth: number) => number } | null {
  const { hostExit } = offer;
  if (hostExit === null) return null;
  const keeps = hostExit.hazardPerYear.map(keptPerMonth);
  return {
    fromMonth: options.inServiceMonth + hostExit.afterMonths + hostExit.noticeMonths,
    keptAt: (stopMonth) => {
      const noticeMonth = stopMonth - hostExit.noticeMonths;
      if (noticeMonth < 0) return 1;
      const kept = keeps[options.supplyRegimeByMonth[noticeMonth] ?? -1];
      if (kept === undefined) throw new Bug(`unknown supply regime in month ${noticeMonth}`);
      return kept;
    },
  };
}

/**
 * First month index at which capacity and payments can have stopped when we give notice in `noticeMonth`, or as soon as
 * we may after it: max(noticeMonth, inServiceMonth + afterMonths) + noticeMonths. Infinity without the right.
 * It may lie after the contract's own end.
 */
export function stopMonthAfterNotice(
  offer: Offer,
  options: { readonly noticeMonth: number; readonly inServiceMonth: number },
): number {
  const exit = offer.buyerExit;
  if (exit === null) return Infinity;
  return Math.max(options.noticeMonth, options.inServiceMonth + exit.afterMonths) + exit.noticeMonths;
}

/** Chance to come through a month at a yearly hazard h: (1 − h)^(1/12). */
function keptPerMonth(hazardPerYear: number): number {
  return pow(1 - hazardPerYear, 1 / MONTHS_PER_YEAR);
}

/** Multiplies each month by the chance of having come through every month from `fromMonth` to it. */
function thin(
  survival: Float64Array,
  at: { readonly fromMonth: number; readonly endMonth: number; readonly keptAt: (stopMonth: number) => number },
): void {
  let kept = 1;
  for (let month = Math.max(0, at.fromMonth); month < survival.length; month++) {
    if (month < at.endMonth) kept *= at.keptAt(month);
    survival[month] = (survival[month] ?? 0) * kept;
  }
}
