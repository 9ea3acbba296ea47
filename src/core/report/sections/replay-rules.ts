import { COMPARED_FIGURES, type ReplayAnswer, type ReplayedPolicy } from '../../decide/index.ts';
import { formatCount, formatFraction, formatPrice, formatPriceEstimate, formatUsd } from '../words/format.ts';
import type { Span } from '../words/spans.ts';
import type { PlainSection } from './answer-section.ts';
import { cells, numbers, priceCell, words } from './cells.ts';
import { estimated, share, usd, type Interval } from './replay-cells.ts';

/** What each policy comes to, and what ours is more. */
export function rulesSection(replay: ReplayAnswer): PlainSection {
  return {
    title: 'Replay: against the rules people quote',
    text:
      `Risk-adjusted value as the plan weighs it, and ours less each rule's on the same paths. The engine's proved bound ` +
      `on any policy is ${usd(replay.boundUsd).text}; outside its lattices the policy loses ${usd(replay.lostAgainstBoundUsd).text} of it.` +
      `${promisedText(replay)}${fewerPathsText(replay)}`,
    table: {
      columns: [...words('Policy'), ...numbers('value', 'ours less it', 'mean', 'worst tail')],
      rows: replay.policies.flatMap((policy) => {
        const comparison = replay.comparisons.find(({ policyId }) => policyId === policy.policyId);
        const row = cells(
          policy.policyId,
          usd(policy.valueUsd),
          comparison ? usd(comparison.valueUsd) : '',
          usd(policy.expectedUsd),
          usd(policy.tailMeanUsd),
        );
        return comparison && policy.pathCount < replay.pathCount ? [row, oursBesideRow(policy, comparison)] : [row];
      }),
    },
  };
}

/** Not all of a loss is the policy's. */
function promisedText({ lostAgainstBoundUsd }: ReplayAnswer): string {
  if (lostAgainstBoundUsd.low <= 0) return '';
  return ' Part of that nobody could have: the bound takes months and cash within a stage at their means.';
}

/** What was too dear for every path. */
function fewerPathsText({ policies, pathCount }: ReplayAnswer): string {
  return policies
    .filter((policy) => policy.pathCount < pathCount)
    .map(
      (policy) =>
        ` ${policy.policyId}, ${policy.says}: on ${formatCount(policy.pathCount)} of the paths, and so is what ours is less it; ` +
        'the row under it is ours on the same.',
    )
    .join('');
}

/** Ours on the fewer paths of another policy: its figures and the paired differences, which are the same measures' less. */
function oursBesideRow(policy: ReplayedPolicy, comparison: ReplayAnswer['comparisons'][number]): readonly Span[] {
  const sum = (its: Interval, lead: Interval) => formatUsd(its.estimate + lead.estimate);
  return cells(
    `recommended, on these ${formatCount(policy.pathCount)} paths`,
    sum(policy.valueUsd, comparison.valueUsd),
    '',
    sum(policy.expectedUsd, comparison.expectedUsd),
    sum(policy.tailMeanUsd, comparison.tailMeanUsd),
  );
}

/** On which figures a rule beats ours, and why. */
export function betterSection({ comparisons }: ReplayAnswer): PlainSection {
  return {
    title: 'Where another policy does better',
    text:
      'Figures on which a rule beats the recommendation with 95 % confidence, and what it gives up for that. Tried, paired by ' +
      `path: ${COMPARED_FIGURES.join(', ')}; lowest cash is the mean over paths.`,
    table: {
      columns: [...words('Policy', 'Figure'), ...numbers('ours', 'its'), ...words('because')],
      rows: comparisons.flatMap(({ policyId, otherIsBetterOn }) =>
        otherIsBetterOn.map(({ figure, unit, ours, theirs, because }) => {
          return cells(policyId, figure, FORMATS[unit](ours), FORMATS[unit](theirs), reasonText(because));
        }),
      ),
    },
  };
}

const FORMATS = { usd: formatUsd, fraction: formatFraction, usdPerHour: formatPrice } as const;

/** What it does differently, and what that costs it or brings. */
function reasonText(because: ReplayAnswer['comparisons'][number]['otherIsBetterOn'][number]['because']): string {
  const { moreCapacityFraction, ourShortFraction, theirShortFraction, lostUsd } = because;
  const holds = holdsText(moreCapacityFraction);
  const short = `is short ${formatFraction(theirShortFraction)} of the time against ${formatFraction(ourShortFraction)}`;
  return `${holds}, ${short}, and is worth ${formatUsd(Math.abs(lostUsd))} ${lostUsd > 0 ? 'less' : 'more'} on the mean`;
}

/** More or less capacity than ours, or any at all where ours holds none. */
function holdsText(more: number | null): string {
  if (more === null) return 'it holds capacity where ours holds none';
  if (more === 0) return 'it holds as much capacity';
  return `it holds ${formatFraction(Math.abs(more))} ${more < 0 ? 'less' : 'more'} capacity`;
}

/** Ruin, shortage and stranded payments of each policy. */
export function riskSection({ policies }: ReplayAnswer): PlainSection {
  return {
    title: 'Replay: what can go wrong',
    text:
      'Ruin: more money is needed than the credit line in some month. Trough: lowest money without drawing, in the worst ' +
      'twentieth of paths. Short: share of time in which more than the plan allows of protected demand goes unserved. ' +
      'Stranded: committed payments for capacity that no demand worth its price used.',
    table: {
      columns: [...words('Policy'), ...numbers('ruin', 'trough', 'short', 'unserved', 'stranded', '$ per served h')],
      rows: policies.map((policy) =>
        cells(
          policy.policyId,
          share(policy.ruinProbability),
          usd(policy.troughP5Usd),
          share(policy.shortageProbability),
          share(policy.unservedFraction),
          usd(policy.strandedUsd),
          priceCell(estimated(policy.costUsdPerServedReferenceGpuHour)),
        ),
      ),
    },
  };
}

/** What a million tokens cost under each policy. */
export function tokenSection({ policies }: ReplayAnswer): PlainSection {
  const workloads = policies[0]!.tokens.map(({ workloadId }) => workloadId);
  return {
    title: 'Replay: cost of a million tokens',
    text:
      "Cost of compute over the tokens served: what the plan's drivers say a busy GPU serves today, times the efficiency " +
      'that each future has gained by then.',
    table: {
      columns: [...words('Policy'), ...numbers(...workloads)],
      rows:
        workloads.length === 0
          ? []
          : policies.map(({ policyId, tokens }) =>
              cells(
                policyId,
                ...tokens.map(({ costUsdPerMillionTokens }) => formatPriceEstimate(estimated(costUsdPerMillionTokens))),
              ),
            ),
    },
  };
}
