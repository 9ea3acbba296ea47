import type { Offer } from '../domain/index.ts';
import { Bug, HOURS_PER_MONTH } from '../units/index.ts';
import { deliveredParts, physicalGpus, serviceMonths } from './capacity.ts';
import type { CashLine } from './cash-line.ts';
import { inServiceMonthOf } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { feeLines, prepaymentOf, recallUsd, unearnedUsd } from './fee-lines.ts';
import { gateLines, lastGatePayment } from './gate-lines.ts';
import { sideLines } from './side-lines.ts';
import { placed, type Timeline } from './timeline.ts';

/** Index into SUPPLY_REGIMES: 0 glut, 1 normal, 2 tight. */
export type SupplyRegimeIndex = 0 | 1 | 2;

/** What fixes a contract's months and price: when it was signed, how late it comes, and the market at signing. */
export interface Signing {
  readonly signMonth: number;
  readonly delivery: Delivery;
  readonly signingRegime: SupplyRegimeIndex;
  /** price agreed over the offer's price in that regime; 1 unless given */
  readonly priceFactor?: number;
}

/** An offer signed at a month, as monthly capacity and cash of the WHOLE offer; blocks scale every number alike. */
export interface ContractSeries {
  /** month index of first service: max(signMonth + lead, serviceFromMonth); may lie beyond the horizon */
  readonly inServiceMonth: number;
  /** first month index after the term; may lie beyond the horizon */
  readonly endMonth: number;
  /** [month index 0..horizon-1], share of the offer's whole quantity in service, in [0, 1] */
  readonly capacityFraction: Float64Array;
  /** [same months], the part of it that is paid whatever the use */
  readonly committedCapacityFraction: Float64Array;
  /** committed cash by cause; a cause without cash has no line */
  readonly lines: readonly CashLine[];
  /** [month index 0..horizon-1], USD at month end when all of the not-committed share is used, positive, price-linked */
  readonly usageUsdByMonth: Float64Array;
  /** [same months], prepayment and deposit not yet earned or returned at the start of the month, positive */
  readonly unearnedUsdByMonth: Float64Array;
  /** [same months], what the host pays us at the start of the month if it has left by then and not before, positive */
  readonly recallUsdByMonth: Float64Array;
}

/**
 * What a signed offer delivers and costs, month by month, if it runs its whole term.
 *
 * - The fee falls at month end (or `paymentLagMonths` later): price × fee multiple of the month × take-or-pay is
 *   committed, the rest is usage. A price per GPU hour bills physical GPUs for 730 hours a month; a price per month is
 *   for the whole offer.
 * - Upfront share u: u × the term's committed payments at the start of the signing month; each monthly committed payment
 *   is then (1 − u) of itself, so that the total paid is unchanged. A fleet contract's upfront was paid before month 0.
 * - A gate's capex falls at the start of the month in which it starts; the lender's share comes in with it.
 * - Debt service (see `debtServiceUsdPerMonth`) at month end from first service; operations × delivered at month end.
 * - Everything else of the term sheet: docs/model.md, section 3.
 *
 * Cash before month 0 or from the horizon on is not in the series: see `terminalValue` for the latter.
 * Survival (`survivalByMonth`) is not applied: multiply the lines with `followsService` and the capacity by it.
 *
 * @param options `signMonth` any integer; `delivery` of this offer; `horizonMonths` length of every series
 * @throws Bug when the delivery was made for an offer with other gates
 */
export function contractSeries(offer: Offer, options: Signing & { readonly horizonMonths: number }): ContractSeries {
  if (options.delivery.gateStartMonths.length !== offer.gates.length) {
    throw new Bug(`delivery has ${options.delivery.gateStartMonths.length} gates, "${offer.id}" ${offer.gates.length}`);
  }
  const timeline = timelineOf(offer, options);
  const { service, inServiceMonth, priceUsd } = timeline;
  const prepayment = prepaymentOf(offer, timeline);
  const unearnedUsdByMonth = unearnedUsd(offer, timeline, prepayment);
  const inService = (month: number) => service.inService[month] ?? 0;
  return {
    inServiceMonth,
    endMonth: inServiceMonth + service.delivered.length,
    capacityFraction: placed(timeline, inService),
    committedCapacityFraction: placed(timeline, (month) => inService(month) * (service.takeOrPay[month] ?? 0)),
    lines: [
      ...feeLines(offer, timeline, prepayment),
      ...gateLines(offer, timeline),
      ...sideLines(offer, timeline),
    ].filter(({ usdByMonth }) => usdByMonth.some((usd) => usd !== 0)),
    usageUsdByMonth: placed(timeline, (month) => {
      const useful = inService(month) === 0 ? 0 : inService(month) / (service.delivered[month] ?? 1);
      const usageFraction = 1 - (service.takeOrPay[month] ?? 1);
      return priceUsd * (service.fee[month] ?? 0) * usageFraction * offer.terms.overageMultiple * useful;
    }),
    unearnedUsdByMonth,
    recallUsdByMonth: recallUsd(offer, timeline, unearnedUsdByMonth),
  };
}

function timelineOf(offer: Offer, options: Signing & { readonly horizonMonths: number }): Timeline {
  const { signMonth, delivery, horizonMonths } = options;
  const inServiceMonth = inServiceMonthOf(offer, options);
  const service = serviceMonths(offer, delivery);
  const priceUsd = agreedPriceUsdPerMonth(offer, options);
  return {
    signMonth,
    delivery,
    horizonMonths,
    inServiceMonth,
    service,
    priceUsd,
    isSignedBefore: offer.kind === 'fleet',
  };
}

/**
 * First month index from which a contract neither delivers nor costs anything: the length of a series that holds its
 * whole life (at least 0).
 */
export function lifeEndMonth(offer: Offer, signing: Signing): number {
  const inServiceMonth = inServiceMonthOf(offer, signing);
  const tenorMonths = offer.financing === null || offer.gates.length === 0 ? 0 : offer.financing.tenorMonths;
  const lastDelivered = deliveredParts(offer, signing.delivery).reduce((end, part) => Math.max(end, part.endMonth), 0);
  const servedMonths = lastDelivered + offer.terms.paymentLagMonths;
  const lastPaid = lastGatePayment(offer, signing.delivery);
  return Math.max(0, signing.signMonth + lastPaid + 1, inServiceMonth + Math.max(servedMonths, tenorMonths));
}

/** `fullPriceUsdPerMonth` at the price that was agreed when it was signed. */
export function agreedPriceUsdPerMonth(offer: Offer, { signingRegime, priceFactor = 1 }: Signing): number {
  return fullPriceUsdPerMonth(offer, signingRegime) * priceFactor;
}

/** Nominal USD per month of the whole offer at its stated price, fully delivered and fully used; 0 for owned kit. */
export function fullPriceUsdPerMonth(offer: Offer, signingRegime: SupplyRegimeIndex): number {
  const price = offer.price;
  if (price.kind === 'owned') return 0;
  const usd = price.usd[signingRegime];
  return price.kind === 'perMonth' ? usd : usd * physicalGpus(offer) * HOURS_PER_MONTH;
}
