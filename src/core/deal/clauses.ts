import { atPriceMultiple, clauseChangesOf, type ClauseChange } from '../answers/index.ts';
import {
  estimateOf,
  type Estimate,
  type OfferAnswer,
  type Result,
  type RootDecision,
  type SampleCaller,
} from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour, physicalGpus } from '../supply/index.ts';
import { HOURS_PER_MONTH } from '../units/index.ts';
import { isKnown, priceCurve, type PriceCurve } from './price-curve.ts';

/** Independent sampled trees behind every value of a clause. */
const CLAUSE_TREES = 4;
/** The price tried beside the ask where the walk-away price is near the ask. */
const TRIED_PRICE_MULTIPLE = 0.8;
/** A walk-away price that differs from the ask by less is near it. */
const NEAR_FRACTION = 0.1;

/** What one clause of an offer is worth to us with the signings held. */
export interface ClauseValue {
  readonly clause: string;
  /** `held`: the offer has it and is tried without; `wanted`: it has not and is tried with */
  readonly kind: ClauseChange['kind'];
  /** value with the clause less without it, paired on the same sampled paths; negative: a clause of the host's */
  readonly valueUsd: Estimate;
  /** the same per GPU hour of the blocks over their whole term */
  readonly valueUsdPerGpuHour: Estimate;
  /** the most worth paying were the clause changed: the plan's own walk-away price moved by the value of the clause */
  readonly walkAwayUsdPerGpuHour: Estimate;
  /** of the ask against that price */
  readonly verdict: OfferAnswer['verdict'];
}

/**
 * Values every clause of one quote: the plan with that one term changed, on the same sampled trees, solved exactly, with
 * the signings of the result held and the quote signed at the blocks its walk-away price is for. Draws depend on seed and
 * cause only, so differences are paired.
 *
 * Each change is valued at the ask and at the plan's own walk-away price: the line through both meets the value without
 * the quote at a price, and what that price moves against the quote as it is moves the plan's walk-away price. Value is
 * convex in the price, so beyond the two prices the line is below it: a walk-away price far from both is on the safe side.
 * Rights over part of the capacity that an offer has not bend that line most, so that for them the price is tried again
 * where the line meets (secant), a few times. Each change costs two solves for each tree, those rights two and as many more.
 *
 * @returns by size of value; empty when the limits forbid the signing, so that nothing can be compared
 */
export async function clauseStudies(plan: Plan, asked: ClauseQuestion): Promise<readonly ClauseValue[]> {
  const { offerId, result } = asked;
  const offer = plan.offers.find(({ id, kind }) => id === offerId && kind === 'quote');
  const answer = result.offers.find((each) => each.offerId === offerId);
  if (!offer || !answer) return [];
  const changes = clauseChangesOf(offer);
  const multiple = triedMultiple(answer);
  const decision = decisionWith(plan, result, { offerId, blocks: answer.blocks });
  const bent = changes.filter(isBent).length;
  const studyCount = 2 * changes.length + 3 + (bent > 0 ? REFINEMENTS * (bent + 1) : 0);
  const valuesOf = heldValues(plan, { ...asked, studyCount });
  const without = await valuesOf((known) => known, decisionWith(plan, result, { offerId, blocks: 0 }));
  const curveOf = (change: (known: Offer) => Offer, refinements: number) =>
    priceCurve({
      valuesAt: (multiples) => valuesOf((known, tree) => atPriceMultiple(change(known), multiples[tree]!), decision),
      without,
      triedMultiple: multiple,
      refinements,
    });
  const [asItIs, ...changed] = await Promise.all([
    curveOf((known) => known, bent > 0 ? REFINEMENTS : 0),
    ...changes.map((change) => curveOf(change.change, isBent(change) ? REFINEMENTS : 0)),
  ]);
  if (!isKnown(asItIs) || !without.every(Number.isFinite)) return [];
  const measure = { plan, offer, answer, asItIs };
  return changes
    .flatMap((change, index) => (isKnown(changed[index]!) ? [clauseValue(change, changed[index]!, measure)] : []))
    .toSorted((a, b) => Math.abs(b.valueUsd.estimate) - Math.abs(a.valueUsd.estimate));
}

/** How often the price at which a right over part of the capacity makes signing worth nothing is tried again. */
const REFINEMENTS = 3;

/** Rights over part of the capacity that an offer has not change what a dearer price costs. */
function isBent({ what, kind }: ClauseChange): boolean {
  return kind === 'wanted' && (what === 'sublet' || what === 'rampDown');
}

/** The multiple of the ask that is tried beside it: the plan's own walk-away price, unless that is near the ask. */
function triedMultiple({ walkAwayFractionOfAsk }: OfferAnswer): number {
  const multiple = walkAwayFractionOfAsk.estimate;
  return multiple > 0 && Math.abs(multiple - 1) > NEAR_FRACTION ? multiple : TRIED_PRICE_MULTIPLE;
}

