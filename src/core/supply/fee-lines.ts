import type { Offer } from '../domain/index.ts';
import { deliveredParts, keptFraction } from './capacity.ts';
import type { CashLine } from './cash-line.ts';
import { addAt, placed, type Timeline } from './timeline.ts';

/** A prepayment in full, whenever the series starts. */
export interface PrepaymentSchedule {
  /** paid so much in each of these months */
  readonly paid: readonly { readonly monthIndex: number; readonly usd: number }[];
  /** share of the committed payment of a service month that it has paid already */
  readonly creditFraction: (serviceMonth: number) => number;
  /** true: credited in months of its own, shown as a line */
  readonly isWindow: boolean;
}

/** Committed payment of a month of service before any credit. */
function committedUsd({ service, priceUsd }: Timeline, month: number): number {
  return priceUsd * (service.fee[month] ?? 0) * (service.takeOrPay[month] ?? 0);
}

/**
 * A prepayment of U = the stated dollars, less the share of tranches given up, or upfrontFraction × the term's committed
 * payments. It is credited evenly over
 * the term, or over its own months; never more than the payments of those months.
 */
export function prepaymentOf(offer: Offer, timeline: Timeline): PrepaymentSchedule {
  const { usd, creditMonths } = offer.terms.prepayment;
  const hasNone = (usd === null && offer.upfrontFraction === 0) || timeline.isSignedBefore;
  if (hasNone) return { paid: [], creditFraction: () => 0, isWindow: false };
  const isCredited = (month: number) =>
    creditMonths === null || (month >= creditMonths.from && month < creditMonths.from + creditMonths.count);
  let termUsd = 0;
  let creditableUsd = 0;
  for (let month = 0; month < timeline.service.delivered.length; month++) {
    const monthUsd = committedUsd(timeline, month);
    termUsd += monthUsd;
    if (isCredited(month)) creditableUsd += monthUsd;
  }
  const totalUsd = usd === null ? offer.upfrontFraction * termUsd : usd * keptFraction(offer, timeline.delivery);
  const isWhole = usd === null && creditMonths === null;
  const share = isWhole ? offer.upfrontFraction : creditableUsd > 0 ? Math.min(1, totalUsd / creditableUsd) : 0;
  return {
    paid: prepaidParts(offer, timeline, totalUsd),
    creditFraction: (month) => (isCredited(month) ? share : 0),
    isWindow: creditMonths !== null,
  };
}

function prepaidParts(offer: Offer, timeline: Timeline, totalUsd: number): PrepaymentSchedule['paid'] {
  const { signMonth, inServiceMonth, delivery } = timeline;
  const before = offer.terms.prepayment.monthsBeforeDelivery;
  if (before === null) return [{ monthIndex: signMonth, usd: totalUsd }];
  const parts = deliveredParts(offer, delivery);
  const whole = parts.reduce((sum, { fraction }) => sum + fraction, 0);
  return parts.map(({ fraction, fromMonth }) => ({
    monthIndex: Math.max(signMonth, inServiceMonth + fromMonth - before),
    usd: (totalUsd * fraction) / whole,
  }));
}

/** Prepayment, committed payments and their credits, damages, service credits and the deposit. */
export function feeLines(offer: Offer, timeline: Timeline, prepayment: PrepaymentSchedule): CashLine[] {
  const { terms } = offer;
  const lagMonths = terms.paymentLagMonths;
  const fee = { timing: 'monthEnd', isPriceLinked: true, followsService: true, ...lagOf(lagMonths) } as const;
  const onFee = (shareOf: (month: number) => number) =>
    placed(timeline, (month) => committedUsd(timeline, month) * shareOf(month), lagMonths);
  const upfront = new Float64Array(timeline.horizonMonths);
  for (const { monthIndex, usd } of prepayment.paid) addAt(upfront, monthIndex, -usd);
  const { creditFraction, isWindow } = prepayment;
  return [
    { cause: 'upfront', usdByMonth: upfront, timing: 'monthStart', isPriceLinked: true, followsService: false },
    { cause: 'committed', usdByMonth: onFee((month) => (isWindow ? -1 : -(1 - creditFraction(month)))), ...fee },
    { cause: 'creditBack', usdByMonth: onFee((month) => (isWindow ? creditFraction(month) : 0)), ...fee },
    { cause: 'serviceCredit', usdByMonth: onFee(() => terms.serviceCreditFraction), ...fee },
    damagesLine(offer, timeline),
    ...depositLines(offer, timeline),
  ];
}

