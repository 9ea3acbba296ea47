import { columnsOf, padded, truncated } from './plain-text.ts';

/** What a piece of the brief means; an edge decides how that looks. */
export type Style = 'plain' | 'title' | 'strong' | 'dim' | 'good' | 'bad' | 'warning';

export interface Span {
  readonly style: Style;
  readonly text: string;
  /** the figure unrounded, with its unit, where the text rounds it */
  readonly exact?: string;
}

/** One line of the brief. */
export type Line = readonly Span[];

export interface TextColumn {
  readonly label: string;
  readonly isNumber: boolean;
  /** names may be cut to make the table fit; numbers never are while names can be */
  readonly canShrink: boolean;
}

export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly Span[])[];
}

const GAP = '  ';
const SHRUNK_COLUMNS_MIN = 8;

export function span(text: string, style: Style = 'plain'): Span {
  return { style, text };
}

/**
 * A table as lines: a title row of column labels, then the rows, two spaces apart. Names are cut, longest first, until
 * a row fits into `width`.
 */
export function tableLines(table: TextTable, width: number): Line[] {
  const header = table.columns.map((column, index) => span(column.label, index === 0 ? 'title' : 'dim'));
  const rows = [header, ...table.rows];
  const widths = fittedWidths(table.columns, { rows, width });
  return rows.map((row) => rowLine(row, { columns: table.columns, widths }));
}

/** The line cut to `width` columns with an ellipsis, whatever is in it. */
export function fittedLine(line: Line, width: number): Line {
  if (columnsOf(line.map((part) => part.text).join('')) <= width) return line;
  const fitted: Span[] = [];
  let left = width;
  for (const part of line) {
    const isWhole = columnsOf(part.text) < left;
    fitted.push({ ...part, text: isWhole ? part.text : `${truncated(`${part.text} `, left)}` });
    if (!isWhole) break;
    left -= columnsOf(part.text);
  }
  return fitted;
}

/** Items laid out one after another under a label, each kept whole while it fits into a line. */
export function itemLines(items: readonly Line[], as: { label: string; labelColumns: number; width: number }): Line[] {
  const lines: Span[][] = [];
  let line: Span[] = [span(padded(as.label, as.labelColumns, false), 'title')];
  let used = as.labelColumns;
  items.forEach((item, index) => {
    const columns = columnsOf(item.map((part) => part.text).join(''));
    const isFirst = line.length === 1;
    if (!isFirst && used + GAP.length + columns > as.width) {
      lines.push(line);
      line = [span(' '.repeat(as.labelColumns)), ...item];
      used = as.labelColumns + columns;
      return;
    }
    if (!isFirst) line.push(span(GAP));
    line.push(...item);
    used += columns + (index === 0 ? 0 : GAP.length);
  });
  return [...lines, line];
}

/** A text whose words stay on one line in a paragraph. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** A paragraph under a label, broken between words. */
export function paragraphLines(
  text: string,
  as: { label: string; labelColumns: number; width: number; style: Style },
): Line[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(' ')) {
    const longer = line === '' ? part : `${line} ${part}`;
    if (line === '' || as.labelColumns + columnsOf(longer) <= as.width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = part;
  }
  return [...lines, line].map((words, index) => [
    span(padded(index === 0 ? as.label : '', as.labelColumns, false), 'title'),
    span(words.replaceAll('\u00a0', ' '), as.style),
  ]);
}

/** Terminal codes (ECMA-48 SGR) by meaning: only the 16 basic colours, which every theme makes legible. */
const CODES: Record<Style, string> = {
  plain: '',
  title: '1;36',
  strong: '1',
  dim: '2',
  good: '32',
  bad: '31',
  warning: '33',
};

/** The line as text, with terminal colours or with no escape code at all; spaces at its end go. */
export function lineText(line: Line, colour: boolean): string {
  const parts = trimmedEnd(line);
  if (!colour) return parts.map((part) => part.text).join('');
  return parts
    .map((part) => (CODES[part.style] === '' ? part.text : `\u001b[${CODES[part.style]}m${part.text}\u001b[0m`))
    .join('');
}

function trimmedEnd(line: Line): Line {
  const parts = [...line];
  for (let last = parts.pop(); last !== undefined; last = parts.pop()) {
    const text = last.text.trimEnd();
    if (text !== '') return [...parts, { ...last, text }];
  }
  return [];
}

function fittedWidths(
  columns: readonly TextColumn[],
  given: { rows: readonly (readonly Span[])[]; width: number },
): number[] {
  const widths = columns.map((_, index) =>
    given.rows.reduce((widest, row) => Math.max(widest, columnsOf(row[index]?.text ?? '')), 0),
  );
  const room = given.width - GAP.length * (columns.length - 1);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = widestShrinkable(columns, widths);
    if (widest === null) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function widestShrinkable(columns: readonly TextColumn[], widths: readonly number[]): number | null {
  let widest: number | null = null;
  columns.forEach((column, index) => {
    const width = widths[index] ?? 0;
    const isWider = widest === null || width > (widths[widest] ?? 0);
    if (column.canShrink && width > SHRUNK_COLUMNS_MIN && isWider) widest = index;
  });
  return widest;
}

function rowLine(row: readonly Span[], as: { columns: readonly TextColumn[]; widths: readonly number[] }): Line {
  return as.columns.flatMap((column, index) => {
    const width = as.widths[index] ?? 0;
    const cell = row[index] ?? span('');
    const text = padded(truncated(cell.text, width), width, column.isNumber);
    return index === 0 ? [{ ...cell, text }] : [span(GAP), { ...cell, text }];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
