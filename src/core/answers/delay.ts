import type { Estimate, OfferAnswer, StudyQuestion } from '../decide/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import { perMonth } from './per-month.ts';
import { repliesTo, valueLess, type Ground } from './studies.ts';
import { quotesOf } from './variants.ts';

/** Question 2 for one quote: what deciding later costs, and when it is too late. */
export interface DelayAnswer {
  readonly offerId: string;
  /** the quote's own lapse date; null when it has none */
  readonly decideBy: string | null;
  /**
   * by stage start: the plan as it is less the plan in which this quote can be signed only from then on; the first is
   * the result's own cost of waiting (on the lattices), the others are on the trees
   */
  readonly costs: readonly { readonly fromMonth: string; readonly costUsd: Estimate }[];
  /** the same for never */
  readonly neverUsd: Estimate;
  /**
   * last date on the stage grid at which it can be signed at no cost that its interval tells from zero; null when even
   * the next date costs, that is: decide now
   */
  readonly lastFreeMonth: string | null;
  /** mean cost of a month's wait until the first later date: the result's own cost of waiting, spread over its months */
  readonly costUsdPerMonth: Estimate;
}

/**
 * The cost of delay of every quote, all from one study of the plan as it is.
 * @param offers the result's own answers: what waiting until the next date costs is theirs where it is known, so that no
 *   two places say two figures of it, or that one may wait and that one may not
 */
export async function delayAnswers(
  { plan, ask }: Pick<Ground, 'plan' | 'ask'>,
  offers: readonly Pick<OfferAnswer, 'offerId' | 'deferralCostUsd'>[],
): Promise<DelayAnswer[]> {
  const quotes = quotesOf(plan).filter(({ blocksMin }) => blocksMin === 0);
  const laterStages = plan.tree.stageStartMonths.slice(1);
  const months = [...laterStages, Infinity];
  const barred = quotes.flatMap(({ id }) =>
    months.map((month): [string, StudyQuestion] => [
      nameOf(id, month),
      { barred: [{ offerId: id, beforeMonth: month }] },
    ]),
  );
  const questions: Record<string, StudyQuestion> = { [AS_IT_IS]: {}, ...Object.fromEntries(barred) };
  const replies = await ask({ plan, questions });
  const asItIs = repliesTo(replies, AS_IT_IS);
  return quotes.map(({ id, decideBy, signByMonth }) => {
    const onTrees = (month: number) => valueLess(asItIs, repliesTo(replies, nameOf(id, month)));
    const own = offers.find(({ offerId }) => offerId === id)?.deferralCostUsd;
    const firstUsd = own && own.low !== null ? own : null;
    const cost = (month: number) => (month === laterStages[0] ? firstUsd : null) ?? onTrees(month);
    const open = laterStages.filter((month) => month <= signByMonth);
    const costs = open.map((month) => ({ month, costUsd: cost(month) }));
    const free = costs.filter((_, index) => costs.slice(0, index + 1).every(isFree));
    const first = laterStages[0] ?? plan.horizonMonths;
    return {
      offerId: id,
      decideBy,
      costs: costs.map(({ month, costUsd }) => ({ fromMonth: calendarMonthOf(month, plan.startMonth), costUsd })),
      neverUsd: cost(Infinity),
      lastFreeMonth: free.length === 0 ? null : calendarMonthOf(free.at(-1)!.month, plan.startMonth),
      costUsdPerMonth: perMonth(firstUsd ?? onTrees(open[0] ?? Infinity), first),
    };
  });
}

const AS_IT_IS = 'as it is';

function nameOf(offerId: string, month: number): string {
  return `${offerId} from ${month}`;
}

/** A cost that its interval does not tell from zero. */
function isFree({ costUsd }: { readonly costUsd: Estimate }): boolean {
  return costUsd.low === null || costUsd.low <= 0;
}
