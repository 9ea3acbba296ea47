import type { AnsweredResult } from '../../answers/index.ts';
import { worstDemandStress } from '../sections/break-section.ts';
import { amountText } from '../sections/portfolio-sections.ts';
import { actionText, ruleText } from '../sections/portfolio-sections.ts';
import { LIMITED } from '../words/limit-text.ts';
import { signedText } from '../words/named-blocks.ts';
import { worstQuarterOf } from '../words/shortage-text.ts';
import { isUnsignable, laterShareOf } from '../words/verdict-text.ts';
import {
  joined,
  readersOf,
  said,
  type Memo,
  type MemoSection,
  type Piece,
  type Readers,
  type Sentence,
} from './memo-text.ts';

/** Rows of each list: two pages hold no more. */
const ROWS = { dates: 6, stages: 3, growth: 6, triggers: 4, bars: 5, offers: 8 } as const;

/**
 * A board memo of two pages: what to decide, what it is worth and binds, when, what may go wrong, what would turn it.
 * Every number in it is a field of `result.json`, and says which.
 */
export function memoOf(result: AnsweredResult): Memo {
  const read = readersOf(result);
  const sections = [
    decisionSection(result, read),
    rejectedMemo(result, read),
    datesSection(result, read),
    shortageSection(result, read),
    survivalSection(result, read),
    growthMemo(result, read),
    flipsSection(result, read),
    triggersMemo(result, read),
    basisSection(result, read),
  ];
  return {
    title: said`${read.text('plan.name')}: what to sign now`,
    lead: said`To the board. As of ${read.text('plan.asOf')}; ${read.count('plan.horizonMonths')} months from ${read.text('plan.startMonth')}; US dollars of the day, values discounted.`,
    sections: sections.filter(({ paragraphs, table }) => paragraphs.length > 0 || (table?.rows.length ?? 0) > 0),
  };
}

/** Where every number and name of a memo stands in the result. */
export function memoTraces(memo: Memo): { readonly text: string; readonly path: string }[] {
  const sentences = [
    memo.title,
    memo.lead,
    ...memo.sections.flatMap(({ paragraphs, table }) => [...paragraphs, ...(table?.rows.flat() ?? [])]),
  ];
  return sentences.flat().filter((piece) => typeof piece !== 'string');
}

function columns(words: readonly string[], numbers: readonly string[]) {
  return [
    ...words.map((label) => ({ label, isNumber: false })),
    ...numbers.map((label) => ({ label, isNumber: true })),
  ];
}

function decisionSection({ signNow, offers, replay }: AnsweredResult, read: Readers): MemoSection {
  const title = 'The decision';
  if (signNow.length === 0) {
    return {
      title,
      paragraphs: [
        said`Sign nothing now: no set of the offers is recommended at today's prices.`,
        ...unseenValueMemo(replay, read),
      ],
      table: null,
    };
  }
  const rows = signNow.flatMap((signing, index) => {
    if (signing.isAlreadySigned) return [];
    const at = `signNow[${index}]`;
    const offer = `offers[${offers.findIndex(({ offerId }) => offerId === signing.offerId)}]`;
    const cells = [
      said`${read.text(`${at}.offerId`)}`,
      said`${read.gpus(`${at}.gpus`)}`,
      said`${read.text(`${at}.inServiceMonth`)}`,
      said`${read.price(`${offer}.askPriceUsdPerGpuHour`)}`,
      said`${read.price(`${offer}.walkAwayPriceUsdPerGpuHour.estimate`)}`,
      said`${read.usd(`${at}.firmLiabilityUsd`)}`,
      said`${read.usdRange(`${at}.addedValueUsd`)}`,
    ];
    return [cells];
  });
  return {
    title,
    paragraphs: [
      ...unseenValueMemo(replay, read),
      ...alreadySignedMemo(signNow, read),
      said`${rows.length === 0 ? 'Sign nothing more now.' : 'Approve the signings below.'} Together${rows.length < signNow.length ? ' with what is already signed' : ''} they are worth ${read.usdRange('value.addedValueUsd')} against never having these offers, weighing the mean with the bad tail; deciding now rather than at the next date is worth ${read.usdRange('value.signNowUsd')}. Of that, cash is ${read.usd('value.addedParts.cashUsd.estimate')} and what capacity is worth after the planned months ${read.usd('value.addedParts.afterHorizonUsd.estimate')}. The best possible plan could be better by at most ${read.usdRange('recipe.gapUsd')}.`,
    ],
    table: {
      columns: columns(
        ['Offer'],
        ['GPUs', 'First GPUs', 'Ask $/GPU-h', 'Pay at most', 'Firm liability', 'Worth (range)'],
      ),
      rows,
    },
  };
}

