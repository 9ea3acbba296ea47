import {
  DAYS_PER_NOTICE_MONTH,
  HOURS_PER_MONTH,
  HOURS_PER_YEAR,
  KILOWATTS_PER_MEGAWATT,
  MONTHS_PER_YEAR,
  noticeDaysToMonths,
} from '../units/index.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { quantilesOf } from './normalise-context.ts';
import { optionsOf } from './normalise-options.ts';
import { facilityKilowatts, quantitiesOf } from './offer-quantity.ts';
import { expectedOutage } from './outage.ts';
import type { FleetInput, FutureOfferInput, OfferInput, QuantityInput } from './schema-offers.ts';
import type { fleetTermFields } from './schema-terms.ts';
import type { LateDelivery, Prepayment, Quantiles, Step, TermSheet, Tranche, ValueFlow } from './term-sheet.ts';
import { PLAIN_TERMS } from './term-sheet.ts';

type AnyOffer = OfferInput | FutureOfferInput;
/** What quotes, future offers and the fleet may all state. */
type SharedTerms = QuantityInput & Pick<FleetInput, keyof typeof fleetTermFields | 'buyerExit' | 'hostExit'>;

/** The term sheet of a quote or a future offer. */
export function offerTerms(offer: AnyOffer, context: NormaliseContext): TermSheet {
  const shared = sharedTerms(offer, offer.termMonths ?? 0, context);
  return {
    ...shared,
    adders: { ...shared.adders, onceUsd: offer.adders?.onceUsd ?? 0 },
    flows: (offer.flows ?? []).map(flowOf),
    ownHardwareUsd: offer.ownHardwareUsd ?? 0,
    tranches: tranchesOf(offer),
    termRuns: offer.termRuns ?? 'together',
    late: lateOf(offer),
    onboardingMonths: offer.relationship?.onboardingMonths ?? 0,
    prepayment: prepaymentOf(offer),
  };
}

/** The term sheet of a signed contract in service, its months counted from month 0 of the plan. */
export function sharedTerms(offer: SharedTerms, termMonths: number, context: NormaliseContext): TermSheet {
  const service = headAndService(offer);
  return {
    ...PLAIN_TERMS,
    ...service,
    ...feeTerms(offer),
    options: optionsOf(offer.options, { termMonths, usefulFraction: service.usefulFraction }, context),
    powerUsdPerMonth: powerUsdPerMonth(offer, context),
    rampDown: rampDownOf(offer),
    exitFee: exitFeeOf(offer),
    recall: recallOf(offer),
    sublet: offer.sublet ? { ...offer.sublet, fractionMax: offer.sublet.fractionMax ?? 1 } : null,
    flows: (offer.flows ?? []).map(flowOf),
    endOfLife: { valueUsd: offer.endOfLife?.valueUsd ?? 0, decommissionUsd: offer.endOfLife?.decommissionUsd ?? 0 },
    relationshipUsdPerMonth: relationshipUsdPerMonth(offer),
  };
}

function feeTerms(
  offer: SharedTerms,
): Pick<
  TermSheet,
  | 'priceSteps'
  | 'escalatorPerYear'
  | 'overageMultiple'
  | 'adders'
  | 'takeOrPaySteps'
  | 'hasRollover'
  | 'depositUsd'
  | 'paymentLagMonths'
> {
  return {
    priceSteps: (offer.priceSchedule ?? []).map(({ fromMonths, multiple }) => step(fromMonths, multiple)),
    escalatorPerYear: yearlyRise(offer),
    overageMultiple: offer.overageMultiple ?? 1,
    adders: { onceUsd: 0, usdPerMonth: offer.adders?.usdPerMonth ?? 0 },
    takeOrPaySteps: (offer.takeOrPaySchedule ?? []).map(({ fromMonths, fraction }) => step(fromMonths, fraction)),
    hasRollover: offer.rollover ?? false,
    depositUsd: offer.depositUsd ?? 0,
    paymentLagMonths: Math.round((offer.paymentDays ?? 0) / DAYS_PER_NOTICE_MONTH),
  };
}

