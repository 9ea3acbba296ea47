import type { Result, StageAnswer } from '../../decide/index.ts';
import { formatCount, formatFraction, formatFractionEstimate, formatGpus } from '../words/format.ts';
import { columnsOf, plainText } from '../words/plain-text.ts';
import { laterText } from '../words/rights-text.ts';
import { worstStages } from '../words/shortage-text.ts';
import { topLaterSignings } from '../words/signing-text.ts';
import { span, tableLines, type Line } from '../words/spans.ts';
import { moreLine, name, number, phraseLines, word } from './brief-rows.ts';

const STAGES_MAX = 5;

/** What is signed or used later, and on what condition. */
export function laterLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
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
export function shortageLines(result: Result, width: number): Line[] {
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
