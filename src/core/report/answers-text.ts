import type { AnsweredResult } from '../answers/index.ts';
import type { AnswerSection } from './answer-section.ts';
import { answerSections, answersMethodSentence, sectionsOfQuestion } from './answer-sections.ts';
import { lineText, paragraphLines, span, tableLines, type Line } from './spans.ts';

/** The answers as text for a terminal of so many columns, or one question's; a table that is wider runs on. */
export function answersText(
  result: AnsweredResult,
  options: { readonly width: number; readonly colour: boolean; readonly question?: number },
): string {
  const { question } = options;
  const shown = question === undefined ? answerSections(result) : sectionsOfQuestion(result, question);
  const sections = shown.map((section) => sectionLines(section, options.width));
  const method = result.answers ? [textLines(answersMethodSentence(result.answers), options.width)] : [];
  const lines = [...sections, ...method].flatMap((section) => [...section, []]);
  return lines.map((line) => `${lineText(line, options.colour)}\n`).join('');
}

function sectionLines({ title, text, table }: AnswerSection, width: number): Line[] {
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
