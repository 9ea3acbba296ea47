import type { Estimate, RootDecision } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { leadMoved } from './sensitivity.ts';
import { repliesTo, valueLess, type AskStudy } from './studies.ts';
import { quotesOf, withOffer } from './variants.ts';

/** How late a signed quote may come before it is no longer worth signing. */
export interface LeadFlip {
  readonly offerId: string;
  /** by months later than quoted: value with the recommended signings less the best without this quote, paired */
  readonly margins: readonly { readonly monthsLater: number; readonly worthUsd: Estimate }[];
  /** months of delay at which the margin reaches zero, linear between those tried; null: beyond the last one */
  readonly flipMonthsLater: number | null;
}

/** Months of delay that are tried. */
const DELAYS_MONTHS = [0, 6, 12, 24] as const;

/** The most a signed quote may slip, known in advance, before the plan does better without it. */
export function leadFlips({
  plan,
  decision,
  ask,
}: {
  readonly plan: Plan;
  readonly decision: RootDecision;
  readonly ask: AskStudy;
}): Promise<LeadFlip[]> {
  const signed = quotesOf(plan).filter((offer, quote) => (decision[quote] ?? 0) > 0 && offer.blocksMin === 0);
  return Promise.all(
    signed.map(async ({ id }) => {
      const margins = await Promise.all(
        DELAYS_MONTHS.map(async (monthsLater) => {
          const changed = withOffer(plan, id, (offer) => leadMoved(offer, monthsLater));
          const without = { barred: [{ offerId: id, beforeMonth: Infinity }] };
          const replies = await ask({ plan: changed, questions: { held: { held: decision }, without } });
          return { monthsLater, worthUsd: valueLess(repliesTo(replies, 'held'), repliesTo(replies, 'without')) };
        }),
      );
      return { offerId: id, margins, flipMonthsLater: zeroOf(margins) };
    }),
  );
}

/** The first place at which the margin falls to zero. */
function zeroOf(margins: LeadFlip['margins']): number | null {
  const worths = margins.map(({ worthUsd }) => worthUsd.estimate);
  if (worths[0]! <= 0) return 0;
  const after = worths.findIndex((worth) => worth <= 0);
  if (after < 0) return null;
  const [before, beyond] = [margins[after - 1]!, margins[after]!];
  const share = worths[after - 1]! / (worths[after - 1]! - worths[after]!);
  return before.monthsLater + share * (beyond.monthsLater - before.monthsLater);
}
