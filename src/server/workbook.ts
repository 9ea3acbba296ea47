import { cellRef, writeXlsx, type Cell, type CellStyle, type WriteSheet } from 'hucre/xlsx';

import {
  dataTables,
  fileCells,
  fileColumns,
  type AnsweredResult,
  type DataKind,
  type DataTable,
} from '../core/index.ts';

/** Number formats by kind: what finance people expect to see, with the whole number in the cell. */
const FORMATS: Readonly<Record<DataKind, string | undefined>> = {
  text: undefined,
  usd: '$#,##0;[Red]-$#,##0',
  usdPerGpuHour: '$0.00',
  gpus: '#,##0',
  fraction: '0.00%',
  count: '#,##0.##',
};

/** Columns whose sum means something, by table: their last row adds them up, in a formula that goes on counting. */
const SUMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['sign-now', ['gpus', 'referenceGpus', 'firmLiabilityUsd']],
  ['objective', ['usd']],
]);

const HEADER: CellStyle = { font: { bold: true } };

/** Every table of a result as a sheet of one workbook, with filters, frozen headers and sums that are formulas. */
export async function workbookOf(result: AnsweredResult): Promise<Uint8Array<ArrayBuffer>> {
  const sheets = dataTables(result)
    .filter(({ rows }) => rows.length > 0)
    .map(sheetOf);
  return new Uint8Array(await writeXlsx({ sheets, properties: { title: result.plan.name, creator: 'Eightyfold' } }));
}

function sheetOf(table: DataTable): WriteSheet {
  const keys = fileColumns(table.columns);
  const kinds = table.columns.flatMap(({ kind, isEstimate }) => (isEstimate ? [kind, kind, kind] : [kind]));
  const rows = table.rows.map((row) => [...fileCells(row, table.columns)]);
  const cells = new Map<string, Partial<Cell>>(keys.map((_, column) => [`0,${column}`, { style: HEADER }]));
  const sums = SUMS.get(table.id) ?? [];
  const last = rows.length;
  const total = keys.map((key, column) => {
    if (!sums.includes(key)) return column === 0 && sums.length > 0 ? 'Sum' : null;
    const formula = `SUM(${cellRef(1, column)}:${cellRef(last, column)})`;
    const formulaResult = rows.reduce((sum, row) => sum + (typeof row[column] === 'number' ? row[column] : 0), 0);
    const format = FORMATS[kinds[column]!];
    cells.set(`${last + 1},${column}`, {
      formula,
      formulaResult,
      style: { ...HEADER, ...(format === undefined ? {} : { numFmt: format }) },
    });
    return null;
  });
  return {
    name: sheetName(table.title),
    rows: [[...keys], ...rows, ...(sums.length > 0 ? [total] : [])],
    columns: kinds.map((kind) => {
      const format = FORMATS[kind];
      return { autoWidth: true, ...(format === undefined ? {} : { numFmt: format }) };
    }),
    cells,
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${cellRef(Math.max(1, last), keys.length - 1)}` },
  };
}

/** At most 31 characters, none of which a spreadsheet keeps for itself. */
function sheetName(title: string): string {
  return title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);
}
