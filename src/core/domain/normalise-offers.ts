import { calendarMonthOf, HOURS_PER_MONTH, MINUTES_PER_HOUR, noticeDaysToMonths } from '../units/index.ts';
import { lentFraction, marketRentUsdPerMonth } from './coverage.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { byRegimeOf, monthIndexIn, quantilesOf, scaleByRegime } from './normalise-context.ts';
import { offerTerms } from './normalise-terms.ts';
import { facilityKilowatts, quantitiesOf, referenceGpusOf, scaledBy } from './offer-quantity.ts';
import type { Gate, Offer, Price } from './plan.ts';
import type { FleetInput, FutureOfferInput, OfferInput } from './schema-offers.ts';
import type { Exit, Quantiles } from './term-sheet.ts';

/** The quotes on the table, in the order of the file. */
export function normaliseQuotes(context: NormaliseContext): Offer[] {
  return (context.input.offers ?? []).map((offer, index) => {
    const path = `offers[${index}]`;
    const blocks = offer.blocks ?? 1;
    return {
      ...contract(offer, { context, path }),
      kind: 'quote',
      blocksMin: offer.required === true || offer.status === 'signed' ? blocks : (offer.blocksMin ?? 0),
      ...(offer.status === 'signed' ? { isAlreadySigned: true } : {}),
      availableFraction: [1, 1, 1],
      signFromMonth: 0,
      signByMonth: signByMonth(offer, { context, path }),
      decideBy: offer.decideBy ?? null,
      serviceFromMonth: offer.startMonth === undefined ? 0 : monthIndexIn(context, offer.startMonth),
    };
  });
}

/** Templates of offers that may come later. */
export function normaliseFutureOffers(context: NormaliseContext): Offer[] {
  const given = context.input.futureOffers ?? [];
  if (given.length === 0) {
    context.issues.assume({
      code: 'no-future-offers',
      path: '',
      what: 'no new offer ever comes: after the quotes there are only renewals and capacity by the hour',
      fix: 'give futureOffers, or quotes will look better than they are, for lack of anything to wait for',
    });
  }
  return given.map((offer, index) => ({
    ...contract(offer, { context, path: `futureOffers[${index}]` }),
    kind: 'future',
    blocksMin: 0,
    availableFraction: byRegimeOf(offer.availableFraction ?? 1),
    signFromMonth: Math.max(0, monthIndexIn(context, offer.fromMonth)),
    signByMonth: context.horizonMonths - 1,
    decideBy: null,
    serviceFromMonth: 0,
  }));
}

interface Place {
  readonly context: NormaliseContext;
  readonly path: string;
}

/** The last month whose first day is on or before the lapse: a stage that starts on the 1st can still sign. */
function signByMonth(offer: OfferInput, { context, path }: Place): number {
  const last = context.horizonMonths - 1;
  if (offer.decideBy !== undefined) return Math.min(last, monthIndexIn(context, offer.decideBy));
  const month = Math.min(last, PLAN_DEFAULTS.decideMonths);
  if (offer.status === 'signed') return month;
  context.issues.assume({
    code: 'default-decide-by',
    path,
    what: `the quote "${offer.id}" can be signed until ${calendarMonthOf(month, context.input.startMonth)}`,
    fix: 'give decideBy, the day on which the quote lapses',
  });
  return month;
}

type ContractPart = Omit<
  Offer,
  'kind' | 'blocksMin' | 'availableFraction' | 'signFromMonth' | 'signByMonth' | 'decideBy' | 'serviceFromMonth'
>;

