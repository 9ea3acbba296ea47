import type { AnsweredResult } from '../../answers/index.ts';
import { worstDemandStress } from '../sections/break-section.ts';
import { LIMITED } from '../words/limit-text.ts';
import { worstQuarterOf } from '../words/shortage-text.ts';
import { columns, joined, ROWS, said, type MemoSection, type Piece, type Readers, type Sentence } from './memo-text.ts';

/** Shortage on unseen futures, beside the table, which is on the samples. */
function unseenShortageMemo(replay: AnsweredResult['replay'], read: Readers): Sentence[] {
  const worst = worstQuarterOf(replay);
  if (replay === null || worst === null) return [];
  const at = `replay.policies[0].quarters[${replay.policies[0]!.quarters.indexOf(worst)}]`;
  if (worst.shortageProbability.high === 0) {
    return [
      said`On ${read.count('replay.pathCount')} futures that the plan has not seen, no quarter is ever short. The table is by stage, on the samples that the plan was made on.`,
    ];
  }
  return [
    said`On ${read.count('replay.pathCount')} futures that the plan has not seen, the worst quarter is that from ${read.text(`${at}.startMonth`)}: short ${read.shareRange(`${at}.shortageProbability`)} of the time. The table is by stage, on the samples that the plan was made on.`,
  ];
}

/** The stages likeliest to be short. */
export function shortageSection({ stages, replay }: AnsweredResult, read: Readers): MemoSection {
  const worst = stages
    .map(({ shortageProbability }, index) => ({ index, chance: shortageProbability.estimate }))
    .toSorted((a, b) => b.chance - a.chance)
    .slice(0, ROWS.stages)
    .toSorted((a, b) => a.index - b.index);
  return {
    title: 'When we are short',
    paragraphs: [
      ...unseenShortageMemo(replay, read),
      said`Of work that is protected; what is not served earns nothing and loses customers, and the values above bear that.`,
    ],
    table: {
      columns: columns(
        ['From'],
        ['Chance of shortage', 'Share of protected work unserved', 'Demand, median', 'Signed capacity'],
      ),
      rows: worst.map(({ index }) => {
        const at = `stages[${index}]`;
        return [
          said`${read.text(`${at}.startMonth`)}`,
          said`${read.shareRange(`${at}.shortageProbability`)}`,
          said`${read.shareRange(`${at}.shortageFraction`)}`,
          said`${read.gpus(`${at}.demandReferenceGpus.p50`)}`,
          said`${read.gpus(`${at}.committedReferenceGpus`)}`,
        ];
      }),
    },
  };
}

/** What is owed whatever happens, the chance of ruin, and what breaks first. */
export function survivalSection(
  { exposure, signNow, answers, replay, breaks }: AnsweredResult,
  read: Readers,
): MemoSection {
  const owed = exposure
    ? [
        said`Firmly owed from the start, every right to leave used at its first date: ${read.usd('exposure.signedUsd[0]')} by these signings, beside ${read.usd('exposure.fleetUsd[0]')} by the contracts we have.`,
      ]
    : [];
  const ours = 'replay.policies[0]';
  const cash = replay
    ? said`On ${read.count('replay.pathCount')} futures that the plan has not seen, the chance of ruin (more than the credit line is needed in some month) is ${read.shareRange(`${ours}.ruinProbability`)}, of drawing on the line ${read.shareRange(`${ours}.creditProbability`)}; nineteen in twenty keep ${read.usdRange(`${ours}.troughP5Usd`)} of cash or more; the worst are lowest about ${read.text(`${ours}.troughMonth`)}.`
    : said`Cash falls to ${read.usdRange('liquidity.troughUsd')} on the worst futures looked at; the chance of drawing on the credit line is ${read.shareRange('liquidity.creditProbability')}, of needing more than it ${read.shareRange('liquidity.rescueProbability')}. Cash is averaged there, so the last figure is a lower bound on the chance of ruin, not that chance.`;
  const capped = answers?.liabilityCaps[1];
  const hedge =
    capped && signNow.length > 0
      ? [
          said`Owing at most ${read.usd('answers.liabilityCaps[1].firmLiabilityUsdMax')} instead would cost ${read.usdRange('answers.liabilityCaps[1].priceUsd')} of value.`,
        ]
      : [];
  return {
    title: 'What it binds, and whether we survive',
    paragraphs: [
      ...owed,
      cash,
      ...limitsMemo(replay, read),
      ...breakSentences(breaks, read),
      ...demandStressMemo(replay, read),
      ...hedge,
    ],
    table: null,
  };
}