function rejectedMemo({ offers, later }: AnsweredResult, read: Readers): MemoSection {
  const isLater = (id: string) => laterShareOf({ later }, id) !== null;
  const phrases = offers.flatMap((offer, index): Sentence[] => {
    if (offer.isSigned) return [];
    const at = `offers[${index}]`;
    if (isUnsignable(offer)) return [said`${read.text(`${at}.offerId`)} cannot be signed within the limits`];
    return [
      said`${read.text(`${at}.offerId`)} asks ${read.price(`${at}.askPriceUsdPerGpuHour`)} a GPU-hour and is worth at most ${read.priceRange(`${at}.walkAwayPriceUsdPerGpuHour`)} today${isLater(offer.offerId) ? ', though it may be signed later' : ''}`,
    ];
  });
  const paragraphs =
    phrases.length === 0
      ? []
      : [
          said`Not signed: ${joined(phrases.slice(0, ROWS.offers), '; ')}. Below that price an offer is better than not having it; the best set may still do without.`,
        ];
  return { title: 'What is left out, and why', paragraphs, table: null };
}

function datesSection({ calendar = [] }: AnsweredResult, read: Readers): MemoSection {
  const shown = calendar.flatMap((entry, index) =>
    entry.kind === 'decide' || (entry.kind === 'gate' && entry.isRecommended) ? [index] : [],
  );
  const rows = shown.slice(0, ROWS.dates).map((index) => {
    const at = `calendar[${index}]`;
    const entry = calendar[index]!;
    const what: Sentence =
      entry.kind === 'gate'
        ? said`go or no-go: ${read.text(`${at}.gateId`)} of ${read.text(`${at}.offerId`)}`
        : said`${entry.isRecommended ? 'sign' : 'decide on'} ${read.text(`${at}.offerId`)}`;
    return [
      said`${read.text(`${at}.date`)}`,
      what,
      entry.capexUsd === null ? said`` : said`${read.usd(`${at}.capexUsd`)}`,
      entry.costUsdPerMonth === null ? said`` : said`${read.usdRange(`${at}.costUsdPerMonth`)}`,
    ];
  });
  return {
    title: 'By when',
    paragraphs: [],
    table: { columns: columns(['Date', 'What'], ['Falls due', "A month's delay costs"]), rows },
  };
}

/** What was signed before the plan's start: nobody approves it again. */
function alreadySignedMemo(signNow: AnsweredResult['signNow'], read: Readers): Sentence[] {
  const names = signNow.flatMap(({ isAlreadySigned }, index): Sentence[] =>
    isAlreadySigned ? [said`${read.text(`signNow[${index}].offerId`)}`] : [],
  );
  return names.length === 0 ? [] : [said`Already signed, and no decision any more: ${joined(names, ', ')}.`];
}

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

/** What the whole policy comes to on unseen futures, before any difference of values. */
function unseenValueMemo(replay: AnsweredResult['replay'], read: Readers): Sentence[] {
  if (!replay?.policies[0]) return [];
  return [
    said`On ${read.count('replay.pathCount')} futures that the plan has not seen, the recommended decisions come to ${read.usdRange('replay.policies[0].valueUsd')}, the mean weighed with the bad tail; what no policy can pass on the samples, less that, is ${read.usdRange('replay.lostAgainstBoundUsd')}.`,
  ];
}