const lagOf = (lagMonths: number) => (lagMonths === 0 ? {} : { lagMonths });

/** A share of the fee of each tranche for every month that it is late beyond the grace, until the long stop or the end. */
function damagesLine({ terms }: Offer, timeline: Timeline): CashLine {
  const { signMonth, delivery, horizonMonths, priceUsd } = timeline;
  const usdByMonth = new Float64Array(horizonMonths);
  const { late } = terms;
  if (late !== null && late.damagesFraction > 0) {
    const endMonths = timeline.inServiceMonth + timeline.service.delivered.length - signMonth;
    terms.tranches.forEach(({ fraction, dueMonths }, index) => {
      const delivered = delivery.trancheMonths?.[index] ?? dueMonths;
      const end = Math.min(delivered, dueMonths + late.longStopMonths, endMonths);
      for (let month = dueMonths + late.graceMonths; month < end; month++) {
        addAt(usdByMonth, signMonth + month, late.damagesFraction * fraction * priceUsd);
      }
    });
  }
  return { cause: 'lateDamages', usdByMonth, timing: 'monthEnd', isPriceLinked: true, followsService: false };
}

function depositLines({ terms }: Offer, timeline: Timeline): CashLine[] {
  const paid = new Float64Array(timeline.horizonMonths);
  const returned = new Float64Array(timeline.horizonMonths);
  if (!timeline.isSignedBefore) addAt(paid, timeline.signMonth, 0 - terms.depositUsd);
  addAt(returned, timeline.inServiceMonth + timeline.service.delivered.length - 1, terms.depositUsd);
  return [
    { cause: 'deposit', usdByMonth: paid, timing: 'monthStart', isPriceLinked: false, followsService: false },
    { cause: 'deposit', usdByMonth: returned, timing: 'monthEnd', isPriceLinked: false, followsService: true },
  ];
}

/** [month index] prepayment paid and not credited, and the deposit, at the start of each month. */
export function unearnedUsd(offer: Offer, timeline: Timeline, prepayment: PrepaymentSchedule): Float64Array {
  const { inServiceMonth, service, horizonMonths, signMonth } = timeline;
  const endMonth = inServiceMonth + service.delivered.length;
  return Float64Array.from({ length: horizonMonths }, (_, month) => {
    if (month >= endMonth) return 0;
    let usd = month >= signMonth ? offer.terms.depositUsd : 0;
    for (const part of prepayment.paid) if (part.monthIndex < month) usd += part.usd;
    for (let served = 0; served < month - inServiceMonth; served++) {
      usd -= committedUsd(timeline, served) * prepayment.creditFraction(served);
    }
    return Math.max(0, usd);
  });
}

/** [month index] what the host owes us when its notice takes effect at the start of that month. */
export function recallUsd({ terms }: Offer, timeline: Timeline, unearned: Float64Array): Float64Array {
  const { usd, months, refundsPrepayment } = terms.recall;
  return Float64Array.from({ length: timeline.horizonMonths }, (_, month) => {
    const served = month - timeline.inServiceMonth;
    if (served < 0 || served >= timeline.service.delivered.length) return 0;
    const feeUsd = timeline.priceUsd * (timeline.service.fee[served] ?? 0);
    return usd + months * feeUsd + (refundsPrepayment ? (unearned[month] ?? 0) : 0);
  });
}
