import type { AnsweredResult } from '../../answers/index.ts';
import type { Result, StageAnswer } from '../../decide/index.ts';
import { rivalSentence } from '../sections/negotiation-sections.ts';
import { LIMITS_SENTENCE, questionSentence } from '../words/answer-sentences.ts';
import { flipWithLater } from '../words/flip-text.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatPrice,
  formatUsd,
  formatUsdEstimate,
} from '../words/format.ts';
import { issuePlace } from '../words/issue-text.ts';
import { columnsOf, plainText } from '../words/plain-text.ts';
import { laterText, rightsNowText } from '../words/rights-text.ts';
import { worstStages } from '../words/shortage-text.ts';
import { blocksText, waitingText, firmLiabilityText, topLaterSignings } from '../words/signing-text.ts';
import type { Line, TextColumn } from '../words/spans.ts';
import { fittedLine, itemLines, lineText, paragraphLines, span, tableLines, unbroken } from '../words/spans.ts';
import { rangeMethodSentence, recipeItems, refusalSentence } from '../words/trust-sentences.ts';
import { verdictStyle, walkAwayText } from '../words/verdict-text.ts';
import { LABEL_COLUMNS, valueLines } from './brief-values.ts';
import { candidatePhrases } from './candidates.ts';

export const BRIEF_LINES_MAX = 40;
const ISSUES_MAX = 4;
const NOT_ENFORCED_COLUMNS = 14;
const RIGHTS_NOW_COLUMNS = 9;
const STAGES_MAX = 5;

export interface BriefTextOptions {
  /** columns of the terminal, at least 60 for tables to stay whole */
  readonly width: number;
  /** true writes terminal colours; false (a pipe) writes no escape code at all */
  readonly colour: boolean;
}

/** How many rows each list of the brief may take. */
interface Room {
  readonly signNow: number;
  readonly offers: number;
  readonly later: number;
}

/** Tried in order until the brief fits: later signings give way first, then offers, then the sign-list. */
const ROOMS: readonly Room[] = [
  { signNow: 8, offers: 8, later: 4 },
  { signNow: 8, offers: 8, later: 3 },
  { signNow: 8, offers: 8, later: 2 },
  { signNow: 8, offers: 8, later: 1 },
  { signNow: 8, offers: 8, later: 0 },
  { signNow: 6, offers: 6, later: 0 },
  { signNow: 4, offers: 5, later: 0 },
  { signNow: 3, offers: 3, later: 0 },
  { signNow: 2, offers: 2, later: 0 },
  { signNow: 1, offers: 1, later: 0 },
];

/**
 * The answer on one terminal page: at most 40 lines of at most `width` columns, ending in a line feed. Lists that do not
 * fit say how many entries they leave out; the Markdown brief has them all.
 */
export function briefText(result: AnsweredResult, options: BriefTextOptions): string {
  const lines = briefLines(result, options.width);
  return `${lines.map((line) => lineText(line, options.colour)).join('\n')}\n`;
}

/** The same page as lines of meaningful spans, for an edge that draws them itself. */
export function briefLines(result: AnsweredResult, width: number): readonly Line[] {
  let lines: readonly Line[] = [];
  for (const room of ROOMS) {
    lines = pageLines(result, { room, width });
    if (lines.length <= BRIEF_LINES_MAX) break;
  }
  return lines.slice(0, BRIEF_LINES_MAX).map((line) => fittedLine(line, width));
}

function pageLines(result: AnsweredResult, as: { room: Room; width: number }): Line[] {
  const { room, width } = as;
  const sections: readonly (readonly Line[])[] = [
    issueLines(result, width),
    headingLines(result),
    [...signNowLines(result, { rowsMax: room.signNow, width }), ...rightsNowLines(result, width)],
    [...offerLines(result, { rowsMax: room.offers, width }), ...rivalLines(result, { rowsMax: room.later, width })],
    laterLines(result, { rowsMax: room.later, width }),
    shortageLines(result, width),
    [...valueLines(result, width), ...noteLines(result, width), ...recipeLines(result, width)],
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [[], ...section]));
}

