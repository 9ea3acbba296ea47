import {
  chipFamilyOf,
  comparableCapex,
  comparableDeals,
  comparablePrices,
  type Catalogue,
  type ChipFamily,
  type Comparable,
  type ComparableMarketPrice,
  type DealBasis,
  type Placement,
} from '../catalogue/index.ts';
import type { Estimate, OfferAnswer, Result } from '../decide/index.ts';
import type { Offer, Plan, ProvenanceRow } from '../domain/index.ts';
import { calendarMonthOf, HOURS_PER_YEAR } from '../units/index.ts';
import { breakEvensOf, type BreakEven } from './break-even.ts';
import type { ClauseValue } from './clauses.ts';
import { effectivePriceOf, meanOverPeak, type EffectivePrice, type UseTerms } from './effective-price.ts';
import { exposureOf, type Exposure } from './exposure.ts';
import { signedOffer, type SignedOffer } from './signing.ts';

/** What the buyer says beside the plan; null takes the default that the answer names. */
export interface DealTerms {
  /** null: by archetype, else a build is a capex programme and everything else a GPU cloud */
  readonly basis: DealBasis | null;
  /** by offer id, before `basis` */
  readonly basisById: ReadonlyMap<string, DealBasis>;
  /** null: what the term sheet says of goodput, availability and outages; 1 when it says nothing */
  readonly goodputFraction: number | null;
  /** null: kit sized to the peak of the plan's load */
  readonly utilisationFraction: number | null;
  readonly onboardingUsd: number;
}

/** Facility power over IT load, by which published IT megawatts become facility megawatts: sites of today are designed for 1.1 to 1.3. */
export const PUE_ASSUMED = 1.2;

/** A set of public prices on one basis and in one unit, and the offer among them. */
export interface ComparedPrices {
  readonly metric: 'usdPerGpuHour' | 'usdPerMegawattYear' | 'capexUsdPerMegawatt';
  /** the offer's price in that unit, the mean over its term, as public totals give it; of a build its capex */
  readonly offerUsd: number;
  readonly prices: readonly Comparable[];
  readonly placement: Placement;
  readonly isOfferOutlier: boolean;
}

/** The planner's word on the offer. */
export interface WalkAwayAnswer {
  readonly blocks: number;
  readonly walkAwayUsdPerGpuHour: Estimate;
  readonly askUsdPerGpuHour: number;
  readonly addedValueUsd: Estimate;
  readonly verdict: OfferAnswer['verdict'];
  /** empty unless asked for */
  readonly clauses: readonly ClauseValue[];
}

/** The clauses that a reader asks for first. */
export type DealAnswerTerms = Pick<
  Offer,
  'takeOrPayFraction' | 'upfrontFraction' | 'buyerExit' | 'hostExit' | 'failureHazardPerYear'
> & {
  /** a prepayment stated in dollars, for the whole offer */
  readonly upfrontUsd: number | null;
};

/** One offer at the desk. Everything is for its whole quantity, but for `walkAway`, which names its blocks. */
export interface DealAnswer {
  readonly offerId: string;
  readonly host: string;
  readonly route: Offer['route'];
  readonly basis: DealBasis;
  readonly isBasisAssumed: boolean;
  readonly chipFamily: ChipFamily | null;
  readonly signMonth: string;
  readonly inServiceMonth: string;
  readonly termMonths: number;
  readonly terms: DealAnswerTerms;
  readonly use: UseTerms;
  /** what of `use` was not given */
  readonly assumed: readonly ('goodput' | 'utilisation')[];
  readonly price: EffectivePrice;
  readonly exposure: Exposure;
  readonly breakEvens: readonly BreakEven[];
  readonly compared: readonly ComparedPrices[];
  /** listed prices of the same chip; empty for mixed kit */
  readonly marketPrices: readonly ComparableMarketPrice[];
  /** null when the planner was not asked, or does not price such an offer */
  readonly walkAway: WalkAwayAnswer | null;
}

/** The desk's answer. */
export interface DealDesk {
  /** what every amount is in: dollars of the day, as the discount rate */
  readonly money: 'nominal USD';
  readonly asOf: string;
  readonly discountRatePerYear: number;
  readonly catalogueRetrievedOn: string;
  readonly pueAssumed: number;
  readonly offers: readonly DealAnswer[];
  /** false when some offers include the GPUs and others do not: then no column of prices is one comparison */
  readonly isOneBasis: boolean;
}

/** What the desk reads beside the plan. */
export interface DealSources {
  readonly catalogue: Catalogue;
  /** of the whole plan; null when the planner was not asked */
  readonly result: Result | null;
  readonly clausesById: ReadonlyMap<string, readonly ClauseValue[]>;
  /** where the numbers of the plan come from: a public deal that an offer itself cites is not compared with it */
  readonly sources?: readonly ProvenanceRow[];
}

/** Answers for offers of the plan, in the order asked. @param offerIds each the id of one of `plan.offers` */
export function dealDesk(plan: Plan, offerIds: readonly string[], given: DealTerms & DealSources): DealDesk {
  const offers = offerIds.flatMap((id) => plan.offers.filter((offer) => offer.id === id));
  const answers = offers.map((offer) => dealOf(plan, offer, given));
  return {
    money: 'nominal USD',
    asOf: plan.asOf,
    discountRatePerYear: plan.discountRatePerYear,
    catalogueRetrievedOn: given.catalogue.retrievedOn,
    pueAssumed: PUE_ASSUMED,
    offers: answers,
    isOneBasis: new Set(answers.map(({ basis }) => basis === 'poweredShell')).size <= 1,
  };
}

