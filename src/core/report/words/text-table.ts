import { columnsOf, padded } from './plain-text.ts';

const GAP = '  ';
const INDENT = '  ';

/** Whether a column after the first holds words, which stand left; numbers stand right. */
type IsWords = (column: number) => boolean;

/** Rows as aligned text; the first row is the head. The first column and those of words stand left, the others right. */
export function textTable(rows: readonly (readonly string[])[], isWords: IsWords = () => false): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, columnsOf(row[column] ?? '')), 0),
  );
  const cellOf = (cell: string, column: number) => padded(cell, widths[column] ?? 0, column > 0 && !isWords(column));
  return rows.map((row) => `${INDENT}${row.map(cellOf).join(GAP)}`.trimEnd()).join('\n');
}

/** A paragraph broken at spaces into lines of at most `width` columns, each behind the indent. */
export function wrapped(text: string, width: number, indent = INDENT): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && columnsOf(indent + longer) > width) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line].join('\n');
}
