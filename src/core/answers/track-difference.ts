import type { Estimate, Result, RootDecision, SampleCaller } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { decisionOf, keyOf, namedBlocks, type NamedBlocks } from './decisions.ts';
import { repliesTo, studyAsker, valueLess } from './studies.ts';
import { quotesOf } from './variants.ts';

/** What differs between two plans for the same quotes, and why. */
export interface PlanDifference {
  /** the last plan's signings that are still to be made, as far as they are still on offer */
  readonly before: NamedBlocks;
  /** what the new plan's own optimum signs */
  readonly best: NamedBlocks;
  /** what is recommended now: `before` where changing it is worth no more than its range, else `best` */
  readonly now: NamedBlocks;
  readonly isKept: boolean;
  /** what all signings of the last plan, those made since among them, were worth then, and what is left of them is now */
  readonly worthBeforeUsd: Estimate;
  readonly worthNowUsd: Estimate;
  readonly factsUsd: number;
  /** the new optimum less the last plan's signings, both in the new plan, paired: what choosing again does */
  readonly choicesUsd: Estimate;
}

/**
 * Explains the new plan beside the last one. Facts: what the last plan's signings, made or still to be made, are worth now
 * less what they were worth then (what has been paid since is gone).
 * Choices: the value of the new optimum less that of the last plan's, paired on the new plan's sampled trees.
 *
 * Tie-break, so that plans do not flutter: the last plan's signings stand unless the low end of `choicesUsd` is above zero.
 *
 * @param of `last` is the result before, `result` that of the next plan; the caller serves the next plan
 */
export async function planDifference(
  next: Plan,
  of: {
    readonly last: Result;
    readonly result: Result;
    readonly caller: SampleCaller;
    readonly isCancelled: () => boolean;
  },
): Promise<PlanDifference> {
  const open = openSignings(next, of.last);
  const best = decisionOf(next, of.result.signNow);
  const { ask } = studyAsker(of.caller, of.isCancelled);
  const quotes = quotesOf(next);
  // What is frozen is held in every question; without its lower bound, what all signings are worth can be asked too.
  const plan = { ...next, offers: next.offers.map((offer) => ({ ...offer, blocksMin: 0 })) };
  const nothing = { barred: quotes.map(({ id }) => ({ offerId: id, beforeMonth: Infinity })) };
  const replies = await ask({ plan, questions: { before: { held: open }, best: { held: best }, nothing } });
  const choicesUsd = valueLess(repliesTo(replies, 'best'), repliesTo(replies, 'before'));
  const worthNowUsd = valueLess(repliesTo(replies, 'before'), repliesTo(replies, 'nothing'));
  const isFeasible = worthNowUsd.low !== null;
  const isKept = keyOf(open) === keyOf(best) || (isFeasible && (choicesUsd.low ?? 0) <= 0);
  const toSign = (decision: RootDecision) =>
    namedBlocks(
      next,
      decision.map((blocks, quote) => (quotes[quote]!.blocksMin > 0 ? 0 : blocks)),
    );
  return {
    before: toSign(open),
    best: toSign(best),
    now: toSign(isKept ? open : best),
    isKept,
    worthBeforeUsd: of.last.value.addedValueUsd,
    worthNowUsd,
    factsUsd: worthNowUsd.estimate - of.last.value.addedValueUsd.estimate,
    choicesUsd,
  };
}

/** The last plan's signings, within what is on offer now; what is frozen is signed whatever was said. */
function openSignings(next: Plan, last: Result): RootDecision {
  return quotesOf(next).map(({ id, blocks, blocksMin }) => {
    const wanted = last.signNow.find(({ offerId }) => offerId === id)?.blocks ?? 0;
    return Math.max(blocksMin, Math.min(blocks, wanted));
  });
}
