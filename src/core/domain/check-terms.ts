import { noticeDaysToMonths } from '../units/index.ts';
import { checkDeliveryTerms } from './check-delivery-terms.ts';
import { checkRising } from './check-lists.ts';
import { checkPrepayment } from './check-prepayment.ts';
import { checkAccelerator, hasKilowatts } from './check-quantity.ts';
import { refuseAt, type TermsPlace } from './contract-place.ts';
import type { FleetInput, FutureOfferInput, OfferInput } from './schema-offers.ts';

type AnyOffer = OfferInput | FutureOfferInput;
type AnyContract = AnyOffer | FleetInput;

/** The full term sheet of a quote or a future offer. */
export function checkOfferTerms(offer: AnyOffer, place: TermsPlace): void {
  if (offer.route === 'build') refuseOnBuild(offer, place);
  checkDeliveryTerms(offer, place);
  checkPrepayment(offer, place);
  checkSharedTerms(offer, place);
}

/** The full term sheet of a signed contract in service: nothing of what lies in the past. */
export function checkFleetTerms(contract: FleetInput, place: TermsPlace): void {
  if (contract.route === 'build') refuseOnBuild(contract, place);
  checkSharedTerms(contract, place);
}

/** Terms of a rental contract: owned kit has no fee that they could change. */
const RENTAL_FIELDS = [
  'priceSchedule',
  'escalatorPerYear',
  'index',
  'overageMultiple',
  'takeOrPaySchedule',
  'rampDown',
  'floorFraction',
  'rollover',
  'depositUsd',
  'paymentDays',
  'sublet',
  'exitForCause',
  'options',
  'ownHardwareUsd',
  'tranches',
  'termRuns',
  'late',
  'upfrontUsd',
  'upfrontMonthsBeforeDelivery',
  'creditBack',
] as const;

function refuseOnBuild(offer: AnyContract, place: TermsPlace): void {
  const what = 'this field belongs to a rental contract, and owned kit has no fee';
  for (const field of RENTAL_FIELDS) {
    if (!(field in offer)) continue;
    refuseAt(place, field, { code: 'rent-on-build', what, fix: 'delete the line' });
  }
  if (offer.service?.credits !== undefined)
    refuseAt(place, 'service.credits', { code: 'rent-on-build', what, fix: 'delete credits' });
}

function checkSharedTerms(offer: AnyContract, place: TermsPlace): void {
  checkSteps(offer, place);
  checkIndex(offer, place);
  checkPower(offer, place);
  checkRampDown(offer, place);
  checkRecall(offer, place);
  checkService(offer, place);
  checkFirstDates(offer, place);
  checkPeople(offer, place);
  reportLabels(offer, place);
}

function checkSteps(offer: AnyContract, place: TermsPlace): void {
  for (const field of ['priceSchedule', 'takeOrPaySchedule'] as const) {
    const months = (offer[field] ?? []).map(({ fromMonths }) => fromMonths);
    if (months.length === 0) continue;
    checkRising(months, { path: `${place.path}.${field}`, isStrict: true }, place.issues);
    const last = months.at(-1) ?? 0;
    if (place.termMonths === undefined || last < place.termMonths) continue;
    const what = `the step of month ${last} comes after the end of a contract of ${place.termMonths} months`;
    refuseAt(place, `${field}[${months.length - 1}].fromMonths`, {
      code: 'step-after-term',
      what,
      fix: 'drop the step',
    });
  }
  checkTakeOrPaySteps(offer, place);
}

function checkTakeOrPaySteps(offer: AnyContract, place: TermsPlace): void {
  const first = offer.takeOrPaySchedule?.[0]?.fromMonths ?? 0;
  if (first > 0) {
    const what = `take-or-pay before month ${first} of service is not stated`;
    refuseAt(place, 'takeOrPaySchedule', { code: 'take-or-pay-gap', what, fix: 'begin with fromMonths: 0' });
  }
  if (offer.takeOrPaySchedule !== undefined && offer.takeOrPayFraction !== undefined) {
    const what = 'takeOrPayFraction and takeOrPaySchedule say the same thing twice';
    refuseAt(place, 'takeOrPaySchedule', { code: 'two-take-or-pay', what, fix: 'keep one of the two' });
  }
}

function checkIndex({ index }: AnyContract, place: TermsPlace): void {
  if (index?.floorPerYear === undefined || index.capPerYear === undefined) return;
  if (index.floorPerYear <= index.capPerYear) return;
  const what = `the floor of the index, ${index.floorPerYear}, is above its cap, ${index.capPerYear}`;
  refuseAt(place, 'index.floorPerYear', { code: 'index-floor', what, fix: 'swap the two' });
}

