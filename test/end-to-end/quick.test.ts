import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

const USAGE = fileURLToPath(new URL('../../examples/usage.csv', import.meta.url));
const QUOTES = ['--quote', '512 h100 12 months 2.50 upfront 0.25', '--quote', '256 h200 24 months 2.90 lead 2'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-quick-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('quick writes a plan that checks out, and says what the load alone says', async () => {
  const { code, out } = await eightyfold(['quick', USAGE, ...QUOTES, '--no-plan', '--out', 'plan.yaml'], { folder });
  expect(code).toBe(0);
  expect(out).toMatch(/^LOAD {4}400 busy H100s on average up to 2026-06-28/);
  expect(out).toMatch(/COMMIT {2}by today's load alone: \d+ H100s, 0\.\d\d of the mean load/);
  expect(out).toContain('GROWTH  seen: 1.58x realised in 3 months (6.2x annualised)');
  expect(readdirSync(folder)).toEqual(['plan.yaml']);
  const checked = await eightyfold(['check', 'plan.yaml', '--json'], { folder });
  expect(JSON.parse(checked.out)).toMatchObject({ isReady: true });
  const again = await eightyfold(['quick', USAGE, ...QUOTES, '--no-plan', '--out', 'plan.yaml'], { folder });
  expect(again.code).toBe(1);
  expect(again.err).toContain('--force');
});

test('quick as JSON holds the load alone, the fit and the plan file, and no planner without being asked', async () => {
  const { code, out } = await eightyfold(['quick', USAGE, ...QUOTES, '--no-plan', '--json', '--on-demand', '4'], {
    folder,
  });
  expect(code).toBe(0);
  const said = JSON.parse(out) as {
    answer: { planText: string; commitment: { committedOfMean: number } };
    result: null;
  };
  expect(said.result).toBeNull();
  expect(said.answer.planText).toContain('eightyfold: 1\n');
  expect(said.answer.commitment.committedOfMean).toBeGreaterThan(0.7);
  expect(readdirSync(folder)).toEqual([]);
});

test('a wrong quote is pointed at, and nothing is written', async () => {
  const given = ['quick', USAGE, '--quote', '512 h100 one year 2.50', '--out', 'plan.yaml'];
  const { code, out, err } = await eightyfold(given, { folder });
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('quote: the term in months is a whole number from 1 to 600\n  at   --quote:1:10 quotes[0]');
  expect(readdirSync(folder)).toEqual([]);
});

test('a table without hours takes the load shape of a text workload, and says so', async () => {
  const months = Array.from({ length: 8 }, (_, month) => `2026-0${month + 1},${Math.round(300 * 1.1 ** month)}`);
  writeFileSync(join(folder, 'months.csv'), `month,gpus\n${months.join('\n')}\n`);
  const { code, out } = await eightyfold(['quick', 'months.csv', ...QUOTES, '--no-plan'], { folder });
  expect(code).toBe(0);
  expect(out).toMatch(/the load keeps its shape: .*ServeGen/i);
  expect(readFileSync(join(folder, 'months.csv'), 'utf8')).toContain('2026-08');
});
