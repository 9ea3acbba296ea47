import { readXlsx, type CellValue, type Sheet as XlsxSheet } from 'hucre/xlsx';

import { csvRows, delimiterOf, type Issue, type Sheet, type SheetCell } from '../../../core/index.ts';
import { fileIssue, issueOfSystemError } from '../file-issue.ts';
import { decodeUtf8, readAtMost } from '../read-plan-file.ts';
import { unzippedBytes } from './unzipped-size.ts';

/** Largest workbook or table that is read, and how large its parts may be once unpacked. */
export const WORKBOOK_BYTES_MAX = 2_500_000;
const UNZIPPED_BYTES_MAX = 40_000_000;
/** A plan has tens of quotes. */
const ROWS_MAX = 5000;

export type ReadSheets =
  | { readonly status: 'read'; readonly sheets: readonly Sheet[] }
  | { readonly status: 'refused'; readonly issue: Issue };

/** Reads a file as `readSheets` reads its bytes; `-` is standard input. */
export async function readSheetsFile(path: string, csvSheet: string): Promise<ReadSheets> {
  try {
    const bytes = await readAtMost(path, WORKBOOK_BYTES_MAX);
    return bytes === null ? TOO_LARGE : await readSheets(bytes, csvSheet);
  } catch (error) {
    return { status: 'refused', issue: issueOfSystemError(error, path) };
  }
}

/** An XLSX workbook as its sheets, or a CSV file as the one sheet `csvSheet`; never throws, whatever the bytes are. */
export async function readSheets(bytes: Uint8Array<ArrayBuffer>, csvSheet: string): Promise<ReadSheets> {
  if (bytes.length > WORKBOOK_BYTES_MAX) return TOO_LARGE;
  if (bytes.length === 0) return refused('no-workbook', 'the file is empty', ASK);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return isZip ? sheetsOfXlsx(bytes) : sheetOfCsv(bytes, csvSheet);
}

const ASK = 'give an XLSX workbook, or a CSV file with a header line';

function refused(code: string, what: string, fix: string): ReadSheets {
  return { status: 'refused', issue: fileIssue(code, { what, fix }) };
}

const TOO_LARGE = refused(
  'workbook-too-large',
  `the file has more than ${WORKBOOK_BYTES_MAX} bytes`,
  'take out pictures and sheets that are not of the plan',
);

async function sheetsOfXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<ReadSheets> {
  const size = unzippedBytes(bytes);
  if (size === null) return refused('no-workbook', 'the workbook is cut off or damaged', 'save it again as XLSX');
  if (size > UNZIPPED_BYTES_MAX) {
    const what = `the workbook has more than ${UNZIPPED_BYTES_MAX} bytes once unpacked`;
    return refused('workbook-too-large', what, 'keep only the sheets of the plan');
  }
  try {
    const { sheets } = await readXlsx(bytes, { maxRows: ROWS_MAX + 1 });
    const long = sheets.find(({ rows }) => rows.length > ROWS_MAX);
    if (long === undefined) return { status: 'read', sheets: sheets.map(sheetOf) };
    return refused('workbook-too-large', `${long.name} has more than ${ROWS_MAX} rows`, 'keep only those of the plan');
  } catch (error) {
    return refused('no-workbook', `the workbook cannot be read: ${(error as Error).message}`, 'save it again as XLSX');
  }
}

function sheetOf({ name, rows, cells }: XlsxSheet): Sheet {
  const valueOf = (value: CellValue, row: number, column: number): SheetCell => {
    const formula = value === null ? cells?.get(`${row},${column}`)?.formula : undefined;
    if (formula !== undefined) return `=${formula}`;
    return value instanceof Date ? dateText(value) : value;
  };
  return {
    name,
    isText: false,
    rows: rows.map((row, index) => ({
      number: index + 1,
      cells: row.map((value, column) => valueOf(value, index, column)),
    })),
  };
}

/** A spreadsheet's date without the hour that nobody typed. */
function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '#VALUE!' : date.toISOString().replace('T00:00:00.000Z', '');
}

function sheetOfCsv(bytes: Uint8Array, name: string): ReadSheets {
  const text = decodeUtf8(bytes);
  if (typeof text !== 'string') return { status: 'refused', issue: text };
  if (text.includes('\0')) return refused('no-workbook', 'the file is neither XLSX nor CSV', ASK);
  const rows = [...csvRows(text, delimiterOf(text))].map(({ line, cells }) => ({
    number: line,
    cells: cells.map((cell) => cell.text),
  }));
  return { status: 'read', sheets: [{ name, isText: true, rows }] };
}
