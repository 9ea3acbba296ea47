import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { readXlsx, writeXlsx, type Cell, type CellValue } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';

import { importSheets, planSheets, type Sheet } from '../../../core/index.ts';
import { planWorkbook, readSheets, WORKBOOK_BYTES_MAX } from './index.ts';
import { unzippedBytes } from './unzipped-size.ts';

const PLANS = ['startup', 'frontier-lab', 'orbital', 'colossus-2026'].map((name) => [
  name,
  readFileSync(fileURLToPath(new URL(`../../../../examples/${name}.yaml`, import.meta.url)), 'utf8'),
]);
const STARTUP = PLANS[0]![1]!;

async function sheetsOf(bytes: Uint8Array<ArrayBuffer>, csvSheet = 'offers'): Promise<readonly Sheet[]> {
  const read = await readSheets(bytes, csvSheet);
  if (read.status === 'refused') throw new Error(read.issue.what);
  return read.sheets;
}

/** The workbook with one cell set, as a spreadsheet saves it. */
async function edited(bytes: Uint8Array, sheetName: string, at: string, cell: Partial<Cell>) {
  const { sheets } = await readXlsx(bytes);
  const named = sheets.map(({ name, rows }) => ({
    name,
    rows,
    ...(name === sheetName ? { cells: new Map([[at, cell]]) } : {}),
  }));
  return new Uint8Array(await writeXlsx({ sheets: named }));
}

describe('a workbook of a plan', () => {
  test.each(PLANS)('of %s comes back as it went out', async (_, text) => {
    const bytes = await planWorkbook(text!);
    const [out, back] = [planSheets(text!), await sheetsOf(bytes)];
    expect(back.map(({ name }) => name)).toEqual(out.map(({ name }) => name));
    expect(importSheets(text!, back)).toEqual({ text, changes: [], issues: [] });
  });

  test('changes the plan where a cell was changed: a number, a formula with its result, a date', async () => {
    const bytes = await planWorkbook(STARTUP);
    const offers = planSheets(STARTUP).find(({ name }) => name === 'offers')!;
    const columnOf = (name: string): number => offers.rows[0]!.cells.indexOf(name);
    const at = (name: string): string => `1,${columnOf(name)}`;
    const cases: readonly [string, Partial<Cell>, string, string][] = [
      ['priceUsdPerGpuHour', { value: 2.75 }, 'priceUsdPerGpuHour: 2.50', 'priceUsdPerGpuHour: 2.75'],
      ['gpus', { formula: '2*384', formulaResult: 768 }, 'gpus: 512', 'gpus: 768'],
      ['decideBy', { value: new Date(Date.UTC(2026, 8, 15)) }, 'decideBy: 2026-08-31', 'decideBy: 2026-09-15'],
    ];
    for (const [name, cell, before, after] of cases) {
      const sheets = await sheetsOf(await edited(bytes, 'offers', at(name), cell));
      expect(importSheets(STARTUP, sheets).text).toBe(STARTUP.replace(before, after));
    }
    const unread = await sheetsOf(await edited(bytes, 'offers', at('gpus'), { formula: 'B2*2' }));
    expect(importSheets(STARTUP, unread).issues).toMatchObject([
      { code: 'cell-unread', path: `offers!${String.fromCharCode(65 + columnOf('gpus'))}2` },
    ]);
  });
});

describe('a CSV of quotes', () => {
  const csv = (text: string) => new TextEncoder().encode(text);

  test('changes the quotes that it names, with any delimiter', async () => {
    for (const text of [
      'id,priceUsdPerGpuHour\none-year,2.75\n',
      '# ours\nid;priceUsdPerGpuHour\r\none-year;2.75\r\n',
    ]) {
      expect(importSheets(STARTUP, await sheetsOf(csv(text))).text).toBe(
        STARTUP.replace('priceUsdPerGpuHour: 2.50', 'priceUsdPerGpuHour: 2.75'),
      );
    }
  });

  test('is refused at its line', async () => {
    const { text, issues } = importSheets(STARTUP, await sheetsOf(csv('# ours\n\nid,gpus\none-year,"1,000"\n')));
    expect(text).toBeNull();
    expect(issues[0]).toMatchObject({ code: 'number-form', path: 'B4', line: 4 });
  });
});

describe('what is no workbook', () => {
  const sparse = (rows: CellValue[][]) => writeXlsx({ sheets: [{ name: 'offers', rows }] });

  test.each([
    ['nothing', new Uint8Array(0), 'no-workbook'],
    ['half a ZIP file', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'no-workbook'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), 'not-utf-8'],
    ['other bytes', new Uint8Array([65, 0, 66, 0]), 'no-workbook'],
    ['too many bytes', new Uint8Array(WORKBOOK_BYTES_MAX + 1).fill(65), 'workbook-too-large'],
  ])('%s is refused', async (_, bytes, code) => {
    expect(await readSheets(bytes, 'offers')).toMatchObject({ status: 'refused', issue: { code } });
  });

  test('a workbook that unpacks to too much is refused before it is unpacked, whatever it says of itself', async () => {
    const bytes = new Uint8Array(await sparse(Array.from({ length: 4 }, () => ['x'.repeat(30_000)])));
    expect(unzippedBytes(bytes)).toBeGreaterThan(30_000);
    const entry = directoryOf(bytes);
    for (const size of [4_000_000_000, 0]) {
      const lying = bytes.slice();
      new DataView(lying.buffer).setUint32(entry + 24, size, true);
      const read = await readSheets(lying, 'offers');
      expect(read).toMatchObject({ status: 'refused', issue: { code: 'workbook-too-large' } });
    }
  });

  test('any damage of a byte is read or refused, never thrown', async () => {
    const whole = await planWorkbook(STARTUP);
    for (let at = 0; at < whole.length; at += 97) {
      const damaged = whole.slice();
      damaged[at] = (damaged[at]! + 129) % 256;
      const read = await readSheets(damaged, 'offers');
      const issues = read.status === 'read' ? importSheets(STARTUP, read.sheets).issues : [read.issue];
      expect(issues.filter(({ fix }) => fix === '')).toEqual([]);
    }
  });
});

/** Where the first entry of a ZIP file's directory stands. */
function directoryOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  return view.getUint32(bytes.length - 22 + 16, true);
}
