import { noticeDaysToMonths } from '../units/index.ts';
import { checkRising } from './check-lists.ts';
import { refuseAt, type AnyOffer, type TermsPlace } from './contract-place.ts';
import { quantilesOf } from './normalise-context.ts';

/** Shares that people round: three thirds of 0.333 are not the whole, three of 0.3333333 are. */
const SHARES_SLACK = 1e-6;

/** When capacity comes and what follows when it comes late. */
export function checkDeliveryTerms(offer: AnyOffer, place: TermsPlace): void {
  checkTranches(offer, place);
  checkLate(offer, place);
  checkGatePayments(offer, place);
  const onboarding = offer.relationship?.onboardingMonths ?? 0;
  if (place.termMonths !== undefined && onboarding >= place.termMonths) {
    const what = `onboarding takes ${onboarding} months, and the contract serves ${place.termMonths}`;
    refuseAt(place, 'relationship.onboardingMonths', { code: 'onboarding-over-term', what, fix: 'give less' });
  }
}

function checkTranches(offer: AnyOffer, place: TermsPlace): void {
  const { tranches } = offer;
  if (tranches === undefined) {
    if (offer.termRuns === undefined || offer.deliveryProfile !== undefined || offer.route === 'build') return;
    const what = 'there is one delivery, whose term is the whole';
    refuseAt(place, 'termRuns', { code: 'term-runs-alone', what, fix: 'add tranches, or delete the line' });
    return;
  }
  for (const other of ['deliveryProfile', 'leadTimeMonths', 'startMonth'] as const) {
    if (!(other in offer)) continue;
    const what = `tranches and ${other} both say when service starts`;
    refuseAt(place, other, { code: 'two-starts', what, fix: 'keep one of the two' });
  }
  checkShares(
    tranches.map(({ fraction }) => fraction),
    { field: 'tranches', code: 'tranche-shares', whole: 'the offer' },
    place,
  );
  const medians = tranches.map(({ leadTimeMonths }) => quantilesOf(leadTimeMonths).p50);
  const first = Math.min(...medians);
  const { termMonths } = place;
  medians.forEach((median, index) => {
    if (termMonths === undefined || offer.termRuns === 'byTranche' || median - first < termMonths) return;
    const what = `the tranche comes ${median - first} months after the first, whose term of ${termMonths} months is over`;
    const fix = 'deliver within the term, or write termRuns: byTranche';
    refuseAt(place, `tranches[${index}].leadTimeMonths`, { code: 'tranche-after-term', what, fix });
  });
  checkRampFees(tranches, place);
  checkExitBeforeDelivery(offer, { last: Math.max(...medians), first }, place);
}

function checkRampFees(tranches: NonNullable<AnyOffer['tranches']>, place: TermsPlace): void {
  for (const [index, { rampMonths, rampFeeFraction }] of tranches.entries()) {
    if ((rampMonths === undefined) === (rampFeeFraction === undefined)) continue;
    const what = 'a ramp fee needs its months and its share, and one of the two is missing';
    refuseAt(place, `tranches[${index}]`, { code: 'missing-field', what, fix: 'give rampMonths and rampFeeFraction' });
  }
}

/** Leaving before all has come is allowed, and rarely meant. */
function checkExitBeforeDelivery(
  { buyerExit }: AnyOffer,
  medians: { readonly first: number; readonly last: number },
  { path, issues }: TermsPlace,
): void {
  if (buyerExit === undefined) return;
  const out = buyerExit.afterMonths + noticeDaysToMonths(buyerExit.noticeDays);
  const delivered = medians.last - medians.first;
  if (out >= delivered) return;
  const what = `we may be out after ${out} months in service, before the last tranche comes in month ${delivered}`;
  const fix = 'check that afterMonths counts from first service';
  issues.warn({ code: 'exit-before-delivery', path: `${path}.buyerExit.afterMonths`, what, fix });
}

function checkLate(offer: AnyOffer, place: TermsPlace): void {
  const { late } = offer;
  if (late === undefined) return;
  if (offer.tranches === undefined && offer.leadTimeMonths === undefined && offer.route !== 'build') {
    const what = 'service that starts on a certain date is never late';
    refuseAt(place, 'late', { code: 'never-late', what, fix: 'give leadTimeMonths or tranches instead of startMonth' });
  }
  if (late.terminate !== undefined && late.longStopMonths === undefined) {
    const what = 'the right to end what is late begins at a long stop, and there is none';
    refuseAt(place, 'late.terminate', { code: 'missing-field', what, fix: 'give late.longStopMonths' });
  }
  if (late.longStopMonths !== undefined && late.longStopMonths < (late.graceMonths ?? 0)) {
    const what = `the long stop after ${late.longStopMonths} months is within the grace of ${late.graceMonths ?? 0}`;
    refuseAt(place, 'late.longStopMonths', { code: 'long-stop-in-grace', what, fix: 'give more than graceMonths' });
  }
}

function checkGatePayments(offer: AnyOffer, place: TermsPlace): void {
  for (const [index, { payments }] of (offer.gates ?? []).entries()) {
    if (payments === undefined) continue;
    const field = `gates[${index}].payments`;
    checkRising(
      payments.map(({ monthsAfterStart }) => monthsAfterStart),
      { path: `${place.path}.${field}`, isStrict: true },
      place.issues,
    );
    checkShares(
      payments.map(({ fraction }) => fraction),
      { field, code: 'payment-shares', whole: 'the capex' },
      place,
    );
  }
}

function checkShares(
  shares: readonly number[],
  of: { readonly field: string; readonly code: string; readonly whole: string },
  place: TermsPlace,
): void {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) <= SHARES_SLACK) return;
  const what = `the shares sum to ${Number(sum.toPrecision(6))} of ${of.whole}`;
  refuseAt(place, of.field, { code: of.code, what, fix: 'make them sum to 1' });
}
