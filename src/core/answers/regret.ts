import type { Estimate, RootDecision } from '../decide/index.ts';
import { namedBlocks, ranked, type NamedBlocks } from './decisions.ts';
import { repliesTo, valueLess, type Ground } from './studies.ts';
import { knowingRegime } from './variants.ts';

/** Question 9: one set of signings, and what one would rue in each regime. */
export interface RegretAnswer {
  readonly signNow: NamedBlocks;
  readonly isRecommended: boolean;
  /** [regime] best had we known less these signings, paired */
  readonly regretUsd: readonly { readonly regimeId: string; readonly usd: Estimate }[];
  /** the largest of them, and the mean under the plan's belief about today's regime */
  readonly largestUsd: number;
  readonly largestIn: string;
  readonly expectedUsd: number;
  /** recommended less these signings on the plan's own belief, paired: what the hedge costs */
  readonly costUsd: Estimate;
}

/** Alternatives compared with the recommendation: what is best in some regime, at most so many. */
const ALTERNATIVES_MAX = 6;

/**
 * Regret of the recommendation and of every alternative that would have been best in some regime, least largest regret
 * first: the first one that is not the recommendation is the cheapest hedge by that measure, at its `costUsd`.
 */
export async function regretAnswers(ground: Ground): Promise<RegretAnswer[]> {
  const { plan, decision, ask, regimes } = ground;
  const variants = plan.growth.regimes.map((_, regime) => knowingRegime(plan, regime));
  const best = regimes.map((replies) => repliesTo(replies, 'best'));
  const others = ranked(best.flatMap((answers) => answers.map((answer) => answer.decision)));
  const isOther = (other: RootDecision) => other.some((blocks, quote) => blocks !== decision[quote]);
  const alternatives = others.map((other) => other.decision).filter(isOther);
  const decisions = [decision, ...alternatives.slice(0, ALTERNATIVES_MAX)];
  const questions = Object.fromEntries(decisions.map((held, index) => [String(index), { held }]));
  const [own, ...known] = await Promise.all([plan, ...variants].map((variant) => ask({ plan: variant, questions })));
  return decisions
    .map((tried, index) => {
      const regretUsd = plan.growth.regimes.map(({ id }, regime) => ({
        regimeId: id,
        usd: valueLess(best[regime]!, repliesTo(known[regime]!, String(index))),
      }));
      const worst = regretUsd.reduce((a, b) => (b.usd.estimate > a.usd.estimate ? b : a));
      return {
        signNow: namedBlocks(plan, tried),
        isRecommended: index === 0,
        regretUsd,
        largestUsd: worst.usd.estimate,
        largestIn: worst.regimeId,
        expectedUsd: regretUsd.reduce(
          (sum, { usd }, regime) => sum + plan.growth.regimes[regime]!.startProbability * usd.estimate,
          0,
        ),
        costUsd: valueLess(repliesTo(own!, '0'), repliesTo(own!, String(index))),
      };
    })
    .toSorted((a, b) => a.largestUsd - b.largestUsd);
}
