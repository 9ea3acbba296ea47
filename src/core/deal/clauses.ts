import { estimateOf, type Estimate, type Result, type RootDecision, type SampleCaller } from '../decide/index.ts';
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
export async function clauseStudies(
  plan: Plan,
  asked: { readonly offerId: string; readonly result: Result; readonly caller: SampleCaller },
): Promise<readonly ClauseValue[]> {
  const { offerId, result, caller } = asked;
  const offer = plan.offers.find(({ id, kind }) => id === offerId && kind === 'quote');
  const answer = result.offers.find((each) => each.offerId === offerId);
  if (!offer || !answer) return [];
  const decision = decisionWith(plan, result, { offerId, blocks: answer.blocks });
  const valuesOf = (change: (known: Offer) => Offer) => valuesHeld(withOffer(plan, offerId, change), decision, caller);
  const changes = clauseChangesOf(offer);
  const [asItIs, dearer, ...changed] = await Promise.all([
    valuesOf((known) => known),
    valuesOf((known) => withPriceMultiple(known, TRIED_PRICE_MULTIPLE)),
    ...changes.map(({ change }) => valuesOf(change)),
  ]);
  if (!asItIs || !dearer || ![...asItIs, ...dearer].every(Number.isFinite)) return [];
  const fallPerMultiple = asItIs.map((usd, tree) => (usd - dearer[tree]!) / (TRIED_PRICE_MULTIPLE - 1));
  const { priceLinkedUsdPerGpuHour } = allInPriceUsdPerGpuHour(offer, {
    discountRatePerYear: plan.discountRatePerYear,
    signingRegime: 1,
  });
  const gpuHours = physicalGpus(offer) * (answer.blocks / offer.blocks) * offer.termMonths * HOURS_PER_MONTH;
  return changes
    .flatMap(({ clause, kind }, index) => {
      const values = changed[index] ?? [];
      if (!values.every(Number.isFinite)) return [];
      const gained = values.map((usd, tree) => usd - asItIs[tree]!);
      const worth = gained.map((usd) => (kind === 'held' ? 0 - usd : usd));
      const moved = gained.map(
        (usd, tree) =>
          answer.walkAwayPriceUsdPerGpuHour.estimate + (usd / fallPerMultiple[tree]!) * priceLinkedUsdPerGpuHour,
      );
      return [
        {
          clause,
          kind,
          valueUsd: estimateOf(worth, 'mean paired difference', 'trees'),
          valueUsdPerGpuHour: estimateOf(
            worth.map((usd) => usd / gpuHours),
            'mean paired difference over the GPU-hours of the term',
            'trees',
          ),
          walkAwayUsdPerGpuHour: estimateOf(moved, 'walk-away price moved by the paired difference', 'trees'),
        },
      ];
    })
    .toSorted((a, b) => Math.abs(b.valueUsd.estimate) - Math.abs(a.valueUsd.estimate));
}

/** The recommended signings, with one quote signed at given blocks. */
function decisionWith(plan: Plan, result: Result, signed: { offerId: string; blocks: number }): RootDecision {
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  return quotes.map(({ id }) =>
    id === signed.offerId ? signed.blocks : (result.signNow.find(({ offerId }) => offerId === id)?.blocks ?? 0),
  );
}

/** [tree] value with the signings held; NaN where the limits forbid them. */
function valuesHeld(plan: Plan, decision: RootDecision, caller: SampleCaller): Promise<readonly number[]> {
  const study = { plan, questions: [{ held: decision }] };
  return Promise.all(
    Array.from({ length: CLAUSE_TREES }, async (_, tree) => {
      const [answer] = await caller.ask(tree, { kind: 'study', study, sampleIndex: tree });
      return answer?.valueUsd ?? Number.NaN;
    }),
  );
}

function withOffer(plan: Plan, offerId: string, change: (offer: Offer) => Offer): Plan {
  return { ...plan, offers: plan.offers.map((offer) => (offer.id === offerId ? change(offer) : offer)) };
}
