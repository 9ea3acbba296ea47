import { checkUnique } from './check-names.ts';
import { hasKilowatts } from './check-quantity.ts';
import { missingAt, refuseAt, type AnyOffer, type ContractPlace } from './contract-place.ts';
import type { Remark } from './issue-list.ts';
import type { FutureOfferInput, OfferInput } from './schema-offers.ts';

/** Said of whatever else would say when a build serves. */
export const GATES_TIME_A_BUILD = {
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

/** One price for what is rented, none for what is built, and all that the price is per. */
export function checkPriceCount(offer: AnyOffer, place: ContractPlace): void {
  const { path, issues, plan } = place;
  const given = PRICE_FIELDS.filter((field) => offer[field] !== undefined);
  const isBuild = offer.route === 'build';
  if (isBuild && given.length > 0) {
    refuseAt(place, given[0] ?? '', {
      code: 'rent-on-build',
      what: 'a build pays no rent',
      fix: 'give gates with capexUsd, and opexUsdPerMonth',
    });
  } else if (given.length > 1) {
    const what = `the contract has two prices: ${given.join(' and ')}`;
    refuseAt(place, given[1] ?? '', { code: 'two-prices', what, fix: 'keep the one in the contract' });
  } else if (!isBuild && given.length === 0) {
    const fix = `give one of ${PRICE_FIELDS.join(', ')}`;
    issues.error({ code: 'missing-price', path, what: `the contract "${offer.id}" has no price`, fix });
  } else if (offer.priceUsdPerKwMonth !== undefined && !hasKilowatts(offer, plan)) {
    const what = 'a price per kilowatt needs the kilowatts';
    const fix = 'give facilityKwPerGpu of its accelerators, or facilityMegawatts instead of gpus';
    refuseAt(place, 'priceUsdPerKwMonth', { code: 'missing-kw-per-gpu', what, fix });
  } else if (offer.priceUsdPerMillionTokens !== undefined && offer.tokensPerMinute === undefined) {
    const what = 'a price per token needs the tokens';
    refuseAt(place, 'priceUsdPerMillionTokens', { code: 'no-tokens', what, fix: 'give tokensPerMinute' });
  }
}

/** Owned kit: gates, no rent and nothing of a rental contract. */
export function checkBuild(offer: AnyOffer, place: ContractPlace): void {
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
export function checkRented(offer: AnyOffer, place: ContractPlace): void {
  if (offer.gates) {
    const what = `gates belong to a build, and the route is ${offer.route}`;
    refuseAt(place, 'gates', {
      code: 'gates-on-rental',
      what,
      fix: 'write route: build, or give a price and leadTimeMonths',
    });
  } else if (offer.financing) {
    const what = 'financing pays for gates, and there are none';
    refuseAt(place, 'financing', {
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
  if (offer.termMonths === undefined) missingAt(place, 'termMonths', 'give the months in service');
}

type RefusableField = keyof OfferInput & keyof FutureOfferInput;

function refuseFields(
  offer: AnyOffer,
  place: ContractPlace,
  { fields, remark }: { fields: readonly RefusableField[]; remark: Omit<Remark, 'path'> },
): void {
  for (const field of fields) if (offer[field] !== undefined) refuseAt(place, field, remark);
}
