import type { AnsweredResult } from '../../answers/index.ts';
import type { Result } from '../../decide/index.ts';
import { LIMITS_SENTENCE, questionSentence } from '../words/answer-sentences.ts';
import { formatCount } from '../words/format.ts';
import { issuePlace } from '../words/issue-text.ts';
import { plainText } from '../words/plain-text.ts';
import { fittedLine, itemLines, lineText, paragraphLines, span, unbroken, type Line } from '../words/spans.ts';
import { rangeMethodSentence, recipeItems, refusalSentence } from '../words/trust-sentences.ts';
import { laterLines, shortageLines } from './brief-outlook.ts';
import { offerLines, rightsNowLines, rivalLines, signNowLines } from './brief-signings.ts';
import { LABEL_COLUMNS, valueLines } from './brief-values.ts';

/** Lines of one terminal page. */
export const BRIEF_LINES_MAX = 40;

const ISSUES_MAX = 4;
const NOT_ENFORCED_COLUMNS = 14;

/** The terminal that the page is for. */
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