function dealOf(plan: Plan, offer: Offer, given: DealTerms & DealSources): DealAnswer {
  const signed = signedOffer(plan, offer);
  const use = {
    goodputFraction: given.goodputFraction ?? offer.terms.usefulFraction,
    utilisationFraction: given.utilisationFraction ?? meanOverPeak(plan),
    onboardingUsd: given.onboardingUsd,
  };
  const price = effectivePriceOf(plan, signed, use);
  const statedBasis = given.basisById.get(offer.id) ?? given.basis;
  const basis = statedBasis ?? basisOf(offer);
  const chips = offer.quantities.map(({ acceleratorIndex }) => plan.accelerators[acceleratorIndex]?.id ?? '');
  const chipFamily = familyOf(chips);
  const citedUrls = citedBy(plan, offer, given);
  const about = { plan, offer, basis, chipFamily, price, catalogue: given.catalogue, citedUrls };
  return {
    offerId: offer.id,
    host: offer.host,
    route: offer.route,
    basis,
    isBasisAssumed: statedBasis === null && offer.terms.archetype === null,
    chipFamily,
    signMonth: calendarMonthOf(signed.signing.signMonth, plan.startMonth),
    inServiceMonth: calendarMonthOf(signed.series.inServiceMonth, plan.startMonth),
    termMonths: offer.termMonths,
    terms: {
      takeOrPayFraction: offer.takeOrPayFraction,
      upfrontFraction: offer.upfrontFraction,
      upfrontUsd: offer.terms.prepayment.usd,
      buyerExit: offer.buyerExit,
      hostExit: offer.hostExit,
      failureHazardPerYear: offer.failureHazardPerYear,
    },
    use,
    assumed: [
      ...(given.goodputFraction === null && offer.terms.usefulFraction === 1 ? (['goodput'] as const) : []),
      ...(given.utilisationFraction === null ? (['utilisation'] as const) : []),
    ],
    price,
    exposure: exposureOf(plan, signed),
    // A market's hour has its GPU in it, a shell's has not.
    breakEvens: basis === 'poweredShell' ? [] : breakEvensOf(plan, signed, price),
    compared: comparedWith(about, signed),
    marketPrices:
      basis !== 'poweredShell' && chips.length === 1
        ? comparablePrices(given.catalogue, chips[0]!, plan.asOf.slice(0, 7))
        : [],
    walkAway: walkAwayOf(offer.id, given),
  };
}

/** Sources of a quote's own numbers, which stand in the file under its place among the quotes. */
function citedBy({ offers }: Plan, offer: Offer, { sources = [] }: DealSources): ReadonlySet<string> {
  const place = `offers[${offers.filter(({ kind }) => kind === 'quote').indexOf(offer)}].`;
  return new Set(sources.flatMap(({ path, source }) => (path.startsWith(place) && source !== null ? [source] : [])));
}

/** What the kind of deal says that its price buys; without one, the route. */
function basisOf({ price, terms }: Offer): DealBasis {
  if (terms.archetype === 'colocationShell') return 'poweredShell';
  return price.kind === 'owned' ? 'capexProgramme' : 'gpuCloud';
}

/** The one family of all chips; null when there are several, or one is not known. */
function familyOf(chips: readonly string[]): ChipFamily | null {
  const [first, ...others] = new Set(chips.map(chipFamilyOf));
  return first !== undefined && others.length === 0 ? first : null;
}

interface About {
  readonly plan: Plan;
  readonly offer: Offer;
  readonly basis: DealBasis;
  readonly chipFamily: ChipFamily | null;
  readonly price: EffectivePrice;
  readonly catalogue: Catalogue;
  readonly citedUrls: ReadonlySet<string>;
}

function comparedWith(about: About, { offer }: SignedOffer): readonly ComparedPrices[] {
  const { basis, chipFamily, price, catalogue } = about;
  const { meanUsdPerGpuHour, gpus, facilityMegawatts } = price;
  const wanted = { basis, chipFamily, nearMonth: about.plan.asOf.slice(0, 7), citedUrls: about.citedUrls };
  if (basis === 'capexProgramme') {
    if (facilityMegawatts === null || offer.gates.length === 0) return [];
    const offerUsd = offer.gates.reduce((sum, { capexUsd }) => sum + capexUsd, 0) / facilityMegawatts;
    const found = comparableCapex(catalogue, wanted, { usd: offerUsd, pue: PUE_ASSUMED });
    return [{ metric: 'capexUsdPerMegawatt', offerUsd, ...found }];
  }
  const compared: ComparedPrices[] = [];
  if (basis === 'gpuCloud') {
    const asked = { metric: 'gpuHour', usd: meanUsdPerGpuHour, pue: PUE_ASSUMED } as const;
    compared.push({
      metric: 'usdPerGpuHour',
      offerUsd: asked.usd,
      ...comparableDeals(catalogue, wanted, asked),
    });
  }
  if (facilityMegawatts !== null) {
    const usd = (meanUsdPerGpuHour * gpus * HOURS_PER_YEAR) / facilityMegawatts;
    const found = comparableDeals(catalogue, wanted, { metric: 'megawattYear', usd, pue: PUE_ASSUMED });
    compared.push({ metric: 'usdPerMegawattYear', offerUsd: usd, ...found });
  }
  return compared;
}

function walkAwayOf(offerId: string, { result, clausesById }: DealSources): WalkAwayAnswer | null {
  const answer = result?.offers.find((each) => each.offerId === offerId);
  if (!answer) return null;
  return {
    blocks: answer.blocks,
    walkAwayUsdPerGpuHour: answer.walkAwayPriceUsdPerGpuHour,
    askUsdPerGpuHour: answer.askPriceUsdPerGpuHour,
    addedValueUsd: answer.addedValueUsd,
    verdict: answer.verdict,
    clauses: clausesById.get(offerId) ?? [],
  };
}
