import type { Offer, Plan } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../units/index.ts';
import { contractSeries, lifeEndMonth } from './contract-series.ts';
import type { ContractSeries, Signing, SupplyRegimeIndex } from './contract-series.ts';
import { exitFeeUsd, seriesAfterNotice, type EndingNotice } from './ending.ts';
import { stopMonthAfterNotice } from './leaving.ts';

/**
 * What a contract is worth after the horizon, in USD discounted to month 0, for the whole offer. Fields are ≥ 0 for a plain
 * contract; fees and refunds of leaving make what staying brings smaller or larger.
 *
 * value at price multiple p = rentalBeforeExitUsd − p · paymentsBeforeExitUsd − otherPaymentsUsd
 *                             + max(0, rentalAfterExitUsd − p · paymentsAfterExitUsd)
 */
export interface TerminalValue {
  /** rental value of capacity we must pay for, and of owned kit in the months it is worth running */
  readonly rentalBeforeExitUsd: number;
  /** price-linked and unavoidable: committed payments; a build's remaining equity and debt service (both scale with capex) */
  readonly paymentsBeforeExitUsd: number;
  /** not price-linked: operations of owned kit in the months it is worth running */
  readonly otherPaymentsUsd: number;
  /** rental value of capacity we may decline: after our exit, and the share above take-or-pay */
  readonly rentalAfterExitUsd: number;
  /** what that capacity costs, price-linked */
  readonly paymentsAfterExitUsd: number;
}

const NOTHING: TerminalValue = {
  rentalBeforeExitUsd: 0,
  paymentsBeforeExitUsd: 0,
  otherPaymentsUsd: 0,
  rentalAfterExitUsd: 0,
  paymentsAfterExitUsd: 0,
};

/**
 * Rental value of what still runs after the horizon H, and what is still to be paid for it.
 *
 * Rental of month t ≥ H = reserved price [end regime] · (1 − decline)^((t − H)/12) · reference GPUs · 730 h · share in
 * service, received at month end: ÷ (1 + r)^((t + 1)/12). Reference GPUs are those of the workload the kit serves best
 * (the largest of `offer.referenceGpus`): a renter puts it to its best use. Never a shortage value.
 *
 * Our first exit counts from a notice at H, or from an earlier `notice`; a build stopped by `notice` leaves its debts only. Owned kit is switched off, month by
 * month, when its rental does not cover its operations; gates that start after H are paid in full. Hazards after H are
 * not applied: multiply by the survival at the horizon (what is owed whatever happens to the service excepted).
 *
 * @param options `plan` gives horizon, discount rate, rental prices and their decline
 */
export function terminalValue(
  offer: Offer,
  options: Signing & { readonly plan: Plan; readonly endRegime: SupplyRegimeIndex; readonly notice?: EndingNotice },
): TerminalValue {
  const horizonMonths = options.plan.horizonMonths;
  const lifeMonths = lifeEndMonth(offer, options);
  if (lifeMonths <= horizonMonths) return NOTHING;
  const { notice } = options;
  const whole = { ...options, horizonMonths: lifeMonths };
  // An exit is read off the whole series, which one may leave; other rights used leave a series that is served out.
  const isLeft = notice === undefined || notice.right.kind === 'exit';
  const series = isLeft ? contractSeries(offer, whole) : seriesAfterNotice(offer, { ...whole, ...notice });
  const firstFreeMonth = isLeft
    ? stopMonthAfterNotice(offer, {
        noticeMonth: notice?.noticeMonth ?? horizonMonths,
        inServiceMonth: series.inServiceMonth,
      })
    : Infinity;
  const value = { ...NOTHING };
  const markets = afterHorizonMarket(options.plan, options.endRegime);
  const bestReferenceGpus = Math.max(0, ...offer.referenceGpus);
  const endDiscountStep = pow(1 + options.plan.discountRatePerYear, 1 / MONTHS_PER_YEAR);
  for (let month = horizonMonths; month < lifeMonths; month++) {
    const market = markets(month);
    const usd = {
      rental: market.rentalUsd * bestReferenceGpus * (series.capacityFraction[month] ?? 0) * market.discount,
      discount: market.discount,
      discountAtStart: market.discount * endDiscountStep,
    };
    addUnavoidable(value, { series, month, ...usd });
    if (offer.price.kind === 'owned') addOwned(value, { series, month, ...usd });
    else addLeased(value, { series, month, isFree: month >= firstFreeMonth, ...usd });
  }
  if (firstFreeMonth >= horizonMonths && firstFreeMonth < series.endMonth) {
    const discount = pow(1 + options.plan.discountRatePerYear, -firstFreeMonth / MONTHS_PER_YEAR);
    addLeaving(value, { offer, options, series, stopMonth: firstFreeMonth, discount });
  }
  return value;
}

