import { checkExits } from './check-exits.ts';
import { checkFleet } from './check-fleet.ts';
import { checkRising } from './check-lists.ts';
import { checkOverrides, checkQuantity } from './check-quantity.ts';
import { checkBuild, checkPriceCount, checkRented, GATES_TIME_A_BUILD } from './check-route.ts';
import { checkOfferTerms } from './check-terms.ts';
import { endMonthOf, indexIn } from './check-time.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import { missingAt, refuseAt, type AnyOffer, type ContractPlace } from './contract-place.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { IssueList } from './issue-list.ts';
import type { FutureOfferInput, OfferInput } from './schema-offers.ts';

/** Every contract of the file, list by list. */
export function checkContracts(plan: CheckablePlan, issues: IssueList): void {
  const each = <Item>(
    list: string,
    items: readonly (Item | undefined)[],
    check: (item: Item, place: ContractPlace) => void,
  ): void => {
    for (const [index, item] of items.entries()) {
      if (item !== undefined) check(item, { plan, path: `${list}[${index}]`, issues });
    }
  };
  each('fleet', plan.fleet, checkFleet);
  each('offers', plan.offers, checkQuote);
  each('futureOffers', plan.futureOffers, checkFutureOffer);
}

function checkQuote(offer: OfferInput, place: ContractPlace): void {
  checkContract(offer, place);
  checkDecideBy(offer, place);
  checkBlocks(offer, place);
  checkStart(offer, place);
}

function checkFutureOffer(offer: FutureOfferInput, place: ContractPlace): void {
  checkContract(offer, place);
  if (offer.route !== 'build' && offer.leadTimeMonths === undefined && offer.tranches === undefined)
    missingAt(place, 'leadTimeMonths', 'give the months from signing to service; 0 is at once');
  const { plan, path, issues } = place;
  const month = indexIn(plan, offer.fromMonth);
  const horizonMonths = plan.horizonMonths ?? PLAN_DEFAULTS.horizonMonths;
  if (month === undefined || plan.startMonth === undefined || month < horizonMonths) return;
  const what = `the offer comes after the last month planned, ${endMonthOf(plan.startMonth, horizonMonths)}`;
  issues.error({ code: 'after-horizon', path: `${path}.fromMonth`, what, fix: 'delete it, or lengthen horizonMonths' });
}

function checkContract(offer: AnyOffer, place: ContractPlace): void {
  const { plan, path, issues } = place;
  checkQuantity(offer, { plan, path }, issues);
  checkOverrides(offer, { plan, path }, issues);
  checkPriceCount(offer, place);
  const isBuild = offer.route === 'build';
  if (isBuild) checkBuild(offer, place);
  else checkRented(offer, place);
  const termMonths = isBuild ? (offer.usefulLifeMonths ?? PLAN_DEFAULTS.usefulLifeMonths) : offer.termMonths;
  checkExits(offer, termMonths, place);
  checkDelivery(offer, place);
  checkOfferTerms(offer, { ...place, termMonths });
}

function checkDelivery(offer: AnyOffer, place: ContractPlace): void {
  const profile = offer.deliveryProfile;
  if (!profile) return;
  const path = `${place.path}.deliveryProfile`;
  checkRising(
    profile.map((step) => step.monthsAfterStart),
    { path, isStrict: true },
    place.issues,
  );
  checkRising(
    profile.map((step) => step.fraction),
    { path, isStrict: false },
    place.issues,
  );
  const last = profile.at(-1);
  if (last?.fraction !== 1) {
    const what = `the delivery ends at ${last?.fraction ?? 0} of the whole`;
    const fix = 'end with fraction: 1; fractions are cumulative';
    place.issues.error({ code: 'delivery-incomplete', path, what, fix });
  }
  const termMonths = offer.termMonths ?? offer.usefulLifeMonths;
  if (last && termMonths !== undefined && last.monthsAfterStart >= termMonths) {
    const what = `the last delivery comes ${last.monthsAfterStart} months after the start of a term of ${termMonths}`;
    place.issues.error({ code: 'delivery-after-term', path, what, fix: 'deliver within the term' });
  }
}

function checkDecideBy(offer: OfferInput, place: ContractPlace): void {
  if (offer.decideBy === undefined) return;
  const { plan, path, issues } = place;
  const month = indexIn(plan, offer.decideBy);
  if (month === undefined || month >= 0) return;
  const what = `the quote "${offer.id}" lapsed on ${offer.decideBy}, before the plan starts in ${plan.startMonth ?? ''}`;
  const fix = 'delete the quote, ask for it again, or move startMonth';
  issues.error({ code: 'quote-lapsed', path: `${path}.decideBy`, what, fix });
}

function checkBlocks(offer: OfferInput, place: ContractPlace): void {
  const blocks = offer.blocks ?? 1;
  if (offer.status === 'signed' && (offer.required !== undefined || offer.blocksMin !== undefined)) {
    const what = 'a signed contract is taken whole';
    refuseAt(place, offer.required === undefined ? 'blocksMin' : 'required', {
      code: 'two-minimums',
      what,
      fix: 'delete the line',
    });
  } else if (offer.required !== undefined && offer.blocksMin !== undefined) {
    const what = 'required and blocksMin say the same thing twice';
    refuseAt(place, 'blocksMin', { code: 'two-minimums', what, fix: 'keep one of the two' });
  } else if ((offer.blocksMin ?? 0) > blocks) {
    const what = `${offer.blocksMin ?? 0} blocks must be signed, and the offer has ${blocks}`;
    refuseAt(place, 'blocksMin', { code: 'blocks-min', what, fix: `give at most ${blocks}` });
  }
}

/** When service starts: by lead time or by calendar, and inside the plan. */
function checkStart(offer: OfferInput, place: ContractPlace): void {
  const isBuild = offer.route === 'build';
  if (offer.startMonth === undefined) {
    if (isBuild || offer.leadTimeMonths !== undefined || offer.tranches !== undefined) return;
    missingAt(place, 'leadTimeMonths', 'give the months from signing to service (0 is at once), or startMonth');
    return;
  }
  if (isBuild) {
    refuseAt(place, 'startMonth', GATES_TIME_A_BUILD);
    return;
  }
  if (offer.leadTimeMonths !== undefined) {
    const what = 'startMonth and leadTimeMonths both say when service starts';
    refuseAt(place, 'startMonth', { code: 'two-starts', what, fix: 'keep one of the two' });
  }
  checkStartMonth(offer.startMonth, place);
}

function checkStartMonth(startMonth: string, place: ContractPlace): void {
  const { plan } = place;
  const month = indexIn(plan, startMonth);
  if (month === undefined || plan.startMonth === undefined) return;
  const horizonMonths = plan.horizonMonths ?? PLAN_DEFAULTS.horizonMonths;
  if (month < 0) {
    const what = `service starts before the plan does, in ${plan.startMonth}`;
    refuseAt(place, 'startMonth', { code: 'start-before-plan', what, fix: 'list a contract in service under fleet' });
  } else if (month >= horizonMonths) {
    const what = `service starts after the last month planned, ${endMonthOf(plan.startMonth, horizonMonths)}`;
    refuseAt(place, 'startMonth', { code: 'after-horizon', what, fix: 'lengthen horizonMonths' });
  }
}
