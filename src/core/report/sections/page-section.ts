import { textTable, wrapped } from '../words/text-table.ts';

/** A table of words and figures that each edge sets in its own way: the first row is its head. */
export interface PageTable {
  readonly rows: readonly (readonly string[])[];
  /** columns after the first that hold words; the others hold figures */
  readonly wordColumns: readonly number[];
}

/** A part of a page: a heading, then paragraphs and tables. */
export interface PageSection {
  readonly heading: string;
  readonly parts: readonly (string | PageTable)[];
}

/** Rows as a table, the first one its head. */
export function pageTable(
  rows: readonly (readonly string[])[],
  isWords: (column: number) => boolean = () => false,
): PageTable {
  const columns = (rows[0] ?? []).map((_, column) => column);
  return { rows, wordColumns: columns.filter((column) => column > 0 && isWords(column)) };
}

/** Columns of a page's paragraphs. */
const TEXT_COLUMNS = 100;

/** Sections as one text, a blank line between them. */
export function pageText(sections: readonly PageSection[]): string {
  const texts = sections.map(({ heading, parts }) => [heading, ...parts.map(partText)].join('\n'));
  return `${texts.join('\n\n')}\n`;
}

function partText(part: string | PageTable): string {
  if (typeof part === 'string') return wrapped(part, TEXT_COLUMNS);
  return textTable(part.rows, (column) => part.wordColumns.includes(column));
}
