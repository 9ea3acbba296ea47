/**
 * Workbooks of plans, out and in. Main functions: `planWorkbook`, `readSheets`.
 *
 * Invariants: a file's bytes may be anything: it is answered with its fault, never thrown on; no formula is computed here,
 * the result that the spreadsheet saved is read.
 */
export { planWorkbook } from './plan-workbook.ts';
export { readSheets, readSheetsFile, WORKBOOK_BYTES_MAX, type ReadSheets } from './read-workbook.ts';
