import type { ReplayAnswer, Result, StageAnswer } from '../../decide/index.ts';
import { formatCount, formatFractionEstimate } from './format.ts';

export const SHORTAGE_SENTENCE =
  'Demand is the average busy load, in reference GPUs: the peak of the load blocks stands above it. ' +
  'Shortage is counted on protected tiers, as a share of protected demand, on replayed paths.';

/** The stages most likely to run short, in order of time. */
export function worstStages(stages: readonly StageAnswer[], count: number): readonly StageAnswer[] {
  const probability = (stage: StageAnswer) => stage.shortageProbability.estimate;
  const worst = new Set([...stages].sort((a, b) => probability(b) - probability(a)).slice(0, Math.max(0, count)));
  return stages.filter((stage) => worst.has(stage));
}

export type ReplayedQuarter = ReplayAnswer['policies'][number]['quarters'][number];

/** The quarter in which the recommended policy is likeliest to run short on unseen futures; null without a replay. */
export function worstQuarterOf(replay: ReplayAnswer | null): ReplayedQuarter | null {
  const chance = ({ shortageProbability }: ReplayedQuarter) => shortageProbability.estimate;
  return replay?.policies[0]?.quarters.toSorted((a, b) => chance(b) - chance(a))[0] ?? null;
}

/** How short one is where no sample has been, beside the table of the samples; null without a replay. */
export function unseenShortageSentence({ replay }: Result): string | null {
  const quarter = worstQuarterOf(replay);
  if (replay === null || quarter === null) return null;
  const chance = formatFractionEstimate({ ...quarter.shortageProbability, method: '' });
  return (
    `On ${formatCount(replay.pathCount)} unseen futures the plan is short ${chance} of the time in its worst quarter, from ` +
    `${quarter.startMonth}. The chances below are by stage, on the samples that the plan was made from.`
  );
}
