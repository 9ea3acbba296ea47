import { refuseAt, type AnyContract, type TermsPlace } from './contract-place.ts';

/** Outages, availability and the credits owed below it. */
export function checkService({ service, outage }: AnyContract, place: TermsPlace): void {
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
