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
  let line = 1;
  for (let at = 0; at < text.length; line += 1) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const record = text.slice(at, end).replace(/\r$/, '');
    if (record.trim() !== '' && !record.startsWith('#')) yield { line, cells: cellsOf(record, delimiter) };
    at = end + 1;
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
