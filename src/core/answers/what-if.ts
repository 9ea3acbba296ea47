import type { Estimate, RootDecision, SampleCaller } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { clauseChangesOf } from './clause-changes.ts';
import { commonestOf, decisionOf, type NamedBlocks } from './decisions.ts';
import { outlookOf, type Outlook } from './growth.ts';
import { atPriceMultiple, leadMonthsMovable, leadMoved } from './sensitivity.ts';
import { repliesTo, STUDY_TREES, studyAsker, valueLess, type AskStudy } from './studies.ts';
import { quotesOf, withOffer } from './variants.ts';

/** One term of one quote, changed. */
export type WhatIfChange = { readonly offerId: string } & (
  | { readonly kind: 'price'; /** every price-linked payment times this, > 0 */ readonly multiple: number }
  | { readonly kind: 'lead'; /** later than quoted; negative is earlier */ readonly months: number }
  | { readonly kind: 'clause'; /** of `clauseChangesOf` the quote */ readonly clause: string }
);

/** What the plan says once some terms are changed. */
export interface WhatIfAnswer {
  readonly changes: readonly WhatIfChange[];
  readonly trees: number;
  /** the recommended signings, in the plan as it is and as changed; everything later re-optimised */
  readonly asItIs: Outlook;
  readonly held: Outlook;
  /** the best signings of the changed plan, the commonest over the trees */
  readonly best: Outlook;
  /** recommended signings there less as it is, paired */
  readonly changeUsd: Estimate;
  /** best there less the recommended signings there, paired: what keeping to them costs */
  readonly regretUsd: Estimate;
  /** the best signings are others than in the plan as it is, on these trees, and surely better than the recommended */
  readonly isTurned: boolean;
}

/** Answers what-ifs about one plan; the first answer waits until the trees are grown. */
export interface WhatIfs {
  /** @throws StudiesCancelled when stopped */
  answer(changes: readonly WhatIfChange[]): Promise<WhatIfAnswer>;
}

/** The plan and the signings that what-ifs are about. */
export interface WhatIfGround {
  readonly plan: Plan;
  /** the recommended signings; null: those that most trees find best */
  readonly signNow: NamedBlocks | null;
  readonly caller: SampleCaller;
  readonly isCancelled?: () => boolean;
}

/**
 * What-ifs by paired studies, as the further answers are made: exact optima of the plan and of its change on the same
 * sampled trees. Paths, trees and the flows of all contracts that did not change are kept, and every solve starts from
 * the basis of the plan as it is; one changed quote is then answered in a second or so. It approximates planning again,
 * which values decisions on lattices: levels are too good, differences less so.
 */
export function openWhatIfs({ plan, signNow, caller, isCancelled = () => false }: WhatIfGround): WhatIfs {
  const { ask } = studyAsker(caller, isCancelled);
  const ground = groundOf(plan, signNow, ask);
  return {
    async answer(changes) {
      const { decision, asItIs, ownBest } = await ground;
      const changedTo = changedPlan(plan, changes);
      const replies = await ask({
        plan: changedTo,
        questions: { best: {}, held: { held: decision } },
      });
      const [best, held] = [repliesTo(replies, 'best'), repliesTo(replies, 'held')];
      const regretUsd = valueLess(best, held);
      const found = commonestOf(best.map((answer) => answer.decision)).decision;
      return {
        changes,
        trees: STUDY_TREES,
        asItIs: outlookOf(plan, asItIs),
        held: outlookOf(changedTo, held),
        best: outlookOf(changedTo, best),
        changeUsd: valueLess(held, asItIs),
        regretUsd,
        isTurned: (regretUsd.low ?? 0) > 0 && found.join('/') !== ownBest.join('/'),
      };
    },
  };
}

async function groundOf(plan: Plan, signNow: NamedBlocks | null, ask: AskStudy) {
  const best = repliesTo(await ask({ plan, questions: { best: {} } }), 'best');
  const ownBest: RootDecision = commonestOf(best.map((answer) => answer.decision)).decision;
  const decision = signNow === null ? ownBest : decisionOf(plan, signNow);
  const asItIs = repliesTo(await ask({ plan, questions: { held: { held: decision } } }), 'held');
  return { decision, asItIs, ownBest };
}

/** The plan with the changes made, in their order. */
function changedPlan(plan: Plan, changes: readonly WhatIfChange[]): Plan {
  return changes.reduce((known, change) => withOffer(known, change.offerId, (offer) => changed(offer, change)), plan);
}

function changed(offer: Offer, change: WhatIfChange): Offer {
  switch (change.kind) {
    case 'price':
      return atPriceMultiple(offer, change.multiple);
    case 'lead':
      return leadMoved(offer, change.months);
    case 'clause':
      return clauseOf(offer, change.clause)?.change(offer) ?? offer;
  }
}

function clauseOf(offer: Offer, clause: string) {
  return clauseChangesOf(offer).find((known) => known.clause === clause);
}

/** Why a change cannot be made to a plan, in words that name what can; null when it can. */
export function whatIfFault(plan: Plan, change: WhatIfChange): { readonly what: string; readonly fix: string } | null {
  const offer = quotesOf(plan).find(({ id }) => id === change.offerId);
  if (!offer) {
    const ids = quotesOf(plan).map(({ id }) => id);
    return { what: `there is no quote "${change.offerId}"`, fix: `give one of ${ids.join(', ')}` };
  }
  if (change.kind === 'lead') return leadFault(offer, change.months);
  if (change.kind !== 'clause' || clauseOf(offer, change.clause)) return null;
  const clauses = clauseChangesOf(offer).map(({ clause }) => `"${clause}"`);
  return {
    what: `"${change.clause}" is no clause of ${offer.id} that can be tried`,
    fix: `give one of ${clauses.join(', ')}`,
  };
}

/** The fewest whole months, 0 or below, that a quote can be tried later by: nothing comes before it is signed. */
export function whatIfLeadMonthsMin(plan: Plan, offerId: string): number {
  const offer = quotesOf(plan).find(({ id }) => id === offerId);
  return offer === undefined ? 0 : 0 - Math.floor(leadMonthsMovable(offer));
}

function leadFault(offer: Offer, months: number): ReturnType<typeof whatIfFault> {
  const monthsMax = leadMonthsMovable(offer);
  if (-months <= monthsMax) return null;
  return {
    what: `${offer.id} cannot come ${-months} months earlier: ${monthsMax} months of its lead time can be taken off`,
    fix: monthsMax > 0 ? `give ${-monthsMax} or more` : 'give 0 or more',
  };
}
