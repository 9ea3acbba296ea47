/** One field of a table, with its place: 1-based. */
export interface CsvCell {
  readonly text: string;
  readonly column: number;
}

/** One record of a table: its fields and the line where it starts, 1-based. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly CsvCell[];
}

/** What separates fields. */
export type Delimiter = ',' | ';' | '\t';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** The delimiter that the first line with content has most of, outside quotes; a comma when it has none. */
export function delimiterOf(text: string): Delimiter {
  const line = (/^[^#\s].*/m.exec(text)?.[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * The records of delimited text, one after the other: RFC 4180 with any line end, blanks around fields dropped, empty
 * lines and those that start with # left out. A quote that never closes ends with its line, so that one stray quote spoils one record.
 */
export function* csvRows(text: string, delimiter: Delimiter): Generator<CsvRow> {
  const lines = new TextLines();
  for (const record of [...lines.taken(text), ...lines.rest()]) yield csvRowOf(record, delimiter);
}

/** One line of a table that says something, as it was written. */
export interface TableLine {
  readonly line: number;
  readonly text: string;
}

/** The record that a line holds. */
export function csvRowOf({ line, text }: TableLine, delimiter: Delimiter): CsvRow {
  return { line, cells: cellsOf(text, delimiter) };
}

/** Cuts a text that comes in pieces into its lines; empty ones and those that start with # are left out, but counted. */
export class TextLines {
  private line = 1;
  private unfinished = '';

  /** the lines that this piece ends */
  *taken(piece: string): Generator<TableLine> {
    const whole = this.unfinished + piece;
    // A carriage return at the very end may be half of a line end.
    const isHalf = whole.endsWith('\r');
    const text = (isHalf ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, '\n');
    let at = 0;
    for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', at)) {
      const found = this.lineOf(text.slice(at, feed));
      at = feed + 1;
      if (found !== null) yield found;
    }
    this.unfinished = text.slice(at) + (isHalf ? '\r' : '');
  }

  /** the last line, where no line end follows it */
  *rest(): Generator<TableLine> {
    const found = this.lineOf(this.unfinished.replace(/\r$/, ''));
    this.unfinished = '';
    if (found !== null) yield found;
  }

  private lineOf(text: string): TableLine | null {
    const line = this.line;
    this.line += 1;
    return text.trim() === '' || text.startsWith('#') ? null : { line, text };
  }
}

function cellsOf(record: string, delimiter: Delimiter): CsvCell[] {
  if (!record.includes('"')) return plainCells(record, delimiter);
  const cells: CsvCell[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= record.length; at += 1) {
    if (record[at] === '"') isQuoted = !isQuoted;
    if (at < record.length && (isQuoted || record[at] !== delimiter)) continue;
    cells.push(cellOf(record, start, at));
    start = at + 1;
  }
  return cells;
}

function plainCells(record: string, delimiter: Delimiter): CsvCell[] {
  let column = 1;
  return record.split(delimiter).map((text) => {
    const cell = { text: text.trim(), column };
    column += text.length + 1;
    return cell;
  });
}

function cellOf(record: string, start: number, end: number): CsvCell {
  const raw = record.slice(start, end).trim();
  const isWhole = raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"');
  return { text: isWhole ? raw.slice(1, -1).replaceAll('""', '"').trim() : raw, column: start + 1 };
}
