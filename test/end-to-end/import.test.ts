import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readXlsx, writeXlsx, type CellValue } from 'hucre/xlsx';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

const PLAN = fileURLToPath(new URL('../../examples/startup.yaml', import.meta.url));
const TEXT = readFileSync(PLAN, 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CHANGED = ['import', 'to/plan.xlsx', '--into', PLAN];

/** The exported workbook, saved again with a cell of the first quote set. */
async function filledIn(column: string, value: CellValue): Promise<void> {
  expect(await eightyfold(['export', PLAN, '--format', 'xlsx', '--out', 'to'], { folder })).toMatchObject({ code: 0 });
  const file = join(folder, 'to', 'plan.xlsx');
  const { sheets } = await readXlsx(new Uint8Array(readFileSync(file)));
  const rows = sheets.find(({ name }) => name === 'offers')!.rows;
  rows[1]![rows[0]!.indexOf(column)] = value;
  writeFileSync(file, await writeXlsx({ sheets: sheets.map(({ name, rows: all }) => ({ name, rows: all })) }));
}

test('a workbook goes out, is filled in and comes back as a change of the plan, whose own file stays', async () => {
  await filledIn('priceUsdPerGpuHour', 2.75);
  const shown = await eightyfold(CHANGED, { folder });
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toMatch(/^offers![A-Z]+2: offers\[0\]\.priceUsdPerGpuHour: 2\.5 -> 2\.75\nnothing was written/);
  const written = await eightyfold([...CHANGED, '--out', 'new.yaml'], { folder });
  expect(written).toMatchObject({ code: 0, err: 'written: new.yaml\n' });
  const expected = TEXT.replace('priceUsdPerGpuHour: 2.50', 'priceUsdPerGpuHour: 2.75');
  expect(readFileSync(join(folder, 'new.yaml'), 'utf8')).toBe(expected);
  expect(readFileSync(PLAN, 'utf8')).toBe(TEXT);
  const again = await eightyfold([...CHANGED, '--out', 'new.yaml', '--json'], { folder });
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toContain('file-exists');
  expect(JSON.parse(again.out)).toMatchObject({ status: 'refused' });
});

test('a fault is refused at its sheet and cell, and nothing is written', async () => {
  await filledIn('gpus', 'many');
  const { code, out, err } = await eightyfold([...CHANGED, '--out', 'new.yaml'], { folder });
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^field-type: .*\n {2}at {3}to\/plan\.xlsx offers![A-Z]+2 = "?many"?\n {2}fix {2}/);
  expect(() => readFileSync(join(folder, 'new.yaml'))).toThrow('ENOENT');
});

test('a CSV of quotes comes from a pipe', async () => {
  const input = 'id,priceUsdPerGpuHour,termMonths\ntwo-years,2.8,24\n';
  const { code, out } = await eightyfold(['import', '-', '--into', PLAN, '--json'], { input, folder });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    status: 'read',
    changes: [{ cell: 'B2', path: 'offers[1].priceUsdPerGpuHour', before: '2.9', after: '2.8' }],
  });
  const bad = await eightyfold(['import', '-', '--into', PLAN], { input: input.replace('2.8', '-1'), folder });
  expect(bad.code).toBe(1);
  expect(bad.err).toMatch(/at {3}.*:2:1 B2/);
});
