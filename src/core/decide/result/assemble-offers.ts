import type { Offer, Plan } from '../../domain/index.ts';
import {
  allInPriceUsdPerGpuHour,
  contractSeries,
  deliveryAtScore,
  firmLiability,
  physicalGpus,
  shownReferenceGpus,
} from '../../supply/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import type { LatticeReport } from '../samples/lattice-report.ts';
import { PRICE_MULTIPLE_MAX, pricedBlocks, type WalkAway } from '../samples/lattice-walk-away.ts';
import type { RootDecision } from '../samples/question.ts';
import { differences, estimateOf, type Estimate } from './estimates.ts';
import type { OfferAnswer, SignNow } from './offer-answer.ts';

/** Supply regime and delivery at which a quote is described: normal, median lead time, signed at the start. */
const NOMINAL = { signMonth: 0, signingRegime: 1 } as const;

/** What the lattices say of every quote, in plan order. */
export function offerAnswers(plan: Plan, reports: readonly LatticeReport[], decision: RootDecision): OfferAnswer[] {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const blocks = pricedBlocks(quotes, decision);
  return quotes.map((offer, quote) => {
    const ofLattices = reports.map((report) => report.walkAways[quote]!);
    const multiple = multipleEstimate(ofLattices.map((walkAway) => walkAway.multiple));
    const { signMonth, signingRegime } = NOMINAL;
    const price = allInPriceUsdPerGpuHour(offer, { discountRatePerYear: plan.discountRatePerYear, signingRegime });
    const fixedUsdPerGpuHour = price.usdPerGpuHour - price.priceLinkedUsdPerGpuHour;
    const liability = firmLiability(offer, { signMonth, signingRegime, delivery: deliveryAtScore(offer, 0) });
    const share = blocks[quote]! / offer.blocks;
    return {
      offerId: offer.id,
      host: offer.host,
      route: offer.route,
      blocks: blocks[quote]!,
      isSigned: decision[quote]! > 0,
      ...alreadySigned(offer),
      askPriceUsdPerGpuHour: price.usdPerGpuHour,
      askPriceUsdPerReferenceGpuHour: (price.usdPerGpuHour * physicalGpus(offer)) / shownReferenceGpus(offer),
      walkAwayPriceUsdPerGpuHour: mapEstimate(
        multiple,
        (value) => value * price.priceLinkedUsdPerGpuHour + fixedUsdPerGpuHour,
      ),
      walkAwayFractionOfAsk: multiple,
      valueWithUsd: estimateOf(ofLattices.map((walkAway) => walkAway.withUsd)),
      valueWithoutUsd: estimateOf(ofLattices.map((walkAway) => walkAway.withoutUsd)),
      addedValueUsd: addedValue(ofLattices),
      deferralCostUsd: deferralCost(reports, ofLattices),
      verdict: verdictOf(multiple),
      firmLiabilityUsd: liability.totalUsd * share,
      headlineUsd: liability.headlineUsd * share,
      decideBy: offer.decideBy,
      ...serviceMonths(plan, offer),
      provisional: false,
    };
  });
}

/** What to sign now, ordered by what each adds. */
export function signNowOf(plan: Plan, offers: readonly OfferAnswer[]): SignNow[] {
  const signed = offers.filter((offer) => offer.isSigned);
  return signed
    .map((answer) => {
      const offer = plan.offers.find((candidate) => candidate.id === answer.offerId)!;
      const share = answer.blocks / offer.blocks;
      return {
        offerId: answer.offerId,
        host: answer.host,
        route: answer.route,
        blocks: answer.blocks,
        blocksOffered: offer.blocks,
        gpus: physicalGpus(offer) * share,
        referenceGpus: shownReferenceGpus(offer) * share,
        inServiceMonth: answer.inServiceMonth,
        ...(answer.lastServiceMonth === undefined ? {} : { lastServiceMonth: answer.lastServiceMonth }),
        firmLiabilityUsd: answer.firmLiabilityUsd,
        addedValueUsd: answer.addedValueUsd,
        deferralCostUsd: answer.deferralCostUsd,
        ...alreadySigned(answer),
      };
    })
    .toSorted((a, b) => b.addedValueUsd.estimate - a.addedValueUsd.estimate);
}

function alreadySigned({
  isAlreadySigned,
}: Pick<OfferAnswer, 'isAlreadySigned'>): Pick<OfferAnswer, 'isAlreadySigned'> {
  return isAlreadySigned ? { isAlreadySigned } : {};
}

function addedValue(ofLattices: readonly WalkAway[]): Estimate {
  const withUsd = ofLattices.map((walkAway) => walkAway.withUsd);
  return estimateOf(
    differences(
      withUsd,
      ofLattices.map((walkAway) => walkAway.withoutUsd),
    ),
    'mean paired difference',
  );
}

/** What each lattice's own best plan loses when this offer is not signed now. */
function deferralCost(reports: readonly LatticeReport[], ofLattices: readonly WalkAway[]): Estimate {
  const best = reports.map((report) => report.bestUsd);
  return estimateOf(
    differences(
      best,
      ofLattices.map((walkAway) => walkAway.deferredUsd),
    ),
    'mean paired difference',
  );
}

function multipleEstimate(multiples: readonly number[]): Estimate {
  if (multiples.some(Number.isNaN)) {
    return { estimate: 0, low: null, high: null, method: 'cannot be signed now within the limits' };
  }
  if (multiples.some((multiple) => multiple >= PRICE_MULTIPLE_MAX)) {
    const method = `at least this: on some lattice no price up to ${PRICE_MULTIPLE_MAX} times the ask is too high`;
    return { estimate: Math.min(...multiples), low: Math.min(...multiples), high: null, method };
  }
  const estimate = estimateOf(multiples);
  return { ...estimate, low: Math.max(0, estimate.low ?? 0) };
}

function mapEstimate(estimate: Estimate, map: (value: number) => number): Estimate {
  const at = (value: number | null) => (value === null ? null : map(value));
  return { ...estimate, estimate: map(estimate.estimate), low: at(estimate.low), high: at(estimate.high) };
}

/** `below` and `above` only where the whole interval says so. */
function verdictOf({ low, high }: Estimate): OfferAnswer['verdict'] {
  if (low === null) return 'above';
  if (low > 1) return 'below';
  return high !== null && high < 1 ? 'above' : 'undecided';
}

/** When the first tranche serves, and the last where it comes later, both at the median lead times. */
export function serviceMonths(plan: Plan, offer: Offer): Pick<OfferAnswer, 'inServiceMonth' | 'lastServiceMonth'> {
  const delivery = deliveryAtScore(offer, 0);
  const { inServiceMonth } = contractSeries(offer, { ...NOMINAL, delivery, horizonMonths: plan.horizonMonths });
  const later = delivery.trancheMonths
    ? Math.max(...delivery.trancheMonths) - delivery.inServiceMonths
    : Math.max(0, ...offer.deliveryProfile.map(({ monthsAfterStart }) => monthsAfterStart));
  return {
    inServiceMonth: calendarMonthOf(inServiceMonth, plan.startMonth),
    ...(later > 0 ? { lastServiceMonth: calendarMonthOf(inServiceMonth + later, plan.startMonth) } : {}),
  };
}
