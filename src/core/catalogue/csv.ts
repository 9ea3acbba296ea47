import { Bug } from '../units/index.ts';

/** One row of a table by column name; a blank cell is an empty text. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * Comma-separated text with a header line, quoted fields and doubled quotes, as the catalogue's tables are written.
 * @throws Bug when the text is not such a table: the catalogue is our own
 */
export function readCsv(text: string): readonly CsvRow[] {
  const [header, ...records] = recordsOf(text);
  if (!header) throw new Bug('a table of the catalogue has no header');
  return records.map((record, index) => {
    if (record.length !== header.length) throw new Bug(`row ${index + 2} of a table has ${record.length} fields`);
    return Object.fromEntries(header.map((name, column) => [name, record[column] ?? '']));
  });
}

function recordsOf(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) throw new Bug(`a table has a stray quote at character ${at}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

/** The text of a column that every table of its kind has. */
export function cellOf(row: CsvRow, name: string): string {
  const cell = row[name];
  if (cell === undefined) throw new Bug(`a table of the catalogue has no column ${name}`);
  return cell;
}

/** The number of a cell; null where it is blank. @throws Bug when it is not a number */
export function numberOf(row: CsvRow, name: string): number | null {
  const cell = cellOf(row, name);
  if (cell === '') return null;
  const value = Number(cell);
  if (!Number.isFinite(value)) throw new Bug(`${name} of the catalogue is not a number: ${cell}`);
  return value;
}