/** Energy needs a load: stated at the servers with its PUE, or the facility load of the kit. */
function checkPower(offer: AnyContract, place: TermsPlace): void {
  const { power } = offer;
  if (power === undefined) return;
  if ((power.itMegawatts === undefined) !== (power.pue === undefined)) {
    const field = power.pue === undefined ? 'power.itMegawatts' : 'power.pue';
    const what = 'power at the meter is IT load x PUE, and one of the two is missing';
    refuseAt(place, field, { code: 'missing-field', what, fix: 'give power.itMegawatts and power.pue, or neither' });
  } else if (power.itMegawatts === undefined && !hasKilowatts(offer, place.plan)) {
    const what = 'energy is passed through, and the load is not known';
    const fix = 'give power.itMegawatts and power.pue, or facilityKwPerGpu of the accelerators';
    refuseAt(place, 'power', { code: 'missing-kw-per-gpu', what, fix });
  }
}

function checkRampDown({ rampDown, floorFraction }: AnyContract, place: TermsPlace): void {
  if (rampDown === undefined) {
    if (floorFraction === undefined) return;
    const what = 'a floor limits a right to give capacity back, and there is none';
    refuseAt(place, 'floorFraction', { code: 'floor-alone', what, fix: 'add rampDown, or delete the line' });
    return;
  }
  checkFirstDate('rampDown', rampDown, place);
  const floor = floorFraction ?? 0;
  const given = rampDown.fractionMax ?? 0;
  if (given <= 1 - floor + 1e-9) return;
  const what = `${given} of the capacity may be given back, and ${floor} of it is the floor`;
  const fix = `give at most ${Number((1 - floor).toPrecision(6))}`;
  refuseAt(place, 'rampDown.fractionMax', { code: 'ramp-down-below-floor', what, fix });
}

function checkRecall({ hostExit }: AnyContract, place: TermsPlace): void {
  if (hostExit?.noticeDays !== 0) return;
  const what = 'the host may leave without notice: that is a failure, not a right';
  const fix = 'give the days of notice, or failureHazardPerYear instead of hostExit';
  refuseAt(place, 'hostExit.noticeDays', { code: 'recall-without-notice', what, fix });
}

function checkService({ service, outage }: AnyContract, place: TermsPlace): void {
  if (outage !== undefined && (outage.perYear * outage.months) / 12 > 1) {
    const what = `${outage.perYear} outages a year of ${outage.months} months are more than a year`;
    refuseAt(place, 'outage.months', { code: 'outage-over-year', what, fix: 'give months; an hour is 0.0014' });
  }
  if (service === undefined) return;
  checkAvailability(service, place);
  checkCredits(service, place);
}

type ServiceInput = NonNullable<AnyContract['service']>;

const isReplaced = (service: ServiceInput): boolean =>
  service.failuresPerGpuPerYear !== undefined || service.replacementHours !== undefined;

function checkAvailability(service: ServiceInput, place: TermsPlace): void {
  if (!isReplaced(service)) return;
  if (service.availabilityFraction !== undefined) {
    const what = 'availability is given, and failures that imply another';
    refuseAt(place, 'service.availabilityFraction', { code: 'two-availabilities', what, fix: 'keep one of the two' });
  } else if (service.failuresPerGpuPerYear === undefined || service.replacementHours === undefined) {
    const what = 'availability follows from failures and the hours until replacement, and one is missing';
    refuseAt(place, 'service', { code: 'missing-field', what, fix: 'give failuresPerGpuPerYear and replacementHours' });
  }
}

function checkCredits(service: ServiceInput, place: TermsPlace): void {
  const isExpected = isReplaced(service) || service.availabilityFraction !== undefined;
  if (service.credits !== undefined && !isExpected) {
    const what = 'credits are owed below an availability, and none is expected';
    refuseAt(place, 'service.credits', { code: 'missing-field', what, fix: 'give service.availabilityFraction' });
  }
  if (service.claimedFraction !== undefined && service.credits === undefined) {
    const what = 'there are no credits to claim';
    refuseAt(place, 'service.claimedFraction', { code: 'claim-without-credits', what, fix: 'add service.credits' });
  }
}

