import { noticeDaysToMonths } from '../units/index.ts';
import { checkRising } from './check-demand.ts';
import { checkUnique } from './check-names.ts';
import { checkOverrides, checkQuantity, hasKilowatts } from './check-quantity.ts';
import { checkFleetTerms, checkOfferTerms } from './check-terms.ts';
import { endMonthOf, indexIn } from './check-time.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { IssueList, Remark } from './issue-list.ts';
import type { FleetInput, FutureOfferInput, OfferInput } from './schema-offers.ts';

type AnyOffer = OfferInput | FutureOfferInput;

/** One contract of the file and where it stands. */
interface Place {
  readonly plan: CheckablePlan;
  readonly path: string;
  readonly issues: IssueList;
}

export function checkContracts(plan: CheckablePlan, issues: IssueList): void {
  const each = <Item>(
    list: string,
    items: readonly (Item | undefined)[],
    check: (item: Item, place: Place) => void,
  ): void => {
    for (const [index, item] of items.entries()) {
      if (item !== undefined) check(item, { plan, path: `${list}[${index}]`, issues });
    }
  };
  each('fleet', plan.fleet, checkFleet);
  each('offers', plan.offers, checkQuote);
  each('futureOffers', plan.futureOffers, checkFutureOffer);
}

function checkQuote(offer: OfferInput, place: Place): void {
  checkContract(offer, place);
  checkDecideBy(offer, place);
  checkBlocks(offer, place);
  checkStart(offer, place);
}

function checkFutureOffer(offer: FutureOfferInput, place: Place): void {
  checkContract(offer, place);
  if (offer.route !== 'build' && offer.leadTimeMonths === undefined && offer.tranches === undefined)
    missing('leadTimeMonths', place, 'give the months from signing to service; 0 is at once');
  const { plan, path, issues } = place;
  const month = indexIn(plan, offer.fromMonth);
  const horizonMonths = plan.horizonMonths ?? PLAN_DEFAULTS.horizonMonths;
  if (month === undefined || plan.startMonth === undefined || month < horizonMonths) return;
  const what = `the offer comes after the last month planned, ${endMonthOf(plan.startMonth, horizonMonths)}`;
  issues.error({ code: 'after-horizon', path: `${path}.fromMonth`, what, fix: 'delete it, or lengthen horizonMonths' });
}

