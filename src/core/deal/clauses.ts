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
import { clauseChangesOf, withPriceMultiple, type ClauseChange } from './clause-changes.ts';

/** Independent sampled trees behind every value of a clause. */
const CLAUSE_TREES = 4;
/** The price tried beside the ask, to see what a dollar of price is worth. */
const TRIED_PRICE_MULTIPLE = 1.1;

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
 * the signings of the result held (and the quote signed at the blocks its walk-away price is for). Draws depend on seed and
 * cause only, so differences are paired. Each clause costs as many solves as there are trees.
 *
 * The walk-away price moves by Δ value / (fall in value per unit of price), that fall tried at 1.1 times the ask.
 *
 * @returns by size of value; empty when the limits forbid the signing, so that nothing can be compared
 */
export async function clauseStudies(plan: Plan, asked: ClauseQuestion): Promise<readonly ClauseValue[]> {
  const { offerId, result } = asked;
  const offer = plan.offers.find(({ id, kind }) => id === offerId && kind === 'quote');
  const answer = result.offers.find((each) => each.offerId === offerId);
  if (!offer || !answer) return [];
  const changes = clauseChangesOf(offer);
  const valuesOf = heldValues(plan, {
    ...asked,
    decision: decisionWith(plan, result, { offerId, blocks: answer.blocks }),
    studyCount: changes.length + 2,
  });
  const [asItIs, dearer, ...changed] = await Promise.all([
    valuesOf((known) => known),
    valuesOf((known) => withPriceMultiple(known, TRIED_PRICE_MULTIPLE)),
    ...changes.map(({ change }) => valuesOf(change)),
  ]);
  if (![...asItIs, ...dearer].every(Number.isFinite)) return [];
  const measure = { plan, offer, answer, asItIs, dearer };
  return changes
    .flatMap((change, index) => {
      const values = changed[index] ?? [];
      return values.every(Number.isFinite) ? [clauseValue(change, values, measure)] : [];
    })
    .toSorted((a, b) => Math.abs(b.valueUsd.estimate) - Math.abs(a.valueUsd.estimate));
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
  /** [tree] values with the quote as it is, and at 1.1 times its price */
  readonly asItIs: readonly number[];
  readonly dearer: readonly number[];
}

function clauseValue({ clause, kind }: ClauseChange, values: readonly number[], measure: Measure): ClauseValue {
  const { plan, offer, answer, asItIs, dearer } = measure;
  const gained = values.map((usd, tree) => usd - asItIs[tree]!);
  const worth = gained.map((usd) => (kind === 'held' ? 0 - usd : usd));
  const { priceLinkedUsdPerGpuHour } = allInPriceUsdPerGpuHour(offer, {
    discountRatePerYear: plan.discountRatePerYear,
    signingRegime: 1,
  });
  const moved = gained.map((usd, tree) => {
    const fallPerMultiple = (asItIs[tree]! - dearer[tree]!) / (TRIED_PRICE_MULTIPLE - 1);
    return fallPerMultiple > 0 ? (usd / fallPerMultiple) * priceLinkedUsdPerGpuHour : Number.NaN;
  });
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
  return {
    estimate: price.estimate + by.estimate,
    low: add(price.low, by.low),
    high: add(price.high, by.high),
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
  asked: ClauseQuestion & { readonly decision: RootDecision; readonly studyCount: number },
): (change: (offer: Offer) => Offer) => Promise<readonly number[]> {
  const { offerId, caller, decision, onProgress } = asked;
  const total = asked.studyCount * CLAUSE_TREES;
  let done = 0;
  return (change) => {
    const study = { plan: withOffer(plan, offerId, change), questions: [{ held: decision }] };
    const ofTree = async (tree: number) => {
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
