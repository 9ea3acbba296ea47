import type { Offer, Plan } from '../domain/index.ts';
import { HOURS_PER_MONTH, monthAfter } from './calendar.ts';
import { blocksOf, NOMINAL_REGIME, quotesOf } from './check-decision.ts';
import type { Claim, ClaimedEstimate } from './claim.ts';
import { contractLife, gpusOf, medianUnfolding, monthlyBill, shownReferenceGpus } from './contract-life.ts';
import { isSameNumber, isWithin, LIFE_OPERATIONS, roundingOf, type Findings } from './findings.ts';
import { discountFactors, fixed, numberOf, over, sizeOf, sumOf, times, whole, type Fixed } from './fixed-point.ts';
import { liabilityOf } from './liability.ts';

/** Every quote's figures, and the sign-list, from the plan and the decision alone. */
export function checkOffers(found: Findings, plan: Plan, claim: Claim): void {
  const quotes = quotesOf(plan);
  found.that(
    claim.offers.length === quotes.length && quotes.every(({ id }, index) => claim.offers[index]?.offerId === id),
    'offers',
    () => ({ path: 'offers', what: `the offers are not the plan's quotes ${quotes.map(({ id }) => id).join(', ')}` }),
  );
  claim.offers.forEach((answer, index) => {
    const offer = quotes.find(({ id }) => id === answer.offerId);
    if (offer) checkOffer(found, { plan, claim, offer, answer, path: `offers[${index}]` });
  });
  checkSignList(found, plan, claim);
}

type Answer = Claim['offers'][number];
interface OfferAt {
  readonly plan: Plan;
  readonly claim: Claim;
  readonly offer: Offer;
  readonly answer: Answer;
  readonly path: string;
}

function checkOffer(found: Findings, at: OfferAt): void {
  const { plan, claim, offer, answer, path } = at;
  const decided = blocksOf(claim, offer.id);
  const priced = Math.max(decided, 1, offer.blocksMin);
  const unfolding = medianUnfolding(offer, { signMonth: 0, supplyRegime: NOMINAL_REGIME });
  const facts = [
    ['host', answer.host, offer.host],
    ['route', answer.route, offer.route],
    ['decideBy', answer.decideBy, offer.decideBy],
    ['isSigned', answer.isSigned, decided > 0],
    ['blocks', answer.blocks, priced],
    ['inServiceMonth', answer.inServiceMonth, serviceMonth(plan, offer)],
    ['verdict', answer.verdict, verdictOf(answer.walkAwayFractionOfAsk)],
  ] as const;
  for (const [field, given, right] of facts) {
    found.that(given === right, field === 'verdict' ? 'verdict' : 'offer', () => ({
      path: `${path}.${field}`,
      found: String(given),
      what: `"${offer.id}": ${field} is ${String(given)}, and should be ${String(right)}`,
    }));
  }
  const share = over(whole(answer.blocks), whole(offer.blocks));
  const liability = liabilityOf(offer, unfolding);
  same(found, {
    path: `${path}.firmLiabilityUsd`,
    given: answer.firmLiabilityUsd,
    exact: times(liability.firm, share),
  });
  same(found, { path: `${path}.headlineUsd`, given: answer.headlineUsd, exact: times(liability.headline, share) });
  checkPrices(found, at);
  checkDifference(found, at);
}

function same(found: Findings, { path, given, exact }: { path: string; given: number; exact: Fixed }): void {
  found.that(isSameNumber(given, exact), 'figure', () => ({
    path,
    found: String(given),
    what: `the figure is ${given}; the plan gives ${numberOf(exact)}`,
  }));
}

/** The price asked, per billed GPU hour; the walk-away price is its price-linked part times the multiple, plus the rest. */
function checkPrices(found: Findings, { plan, offer, answer, path }: OfferAt): void {
  const price = askOf(plan, offer);
  const ask = price.linked + price.rest;
  same(found, { path: `${path}.askPriceUsdPerGpuHour`, given: answer.askPriceUsdPerGpuHour, exact: ask });
  const reference = shownReferenceGpus(offer);
  if (reference > 0n) {
    const exact = over(times(ask, gpusOf(offer)), reference);
    same(found, {
      path: `${path}.askPriceUsdPerReferenceGpuHour`,
      given: answer.askPriceUsdPerReferenceGpuHour,
      exact,
    });
  }
  for (const end of ['estimate', 'low', 'high'] as const) {
    const multiple = answer.walkAwayFractionOfAsk[end];
    const given = answer.walkAwayPriceUsdPerGpuHour[end];
    found.that((multiple === null) === (given === null), 'walk-away', () => ({
      path: `${path}.walkAwayPriceUsdPerGpuHour.${end}`,
      what: 'the walk-away price has an end that its multiple of the ask has not, or the other way round',
    }));
    if (multiple === null || given === null) continue;
    const exact = times(fixed(multiple), price.linked) + price.rest;
    const gross = times(sizeOf(fixed(multiple)), price.linked) + ask;
    found.that(isWithin(fixed(given), exact, roundingOf(gross, LIFE_OPERATIONS)), 'walk-away', () => ({
      path: `${path}.walkAwayPriceUsdPerGpuHour.${end}`,
      found: String(given),
      what: `${multiple} times the ask of "${offer.id}" is ${numberOf(exact)} USD per GPU hour, not ${given}`,
    }));
  }
}