function relationshipUsdPerMonth({ relationship }: SharedTerms): number {
  return ((relationship?.people ?? 0) * (relationship?.usdPerPersonPerYear ?? 0)) / MONTHS_PER_YEAR;
}

/** What a renewal keeps of the contract that it renews: whose it is, and how well it serves. */
export function renewalTerms(contract: FleetInput): TermSheet {
  return { ...PLAIN_TERMS, ...headAndService(contract), serviceCreditFraction: 0 };
}

const step = (fromMonth: number, value: number): Step => ({ fromMonth, value });

function headAndService(
  offer: SharedTerms,
): Pick<
  TermSheet,
  'archetype' | 'parent' | 'usefulFraction' | 'outage' | 'serviceCreditFraction' | 'permitHazardPerYear'
> {
  const availability = availabilityOf(offer);
  const { outage, outFraction, creditFraction } = expectedOutage(offer.outage, (out) =>
    creditAt(offer, availability * (1 - out)),
  );
  return {
    archetype: offer.archetype ?? null,
    parent: offer.parent ?? null,
    usefulFraction: (offer.goodputFraction ?? 1) * availability * (1 - outFraction),
    outage,
    serviceCreditFraction: creditFraction,
    permitHazardPerYear: offer.permitHazardPerYear ?? 0,
  };
}

/** The stated availability, or 1 - failures per year x hours until replaced / hours of a year. */
function availabilityOf({ service }: SharedTerms): number {
  if (service?.availabilityFraction !== undefined) return service.availabilityFraction;
  const hoursOut = (service?.failuresPerGpuPerYear ?? 0) * (service?.replacementHours ?? 0);
  return Math.max(0, 1 - hoursOut / HOURS_PER_YEAR);
}

/** The credit of the lowest step above an availability, as far as it is claimed. */
function creditAt({ service }: SharedTerms, availability: number): number {
  const reached = (service?.credits ?? []).filter(({ belowFraction }) => availability < belowFraction);
  const [lowest] = reached.toSorted((a, b) => a.belowFraction - b.belowFraction);
  return (lowest?.feeFraction ?? 0) * (service?.claimedFraction ?? PLAN_DEFAULTS.claimedFraction);
}

/** Escalator and index together; the index at its expected change, within its floor and cap. */
function yearlyRise({ escalatorPerYear, index }: SharedTerms): number {
  const escalator = escalatorPerYear ?? 0;
  if (index === undefined) return escalator;
  const passedOn = Math.min(
    index.capPerYear ?? Infinity,
    Math.max(index.floorPerYear ?? -Infinity, index.changePerYear),
  );
  return (1 + escalator) * (1 + passedOn) - 1;
}

/** USD per kWh x PUE x IT load x hours; without a stated IT load the facility load of the kit, which has its PUE in it. */
function powerUsdPerMonth(offer: SharedTerms, context: NormaliseContext): number {
  const { power } = offer;
  if (power === undefined) return 0;
  const kilowatts =
    power.itMegawatts === undefined
      ? (facilityKilowatts(offer, quantitiesOf(offer, context), context) ?? 0)
      : power.itMegawatts * KILOWATTS_PER_MEGAWATT * (power.pue ?? 1);
  return power.usdPerKwh * kilowatts * (power.loadFraction ?? 1) * HOURS_PER_MONTH;
}

function rampDownOf({ rampDown, floorFraction = 0 }: SharedTerms): TermSheet['rampDown'] {
  if (rampDown === undefined) return null;
  const noticeMonths = noticeDaysToMonths(rampDown.noticeDays);
  const fractionMax = Math.min(rampDown.fractionMax ?? 1, 1 - floorFraction);
  return { afterMonths: rampDown.afterMonths, noticeMonths, fractionMax };
}