function checkContract(offer: AnyOffer, place: Place): void {
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

const GATES_TIME_A_BUILD = {
  code: 'lead-time-on-build',
  what: 'the gates say when a build is in service',
  fix: 'delete the line',
} as const;
const PRICE_FIELDS = [
  'priceUsdPerGpuHour',
  'priceUsdPerMonth',
  'priceUsdPerKwMonth',
  'priceUsdPerMillionTokens',
] as const;

function checkPriceCount(offer: AnyOffer, place: Place): void {
  const { path, issues, plan } = place;
  const given = PRICE_FIELDS.filter((field) => offer[field] !== undefined);
  const isBuild = offer.route === 'build';
  if (isBuild && given.length > 0) {
    refuse(place, given[0] ?? '', {
      code: 'rent-on-build',
      what: 'a build pays no rent',
      fix: 'give gates with capexUsd, and opexUsdPerMonth',
    });
  } else if (given.length > 1) {
    const what = `the contract has two prices: ${given.join(' and ')}`;
    refuse(place, given[1] ?? '', { code: 'two-prices', what, fix: 'keep the one in the contract' });
  } else if (!isBuild && given.length === 0) {
    const fix = `give one of ${PRICE_FIELDS.join(', ')}`;
    issues.error({ code: 'missing-price', path, what: `the contract "${offer.id}" has no price`, fix });
  } else if (offer.priceUsdPerKwMonth !== undefined && !hasKilowatts(offer, plan)) {
    const what = 'a price per kilowatt needs the kilowatts';
    const fix = 'give facilityKwPerGpu of its accelerators, or facilityMegawatts instead of gpus';
    refuse(place, 'priceUsdPerKwMonth', { code: 'missing-kw-per-gpu', what, fix });
  } else if (offer.priceUsdPerMillionTokens !== undefined && offer.tokensPerMinute === undefined) {
    const what = 'a price per token needs the tokens';
    refuse(place, 'priceUsdPerMillionTokens', { code: 'no-tokens', what, fix: 'give tokensPerMinute' });
  }
}

/** Owned kit: gates, no rent and nothing of a rental contract. */
function checkBuild(offer: AnyOffer, place: Place): void {
  const { path, issues } = place;
  if (!offer.gates) {
    const fix = 'add gates: [{id, months, capexUsd}], the last of which completes service';
    issues.error({ code: 'missing-gates', path, what: `the build "${offer.id}" has no gates`, fix });
  }
  const gates = (offer.gates ?? []).map((gate, index) => ({ id: gate.id, path: `${path}.gates[${index}].id` }));
  checkUnique(gates, 'gate', issues);
  refuseFields(offer, place, {
    fields: ['takeOrPayFraction', 'upfrontFraction'],
    remark: {
      code: 'rent-on-build',
      what: 'owned kit has no rent to pay ahead or to take or pay',
      fix: 'delete the line',
    },
  });
  refuseFields(offer, place, {
    fields: ['termMonths'],
    remark: { code: 'term-on-build', what: 'owned kit has no term', fix: 'write usefulLifeMonths' },
  });
  refuseFields(offer, place, {
    fields: ['leadTimeMonths'],
    remark: GATES_TIME_A_BUILD,
  });
  refuseFields(offer, place, {
    fields: ['buyerExit', 'hostExit'],
    remark: { code: 'exit-on-build', what: 'owned kit has no contract to leave', fix: 'delete the line' },
  });
}

/** Leases and partners: a term and a lead time, nothing of a build. */
function checkRented(offer: AnyOffer, place: Place): void {
  if (offer.gates) {
    const what = `gates belong to a build, and the route is ${offer.route}`;
    refuse(place, 'gates', {
      code: 'gates-on-rental',
      what,
      fix: 'write route: build, or give a price and leadTimeMonths',
    });
  } else if (offer.financing) {
    const what = 'financing pays for gates, and there are none';
    refuse(place, 'financing', {
      code: 'financing-without-gates',
      what,
      fix: 'delete financing, or write route: build with gates',
    });
  }
  refuseFields(offer, place, {
    fields: ['usefulLifeMonths', 'opexUsdPerMonth'],
    remark: {
      code: 'owned-on-rental',
      what: 'this field belongs to owned kit',
      fix: 'delete the line, or write route: build with gates',
    },
  });
  if (offer.termMonths === undefined) missing('termMonths', place, 'give the months in service');
}

type RefusableField = keyof OfferInput & keyof FutureOfferInput;

function refuseFields(
  offer: AnyOffer,
  place: Place,
  { fields, remark }: { fields: readonly RefusableField[]; remark: Omit<Remark, 'path'> },
): void {
  for (const field of fields) if (offer[field] !== undefined) refuse(place, field, remark);
}

function refuse({ path, issues }: Place, field: string, remark: Omit<Remark, 'path'>): void {
  issues.error({ ...remark, path: `${path}.${field}` });
}

function missing(field: string, { path, issues }: Place, fix: string): void {
  issues.error({ code: 'missing-field', path, what: `${field} is missing`, fix });
}

/** Rights to leave that lie within the term. */
function checkExits(
  offer: Pick<OfferInput, 'buyerExit' | 'hostExit' | 'termRuns'>,
  termMonths: number | undefined,
  place: Place,
): void {
  if (termMonths === undefined) return;
  for (const side of ['buyerExit', 'hostExit'] as const) {
    const exit = offer[side];
    if (exit === undefined) continue;
    if (exit.afterMonths >= termMonths) {
      const what = `the right to leave begins after ${exit.afterMonths} months, and the contract serves ${termMonths}`;
      refuse(place, `${side}.afterMonths`, {
        code: 'exit-after-term',
        what,
        fix: `give less than ${termMonths}, or delete ${side}`,
      });
    } else if (noticeDaysToMonths(exit.noticeDays) > termMonths) {
      const what = `a notice of ${exit.noticeDays} days is longer than the term of ${termMonths} months`;
      refuse(place, `${side}.noticeDays`, { code: 'notice-over-term', what, fix: 'give days, 30 to the month' });
    } else if (offer.termRuns !== 'byTranche' && exit.afterMonths + noticeDaysToMonths(exit.noticeDays) >= termMonths) {
      const first = exit.afterMonths + noticeDaysToMonths(exit.noticeDays);
      const what = `the right ends the contract after ${first} months at the earliest, and it serves ${termMonths}: it changes nothing`;
      const fix = `give fewer months or days, or delete ${side}`;
      place.issues.warn({ code: 'exit-of-no-use', path: `${place.path}.${side}.afterMonths`, what, fix });
    }
  }
}

function checkDelivery(offer: AnyOffer, place: Place): void {
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

function checkDecideBy(offer: OfferInput, place: Place): void {
  if (offer.decideBy === undefined) return;
  const { plan, path, issues } = place;
  const month = indexIn(plan, offer.decideBy);
  if (month === undefined || month >= 0) return;
  const what = `the quote "${offer.id}" lapsed on ${offer.decideBy}, before the plan starts in ${plan.startMonth ?? ''}`;
  const fix = 'delete the quote, ask for it again, or move startMonth';
  issues.error({ code: 'quote-lapsed', path: `${path}.decideBy`, what, fix });
}

function checkBlocks(offer: OfferInput, place: Place): void {
  const blocks = offer.blocks ?? 1;
  if (offer.status === 'signed' && (offer.required !== undefined || offer.blocksMin !== undefined)) {
    const what = 'a signed contract is taken whole';
    refuse(place, offer.required === undefined ? 'blocksMin' : 'required', {
      code: 'two-minimums',
      what,
      fix: 'delete the line',
    });
  } else if (offer.required !== undefined && offer.blocksMin !== undefined) {
    const what = 'required and blocksMin say the same thing twice';
    refuse(place, 'blocksMin', { code: 'two-minimums', what, fix: 'keep one of the two' });
  } else if ((offer.blocksMin ?? 0) > blocks) {
    const what = `${offer.blocksMin ?? 0} blocks must be signed, and the offer has ${blocks}`;
    refuse(place, 'blocksMin', { code: 'blocks-min', what, fix: `give at most ${blocks}` });
  }
}

/** When service starts: by lead time or by calendar, and inside the plan. */
function checkStart(offer: OfferInput, place: Place): void {
  const isBuild = offer.route === 'build';
  if (offer.startMonth === undefined) {
    if (isBuild || offer.leadTimeMonths !== undefined || offer.tranches !== undefined) return;
    missing('leadTimeMonths', place, 'give the months from signing to service (0 is at once), or startMonth');
    return;
  }
  if (isBuild) {
    refuse(place, 'startMonth', GATES_TIME_A_BUILD);
    return;
  }
  if (offer.leadTimeMonths !== undefined) {
    const what = 'startMonth and leadTimeMonths both say when service starts';
    refuse(place, 'startMonth', { code: 'two-starts', what, fix: 'keep one of the two' });
  }
  checkStartMonth(offer.startMonth, place);
}

function checkStartMonth(startMonth: string, place: Place): void {
  const { plan } = place;
  const month = indexIn(plan, startMonth);
  if (month === undefined || plan.startMonth === undefined) return;
  const horizonMonths = plan.horizonMonths ?? PLAN_DEFAULTS.horizonMonths;
  if (month < 0) {
    const what = `service starts before the plan does, in ${plan.startMonth}`;
    refuse(place, 'startMonth', { code: 'start-before-plan', what, fix: 'list a contract in service under fleet' });
  } else if (month >= horizonMonths) {
    const what = `service starts after the last month planned, ${endMonthOf(plan.startMonth, horizonMonths)}`;
    refuse(place, 'startMonth', { code: 'after-horizon', what, fix: 'lengthen horizonMonths' });
  }
}

/** A contract already signed: in service now, with one price, of kit that is rented or owned. */
function checkFleet(contract: FleetInput, place: Place): void {
  const { plan, path, issues } = place;
  checkQuantity(contract, { plan, path }, issues);
  if (contract.route === 'build') checkOwnedFleet(contract, place);
  else checkRentedFleet(contract, place);
  checkRenewal(contract, place);
  const last = indexIn(plan, contract.untilMonth);
  checkFleetTerms(contract, { ...place, termMonths: last === undefined ? last : last + 1 });
  if (last === undefined) return;
  if (last < 0) {
    const what = `the contract "${contract.id}" ended before the plan starts in ${plan.startMonth ?? ''}`;
    refuse(place, 'untilMonth', {
      code: 'contract-ended',
      what,
      fix: 'delete the contract, or correct its last month',
    });
    return;
  }
  checkExits(contract, last + 1, place);
}

function checkRentedFleet(contract: FleetInput, place: Place): void {
  const { path, issues } = place;
  const prices = [contract.priceUsdPerGpuHour, contract.priceUsdPerMonth].filter((price) => price !== undefined).length;
  if (prices === 0) {
    const fix = 'give priceUsdPerGpuHour or priceUsdPerMonth';
    issues.error({ code: 'missing-price', path, what: `the contract "${contract.id}" has no price`, fix });
  }
  if (prices === 2) {
    const what = 'the contract has two prices: priceUsdPerGpuHour and priceUsdPerMonth';
    refuse(place, 'priceUsdPerMonth', { code: 'two-prices', what, fix: 'keep the one in the contract' });
  }
  if (contract.opexUsdPerMonth !== undefined) {
    const what = 'this field belongs to owned kit';
    refuse(place, 'opexUsdPerMonth', { code: 'owned-on-rental', what, fix: 'delete the line, or write route: build' });
  }
}

function checkOwnedFleet(contract: FleetInput, place: Place): void {
  const { path, issues } = place;
  if (contract.opexUsdPerMonth === undefined) {
    const what = `the owned kit "${contract.id}" has no running cost`;
    issues.error({ code: 'missing-price', path, what, fix: 'give opexUsdPerMonth' });
  }
  for (const field of ['priceUsdPerGpuHour', 'priceUsdPerMonth', 'takeOrPayFraction'] as const) {
    if (contract[field] === undefined) continue;
    refuse(place, field, {
      code: 'rent-on-build',
      what: 'owned kit pays no rent',
      fix: 'delete the line, or write route: lease',
    });
  }
  for (const field of ['buyerExit', 'hostExit'] as const) {
    if (contract[field] === undefined) continue;
    refuse(place, field, { code: 'exit-on-build', what: 'owned kit has no contract to leave', fix: 'delete the line' });
  }
}

function checkRenewal(contract: FleetInput, place: Place): void {
  if (contract.renewal === undefined || contract.renewal === 'none') return;
  if (contract.route === 'build') {
    refuse(place, 'renewal', {
      code: 'renewal-on-build',
      what: 'owned kit has no contract to renew',
      fix: 'delete renewal',
    });
  }
  const whole = contract.gpus ?? Object.values(contract.accelerators ?? {}).reduce((sum, gpus) => sum + gpus, 0);
  const { gpusMax } = contract.renewal;
  if (gpusMax === undefined || gpusMax <= whole) return;
  const what = `${gpusMax} GPUs may be renewed of a contract for ${whole}`;
  refuse(place, 'renewal.gpusMax', {
    code: 'renewal-too-large',
    what,
    fix: 'give at most the contract; list more as a future offer',
  });
}
