import { columnsOf } from './plain-text.ts';

const GAP = '  ';
const INDENT = '  ';

/** Rows as aligned text: the first column to the left, the others to the right; the first row is the head. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, columnsOf(row[column] ?? '')), 0),
  );
  return rows
    .map((row) => `${INDENT}${row.map((cell, column) => padded(cell, column, widths)).join(GAP)}`.trimEnd())
    .join('\n');
}

function padded(cell: string, column: number, widths: readonly number[]): string {
  const spaces = ' '.repeat(Math.max(0, (widths[column] ?? 0) - columnsOf(cell)));
  return column === 0 ? cell + spaces : spaces + cell;
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