/** USD per billed GPU hour: of a lease its mean over the hours of the term; of owned kit what it costs over its discounted hours. */
function askOf(plan: Plan, offer: Offer): { readonly linked: Fixed; readonly rest: Fixed } {
  const gpus = gpusOf(offer);
  if (offer.price.kind !== 'owned') {
    const hourly = over(monthlyBill(offer, NOMINAL_REGIME), times(gpus, whole(HOURS_PER_MONTH)));
    const { service } = contractLife(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime: NOMINAL_REGIME }));
    const served = [...service.months.values()];
    const delivered = sumOf(served.map((month) => month.delivered));
    return { linked: times(hourly, over(sumOf(served.map(({ billed }) => billed)), delivered)), rest: 0n };
  }
  const signMonth = Math.max(0, offer.signFromMonth);
  const { service, payments } = contractLife(
    offer,
    medianUnfolding(offer, { signMonth, supplyRegime: NOMINAL_REGIME }),
  );
  const last = payments.reduce((latest, { month }) => Math.max(latest, month), service.end);
  const discount = discountFactors(plan.discountRatePerYear, last + 1);
  const worth = (cause: string): Fixed =>
    payments.reduce((sum, { month, timing, usd, cause: own }) => {
      const factor = discount[month + (timing === 'monthEnd' ? 1 : 0)] ?? 0n;
      return own === cause && month >= 0 ? sum - times(usd, factor) : sum;
    }, 0n);
  let hours = 0n;
  for (const [month, { useful }] of service.months) {
    if (month >= 0) hours += times(times(times(useful, gpus), whole(HOURS_PER_MONTH)), discount[month + 1]!);
  }
  return { linked: over(worth('capex'), hours), rest: over(worth('operations'), hours) };
}

/** What it adds is what the plan is worth with it less without it: means over the same lattices. */
function checkDifference(found: Findings, { answer, offer, path, claim }: OfferAt): void {
  const withIt = fixed(answer.valueWithUsd.estimate);
  const without = fixed(answer.valueWithoutUsd.estimate);
  if (answer.addedValueUsd.low === null || answer.valueWithUsd.low === null) return;
  const tolerance = roundingOf(sizeOf(withIt) + sizeOf(without), 64 + 2 * claim.recipe.lattices);
  found.that(isWithin(fixed(answer.addedValueUsd.estimate), withIt - without, tolerance), 'difference', () => ({
    path: `${path}.addedValueUsd`,
    what: `"${offer.id}" is said to add ${answer.addedValueUsd.estimate} USD; with it less without it is ${numberOf(withIt - without)}`,
  }));
}

/** Worth signing only where the whole interval of the walk-away price says so. */
function verdictOf({ low, high }: ClaimedEstimate): Answer['verdict'] {
  if (low === null) return 'above';
  if (low > 1) return 'below';
  return high !== null && high < 1 ? 'above' : 'undecided';
}

function serviceMonth(plan: Plan, offer: Offer): string {
  const { service } = contractLife(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime: NOMINAL_REGIME }));
  return monthAfter(plan.startMonth, service.start);
}

/** The sign-list is the decision, each signing once with its offer's own figures. */
function checkSignList(found: Findings, plan: Plan, claim: Claim): void {
  const signed = quotesOf(plan).filter(({ id }) => blocksOf(claim, id) > 0);
  const listed = claim.signNow.map(({ offerId }) => offerId);
  found.that(listed.length === signed.length && signed.every(({ id }) => listed.includes(id)), 'sign-list', () => ({
    path: 'signNow',
    what: `the sign-list is ${listed.join(', ') || 'empty'}; the decision signs ${signed.map(({ id }) => id).join(', ') || 'nothing'}`,
  }));
  claim.signNow.forEach((signing, index) => {
    const offer = signed.find(({ id }) => id === signing.offerId);
    const answer = claim.offers.find(({ offerId }) => offerId === signing.offerId);
    if (!offer || !answer) return;
    const path = `signNow[${index}]`;
    const share = over(whole(Math.round(blocksOf(claim, offer.id))), whole(offer.blocks));
    same(found, { path: `${path}.gpus`, given: signing.gpus, exact: times(gpusOf(offer), share) });
    same(found, {
      path: `${path}.referenceGpus`,
      given: signing.referenceGpus,
      exact: times(shownReferenceGpus(offer), share),
    });
    const facts = [
      ['blocks', signing.blocks, blocksOf(claim, offer.id)],
      ['blocksOffered', signing.blocksOffered, offer.blocks],
      ['host', signing.host, offer.host],
      ['route', signing.route, offer.route],
      ['inServiceMonth', signing.inServiceMonth, answer.inServiceMonth],
      ['firmLiabilityUsd', signing.firmLiabilityUsd, answer.firmLiabilityUsd],
      ['addedValueUsd', signing.addedValueUsd.estimate, answer.addedValueUsd.estimate],
    ] as const;
    for (const [field, given, right] of facts) {
      found.that(given === right, 'sign-list', () => ({
        path: `${path}.${field}`,
        found: String(given),
        what: `"${offer.id}": ${field} is ${given} in the sign-list and ${right} elsewhere`,
      }));
    }
  });
}