/** A refused certificate, then what the engine does not enforce: all in one paragraph, each located. */
function issueLines(result: Result, width: number): Line[] {
  const refusal = refusalSentence(result);
  const issues = result.issues.filter((issue) => issue.severity === 'not-enforced');
  const places = issues.slice(0, ISSUES_MAX).map((issue) => unbroken(issuePlace(issue)));
  const left = issues.length - places.length;
  const listed = [...places, ...(left > 0 ? [`${formatCount(left)} more in the plan`] : [])].join(', ');
  const label = { label: 'NOT ENFORCED', labelColumns: NOT_ENFORCED_COLUMNS, width, style: 'plain' } as const;
  return [
    ...(refusal === null ? [] : [[span(refusal, 'bad')]]),
    ...(issues.length === 0 ? [] : paragraphLines(`${listed}: no answer uses it yet`, label)),
  ];
}

function headingLines(result: Result): Line[] {
  const name = plainText(result.plan.name);
  return [
    [span(name, 'strong'), span(`  as of ${plainText(result.plan.asOf)}`, 'dim')],
    [span(questionSentence(result))],
  ];
}

function signNowLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  const { signNow } = result;
  if (signNow.length === 0)
    return [
      [span('SIGN NOW  ', 'title'), span("nothing: no set of these offers is recommended at today's prices", 'strong')],
    ];
  const shown = signNow.slice(0, as.rowsMax);
  const columns = [
    name('SIGN NOW'),
    number('blocks'),
    number('GPUs'),
    word('first GPUs'),
    number('firm'),
    word('worth (range)'),
    word('waiting costs (range)'),
  ];
  const rows = shown.map((signing) => [
    span(plainText(signing.offerId), 'strong'),
    span(blocksText(signing.blocks, signing.blocksOffered)),
    span(formatGpus(signing.gpus)),
    span(signing.inServiceMonth),
    span(formatUsd(signing.firmLiabilityUsd)),
    span(formatUsdEstimate(signing.addedValueUsd)),
    span(waitingText(signing)),
  ]);
  const { addedValueUsd, signNowUsd } = result.value;
  const summary = [
    `firm liability ${firmLiabilityText(result)}`,
    `worth ${unbroken(formatUsdEstimate(addedValueUsd))} against never having these offers`,
    `${unbroken(formatUsdEstimate(signNowUsd))} against deciding at the next date`,
  ];
  return [
    ...tableLines({ columns, rows }, as.width),
    ...moreLine(signNow.length - shown.length, 'to sign now'),
    ...phraseLines([...summary, ...candidatePhrases(result)], as.width),
  ];
}

/** Notices to give and options to use now, of contracts signed before. */
function rightsNowLines(result: Result, width: number): Line[] {
  if (result.rightsNow.length === 0) return [];
  return paragraphLines(rightsNowText(result), {
    label: 'USE NOW',
    labelColumns: RIGHTS_NOW_COLUMNS,
    width,
    style: 'strong',
  });
}

function phraseLines(phrases: readonly string[], width: number): Line[] {
  if (phrases.length === 0) return [];
  const text = phrases.join('; ');
  return paragraphLines(text, { label: '', labelColumns: 0, width, style: 'dim' });
}

function offerLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  const { offers } = result;
  if (offers.length === 0) return [[span('OFFERS  ', 'title'), span('none in the plan')]];
  const ordered = [...offers.filter((offer) => offer.isSigned), ...offers.filter((offer) => !offer.isSigned)];
  const kept = new Set(ordered.slice(0, as.rowsMax));
  const shown = offers.filter((offer) => kept.has(offer));
  const columns = [
    name('OFFERS, $/GPU-h'),
    number('ask'),
    word('worth at most (range)'),
    word('decide by'),
    word('verdict, and what flips it'),
  ];
  const rows = shown.map((offer) => [
    span(plainText(offer.offerId), 'strong'),
    span(formatPrice(offer.askPriceUsdPerGpuHour)),
    span(walkAwayText(offer)),
    span(plainText(offer.decideBy ?? 'not given')),
    span(flipWithLater(result, offer), verdictStyle(offer)),
  ]);
  return [...tableLines({ columns, rows }, as.width), ...moreLine(offers.length - shown.length, 'on offer')];
}

