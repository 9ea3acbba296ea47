import type { Offer } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { Delivery } from './delivery.ts';

/** Physical GPUs of the whole offer, over its accelerator classes. */
export function physicalGpus(offer: Offer): number {
  let gpus = 0;
  for (const quantity of offer.quantities) gpus += quantity.gpus;
  return gpus;
}

/** An offer from first service to its end, [month in service]; shares of the whole offer. */
export interface ServiceMonths {
  /** delivered and paid for, in [0, 1] */
  readonly delivered: Float64Array;
  /** delivered and doing useful work: after onboarding */
  readonly inService: Float64Array;
  /** fee at full use as a multiple of the stated price of the whole offer */
  readonly fee: Float64Array;
  /** share of the fee paid whatever the use, in [0, 1] */
  readonly takeOrPay: Float64Array;
}

/** A part of the offer as it comes: months from first service of the whole. */
export interface DeliveredPart {
  readonly fraction: number;
  readonly fromMonth: number;
  readonly endMonth: number;
  /** months of the fee discount for having been late */
  readonly discountMonths: number;
  readonly rampMonths: number;
  readonly rampFeeFraction: number;
}

/**
 * The offer month by month of its service. A part counts from its own delivery; parts end together with the term of the
 * first, or each serves its own term.
 *
 *     fee(k) = sum over parts of fraction x ramp share x (1 - late discount) x step(k) x (1 + rise)^floor(k / 12)
 */
export function serviceMonths(offer: Offer, delivery: Delivery): ServiceMonths {
  const { terms } = offer;
  const parts = deliveredParts(offer, delivery);
  const months = parts.reduce((longest, { endMonth }) => Math.max(longest, endMonth), 0);
  const service = {
    delivered: new Float64Array(months),
    inService: new Float64Array(months),
    fee: new Float64Array(months),
    takeOrPay: Float64Array.from({ length: months }, (_, month) => takeOrPayAt(offer, month)),
  };
  const discount = terms.late?.feeDiscountFraction ?? 0;
  for (const part of parts) {
    for (let month = part.fromMonth; month < part.endMonth; month++) {
      const age = month - part.fromMonth;
      const ramp = age < part.rampMonths ? part.rampFeeFraction : 1;
      const late = age < part.discountMonths ? 1 - discount : 1;
      add(service.delivered, month, part.fraction);
      add(service.fee, month, part.fraction * ramp * late);
      if (age >= terms.onboardingMonths) add(service.inService, month, part.fraction);
    }
  }
  wholeWhereWhole(service.delivered);
  wholeWhereWhole(service.inService);
  wholeWhereWhole(service.fee);
  service.fee.forEach((share, month) => (service.fee[month] = share * priceMultipleAt(offer, month)));
  return service;
}

/** The parts in which an offer comes; what would come after the end of its term never does. */
export function deliveredParts(offer: Offer, delivery: Delivery): readonly DeliveredPart[] {
  return promisedParts(offer, delivery).filter(({ fromMonth, endMonth }) => fromMonth < endMonth);
}

/** Share of what was to come that still does, where tranches were given up for lateness. */
export function keptFraction(offer: Offer, delivery: Delivery): number {
  const givenUp = offer.terms.tranches.reduce(
    (sum, { fraction }, index) => sum + (delivery.trancheMonths?.[index] === Infinity ? fraction : 0),
    0,
  );
  if (givenUp === 0) return 1;
  const delivered = deliveredParts(offer, delivery).reduce((sum, { fraction }) => sum + fraction, 0);
  return delivered / (delivered + givenUp);
}

function promisedParts(offer: Offer, delivery: Delivery): readonly DeliveredPart[] {
  const { terms, termMonths } = offer;
  const partAt = (fraction: number, fromMonth: number): DeliveredPart => ({
    fraction,
    fromMonth,
    endMonth: terms.termRuns === 'byTranche' ? fromMonth + termMonths : termMonths,
    discountMonths: 0,
    rampMonths: 0,
    rampFeeFraction: 1,
  });
  if (delivery.trancheMonths === undefined) {
    return offer.deliveryProfile.map((step, index) =>
      partAt(step.fraction - (offer.deliveryProfile[index - 1]?.fraction ?? 0), step.monthsAfterStart),
    );
  }
  const { trancheMonths, inServiceMonths } = delivery;
  return terms.tranches.flatMap((tranche, index) => {
    const month = trancheMonths[index] ?? Infinity;
    // A tranche given up for lateness never comes.
    if (month === Infinity) return [];
    const lateMonths = month - tranche.dueMonths - (terms.late?.graceMonths ?? 0);
    return [
      {
        ...partAt(tranche.fraction, month - inServiceMonths),
        discountMonths: Math.max(0, lateMonths),
        rampMonths: tranche.rampMonths,
        rampFeeFraction: tranche.rampFeeFraction,
      },
    ];
  });
}

/** Multiple of the stated price in a month of service: its step, and the rise at each anniversary. */
function priceMultipleAt({ terms }: Offer, month: number): number {
  const { priceSteps, escalatorPerYear } = terms;
  const step = priceSteps.findLast(({ fromMonth }) => fromMonth <= month)?.value ?? 1;
  return escalatorPerYear === 0 ? step : step * pow(1 + escalatorPerYear, Math.floor(month / MONTHS_PER_YEAR));
}

/** Share of the fee that is paid whatever the use in a month of service. */
function takeOrPayAt({ terms, takeOrPayFraction }: Offer, month: number): number {
  return terms.takeOrPaySteps.findLast(({ fromMonth }) => fromMonth <= month)?.value ?? takeOrPayFraction;
}

/** Whether some month of the contract is paid in part by use. */
export function isPaidByUse({ terms, takeOrPayFraction }: Offer): boolean {
  return takeOrPayFraction < 1 || terms.takeOrPaySteps.some(({ value }) => value < 1);
}

function add(values: Float64Array, month: number, value: number): void {
  values[month] = (values[month] ?? 0) + value;
}

/** Shares that sum to the whole but for rounding are the whole. */
function wholeWhereWhole(values: Float64Array): void {
  for (const [month, value] of values.entries()) if (Math.abs(value - 1) < ROUNDING) values[month] = 1;
}

const ROUNDING = 1e-12;