/** What quotes and future offers share. */
function contract(offer: OfferInput | FutureOfferInput, place: Place): ContractPart {
  const { context } = place;
  const quantities = quantitiesOf(offer, context);
  const terms = offerTerms(offer, context);
  const gates = (offer.gates ?? []).map(gateOf);
  const leads = terms.tranches.map((tranche) => tranche.leadTimeMonths);
  const isOwned = offer.route === 'build';
  const referenceGpus = scaledBy(referenceGpusOf(offer, quantities, context), terms.usefulFraction);
  const leadTimeMonths = gates.length > 0 ? sumOfQuantiles(gates.map((gate) => gate.months)) : leadOf(offer, leads);
  checkUse({ id: offer.id, referenceGpus, leadTimeMonths }, place);
  return {
    ...identity(offer),
    quantities,
    referenceGpus,
    blocks: offer.blocks ?? 1,
    leadTimeMonths,
    gates,
    deliveryProfile: (offer.deliveryProfile ?? [{ monthsAfterStart: 0, fraction: 1 }]).map((step) => ({ ...step })),
    termMonths: isOwned ? usefulLife(offer, place) : (offer.termMonths ?? 0),
    price: isOwned ? ownedPrice(offer, place) : rentedPrice(offer, context),
    ...rights(offer),
    takeOrPayFraction: offer.takeOrPaySchedule?.[0]?.fraction ?? takeOrPay(offer, place),
    upfrontFraction: offer.upfrontFraction ?? 0,
    financing: financingOf(offer, place, { gates, referenceGpus, powerUsdPerMonth: terms.powerUsdPerMonth }),
    terms,
  };
}

/** Refuses what no workload can use, which has no price per reference GPU; warns of what comes after all months planned. */
function checkUse(
  { id, referenceGpus, leadTimeMonths }: Pick<Offer, 'id' | 'referenceGpus' | 'leadTimeMonths'>,
  { context: { issues, horizonMonths, input }, path }: Place,
): void {
  if (referenceGpus.every((count) => count === 0)) {
    const what = `no workload can use "${id}": it comes to no reference GPU of any`;
    const fix = 'give equivalents or referenceGpus of a workload that can, or delete it';
    issues.error({ code: 'serves-nothing', path, what, fix });
  }
  if (leadTimeMonths.p10 < horizonMonths) return;
  const what = `"${id}" starts service after the last month planned, ${calendarMonthOf(horizonMonths - 1, input.startMonth)}: it counts by what is left of it then`;
  issues.warn({ code: 'service-after-horizon', path, what, fix: 'lengthen horizonMonths to see it serve' });
}

function gateOf({ id, months, capexUsd, payments }: NonNullable<OfferInput['gates']>[number]): Gate {
  const gate = { id, months: quantilesOf(months), capexUsd };
  return payments ? { ...gate, payments: payments.map((payment) => ({ ...payment })) } : gate;
}

/** The lead time of the earliest tranche at each quantile, or the offer's own. */
function leadOf(offer: OfferInput | FutureOfferInput, leads: readonly Quantiles[]): Quantiles {
  if (leads.length === 0) return quantilesOf(offer.leadTimeMonths ?? 0);
  const least = (pick: (lead: Quantiles) => number) => Math.min(...leads.map(pick));
  return { p10: least(({ p10 }) => p10), p50: least(({ p50 }) => p50), p90: least(({ p90 }) => p90) };
}

function financingOf(
  { financing, opexUsdPerMonth = 0 }: OfferInput | FutureOfferInput,
  { context, path }: Place,
  build: Pick<Offer, 'gates' | 'referenceGpus'> & { readonly powerUsdPerMonth: number },
): Offer['financing'] {
  if (financing === undefined) return null;
  const { debtFraction, ratePerYear, spreadPerYear = 0, tenorMonths, coverageMin } = financing;
  const asked = { debtFraction, ratePerYear: ratePerYear + spreadPerYear, tenorMonths };
  if (coverageMin === undefined) return asked;
  const rentUsdPerMonth = marketRentUsdPerMonth(build.referenceGpus, context);
  const operatingUsdPerMonth = rentUsdPerMonth - opexUsdPerMonth - build.powerUsdPerMonth;
  const lent = lentFraction({ financing: asked, coverageMin, gates: build.gates, operatingUsdPerMonth });
  if (lent < debtFraction) {
    context.issues.warn({
      code: 'debt-not-covered',
      path: `${path}.financing.debtFraction`,
      what: `only ${lent.toFixed(3)} of the capex is lent: at the normal reserved price more would not be covered ${coverageMin} times`,
      fix: `write debtFraction: ${(Math.floor(lent * 1000) / 1000).toFixed(3)}, or a lower coverageMin`,
    });
  }
  return { ...asked, debtFraction: lent };
}