/** What is asked about one quote of a planned result. */
export interface ClauseQuestion {
  readonly offerId: string;
  readonly result: Result;
  readonly caller: SampleCaller;
  /** called after every solve */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

interface Measure {
  readonly plan: Plan;
  readonly offer: Offer;
  readonly answer: OfferAnswer;
  readonly asItIs: PriceCurve;
}

function clauseValue(change: ClauseChange, values: PriceCurve, measure: Measure): ClauseValue {
  const { clause, kind } = change;
  const { plan, offer, answer, asItIs } = measure;
  const worth = values.atAsk.map((usd, tree) =>
    kind === 'held' ? asItIs.atAsk[tree]! - usd : usd - asItIs.atAsk[tree]!,
  );
  const { priceLinkedUsdPerGpuHour } = allInPriceUsdPerGpuHour(offer, {
    discountRatePerYear: plan.discountRatePerYear,
    signingRegime: 1,
  });
  const breakEven = (curve: PriceCurve) => (isBent(change) ? curve.refined : curve.onLine);
  const before = breakEven(asItIs);
  const moved = breakEven(values).map((multiple, tree) => (multiple - before[tree]!) * priceLinkedUsdPerGpuHour);
  const gpuHours = physicalGpus(offer) * (answer.blocks / offer.blocks) * offer.termMonths * HOURS_PER_MONTH;
  const perHour = worth.map((usd) => usd / gpuHours);
  const walkAway = shifted(answer.walkAwayPriceUsdPerGpuHour, estimateOf(moved, 'mean paired difference', 'trees'));
  return {
    clause,
    kind,
    valueUsd: estimateOf(worth, 'mean paired difference', 'trees'),
    valueUsdPerGpuHour: estimateOf(perHour, 'mean paired difference over the GPU-hours of the term', 'trees'),
    walkAwayUsdPerGpuHour: walkAway,
    verdict: verdictOf(walkAway, answer.askPriceUsdPerGpuHour),
  };
}

/** The plan's walk-away price moved by a clause; the two ranges are added end to end, as if they erred together. */
function shifted(price: Estimate, by: Estimate): Estimate {
  const add = (first: number | null, second: number | null) =>
    first === null || second === null ? null : first + second;
  if (by.low === null || by.high === null) return by;
  // No price is below nothing: there the offer is worth signing at no price.
  const atLeastNothing = (usd: number | null) => (usd === null ? null : Math.max(0, usd));
  return {
    estimate: Math.max(0, price.estimate + by.estimate),
    low: atLeastNothing(add(price.low, by.low)),
    high: atLeastNothing(add(price.high, by.high)),
    method: `${price.method}; moved by the ${by.method}, both ranges added`,
  };
}

function verdictOf({ low, high }: Estimate, askUsdPerGpuHour: number): OfferAnswer['verdict'] {
  if (low !== null && askUsdPerGpuHour < low) return 'below';
  return high !== null && askUsdPerGpuHour > high ? 'above' : 'undecided';
}

/** The recommended signings, with one quote signed at given blocks. */
function decisionWith(plan: Plan, result: Result, signed: { offerId: string; blocks: number }): RootDecision {
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  return quotes.map(({ id }) =>
    id === signed.offerId ? signed.blocks : (result.signNow.find(({ offerId }) => offerId === id)?.blocks ?? 0),
  );
}

/** [tree] value with the signings held, by a change of the quote; NaN where the limits forbid them. */
function heldValues(
  plan: Plan,
  asked: ClauseQuestion & { readonly studyCount: number },
): (change: (offer: Offer, tree: number) => Offer, decision: RootDecision) => Promise<readonly number[]> {
  const { offerId, caller, onProgress } = asked;
  const total = asked.studyCount * CLAUSE_TREES;
  let done = 0;
  return (change, decision) => {
    const ofTree = async (tree: number) => {
      const changed = withOffer(plan, offerId, (offer) => change(offer, tree));
      const study = { plan: changed, questions: [{ held: decision }] };
      const [answer] = await caller.ask(tree, { kind: 'study', study, sampleIndex: tree });
      onProgress?.({ done: ++done, total });
      return answer?.valueUsd ?? Number.NaN;
    };
    return Promise.all(Array.from({ length: CLAUSE_TREES }, (_, tree) => ofTree(tree)));
  };
}

function withOffer(plan: Plan, offerId: string, change: (offer: Offer) => Offer): Plan {
  return { ...plan, offers: plan.offers.map((offer) => (offer.id === offerId ? change(offer) : offer)) };
}
