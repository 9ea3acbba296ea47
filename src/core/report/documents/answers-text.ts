import type { AnsweredResult } from '../../answers/index.ts';
import type { AnswerSection } from '../sections/answer-section.ts';
import { answerSections, answersMethodSentence, sectionsOfQuestion } from '../sections/answer-sections.ts';
import { lineText, paragraphLines, span, tableLines, type Line } from '../words/spans.ts';

/** The answers as text for a terminal of so many columns, or one question's; a table that is wider runs on. */
export function answersText(
  result: AnsweredResult,
  options: { readonly width: number; readonly colour: boolean; readonly question?: number },
): string {
  const { question } = options;
  const shown = question === undefined ? answerSections(result) : sectionsOfQuestion(result, question);
  return sectionsText(shown, { ...options, method: result.answers ? answersMethodSentence(result.answers) : null });
}

/** Sections one below another, then by what method they were found. */
export function sectionsText(
  sections: readonly Omit<AnswerSection, 'question'>[],
  options: {
    readonly width: number;
    readonly colour: boolean;
    readonly heading?: string;
    readonly method: string | null;
  },
): string {
  const { width, colour, heading, method } = options;
  const parts = [
    ...(heading === undefined ? [] : [[[span(heading, 'strong')]]]),
    ...sections.map((section) => sectionLines(section, width)),
    ...(method === null ? [] : [textLines(method, width)]),
  ];
  const lines = parts.flatMap((part) => [...part, []]);
  return lines.map((line) => `${lineText(line, colour)}\n`).join('');
}

function sectionLines({ title, text, table }: Omit<AnswerSection, 'question'>, width: number): Line[] {
  const columns = table.columns.map((column) => ({ ...column, canShrink: false }));
  return [
    [span(title.toUpperCase(), 'title')],
    ...textLines(text, width),
    ...tableLines({ columns, rows: table.rows }, width),
  ];
}

function textLines(text: string, width: number): Line[] {
  return paragraphLines(text, { label: '', labelColumns: 0, width, style: 'dim' });
}
