/**
 * Answers into sentences, tables and chart series: what people read, never how it was computed. `briefText` is the
 * terminal page, `briefMarkdown` the full brief, `reportHtml` the page to print; `fanSeries`, `capacitySeries` and
 * `walkAwaySeries` are the pictures as numbers.
 *
 * Its folders, from the ground up; each imports those before it:
 * - `words`: how a figure, a name, a verdict or a sentence is written;
 * - `sections`: each answer as a heading, a sentence and a table, whatever the document;
 * - `series`: pictures as numbers;
 * - `exports`: what leaves for other programs, and a result without its names;
 * - `documents`: whole pages: the brief, the memo, the report to print, the terminal's answers.
 *
 * Invariants: the same result gives the same bytes; no number without a unit, no estimate without its range (or the
 * words that it is not known yet); numbers are rounded once, here; text from a plan is printed as text in every format.
 */
export {
  answerSentence,
  LATER_SENTENCE,
  LIMITS_SENTENCE,
  LIQUIDITY_SENTENCE,
  questionSentence,
  SUBSTITUTES_SENTENCE,
} from './words/answer-sentences.ts';
export { firstLookText } from './words/first-look.ts';
export { formatLadder } from './words/format-column.ts';
export {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatMonths,
  formatMonth,
  formatPrice,
  formatPriceEstimate,
  formatPricePerGpuHour,
  formatUsd,
  formatUsdEstimate,
  NOT_KNOWN,
} from './words/format.ts';
export { columnsOf, plainText, truncated } from './words/plain-text.ts';
export { SHORTAGE_SENTENCE, unseenShortageSentence } from './words/shortage-text.ts';
export { deferralText } from './words/signing-text.ts';
export type { Line, Span, Style } from './words/spans.ts';
export { textTable, wrapped } from './words/text-table.ts';
export {
  crossCheckSentence,
  rangeMethodSentence,
  refusalSentence,
  riskSentence,
  valueSentence,
} from './words/trust-sentences.ts';
export { verdictStyle, verdictText, walkAwayText } from './words/verdict-text.ts';
export type { AnswerSection } from './sections/answer-section.ts';
export { answerSections, answersMethodSentence, QUESTIONS } from './sections/answer-sections.ts';
export type { ReportTable } from './sections/cells.ts';
export { deadlines } from './sections/deadlines.ts';
export type { Deadline } from './sections/deadlines.ts';
export { leadTimeGapTable } from './sections/demand-tables.ts';
export { fittedGrowth, usageAskFor } from './sections/fitted-growth.ts';
export type { FittedGrowth, UsageTableAsk } from './sections/fitted-growth.ts';
export { pageTable, pageText } from './sections/page-section.ts';
export type { PageSection, PageTable } from './sections/page-section.ts';
export { replayMethodSentence, replaySections } from './sections/replay-sections.ts';
export { matrixSeries, moneySeries, timelineSeries, tornadoSeries } from './series/answer-series.ts';
export type { MatrixSeries, MoneySeries, TimelineSeries, TornadoSeries } from './series/answer-series.ts';
export { frontierSeries, policyTreeSeries, regretSeries } from './series/decision-series.ts';
export type { FrontierSeries, PolicyTreeSeries, RegretSeries } from './series/decision-series.ts';
export { capacityReadings, fanReadings } from './series/readings.ts';
export { capacitySeries, fanSeries, HOSTS_SHOWN_MAX, KIND_NAMES, walkAwaySeries } from './series/series.ts';
export type { CapacityKind, CapacitySeries, FanSeries, WalkAwaySeries } from './series/series.ts';
export { calendarIcs } from './exports/calendar-ics.ts';
export { dataCsv, fileCells, fileColumns, inertText } from './exports/data-csv.ts';
export { dataCellText } from './exports/data-table.ts';
export type { DataCell, DataColumn, DataKind, DataTable } from './exports/data-table.ts';
export { dataTables } from './exports/data-tables.ts';
export { fieldsOfQuestion } from './exports/question-fields.ts';
export { redactedResult, redactedText } from './exports/redact.ts';
export { answersText } from './documents/answers-text.ts';
export { briefFigures, columnMeaning } from './documents/brief-figures.ts';
export type { BriefFigure } from './documents/brief-figures.ts';
export { briefMarkdown } from './documents/brief-markdown.ts';
export { BRIEF_LINES_MAX, briefLines, briefText } from './documents/brief-text.ts';
export type { BriefTextOptions } from './documents/brief-text.ts';
export { comparedResults } from './documents/compare-results.ts';
export { memoHtml, memoMarkdown } from './documents/memo-print.ts';
export { memoOf, memoTraces } from './documents/memo.ts';
export { replayText } from './documents/replay-text.ts';
export { reportHtml } from './documents/report-html.ts';
export type { ReportChart, ReportCharts } from './documents/report-html.ts';
export { trackText } from './documents/track-text.ts';
export { changeText, whatIfMethodSentence, whatIfSentence, whatIfTable, whatIfText } from './documents/what-if-text.ts';
export type { Result } from '../decide/index.ts';
