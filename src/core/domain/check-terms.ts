import { checkDeliveryTerms } from './check-delivery-terms.ts';
import { checkRising } from './check-lists.ts';
import { checkPrepayment } from './check-prepayment.ts';
import { hasKilowatts } from './check-quantity.ts';
import { checkFirstDates, checkRampDown, checkRecall } from './check-rights.ts';
import { checkService } from './check-service.ts';
import { refuseAt, type AnyContract, type AnyOffer, type TermsPlace } from './contract-place.ts';
import type { FleetInput } from './schema-offers.ts';
import { reportLabels } from './term-labels.ts';

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

function checkPeople({ relationship }: AnyContract, place: TermsPlace): void {
  if (relationship === undefined) return;
  if ((relationship.people === undefined) === (relationship.usdPerPersonPerYear === undefined)) return;
  const what = 'people cost their number x usdPerPersonPerYear, and one of the two is missing';
  refuseAt(place, 'relationship', { code: 'missing-field', what, fix: 'give people and usdPerPersonPerYear' });
}
