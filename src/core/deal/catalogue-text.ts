import type { CsvRow } from '../catalogue/index.ts';
import { plainText, textTable, truncated } from '../report/index.ts';

/** One table of the public record. */
export interface CatalogueTable {
  readonly name: string;
  readonly rows: readonly CsvRow[];
}

/** Up to so many rows are shown with every field, more as a table of the main ones. */
const WHOLE_ROWS_MAX = 3;
const CELL_COLUMNS_MAX = 34;
const GAP_COLUMNS = 2;

/** Fields of a row that say where it is from; in a table of many rows they have no room. */
const ORIGIN_FIELDS: ReadonlySet<string> = new Set(['source_url', 'note', 'conflicts_with', 'retrieved_on']);

/** What matters most of a table with more fields than a line holds. */
const MAIN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  deals: [
    'id',
    'as_of',
    'tenant',
    'host',
    'what_is_priced',
    'implied_usd_million_per_megawatt_year',
    'implied_usd_per_gpu_hour',
    'price_bound',
    'quality',
  ],
  hosts: ['host', 'host_type', 'location', 'power_megawatts', 'status', 'as_of', 'quality'],
};

/** Names of the tables, rows in each, and the day of the newest row. */
export function catalogueIndexText(tables: readonly CatalogueTable[]): string {
  const rows = tables.map(({ name, rows: all }) => [name, `${all.length}`, newestOf(all)]);
  return `${textTable([['table', 'rows', 'retrieved'], ...rows])}\n`;
}

/** The rows in which some field holds the word, whatever the case; all of them for an empty word. */
export function rowsFound(rows: readonly CsvRow[], word: string): readonly CsvRow[] {
  const wanted = word.toLowerCase();
  return rows.filter((row) => Object.values(row).some((cell) => cell.toLowerCase().includes(wanted)));
}

/** Rows as people read them: few with every field and source, many as a table of `width` columns. */
export function catalogueText({ name, rows }: CatalogueTable, width: number): string {
  if (rows.length === 0) return `no row of ${name} holds that\n`;
  if (rows.length <= WHOLE_ROWS_MAX) return rows.map(wholeRow).join('\n');
  const fields = shownFields(name, rows, width);
  const cells = rows.map((row) => fields.map((field) => cellText(row, field)));
  const isWords = (column: number) => cells.some((row) => !/^[\d.,<>=+-]*$/.test(row[column] ?? ''));
  const table = textTable([fields.map(fieldText), ...cells], isWords);
  return `${table}\n${rows.length} rows of ${name}; --find narrows them, ${WHOLE_ROWS_MAX} or fewer are shown with note and source\n`;
}

function wholeRow(row: CsvRow): string {
  const filled = Object.entries(row).filter(([, cell]) => cell !== '');
  const columns = filled.reduce((most, [field]) => Math.max(most, field.length), 0);
  return filled.map(([field, cell]) => `${field.padEnd(columns)}  ${plainText(cell)}\n`).join('');
}

/** The main fields, or those that are filled somewhere, as many as fit. */
function shownFields(name: string, rows: readonly CsvRow[], width: number): readonly string[] {
  const all = Object.keys(rows[0] ?? {}).filter((field) => !ORIGIN_FIELDS.has(field) && !field.endsWith('source_url'));
  const filled = (MAIN_FIELDS[name] ?? all).filter((field) => rows.some((row) => row[field] !== ''));
  let left = width;
  return filled.filter((field) => {
    const cells = [fieldText(field), ...rows.map((row) => cellText(row, field))];
    left -= GAP_COLUMNS + cells.reduce((most, cell) => Math.max(most, cell.length), 0);
    return left >= 0 || MAIN_FIELDS[name] !== undefined;
  });
}

/** A field's name, its unit shortened: `implied_usd_million_per_megawatt_year` is "$M per MW-year". */
function fieldText(field: string): string {
  return field
    .replace('implied_usd_million_per_megawatt_year', '$M per MW-year')
    .replace('implied_usd_per_gpu_hour', '$ per GPU-h')
    .replace('power_megawatts', 'MW')
    .replaceAll('_', ' ');
}

function cellText(row: CsvRow, field: string): string {
  return truncated(plainText(row[field] ?? ''), CELL_COLUMNS_MAX);
}

function newestOf(rows: readonly CsvRow[]): string {
  return rows.reduce(
    (newest, row) => ((row['retrieved_on'] ?? '') > newest ? (row['retrieved_on'] ?? '') : newest),
    '',
  );
}