/** Why the nearest rejected quote was not signed, where that was asked. */
function rivalLines(result: AnsweredResult, as: { rowsMax: number; width: number }): Line[] {
  const { answers } = result;
  const [nearest] = (answers?.rivals ?? []).toSorted((a, b) => a.worthUsd.estimate - b.worthUsd.estimate);
  if (!answers || !nearest || as.rowsMax === 0) return [];
  return phraseLines([rivalSentence(result, answers, nearest)], as.width);
}

function laterLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  if (result.later.length === 0) return [];
  if (as.rowsMax === 0) return [[span('LATER  ', 'title'), span(`${laterCountText(result)}, all in the full brief`)]];
  const shown = topLaterSignings(result.later, as.rowsMax);
  const columns = [word('LATER'), name('offer'), number('ref. GPUs'), number('chance'), name('if one then sees')];
  const rows = shown.map((signing) => [
    span(signing.startMonth),
    span(laterText(signing)),
    span(formatGpus(signing.referenceGpus)),
    span(formatFraction(signing.probability)),
    span(plainText(signing.condition)),
  ]);
  return [
    ...tableLines({ columns, rows }, as.width),
    ...moreLine(result.later.length - shown.length, laterWords(result)),
  ];
}

/** "163 conditions to sign or use later, 2026-08 to 2029-07" */
function laterCountText(result: Result): string {
  const months = result.later.map(({ startMonth }) => startMonth).toSorted();
  const [first, last] = [months[0], months.at(-1)];
  const count = result.later.length;
  const conditions = `${formatCount(count)} condition${count === 1 ? '' : 's'} ${laterWords(result)}`;
  return `${conditions}, ${first === last ? first : `${first} to ${last}`}`;
}

function laterWords({ later }: Result): string {
  return later.some(({ right }) => right !== null) ? 'to sign or use later' : 'to sign later';
}

/** As many of the likeliest stages as fit whole into the width. */
function shortageLines(result: Result, width: number): Line[] {
  if (result.stages.length === 0) return [];
  let lines: Line[] = [];
  for (let count = STAGES_MAX; count > 0; count -= 1) {
    lines = shortageTableLines(worstStages(result.stages, count), width);
    if (lines.every((line) => columnsOf(line.map((part) => part.text).join('')) <= width)) break;
  }
  const onSamples = result.replay ? '; on samples' : '';
  const words = `chance of being short: over ${formatFraction(result.plan.shortageFraction)} of protected demand unserved; unserved: share of it${onSamples}`;
  return [...lines, ...phraseLines([words], width)];
}

function shortageTableLines(stages: readonly StageAnswer[], width: number): Line[] {
  const cells = (text: (stage: StageAnswer) => string) => stages.map((stage) => span(text(stage)));
  const columns = [word('SHORTAGE'), ...stages.map((stage) => word(stage.startMonth))];
  const rows = [
    [span('chance'), ...cells((stage) => formatFractionEstimate(stage.shortageProbability))],
    [span('unserved'), ...cells((stage) => formatFractionEstimate(stage.shortageFraction))],
  ];
  return tableLines({ columns, rows }, width);
}

/** What the numbers leave out, and how their ranges were made. */
function noteLines(result: Result, width: number): Line[] {
  return paragraphLines(`${LIMITS_SENTENCE} ${rangeMethodSentence(result)}`, {
    label: 'NOTE',
    labelColumns: LABEL_COLUMNS,
    width,
    style: 'dim',
  });
}

function recipeLines(result: Result, width: number): Line[] {
  return itemLines(
    recipeItems(result).map((item) => [item]),
    { label: 'RECIPE', labelColumns: LABEL_COLUMNS, width },
  );
}

function moreLine(count: number, what: string): Line[] {
  return count > 0 ? [[span(`and ${formatCount(count)} more ${what}, all in the full brief`, 'dim')]] : [];
}

function name(label: string): TextColumn {
  return { label, isNumber: false, canShrink: true };
}

function word(label: string): TextColumn {
  return { label, isNumber: false, canShrink: false };
}

function number(label: string): TextColumn {
  return { label, isNumber: true, canShrink: false };
}
