import type { AnsweredResult } from '../../answers/index.ts';
import type { Result } from '../../decide/index.ts';
import { answerSections, answersMethodSentence, furtherReplaySections } from '../sections/answer-sections.ts';
import { assumptionsTable, issuesTable, recipeTable } from '../sections/basis-tables.ts';
import type { ReportTable } from '../sections/cells.ts';
import {
  candidatesTable,
  laterTable,
  offersTable,
  shortageTable,
  signNowTable,
  termsTable,
} from '../sections/decision-tables.ts';
import { fewerBlocksSentence } from '../sections/fewer-blocks.ts';
import { replayMethodSentence } from '../sections/replay-sections.ts';
import {
  addedPartsTable,
  crossCheckTable,
  liquidityTable,
  objectiveTable,
  outcomesTable,
  reconciliationTable,
  valueTable,
} from '../sections/value-tables.ts';
import {
  answerSentence,
  LATER_SENTENCE,
  LIMITS_SENTENCE,
  LIQUIDITY_SENTENCE,
  questionSentence,
  SUBSTITUTES_SENTENCE,
} from '../words/answer-sentences.ts';
import { issuePlace } from '../words/issue-text.ts';
import { plainText } from '../words/plain-text.ts';
import { SHORTAGE_SENTENCE } from '../words/shortage-text.ts';
import { firmLiabilityText } from '../words/signing-text.ts';
import {
  certificateSpan,
  crossCheckSentence,
  rangeMethodSentence,
  refusalSentence,
  riskSentence,
  valueSentence,
} from '../words/trust-sentences.ts';

/**
 * The full brief as Markdown (GitHub's tables): everything on the terminal page, nothing left out, then the assumptions
 * with their sources, the objective line by line, the decisions compared, the recipe and all issues.
 */
export function briefMarkdown(result: AnsweredResult): string {
  const { plan } = result;
  const blocks = [
    `# ${escaped(plan.name)}`,
    `As of ${escaped(plan.asOf)}. ${questionSentence(result)}`,
    ...warnings(result),
    ...section('Sign now', answerSentence(result), result.signNow.length === 0 ? null : signNowTable(result)),
    escaped(`${valueSentence(result)} ${crossCheckSentence(result)}`),
    ...(result.signNow.length === 0
      ? []
      : [
          `Firm liability ${firmLiabilityText(result)} in all, undiscounted, when every right to leave is used at its first date; of a build in gates, its first gate. Worth is the value with these blocks now less never having the offer, waiting costs what putting it off to the next date does, the rest re-optimised. ${SUBSTITUTES_SENTENCE}`,
        ]),
    ...section(
      'Offers',
      `Prices in USD per billed GPU-hour; worth against never having the offer. ${fewerBlocksSentence(result)} ${SUBSTITUTES_SENTENCE}`,
      offersTable(result),
    ),
    ...section('Terms', 'Each for the blocks its verdict is for.', termsTable(result)),
    ...section('Later signings', LATER_SENTENCE, laterTable(result)),
    ...section('Shortage', SHORTAGE_SENTENCE, shortageTable(result)),
    ...answersBlocks(result),
    ...section('Value and information', valueNote(result), valueTable(result)),
    tableText(addedPartsTable(result)),
    tableText(outcomesTable(result)),
    ...section('Cross-check on trees', null, crossCheckTable(result)),
    ...section('Cash and credit', LIQUIDITY_SENTENCE, liquidityTable(result)),
    ...section(
      'Where the value comes from',
      'Discounted, USD; cash and values on the replayed paths.',
      objectiveTable(result),
    ),
    ...section('From cash to the recommended value', certificateSpan(result).text, reconciliationTable(result)),
    ...section('Decisions compared', null, candidatesTable(result)),
    ...section('Assumptions and sources', null, assumptionsTable(result)),
    ...section('Recipe and certificate', null, recipeTable(result)),
    ...section('Issues', null, issuesTable(result)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function answersBlocks(result: AnsweredResult): readonly string[] {
  const sections = answerSections(result).flatMap(({ title, text, table }) => section(title, text, table));
  const method = result.answers ? [escaped(answersMethodSentence(result.answers))] : [];
  return [...sections, ...method, ...replayBlocks(result)];
}

function replayBlocks(result: AnsweredResult): readonly string[] {
  const { replay } = result;
  if (!replay) return [];
  const sections = furtherReplaySections(result).flatMap(({ title, text, table }) => section(title, text, table));
  return [...sections, escaped(replayMethodSentence(replay))];
}

/** Text that Markdown and the HTML inside it read as text: one line, punctuation that has a meaning escaped. */
export function escaped(text: string): string {
  return plainText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~#]/g, '\\$&');
}

function warnings(result: Result): readonly string[] {
  const refusal = refusalSentence(result);
  const notEnforced = result.issues.filter((issue) => issue.severity === 'not-enforced');
  const lines = notEnforced.map(
    (issue) => `- **Not enforced** at ${escaped(issuePlace(issue))}: ${escaped(issue.what)}`,
  );
  return [...(refusal === null ? [] : [`**${escaped(refusal)}**`]), ...(lines.length === 0 ? [] : [lines.join('\n')])];
}

function valueNote(result: Result): string {
  return `${riskSentence(result)} ${LIMITS_SENTENCE} ${rangeMethodSentence(result)}`;
}

function section(title: string, text: string | null, table: ReportTable | null): readonly string[] {
  const isEmpty = table !== null && table.rows.length === 0;
  const shown = table === null ? [] : [isEmpty ? 'None.' : tableText(table)];
  return [`## ${title}`, ...(text === null || isEmpty ? [] : [escaped(text)]), ...shown];
}

function tableText(table: ReportTable): string {
  const header = row(table.columns.map((column) => escaped(column.label)));
  const rule = row(table.columns.map((column) => (column.isNumber ? '---:' : '---')));
  const rows = table.rows.map((cells) =>
    row(
      cells.map((cell) =>
        cell.style === 'strong' && cell.text !== '' ? `**${escaped(cell.text)}**` : escaped(cell.text),
      ),
    ),
  );
  return [header, rule, ...rows].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
