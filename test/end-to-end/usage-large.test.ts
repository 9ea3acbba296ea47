import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

const HOURS = 1_000_000;
const HOUR_MS = 3_600_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-usage-'));
  const first = Date.UTC(1912, 0, 1);
  const rows = Array.from({ length: HOURS }, (_, hour) => {
    const date = new Date(first + hour * HOUR_MS).toISOString().slice(0, 16);
    return `${date}Z,${(100 + (hour % 24) + hour / 10_000).toFixed(2)}`;
  });
  writeFileSync(join(folder, 'million.csv'), `hour,gpus\n${rows.join('\n')}\n`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('a million hours are read and fitted, with a line that says how far it is', async () => {
  const { code, out, err } = await eightyfold(['demand', 'fit', 'million.csv'], { folder });
  expect(code).toBe(0);
  expect(out).toMatch(
    /^million\.csv: gpus by hour, 1912-01-01 to 2026-01-28; 1487 growths between windows of 28 days\n/,
  );
  expect(err).toMatch(/^reading million\.csv\n[^]*: 75 of 100 steps done \(\d{6} rows read\)\n/);
});

test('a Ctrl-C ends the reading of a million hours, and nothing is printed', async () => {
  const { code, out, err } = await eightyfold(['demand', 'fit', 'million.csv'], {
    folder,
    onError: (text, kill) => {
      if (text.startsWith('reading million.csv')) kill('SIGINT');
    },
  });
  expect([code, out]).toEqual([130, '']);
  expect(err).toBe('reading million.csv\nstopped\n');
});
