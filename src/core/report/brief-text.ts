import type { Result, StageAnswer } from '../decide/index.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatPrice,
  formatPriceEstimate,
  formatPricePerGpuHour,
  formatUsd,
  formatUsdEstimate,
} from './format.ts';
import { plainText } from './plain-text.ts';
import {
  afterHorizonPhrase,
  blocksText,
  firmLiabilityText,
  flipPhrase,
  issuePlace,
  liquidityText,
  questionSentence,
  rangeMethodSentence,
  recipeItems,
  refusalSentence,
  topLaterSignings,
  verdictStyle,
  walkAwayPriceOf,
  worstStages,
} from './sentences.ts';
import type { Line, TextColumn } from './spans.ts';
import { fittedLine, itemLines, lineText, span, tableLines } from './spans.ts';

export const BRIEF_LINES_MAX = 40;
const ISSUES_MAX = 3;
const STAGES_MAX = 5;
const LABEL_COLUMNS = 8;

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
  { signNow: 6, offers: 6, later: 1 },
  { signNow: 4, offers: 5, later: 1 },
  { signNow: 3, offers: 3, later: 1 },
  { signNow: 2, offers: 2, later: 1 },
];

/**
 * The answer on one terminal page: at most 40 lines of at most `width` columns, ending in a line feed. Lists that do not
 * fit say how many entries they leave out; the Markdown brief has them all.
 */
export function briefText(result: Result, options: BriefTextOptions): string {
  const lines = briefLines(result, options.width);
  return `${lines.map((line) => lineText(line, options.colour)).join('\n')}\n`;
}

/** The same page as lines of meaningful spans, for an edge that draws them itself. */
export function briefLines(result: Result, width: number): readonly Line[] {
  let lines: readonly Line[] = [];
  for (const room of ROOMS) {
    lines = pageLines(result, { room, width });
    if (lines.length <= BRIEF_LINES_MAX) break;
  }
  return lines.slice(0, BRIEF_LINES_MAX).map((line) => fittedLine(line, width));
}

function pageLines(result: Result, as: { room: Room; width: number }): Line[] {
  const { room, width } = as;
  const sections: readonly (readonly Line[])[] = [
    issueLines(result),
    headingLines(result),
    signNowLines(result, { rowsMax: room.signNow, width }),
    offerLines(result, { rowsMax: room.offers, width }),
    laterLines(result, { rowsMax: room.later, width }),
    shortageLines(result, width),
    [...valueLines(result, width), ...recipeLines(result, width)],
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [[], ...section]));
}

function issueLines(result: Result): Line[] {
  const refusal = refusalSentence(result);
  const issues = result.issues.filter((issue) => issue.severity === 'not-enforced');
  const lines = issues
    .slice(0, ISSUES_MAX)
    .map((issue) => [span('NOT ENFORCED  ', 'warning'), span(`${issuePlace(issue)}: ${plainText(issue.what)}`)]);
  const left = issues.length - lines.length;
  return [
    ...(refusal === null ? [] : [[span(refusal, 'bad')]]),
    ...lines,
    ...(left > 0 ? [[span(`and ${formatCount(left)} more in the plan not enforced`, 'warning')]] : []),
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
    name('host'),
    number('blocks'),
    number('GPUs'),
    word('in service'),
    number('firm'),
    word('adds (range)'),
    number('up to'),
  ];
  const rows = shown.map((signing) => [
    span(plainText(signing.offerId), 'strong'),
    span(plainText(signing.host)),
    span(blocksText(signing.blocks, signing.blocksOffered)),
    span(formatGpus(signing.gpus)),
    span(signing.inServiceMonth),
    span(formatUsd(signing.firmLiabilityUsd)),
    span(formatUsdEstimate(signing.addedValueUsd)),
    span(formatPricePerGpuHour(walkAwayPriceOf(result, signing.offerId))),
  ]);
  const total = `firm liability ${firmLiabilityText(result)} after every right to leave is used; signing adds `;
  return [
    ...tableLines({ columns, rows }, as.width),
    ...moreLine(signNow.length - shown.length, 'to sign now'),
    [span(total, 'dim'), span(formatUsdEstimate(result.value.addedValueUsd), 'dim')],
  ];
}

function offerLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  const { offers } = result;
  if (offers.length === 0) return [[span('OFFERS  ', 'title'), span('none in the plan')]];
  const shown = offers.slice(0, as.rowsMax);
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
    span(formatPriceEstimate(offer.walkAwayPriceUsdPerGpuHour)),
    span(plainText(offer.decideBy ?? 'not given')),
    span(`${flipPhrase(offer)}${offer.provisional ? ' *' : ''}`, verdictStyle(offer)),
  ]);
  return [...tableLines({ columns, rows }, as.width), ...moreLine(offers.length - shown.length, 'on offer')];
}

function laterLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  if (result.later.length === 0) return [];
  const shown = topLaterSignings(result.later, as.rowsMax);
  const columns = [word('LATER'), name('offer'), number('ref. GPUs'), number('chance'), name('if one then sees')];
  const rows = shown.map((signing) => [
    span(signing.startMonth),
    span(plainText(signing.offerId)),
    span(formatGpus(signing.referenceGpus)),
    span(formatFraction(signing.probability)),
    span(plainText(signing.condition)),
  ]);
  return [...tableLines({ columns, rows }, as.width), ...moreLine(result.later.length - shown.length, 'to sign later')];
}

function shortageLines(result: Result, width: number): Line[] {
  const stages = worstStages(result.stages, STAGES_MAX);
  if (stages.length === 0) return [];
  const cells = (text: (stage: StageAnswer) => string) => stages.map((stage) => span(text(stage)));
  const columns = [word('SHORTAGE'), ...stages.map((stage) => word(stage.startMonth))];
  const rows = [
    [span('chance'), ...cells((stage) => formatFractionEstimate(stage.shortageProbability))],
    [span('unserved'), ...cells((stage) => formatFractionEstimate(stage.shortageFraction))],
  ];
  const which =
    stages.length < result.stages.length ? `; the ${stages.length} likeliest of ${result.stages.length} stages` : '';
  return [
    ...tableLines({ columns, rows }, width),
    [span(`protected tiers, by the month a stage starts${which}`, 'dim')],
  ];
}

function valueLines(result: Result, width: number): Line[] {
  const { value } = result;
  const { trough, rescue } = liquidityText(result);
  const items: readonly Line[] = [
    [span('recommended '), span(formatUsdEstimate(value.recommendedUsd), 'strong')],
    [span(`sign nothing ${formatUsdEstimate(value.signNothingUsd)}`)],
    [span(`gain over planning for one forecast (VSS) ${formatUsdEstimate(value.vssUsd)}`)],
    [span(afterHorizonPhrase(result), 'dim')],
    [span(`perfect foresight would add (EVPI) ${formatUsdEstimate(value.evpiUsd)}`)],
    [span(`lowest cash ${trough}`)],
    [span(`chance of needing a rescue ${rescue}`)],
    [span(rangeMethodSentence(result), 'dim')],
  ];
  return itemLines(items, { label: 'VALUE', labelColumns: LABEL_COLUMNS, width });
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
