import type { ReportTable } from './cells.ts';

/** One answer: its question as a heading, what the table says and by what measure, and the table. */
export interface AnswerSection {
  /** of the fifteen, 1 to 15; null: beside them */
  readonly question: number | null;
  readonly title: string;
  readonly text: string;
  readonly table: ReportTable;
}

/** A section that belongs to none of the fifteen questions alone. */
export type PlainSection = Omit<AnswerSection, 'question'>;
