import type { PlanDifference, Tracked, TrackedTrigger } from '../../answers/index.ts';
import { actionText, ruleText } from '../sections/portfolio-sections.ts';
import { formatCount, formatFraction, formatGpus, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import { lineText, paragraphLines, span, tableLines, type Line } from '../words/spans.ts';

/** What was tracked as a page of text. @param difference null when there was no last result to compare with */
export function trackText(
  tracked: Tracked,
  difference: PlanDifference | null,
  as: { readonly width: number; readonly colour: boolean },
): string {
  const sections = [
    seenLines(tracked, as.width),
    beliefLines(tracked, as.width),
    triggerLines(tracked.triggers, as.width),
    changeLines(tracked, as.width),
    difference === null ? [] : differenceLines(difference, as.width),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, []]);
  return lines.map((line) => `${lineText(line, as.colour)}\n`).join('');
}

const LABEL_COLUMNS = 9;

function paragraph(label: string, text: string, width: number): Line[] {
  return paragraphLines(text, { label, labelColumns: LABEL_COLUMNS, width, style: 'plain' });
}

function seenLines(tracked: Tracked, width: number): Line[] {
  const {
    growthMultiplePerYear,
    growthMonths,
    expectedGrowthMultiplePerYear,
    busyReferenceGpus,
    supplyRegime,
    startMonth,
  } = tracked;
  const grew =
    growthMultiplePerYear === null
      ? 'one month shows no growth'
      : `demand grew at ${formatCount(growthMultiplePerYear)}x a year, measured over ${monthsText(growthMonths)}`;
  const text = [
    grew,
    `${formatGpus(busyReferenceGpus)} busy reference GPUs are taken for ${startMonth}, the last month carried on at the expected ${formatCount(expectedGrowthMultiplePerYear)}x a year`,
    supplyRegime === null ? 'nothing said of supply' : `supply is ${supplyRegime}`,
  ].join('; ');
  return paragraph('SEEN', text, width);
}

/** How long was looked at: growth of a month or two says little of a year. */
function monthsText(months: number): string {
  return months === 1 ? 'one month alone' : `the last ${formatCount(months)} months`;
}

function beliefLines({ belief }: Tracked, width: number): Line[] {
  const columns = [
    { label: 'GROWTH', isNumber: false, canShrink: true },
    ...['last plan', 'now'].map((label) => ({ label, isNumber: true, canShrink: false })),
  ];
  const rows = belief.map(({ regimeId, beforeProbability, nowProbability }) => [
    span(plainText(regimeId)),
    span(formatFraction(beforeProbability)),
    span(formatFraction(nowProbability), 'strong'),
  ]);
  return tableLines({ columns, rows }, width);
}

function triggerLines(triggers: readonly TrackedTrigger[], width: number): Line[] {
  const known = triggers.filter(({ hasFired }) => hasFired !== null);
  if (known.length === 0) return [];
  const columns = ['TRIGGERS', 'of', 'if one then sees', 'do'].map((label) => ({
    label,
    isNumber: false,
    canShrink: false,
  }));
  const rows = known.map(({ trigger, hasFired }) => [
    span(hasFired === true ? 'FIRED' : 'not fired', hasFired === true ? 'warning' : 'plain'),
    span(trigger.month),
    span(ruleText(trigger.rule)),
    span(actionText(trigger)),
  ]);
  return tableLines({ columns, rows }, width);
}

function changeLines({ signed, lapsedIds, endedIds, remarks }: Tracked, width: number): Line[] {
  const listed = (names: readonly string[]) => names.map(plainText).join(', ');
  return [
    ...(signed.length === 0 ? [] : paragraph('SIGNED', `${signedText(signed)}: frozen`, width)),
    ...(lapsedIds.length === 0 ? [] : paragraph('LAPSED', listed(lapsedIds), width)),
    ...(endedIds.length === 0 ? [] : paragraph('ENDED', listed(endedIds), width)),
    ...remarks.flatMap((remark) => paragraph('NOTE', plainText(remark), width)),
  ];
}

function differenceLines(difference: PlanDifference, width: number): Line[] {
  const { before, best, now, isKept, worthBeforeUsd, worthNowUsd, factsUsd, choicesUsd } = difference;
  const why = isKept
    ? 'the last plan’s signings stand: a change is worth no more than its range'
    : `changed from ${signedText(before)}`;
  return [
    ...paragraph('SIGN NOW', `${now.length === 0 ? 'nothing more' : signedText(now)}; ${why}`, width),
    ...paragraph(
      'FACTS',
      `what the last plan signs, made since or not, was worth ${formatUsdEstimate(worthBeforeUsd)} then; what is left of it is worth ${formatUsdEstimate(worthNowUsd)} now: ${formatUsd(factsUsd)} by what has happened and been paid since`,
      width,
    ),
    ...paragraph(
      'CHOICES',
      `the best now (${signedText(best)}) is worth ${formatUsdEstimate(choicesUsd)} more than to go on with the last plan’s`,
      width,
    ),
  ];
}