export function identity(
  offer: FleetInput | OfferInput | FutureOfferInput,
): Pick<Offer, 'id' | 'route' | 'host' | 'factors'> {
  return { id: offer.id, route: offer.route, host: offer.host, factors: [...(offer.factors ?? [])] };
}

/** Both sides' rights to leave, and the hazard of failure. */
export function rights(
  offer: Pick<OfferInput, 'buyerExit' | 'hostExit' | 'failureHazardPerYear' | 'options'>,
): Pick<Offer, 'buyerExit' | 'hostExit' | 'failureHazardPerYear'> {
  const { buyerExit, hostExit } = offer;
  return {
    buyerExit: buyerExit ? exitOf(buyerExit) : null,
    hostExit: hostExit ? { ...exitOf(hostExit), hazardPerYear: byRegimeOf(hostExit.hazardPerYear) } : null,
    // Where we step in, the site goes on as if the host had not failed.
    failureHazardPerYear: (offer.failureHazardPerYear ?? 0) * (1 - (offer.options?.stepIn?.keptFraction ?? 0)),
  };
}

const exitOf = ({ afterMonths, noticeDays }: { afterMonths: number; noticeDays: number }): Exit => ({
  afterMonths,
  noticeMonths: noticeDaysToMonths(noticeDays),
});

/** Of gates one after the other; not read for a build, whose gates are drawn one by one. */
function sumOfQuantiles(all: readonly Quantiles[]): Quantiles {
  const sum = (pick: (one: Quantiles) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return { p10: sum((one) => one.p10), p50: sum((one) => one.p50), p90: sum((one) => one.p90) };
}

const TOKENS_PER_MILLION = 1e6;

function rentedPrice(offer: OfferInput | FutureOfferInput, context: NormaliseContext): Price {
  if (offer.priceUsdPerGpuHour !== undefined) return { kind: 'perGpuHour', usd: byRegimeOf(offer.priceUsdPerGpuHour) };
  if (offer.priceUsdPerMonth !== undefined) return { kind: 'perMonth', usd: byRegimeOf(offer.priceUsdPerMonth) };
  if (offer.priceUsdPerMillionTokens !== undefined) {
    const millionsPerMonth = ((offer.tokensPerMinute ?? 0) * MINUTES_PER_HOUR * HOURS_PER_MONTH) / TOKENS_PER_MILLION;
    return { kind: 'perMonth', usd: scaleByRegime(byRegimeOf(offer.priceUsdPerMillionTokens), millionsPerMonth) };
  }
  const kilowatts = facilityKilowatts(offer, quantitiesOf(offer, context), context) ?? 0;
  return { kind: 'perMonth', usd: scaleByRegime(byRegimeOf(offer.priceUsdPerKwMonth ?? 0), kilowatts) };
}

function ownedPrice(offer: OfferInput | FutureOfferInput, { context, path }: Place): Price {
  if (offer.opexUsdPerMonth === undefined) {
    const what = `running the build "${offer.id}" costs nothing: power, people and repairs are missing`;
    // Not a mere assumption: without it every build looks better than it is.
    context.issues.warn({ code: 'default-opex', path, what, fix: 'give opexUsdPerMonth' });
  }
  return { kind: 'owned', opexUsdPerMonth: offer.opexUsdPerMonth ?? 0 };
}

function usefulLife(offer: OfferInput | FutureOfferInput, { context, path }: Place): number {
  if (offer.usefulLifeMonths === undefined) {
    const what = `the build "${offer.id}" serves ${PLAN_DEFAULTS.usefulLifeMonths} months`;
    context.issues.assume({ code: 'default-useful-life', path, what, fix: 'give usefulLifeMonths' });
  }
  return offer.usefulLifeMonths ?? PLAN_DEFAULTS.usefulLifeMonths;
}

function takeOrPay(offer: OfferInput | FutureOfferInput, { context, path }: Place): number {
  if (offer.takeOrPayFraction === undefined && offer.route !== 'build') {
    const what = `all of "${offer.id}" is paid whatever the use`;
    context.issues.assume({ code: 'default-take-or-pay', path, what, fix: 'give takeOrPayFraction' });
  }
  return offer.takeOrPayFraction ?? PLAN_DEFAULTS.takeOrPayFraction;
}