/** Leaving costs the exit fee and brings the deposit back; staying saves the one and forgoes the other. */
function addLeaving(
  value: Accumulated,
  at: {
    readonly offer: Offer;
    readonly options: Signing;
    readonly series: ContractSeries;
    readonly stopMonth: number;
    readonly discount: number;
  },
): void {
  const { offer, options, series, stopMonth, discount } = at;
  const { linkedUsd, fixedUsd } = exitFeeUsd(offer, options, { inServiceMonth: series.inServiceMonth, stopMonth });
  const netFixedUsd = (fixedUsd - offer.terms.depositUsd) * discount;
  value.paymentsBeforeExitUsd += linkedUsd * discount;
  value.otherPaymentsUsd += netFixedUsd;
  value.paymentsAfterExitUsd -= linkedUsd * discount;
  value.rentalAfterExitUsd += netFixedUsd;
}

type Accumulated = { -readonly [field in keyof TerminalValue]: number };

interface MonthAfterHorizon {
  readonly series: ContractSeries;
  readonly month: number;
  /** discounted rental of what is in service */
  readonly rental: number;
  readonly discount: number;
  readonly discountAtStart: number;
}

interface MarketOfMonth {
  /** of one reference GPU for the month */
  readonly rentalUsd: number;
  /** factor of a payment at the month's end */
  readonly discount: number;
}

/** Markets met so far: a plan's contracts ask for the same months thousands of times, and powers are dear. */
const MARKETS = new WeakMap<Plan, Map<SupplyRegimeIndex, MarketOfMonth[]>>();

/** Rental of one reference GPU for a month, and the month-end discount factor, both for a month index ≥ the horizon. */
function afterHorizonMarket(plan: Plan, endRegime: SupplyRegimeIndex): (month: number) => MarketOfMonth {
  const byRegime = MARKETS.get(plan) ?? new Map<SupplyRegimeIndex, MarketOfMonth[]>();
  MARKETS.set(plan, byRegime);
  const months = byRegime.get(endRegime) ?? [];
  byRegime.set(endRegime, months);
  const rentalUsdAtHorizon = plan.market.reservedUsdPerReferenceGpuHour[endRegime] * HOURS_PER_MONTH;
  const declineStep = pow(1 - plan.market.rentalDeclinePerYearAfterHorizon, 1 / MONTHS_PER_YEAR);
  return (month) =>
    (months[month - plan.horizonMonths] ??= {
      rentalUsd: rentalUsdAtHorizon * pow(declineStep, month - plan.horizonMonths),
      discount: pow(1 + plan.discountRatePerYear, -(month + 1) / MONTHS_PER_YEAR),
    });
}

/** Gates still to come, net of what the lender pays, and debt service: owed even if the kit is never switched on. */
function addUnavoidable(value: Accumulated, at: MonthAfterHorizon): void {
  for (const line of at.series.lines) {
    if (line.followsService) continue;
    const discount = line.timing === 'monthStart' ? at.discountAtStart : at.discount;
    const paidUsd = 0 - (line.usdByMonth[at.month] ?? 0) * discount;
    if (line.isPriceLinked) value.paymentsBeforeExitUsd += paidUsd;
    else value.otherPaymentsUsd += paidUsd;
  }
}

function addOwned(value: Accumulated, at: MonthAfterHorizon): void {
  const { linkedUsd, otherUsd } = serviceUsd(at);
  const operationsUsd = linkedUsd + otherUsd;
  if (at.rental <= operationsUsd) return;
  value.rentalBeforeExitUsd += at.rental;
  value.otherPaymentsUsd += operationsUsd;
}

/** The share above take-or-pay may be declined from the first month on, so it counts with what we may leave. */
function addLeased(value: Accumulated, at: MonthAfterHorizon & { readonly isFree: boolean }): void {
  const inService = at.series.capacityFraction[at.month] ?? 0;
  const committed = at.series.committedCapacityFraction[at.month] ?? 0;
  const freeFraction = at.isFree ? 1 : inService === 0 ? 0 : 1 - committed / inService;
  const { linkedUsd, otherUsd } = serviceUsd(at);
  value.rentalBeforeExitUsd += at.rental * (1 - freeFraction);
  value.rentalAfterExitUsd += at.rental * freeFraction;
  value.paymentsAfterExitUsd += (at.series.usageUsdByMonth[at.month] ?? 0) * at.discount;
  if (at.isFree) {
    value.paymentsAfterExitUsd += linkedUsd;
    value.rentalAfterExitUsd -= otherUsd;
  } else {
    value.paymentsBeforeExitUsd += linkedUsd;
    value.otherPaymentsUsd += otherUsd;
  }
}

/** Discounted payments of the month that stop with the service, those that scale with the price apart. */
function serviceUsd(at: MonthAfterHorizon): { readonly linkedUsd: number; readonly otherUsd: number } {
  const usd = { linkedUsd: 0, otherUsd: 0 };
  for (const line of at.series.lines) {
    if (!line.followsService) continue;
    const discount = line.timing === 'monthStart' ? at.discountAtStart : at.discount;
    const paidUsd = (line.usdByMonth[at.month] ?? 0) * discount;
    if (line.isPriceLinked) usd.linkedUsd -= paidUsd;
    else usd.otherUsd -= paidUsd;
  }
  return usd;
}