/** What was moved to keep the plan's limits, and the limits that are missed all the same. */
function limitsMemo(replay: AnsweredResult['replay'], read: Readers): Sentence[] {
  if (replay === null) return [];
  const { keeping, limits } = replay;
  const missed = limits.flatMap(({ field, isMet, wouldTake }, index) => {
    if (isMet || field === 'limits.survive') return [];
    const at = `replay.limits[${index}]`;
    const isNearest = keeping.nearest.some((one) => one.field === field);
    const none = isNearest
      ? said`; none of ${read.count('replay.keeping.triedPolicies')} policies tried keeps it`
      : said`, though it was kept where the policy was chosen`;
    return [
      said`The limit on ${LIMITED[field]}, ${read.share(`${at}.limit`)}, is missed: ${read.shareRange(`${at}.found`)} on those futures${none}${neededPiece(wouldTake, `${at}.wouldTake.amount`, read)}.`,
    ];
  });
  if (keeping.costUsd === null) return missed;
  return [
    said`For its limits the plan does other than it would without them: its expected value would then be ${read.usdRange('replay.keeping.costUsd')} higher.`,
    ...missed,
  ];
}

/** What a missed limit would take, all decisions as they are. */
function neededPiece(
  wouldTake: NonNullable<AnsweredResult['replay']>['limits'][number]['wouldTake'],
  at: string,
  read: Readers,
): Sentence {
  if (!wouldTake) return said``;
  return wouldTake.what === 'liquidityUsd'
    ? said`; ${read.usd(at)} more money would keep it, decisions unchanged`
    : said`; ${read.gpus(at)} more reference GPUs would keep it, decisions unchanged`;
}

/** What breaks first, and the hardest stress of each resource. */
function breakSentences(breaks: AnsweredResult['breaks'], read: Readers): Sentence[] {
  if (!breaks || breaks.first === null) return [];
  const phrases = breaks.resources.map(({ monthsToRecover }, index): Sentence => {
    const at = `breaks.resources[${index}]`;
    return said`${read.text(`${at}.resource`)} (${read.text(`${at}.stress`)}: costs ${read.usdRange(`${at}.lostUsd`)}, ${recoveryPiece(monthsToRecover, read.count(`${at}.monthsToRecover`))})`;
  });
  const doubt = breaks.isSure ? '' : ', though the ranges do not tell it surely';
  return [
    said`What breaks first: ${read.text('breaks.first')}${doubt}.`,
    ...(phrases.length === 0
      ? []
      : [said`The hardest stress of each, in that order of cost: ${joined(phrases, '; ')}.`]),
  ];
}

/** The stress of demand that costs most: no resource breaks by it, and it may cost more than all of them. */
function demandStressMemo(replay: AnsweredResult['replay'], read: Readers): Sentence[] {
  const index = worstDemandStress(replay);
  if (index === null) return [];
  const at = `replay.stresses[${index}]`;
  return [
    said`The hardest stress of demand: ${read.text(`${at}.name`)}; it costs ${read.usdRange(`${at}.lostUsd`)}, and the chance of ruin under it is ${read.shareRange(`${at}.ruinProbability`)}.`,
  ];
}

function recoveryPiece(months: number | null, read: Piece): Sentence {
  if (months === null) return said`not recovered within the planned months`;
  return months === 0 ? said`service holds` : said`months to recover: ${read}`;
}
