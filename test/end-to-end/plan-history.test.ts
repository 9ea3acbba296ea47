import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

const PLAN = readFileSync(fileURLToPath(new URL('../support/tiny-plan.yaml', import.meta.url)), 'utf8');
const USAGE = 'month,gpus\n2026-01,200\n2026-02,230\n2026-03,270\n2026-04,330\n2026-05,350\n2026-06,400\n';
const withHistory = (file: string): string => PLAN.replace(/  growth:\n(?: {4}.*\n)+/, `  history: ${file}\n`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-history-'));
  writeFileSync(join(folder, 'usage.csv'), USAGE);
  writeFileSync(join(folder, 'plan.yaml'), withHistory('usage.csv'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a result names the table that growth was fitted to, and verify holds it against the file', async () => {
  const planned = await eightyfold(['plan', 'plan.yaml', '--json'], { folder });
  expect(planned.code).toBe(0);
  writeFileSync(join(folder, 'result.json'), planned.out);
  const { recipe } = JSON.parse(planned.out) as { recipe: { history: unknown } };
  expect(recipe.history).toEqual({ file: 'usage.csv', hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  expect((await eightyfold(['verify', 'plan.yaml', 'result.json'], { folder })).code).toBe(0);
  writeFileSync(join(folder, 'usage.csv'), USAGE.replace('400', '401'));
  const changed = await eightyfold(['verify', 'plan.yaml', 'result.json'], { folder });
  writeFileSync(join(folder, 'usage.csv'), USAGE);
  expect(changed.code).toBe(1);
  expect(changed.out).toContain('history-hash: growth was fitted to sha256:');
});

test('demand show says where growth came from, and what the fit itself expects', async () => {
  const { code, out } = await eightyfold(['demand', 'show', 'plan.yaml'], { folder });
  expect(code).toBe(0);
  expect(out).toContain('Growth is fitted to usage.csv: gpus by month, 2026-01-01 to 2026-06-30, 5 growths');
});

test('nothing outside the folder of the plan is read, whatever leads there', async () => {
  symlinkSync('/etc/hostname', join(folder, 'link.csv'));
  for (const [file, code] of [
    ['../usage.csv', 'file-outside'],
    ['/etc/hostname', 'file-outside'],
    ['link.csv', 'file-outside'],
    ['none.csv', 'file-not-found'],
  ] as const) {
    writeFileSync(join(folder, 'other.yaml'), withHistory(file));
    const { code: exit, out } = await eightyfold(['check', 'other.yaml'], { folder });
    expect(exit).toBe(1);
    expect(out).toMatch(
      new RegExp(`^${code}: ${file.replaceAll('.', '\\.')}: .*\\n  at   other\\.yaml:\\d+:3 demand\\.history`),
    );
  }
  const piped = await eightyfold(['check', '-'], { folder, input: withHistory('usage.csv') });
  expect(piped.out).toContain('history-unread: ');
});