function exitFeeOf({ buyerExit }: SharedTerms): TermSheet['exitFee'] {
  return {
    usd: buyerExit?.feeUsd ?? 0,
    months: buyerExit?.feeMonths ?? 0,
    fractionOfRemaining: buyerExit?.feeFractionOfRemaining ?? 0,
  };
}

function recallOf({ hostExit }: SharedTerms): TermSheet['recall'] {
  return {
    usd: hostExit?.compensationUsd ?? 0,
    months: hostExit?.compensationMonths ?? 0,
    refundsPrepayment: hostExit?.refundsPrepayment ?? false,
  };
}

function flowOf(flow: NonNullable<AnyOffer['flows']>[number]): ValueFlow {
  const usd = flow.usd * (flow.probabilityFraction ?? 1);
  return { kind: flow.kind, usd: flow.pays === 'us' ? -usd : usd, timing: flow.timing };
}

function prepaymentOf({ upfrontUsd, upfrontMonthsBeforeDelivery, creditBack }: AnyOffer): Prepayment {
  return {
    usd: upfrontUsd ?? null,
    monthsBeforeDelivery: upfrontMonthsBeforeDelivery ?? null,
    creditMonths: creditBack ? { from: creditBack.fromMonths, count: creditBack.months } : null,
  };
}

/** Where lateness is a cause to end for, all may be ended from the long stop on, or once the grace is over. */
function lateOf(offer: AnyOffer): LateDelivery | null {
  const isCause = isLatenessCause(offer);
  if (offer.late === undefined && !isCause) return null;
  const late = offer.late ?? {};
  const graceMonths = late.graceMonths ?? 0;
  return {
    graceMonths,
    feeDiscountFraction: late.feeDiscountFraction ?? 0,
    damagesFraction: late.damagesFraction ?? 0,
    longStopMonths: late.longStopMonths ?? (isCause ? graceMonths : Infinity),
    terminate: late.terminate ?? (isCause ? 'all' : 'nothing'),
  };
}

/** Service that starts on a certain date is never late, and a build has gates. */
function isLatenessCause({ exitForCause, route, tranches, leadTimeMonths }: AnyOffer): boolean {
  const mayBeLate = route !== 'build' && (tranches !== undefined || leadTimeMonths !== undefined);
  return mayBeLate && exitForCause?.includes('late') === true;
}

/** The tranches as stated; where only lateness is, one for each step of the delivery profile. */
function tranchesOf(offer: AnyOffer): Tranche[] {
  if (offer.tranches === undefined && offer.late === undefined && !isLatenessCause(offer)) return [];
  if (offer.tranches === undefined) return profileTranches(offer);
  return offer.tranches.map((tranche) => {
    const leadTimeMonths = quantilesOf(tranche.leadTimeMonths);
    return {
      fraction: tranche.fraction,
      leadTimeMonths,
      dueMonths: tranche.dueMonths ?? Math.ceil(leadTimeMonths.p50),
      rampMonths: tranche.rampMonths ?? 0,
      rampFeeFraction: tranche.rampFeeFraction ?? 1,
    };
  });
}

function profileTranches({ deliveryProfile, leadTimeMonths }: AnyOffer): Tranche[] {
  const lead = quantilesOf(leadTimeMonths ?? 0);
  const profile = deliveryProfile ?? [{ monthsAfterStart: 0, fraction: 1 }];
  return profile.map(({ monthsAfterStart, fraction }, index) => ({
    fraction: fraction - (profile[index - 1]?.fraction ?? 0),
    leadTimeMonths: later(lead, monthsAfterStart),
    dueMonths: Math.ceil(lead.p50) + monthsAfterStart,
    rampMonths: 0,
    rampFeeFraction: 1,
  }));
}

const later = ({ p10, p50, p90 }: Quantiles, months: number): Quantiles => ({
  p10: p10 + months,
  p50: p50 + months,
  p90: p90 + months,
});