/** Rights with a first date, which must lie within the term. */
function checkFirstDates({ sublet, options }: AnyContract, place: TermsPlace): void {
  if (sublet !== undefined) checkFirstDate('sublet', { ...sublet, noticeDays: 0 }, place);
  if (options === undefined) return;
  const { extend, expand, firstRefusal, swap, buyout } = options;
  if (extend !== undefined && place.termMonths !== undefined) {
    const noticeMonths = noticeDaysToMonths(extend.noticeDays);
    const what = `notice of ${noticeMonths} months is longer than the contract of ${place.termMonths}`;
    if (noticeMonths > place.termMonths)
      refuseAt(place, 'options.extend.noticeDays', {
        code: 'notice-over-term',
        what,
        fix: 'give days, 30 to the month',
      });
  }
  checkAdditions({ expand, firstRefusal }, place);
  if (swap !== undefined) {
    checkFirstDate('options.swap', swap, place);
    const path = `${place.path}.options.swap.accelerator`;
    checkAccelerator(swap.accelerator, { plan: place.plan, path }, place.issues);
  }
  if (buyout !== undefined) checkFirstDate('options.buyout', { ...buyout, noticeDays: 0 }, place);
}

function checkAdditions(
  additions: Pick<NonNullable<AnyContract['options']>, 'expand' | 'firstRefusal'>,
  place: TermsPlace,
): void {
  for (const [name, more] of Object.entries(additions)) {
    if (more === undefined) continue;
    const { afterMonths = 0, untilMonths = Infinity } = more;
    checkFirstDate(`options.${name}`, { afterMonths, noticeDays: 0 }, place);
    if (untilMonths >= afterMonths) continue;
    const what = `the right ends in month ${untilMonths}, before it begins in month ${afterMonths}`;
    refuseAt(place, `options.${name}.untilMonths`, { code: 'right-never-open', what, fix: 'swap the two' });
  }
}

function checkFirstDate(
  field: string,
  right: { readonly afterMonths: number; readonly noticeDays: number },
  place: TermsPlace,
): void {
  const first = right.afterMonths + noticeDaysToMonths(right.noticeDays);
  if (place.termMonths === undefined || first < place.termMonths) return;
  const what = `the right is of use after ${first} months at the earliest, and the contract serves ${place.termMonths}`;
  refuseAt(place, `${field}.afterMonths`, { code: 'right-after-term', what, fix: `give less, or delete ${field}` });
}

function checkPeople({ relationship }: AnyContract, place: TermsPlace): void {
  if (relationship === undefined) return;
  if ((relationship.people === undefined) === (relationship.usdPerPersonPerYear === undefined)) return;
  const what = 'people cost their number x usdPerPersonPerYear, and one of the two is missing';
  refuseAt(place, 'relationship', { code: 'missing-field', what, fix: 'give people and usdPerPersonPerYear' });
}

/** What a term sheet states for its reader: no number follows from it. */
function reportLabels(offer: AnyContract, place: TermsPlace): void {
  for (const [field, what] of [...labelsOf(offer), ...causesNotDrawn(offer)]) {
    const fix = 'nothing to do: it is kept for the reader of the plan';
    place.issues.assume({ code: 'label', path: `${place.path}.${field}`, what, fix });
  }
}

type Label = readonly [field: string, what: string];

/** Words about a deal from which no number follows. */
function labelsOf(offer: AnyContract): Label[] {
  const isIndicative = 'status' in offer && offer.status !== undefined && offer.status !== 'signed';
  const labels: readonly (readonly [boolean, ...Label])[] = [
    [isIndicative, 'status', 'the quote is taken to hold until it lapses, however binding it is'],
    [
      offer.archetype !== undefined,
      'archetype',
      'the kind of deal tells the deal desk what a price buys; the plan goes by the terms',
    ],
    [offer.competitor === true, 'competitor', 'that the host competes with us moves no number'],
    [offer.investor === true, 'investor', 'that the host has invested in us moves no number'],
  ];
  return labels.flatMap(([isStated, ...label]) => (isStated ? [label] : []));
}

/** Causes to end for of which none is ever drawn: the right is worth nothing. */
function causesNotDrawn(offer: AnyContract): Label[] {
  const isNeverLate = !('leadTimeMonths' in offer) && !('tranches' in offer);
  const whys: Readonly<Record<string, string | undefined>> = {
    late: isNeverLate ? 'lateness of service that starts on a certain date' : undefined,
    service: 'poor service beyond the availability stated',
    changeOfControl: 'a change of control',
  };
  return (offer.exitForCause ?? []).flatMap((cause): Label[] => {
    const why = whys[cause];
    return why === undefined
      ? []
      : [['exitForCause', `${why} is never drawn, so that the right to end for it is worth nothing`]];
  });
}
