import type { Result } from '../../decide/index.ts';
import { formatCount, formatFractionEstimate, formatUsdEstimate } from '../words/format.ts';
import { worstQuarterOf, worstStages, type ReplayedQuarter } from '../words/shortage-text.ts';
import { firmLiabilityText, firmLiabilityUsd } from '../words/signing-text.ts';
import { gapText } from '../words/trust-sentences.ts';

/** One headline figure with what it means and how it was made. */
export interface BriefFigure {
  readonly id: string;
  /** of the fifteen questions */
  readonly question: number;
  readonly label: string;
  readonly text: string;
  /** the value as the engine has it, in the unit named */
  readonly exact: number;
  readonly unit: 'USD' | 'fraction';
  readonly meaning: string;
  readonly method: string;
}

/**
 * The figures of the first screen: what unseen futures say, what signing is worth, what it binds, what may go wrong. Where
 * the plan was replayed, the shortage on the samples that it was made from stands with their table.
 */
export function briefFigures(result: Result): readonly BriefFigure[] {
  return [
    ...unseenValueFigures(result),
    ...worthFigures(result),
    ...dangerFigures(result),
    ...shortageFigures(result).slice(0, 1),
    gapFigure(result),
  ];
}

/** What the decisions come to on unseen futures; none without a replay. */
export function unseenValueFigures({ replay }: Result): readonly BriefFigure[] {
  const ours = replay?.policies[0];
  if (!replay || !ours) return [];
  const method = `on ${formatCount(replay.pathCount)} unseen futures, 95 %`;
  return [
    {
      id: 'unseen-value',
      question: 1,
      label: 'Value on unseen futures',
      text: formatUsdEstimate({ ...ours.valueUsd, method }),
      exact: ours.valueUsd.estimate,
      unit: 'USD',
      meaning:
        'Risk-adjusted value of the recommended policy, carried out month by month on futures that no sample saw.',
      method,
    },
  ];
}

/** Shortage at its likeliest: on unseen futures where the plan was replayed, and on the samples that trained the policy. */
export function shortageFigures({ replay, stages }: Result): readonly BriefFigure[] {
  const quarter = worstQuarterOf(replay);
  const unseen = quarter === null ? [] : [unseenShortage(quarter, replay!.pathCount)];
  const onSamples = quarter === null ? '' : ', on the samples';
  const sampled = worstStages(stages, 1).map(({ startMonth, shortageProbability }): BriefFigure => ({
    id: 'worst-shortage',
    question: 7,
    label: `Chance of shortage, worst stage${onSamples}`,
    text: `${formatFractionEstimate(shortageProbability)} from ${startMonth}`,
    exact: shortageProbability.estimate,
    unit: 'fraction',
    meaning: 'Chance that more than the plan’s tolerated share of protected demand goes unserved in that stage.',
    method: shortageProbability.method,
  }));
  return [...unseen, ...sampled];
}

function unseenShortage({ startMonth, shortageProbability }: ReplayedQuarter, pathCount: number): BriefFigure {
  const method = `share of time on ${formatCount(pathCount)} unseen futures, 95 %`;
  return {
    id: 'unseen-shortage',
    question: 7,
    label: 'Chance of shortage, worst quarter, unseen futures',
    text: `${formatFractionEstimate({ ...shortageProbability, method })} from ${startMonth}`,
    exact: shortageProbability.estimate,
    unit: 'fraction',
    meaning:
      'Chance, at a moment of that quarter, that more than the plan’s tolerated share of protected demand goes unserved.',
    method,
  };
}

function worthFigures({ value }: Result): readonly BriefFigure[] {
  return [
    {
      id: 'added-value',
      question: 1,
      label: 'Worth of these offers',
      text: formatUsdEstimate(value.addedValueUsd),
      exact: value.addedValueUsd.estimate,
      unit: 'USD',
      meaning:
        'Risk-adjusted value of the best plan with these offers, less that of the best plan that never signs any of them at any date.',
      method: value.addedValueUsd.method,
    },
    {
      id: 'sign-now-value',
      question: 2,
      label: 'Worth of deciding now',
      text: formatUsdEstimate(value.signNowUsd),
      exact: value.signNowUsd.estimate,
      unit: 'USD',
      meaning: 'The recommended plan, less the plan that signs nothing today and decides at the next date.',
      method: value.signNowUsd.method,
    },
  ];
}

