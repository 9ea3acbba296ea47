import type { ReplayAnswer } from '../../decide/index.ts';
import { formatCount } from '../words/format.ts';
import type { PlainSection } from './answer-section.ts';
import { growthSection, stressSection } from './replay-events.ts';
import { deepSection, regretSection } from './replay-hindsight.ts';
import { limitsSection, type Replayed } from './replay-limits.ts';
import { concentrationSection, contractSection, moneySection, quarterSection } from './replay-recommended.ts';
import { betterSection, riskSection, rulesSection, tokenSection } from './replay-rules.ts';

/** What the replay says, in the order in which people ask: who wins, when are we short, does the money last, what idles. */
export function replaySections(result: Replayed): readonly PlainSection[] {
  const { replay, plan } = result;
  if (!replay) return [];
  const ours = replay.policies[0]!;
  return [
    limitsSection(replay, result),
    rulesSection(replay),
    betterSection(replay),
    regretSection(replay),
    deepSection(replay),
    riskSection(replay),
    tokenSection(replay),
    quarterSection(ours, plan),
    moneySection(ours),
    contractSection(ours),
    concentrationSection(ours),
    growthSection(replay),
    stressSection(replay),
  ].filter(({ table }) => table.rows.length > 0);
}

/** How the figures were made. */
export function replayMethodSentence({ pathCount }: ReplayAnswer): string {
  return (
    `${formatCount(pathCount)} fresh monthly paths that no planner has seen, the same for every policy; ranges are 95 %: ` +
    "Student's for means and paired differences, Wilson's for probabilities, order statistics for quantiles and tails."
  );
}
