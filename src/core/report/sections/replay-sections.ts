import { COMPARED_FIGURES, type ReplayAnswer, type ReplayedPolicy, type Result } from '../../decide/index.ts';
import { formatCount, formatFraction, formatPrice, formatPriceEstimate, formatUsd } from '../words/format.ts';
import { amountText, keepingText } from '../words/limit-text.ts';
import type { Span } from '../words/spans.ts';
import type { AnswerSection } from './answer-section.ts';
import { lostCell, recoveryText } from './break-section.ts';
import { cells, numbers, priceCell, shareCell, shareOnlyCell, usdCell, usdOnlyCell, words } from './tables.ts';

/** A section that belongs to none of the fifteen questions alone. */
export type PlainSection = Omit<AnswerSection, 'question'>;
type Interval = ReplayedPolicy['valueUsd'];

/** A result's replay, and what of the rest its sections name. */
type Replayed = Pick<Result, 'replay' | 'plan' | 'issues'>;

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

/** Ranges of a replay in the words of every other estimate. */
function estimated({ estimate, low, high }: Interval): { estimate: number; low: number; high: number; method: string } {
  return { estimate, low, high, method: '' };
}

const usd = (interval: Interval): Span => usdCell(estimated(interval));
const share = (interval: Interval): Span => shareCell(estimated(interval));