function shortageSection({ stages, replay }: AnsweredResult, read: Readers): MemoSection {
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

function survivalSection({ exposure, signNow, answers, replay, breaks }: AnsweredResult, read: Readers): MemoSection {
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
  const missed = limits.flatMap(({ field, isMet }, index) => {
    if (isMet || field === 'limits.survive') return [];
    const at = `replay.limits[${index}]`;
    const isNearest = keeping.nearest.some((one) => one.field === field);
    const none = isNearest
      ? said`; none of ${read.count('replay.keeping.triedPolicies')} policies tried keeps it`
      : said``;
    return [
      said`The limit on ${LIMITED[field]}, ${read.share(`${at}.limit`)}, is missed: ${read.shareRange(`${at}.found`)} on those futures${none}.`,
    ];
  });
  if (keeping.costUsd === null) return missed;
  return [
    said`For its limits the plan does other than it would without them: its expected value would then be ${read.usdRange('replay.keeping.costUsd')} higher.`,
    ...missed,
  ];
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

function growthMemo({ answers }: AnsweredResult, read: Readers): MemoSection {
  const rows = (answers?.growth ?? []).slice(0, ROWS.growth).map((_, index) => {
    const at = `answers.growth[${index}]`;
    return [
      said`${read.text(`${at}.regimeId`)}`,
      said`${read.count(`${at}.growthMultiplePerYear`)}x`,
      said`${read.share(`${at}.startProbability`)}`,
      said`${read.usdRange(`${at}.worthUsd`)}`,
      said`${read.usdRange(`${at}.regretUsd`)}`,
      said`${read.shareRange(`${at}.held.shortageProbability`)}`,
    ];
  });
  return {
    title: 'If growth turns out otherwise',
    paragraphs: [],
    table: {
      columns: columns(
        ['Growth now'],
        ['A year', 'Chance', 'Worth of these signings', 'Regret', 'Shortage, worst stage'],
      ),
      rows,
    },
  };
}

function flipsSection({ answers }: AnsweredResult, read: Readers): MemoSection {
  const bars = answers?.sensitivity.bars ?? [];
  const flips = bars.flatMap(({ ends, unit, assumption }, bar) =>
    ends.flatMap(({ flipsAt, signNow }, end): Sentence[] => {
      if (flipsAt === null) return [];
      const at = `answers.sensitivity.bars[${bar}]`;
      const limit: Piece = { text: amountText(flipsAt, unit), path: `${at}.ends[${end}].flipsAt` };
      const what: Piece = { text: signedText(signNow), path: `${at}.ends[${end}].signNow` };
      const name: Piece = { text: assumption, path: `${at}.assumption` };
      return [said`${name} ${end === 0 ? 'below' : 'above'} ${limit} (then: ${what})`];
    }),
  );
  if (bars.length === 0) return { title: 'What would change the recommendation', paragraphs: [], table: null };
  const widest: Sentence[] = bars
    .slice(0, ROWS.bars)
    .map((_, bar) => said`${read.text(`answers.sensitivity.bars[${bar}].assumption`)}`);
  return {
    title: 'What would change the recommendation',
    paragraphs: [
      said`The value hangs most on: ${joined(widest, '; ')}.`,
      flips.length === 0
        ? said`Within the ranges tried no single assumption changes the best signings beyond doubt.`
        : said`The best signings change with: ${joined(flips.slice(0, ROWS.bars), '; ')}.`,
    ],
    table: null,
  };
}

function triggersMemo({ answers }: AnsweredResult, read: Readers): MemoSection {
  const rows = (answers?.triggers ?? [])
    .map((trigger, index) => ({ trigger, index }))
    .toSorted((a, b) => b.trigger.accuracyFraction.estimate - a.trigger.accuracyFraction.estimate)
    .slice(0, ROWS.triggers)
    .toSorted((a, b) => a.index - b.index)
    .map(({ trigger, index }) => {
      const at = `answers.triggers[${index}]`;
      const rule: Piece = { text: ruleText(trigger.rule), path: `${at}.rule` };
      const action: Piece = { text: actionText(trigger), path: at };
      return [
        said`${read.text(`${at}.month`)}`,
        said`${rule}`,
        said`${action}`,
        said`${read.shareRange(`${at}.accuracyFraction`)}`,
      ];
    });
  return {
    title: 'What to watch',
    paragraphs: [],
    table: { columns: columns(['In', 'If one then sees', 'Do'], ['Right on unseen futures']), rows },
  };
}

function basisSection({ certificate }: AnsweredResult, read: Readers): MemoSection {
  const check = certificate.accepted
    ? 'The numbers passed their own check.'
    : 'The numbers FAILED their own check: do not act on them.';
  return {
    title: 'Basis',
    paragraphs: [
      said`${check} Ranges hold what differs between independent samples of the future, not what the plan assumes. Seed ${read.text('recipe.seed')}, engine ${read.text('recipe.engineVersion')}, ${read.text('recipe.solver')} ${read.text('recipe.solverVersion')}, plan ${read.text('plan.hash')}. It recommends; it never transacts.`,
    ],
    table: null,
  };
}