function dangerFigures(result: Result): readonly BriefFigure[] {
  return [
    {
      id: 'firm-liability',
      question: 8,
      label: 'Firm liability',
      text: firmLiabilityText(result),
      exact: firmLiabilityUsd(result),
      unit: 'USD',
      meaning:
        'Undiscounted cash still payable on everything signed now when every right of ours to leave is used at its first date.',
      method: 'sum over the sign-list of each contract’s payments; no sampling',
    },
    ruinFigure(result),
  ];
}

/** Ruin on futures that no sample saw; without a replay, the samples' own money. */
export function ruinFigure({ replay, liquidity }: Result): BriefFigure {
  const ours = replay?.policies[0]?.ruinProbability;
  if (replay && ours) {
    const method = `Wilson 95 % over ${formatCount(replay.pathCount)} unseen futures`;
    return {
      id: 'ruin',
      question: 8,
      label: 'Chance of ruin, unseen futures',
      text: formatFractionEstimate({ ...ours, method }),
      exact: ours.estimate,
      unit: 'fraction',
      meaning: 'Share of futures that no sample saw on which more than the credit line is needed in some month.',
      method,
    };
  }
  const { rescueProbability } = liquidity;
  return {
    id: 'credit-exceeded',
    question: 8,
    label: 'Credit line exceeded, on averaged cash',
    text: formatFractionEstimate(rescueProbability),
    exact: rescueProbability.estimate,
    unit: 'fraction',
    meaning: 'Share of the samples’ own futures on which cash runs out and the credit line with it.',
    method: rescueProbability.method,
  };
}

/** What the policy loses against the bound on unseen futures; without a replay, on the samples that trained it. */
export function gapFigure(result: Result): BriefFigure {
  const { replay, recipe } = result;
  if (replay) {
    const method = `mean of ${formatCount(replay.pathCount)} unseen futures, less the mean of the bounds, 95 %`;
    return {
      id: 'unseen-loss',
      question: 1,
      label: 'Below our upper bound, unseen futures',
      text: formatUsdEstimate({ ...replay.lostAgainstBoundUsd, method }),
      exact: replay.lostAgainstBoundUsd.estimate,
      unit: 'USD',
      meaning:
        'Proved bound on any policy on our samples, less what the recommended policy is worth month by month on futures that no sample saw.',
      method,
    };
  }
  return {
    id: 'gap',
    question: 1,
    label: 'Gap to the best possible',
    text: gapText(result),
    exact: recipe.gapUsd.estimate,
    unit: 'USD',
    meaning: 'Proved bound on any policy, less what the recommended policy was measured to reach.',
    method: recipe.gapUsd.method,
  };
}

/** What a column of a table means, by the column's key; null where its label says it all. */
export function columnMeaning(key: string): string | null {
  return MEANINGS.get(key) ?? null;
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['firmLiabilityUsd', 'Undiscounted cash still payable when every right of ours to leave is used at its first date.'],
  ['headlineUsd', 'Undiscounted payments over the whole term, nobody leaving early.'],
  ['addedValueUsd', 'Value with these blocks signed now, less never having the offer; everything else re-optimised.'],
  ['deferralCostUsd', 'The plan as it is, less the plan in which this offer is signed at the next date or never.'],
  [
    'walkAwayPriceUsdPerGpuHour',
    'The price at which signing and never having the offer are worth the same, by re-optimising both.',
  ],
  [
    'askPriceUsdPerGpuHour',
    'What is asked for each billed hour of one physical GPU; a build is levelised over its useful life.',
  ],
  [
    'shortageProbabilityFraction',
    'Share of replayed paths with more than the tolerated shortage on protected tiers in the stage.',
  ],
  ['unservedFraction', 'Expected share of protected demand that goes unserved in the stage.'],
  ['referenceGpus', 'GPUs of any kind as H100-equivalents of the first workload.'],
  ['committedReferenceGpus', 'Mean capacity in service from the fleet and what is signed now.'],
  ['plannedReferenceGpus', 'The same with later signings, in expectation.'],
  ['probabilityFraction', 'Chance of the branch in which it would be signed.'],
  ['usd', 'Expected and discounted to the plan’s start.'],
]);
