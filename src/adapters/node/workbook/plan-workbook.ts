import { cellRef, writeXlsx, type Cell, type CellStyle, type WriteSheet } from 'hucre/xlsx';

import { planSheets, type Sheet } from '../../../core/index.ts';

const HEADER: CellStyle = { font: { bold: true } };

/**
 * A plan's text as a workbook to fill in, with filters and frozen headers; `readSheets` and `importSheets` take it back.
 * @param text one that `parsePlan` takes without errors
 */
export async function planWorkbook(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const properties = { title: 'Plan', creator: 'Eightyfold' };
  return new Uint8Array(await writeXlsx({ sheets: planSheets(text).map(writable), properties }));
}

function writable({ name, rows }: Sheet): WriteSheet {
  const columns = rows[0]?.cells ?? [];
  return {
    name,
    rows: rows.map(({ cells }) => [...cells]),
    columns: columns.map(() => ({ autoWidth: true })),
    cells: new Map<string, Partial<Cell>>(columns.map((_, column) => [`0,${column}`, { style: HEADER }])),
    freezePane: { rows: 1, columns: 1 },
    autoFilter: { range: `A1:${cellRef(Math.max(1, rows.length - 1), columns.length - 1)}` },
  };
}
