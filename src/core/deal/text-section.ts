/** Columns of the desk's paragraphs. */
export const TEXT_COLUMNS = 100;

/** A part of a text: a heading, then paragraphs and tables. */
export interface TextSection {
  readonly heading: string;
  readonly parts: readonly string[];
}

/** Sections as one text, a blank line between them. */
export function sectionsText(sections: readonly TextSection[]): string {
  return `${sections.map(({ heading, parts }) => [heading, ...parts].join('\n')).join('\n\n')}\n`;
}