function rulesSection(replay: ReplayAnswer): PlainSection {
  return {
    title: 'Replay: against the rules people quote',
    text:
      `Risk-adjusted value as the plan weighs it, and ours less each rule's on the same paths. The engine's proved bound ` +
      `on any policy is ${usd(replay.boundUsd).text}; outside its lattices the policy loses ${usd(replay.lostAgainstBoundUsd).text} of it.${fewerPathsText(replay)}`,
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

function limitsSection(replay: ReplayAnswer, { plan, issues }: Replayed): PlainSection {
  return {
    title: 'Replay: limits',
    text:
      `Limits of the plan that only futures can try, held on paths that nothing was chosen on. Shortage is a share of all hours of ` +
      `the horizon in which over ${formatFraction(plan.shortageFraction)} of protected demand goes unserved. ` +
      `${keepingText(replay)}${inheritedText(issues)}`,
    table: {
      columns: [...words('Limit', 'without'), ...numbers('limit', 'found'), ...words('verdict')],
      rows: replay.limits.map((check) =>
        cells(check.field, check.factor ?? '', formatFraction(check.limit), share(check.found), verdictText(check)),
      ),
    },
  };
}

/** Limits that contracts of today exceed already, which no replay tries. */
function inheritedText(issues: Result['issues']): string {
  return issues
    .filter(({ code }) => code === 'inherited-breach')
    .map(({ what }) => ` Not met today: ${what}.`)
    .join('');
}

function verdictText({ isMet, isSure, wouldTake }: ReplayAnswer['limits'][number]): string {
  if (isMet) return isSure ? 'met' : 'met, though the range reaches beyond it';
  if (!wouldTake) return 'missed';
  return `missed: ${amountText(wouldTake)} would keep it`;
}

function growthSection({ growth }: ReplayAnswer): PlainSection {
  const known = (interval: Interval | null, cell: (interval: Interval) => Span) =>
    interval ? cell(interval) : 'too few paths';
  return {
    title: 'Replay: by how demand starts',
    text: 'The paths of the replay that start in each growth regime, which no policy sees.',
    table: {
      columns: [...words('Regime'), ...numbers('a year', 'paths', 'mean value', 'ruin', 'short')],
      rows: growth.map((row) =>
        cells(
          row.regimeId,
          `${formatCount(row.multiplePerYear)}x`,
          formatCount(row.pathCount),
          known(row.expectedUsd, usd),
          known(row.ruinProbability, share),
          known(row.shortageProbability, share),
        ),
      ),
    },
  };
}

function stressSection({ stresses }: ReplayAnswer): PlainSection {
  const paths = stresses[0]?.pathCount ?? 0;
  const without = stresses[0]?.ruinProbabilityWithout;
  return {
    title: 'Replay: stress library',
    text:
      `The recommended policy on ${formatCount(paths)} of the same paths, struck without warning: mean value lost (paired), how much more ` +
      'of protected demand goes unserved in the worst month, and months from the strike until no more than 1 % more does. ' +
      'Service holds: in no month 1 % more. A stress may gain: more demand is worth more even where much of it goes unserved. What ' +
      'is left after the horizon is valued in the market as drawn, so that a squeeze is no gain by that.' +
      (without ? ` Ruin on these paths without any stress: ${share(without).text}.` : ''),
    table: {
      columns: [
        ...words('Stress'),
        ...numbers('loses', 'ruin', 'worst month', 'recovers'),
        ...words('served less, share of hours'),
      ],
      rows: stresses.map((stress) =>
        cells(
          stress.name,
          lostCell(stress.lostUsd),
          share(stress.ruinProbability),
          `${formatFraction(stress.worstUnservedFraction)} in ${stress.worstMonth}`,
          recoveryText(stress.monthsToRecover),
          stress.tiersHit.map(({ tier, lostFraction }) => `${tier} ${formatFraction(lostFraction)}`).join(', ') ||
            'none',
        ),
      ),
    },
  };
}

function betterSection({ comparisons }: ReplayAnswer): PlainSection {
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
  const more = moreCapacityFraction ?? 0;
  const holds = `it holds ${formatFraction(Math.abs(more))} ${more < 0 ? 'less' : 'more'} capacity`;
  const short = `is short ${formatFraction(theirShortFraction)} of the time against ${formatFraction(ourShortFraction)}`;
  return `${holds}, ${short}, and is worth ${formatUsd(Math.abs(lostUsd))} ${lostUsd > 0 ? 'less' : 'more'} on the mean`;
}

function regretSection({ regret }: ReplayAnswer): PlainSection {
  const { pathCount, meanUsd, p50Usd, p90Usd, largestUsd } = regret;
  return {
    title: 'Replay: regret',
    text:
      `What the recommended policy falls short of the best that was found knowing each of ${formatCount(pathCount)} paths: its ` +
      'programme solved alone and carried out in whole blocks, or whichever replayed policy did better there. At least so much.',
    table: {
      columns: numbers('mean', 'middle', '1 path in 10 above', 'largest'),
      rows: [cells(usd(meanUsd), usd(p50Usd), usd(p90Usd), formatUsd(largestUsd))],
    },
  };
}

function deepSection({ deep }: ReplayAnswer): PlainSection {
  return {
    title: 'Replay: planned again along each path',
    text: deep
      ? `On ${formatCount(deep.pathCount)} of the same paths the programme was trained on from where the path stood at every decision ` +
        `date, ${formatCount(deep.planCount)} times in all: what that gains on the policy, paired by path.`
      : '',
    table: {
      columns: numbers('policy', 'planned again', 'gains'),
      rows: deep ? [cells(usd(deep.policyUsd), usd(deep.replannedUsd), usd(deep.gainUsd))] : [],
    },
  };
}

function riskSection({ policies }: ReplayAnswer): PlainSection {
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

function tokenSection({ policies }: ReplayAnswer): PlainSection {
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

function quarterSection(ours: ReplayedPolicy, { shortageFraction }: Result['plan']): PlainSection {
  const { quarters, shortRunMonths, everShortProbability, longestShortMonthsP95 } = ours;
  const run = Number.isFinite(shortRunMonths.estimate)
    ? `${share(everShortProbability).text} of paths are ever short. A run of shortage lasts ${shortRunMonths.estimate.toFixed(1)} months ` +
      `on the mean; on 1 path in 20 the longest is ${formatCount(longestShortMonthsP95.estimate)} months or more.`
    : 'No path is ever short.';
  return {
    title: 'Replay: shortage by quarter',
    text:
      `The recommended policy: chance that at a moment of the quarter over ${formatFraction(shortageFraction)} of protected demand goes ` +
      `unserved, and the unserved share of it. ${run}`,
    table: {
      columns: [...words('Quarter from'), ...numbers('chance', 'unserved')],
      rows: quarters.map(({ startMonth, shortageProbability, unservedFraction }) =>
        cells(startMonth, share(shortageProbability), share(unservedFraction)),
      ),
    },
  };
}

function moneySection({ quarters, liquidityUsd, troughMonth }: ReplayedPolicy): PlainSection {
  const lastMonth = liquidityUsd.p50.length - 1;
  return {
    title: 'Replay: money in hand',
    text: `The recommended policy at the end of each quarter, without drawing. Half of the worst twentieth of paths reach their low by ${troughMonth}.`,
    table: {
      columns: [...words('Quarter from'), ...numbers('1 path in 20 below', 'middle', '1 in 20 above')],
      rows: quarters.map(({ startMonth }, quarter) => {
        const month = Math.min(3 * quarter + 2, lastMonth);
        const { p5, p50, p95 } = liquidityUsd;
        return cells(startMonth, formatUsd(p5[month]!), formatUsd(p50[month]!), formatUsd(p95[month]!));
      }),
    },
  };
}

function contractSection({ contracts }: ReplayedPolicy): PlainSection {
  return {
    title: 'Replay: contracts',
    text:
      'The recommended policy, means over paths within the horizon. Used: share of the capacity in service on which any work ran, ' +
      'whatever that was worth; stranded: what of the payment was for capacity that no work worth its price used, so that a ' +
      'contract in full use may be stranded in part.',
    table: {
      columns: [...words('Contract'), ...numbers('blocks', 'used', 'paid', 'stranded')],
      rows: contracts.map(({ contractId, blocksSigned, utilisationFraction, paidUsd, strandedUsd }) =>
        cells(
          contractId,
          blocksText(blocksSigned),
          shareOnlyCell(utilisationFraction),
          usdOnlyCell(paidUsd),
          usdOnlyCell(strandedUsd),
        ),
      ),
    },
  };
}

/** Blocks on the mean: few are not none. */
function blocksText(blocks: number): string {
  return blocks > 0 && blocks < 0.05 ? '<0.1' : formatCount(blocks);
}

function concentrationSection({ concentration }: ReplayedPolicy): PlainSection {
  return {
    title: 'Replay: concentration',
    text: 'The largest share of each kind over the horizon, and the sum of squared shares (1 is one alone).',
    table: {
      columns: [...words('Of', 'by', 'largest'), ...numbers('share', 'sum of squares')],
      rows: concentration.map(({ of, by, name, fraction, herfindahlIndex }) =>
        cells(of, by, name, formatFraction(fraction), herfindahlIndex === null ? '' : herfindahlIndex.toFixed(2)),
      ),
    },
  };
}
