import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

const STARTUP = fileURLToPath(new URL('../../examples/startup.yaml', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-demand-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('demand show prints and draws what a plan says of demand; the same plan gives the same bytes', async () => {
  const { code, out, err } = await eightyfold(['demand', 'show', STARTUP, '--out', 'a'], { folder });
  expect(code).toBe(0);
  for (const part of ['FAN', 'REGIMES', 'BELIEF', 'LEAD-TIME GAP', 'ON DEMAND', 'LOAD', 'SHORTAGE', 'LATTICE']) {
    expect(out).toContain(`\n${part}  `);
  }
  expect(err).toBe('written: a\n');
  const names = readdirSync(join(folder, 'a')).toSorted();
  expect(names).toEqual([
    'belief.svg',
    'demand.json',
    'demand.txt',
    'fan-log.svg',
    'fan.svg',
    'lattice.svg',
    'lead-times.svg',
    'load.svg',
    'on-demand.svg',
    'regimes.svg',
  ]);
  const textOf = (run: string, name: string): string => readFileSync(join(folder, run, name), 'utf8');
  expect(textOf('a', 'demand.txt')).toBe(out);
  for (const name of names.filter((each) => each.endsWith('.svg'))) {
    expect(textOf('a', name)).toMatch(/^<svg [^]*<title[^]*<desc[^]*<\/svg>\n$/);
    expect(textOf('a', name)).not.toMatch(/NaN|undefined/);
  }
  await eightyfold(['demand', 'show', STARTUP, '--out', 'b'], { folder });
  for (const name of names) expect(textOf('b', name)).toBe(textOf('a', name));
});

test('demand show of a plan with a fault says where, and writes nothing', async () => {
  const { code, out, err } = await eightyfold(['demand', 'show', '-', '--out', 'a'], {
    folder,
    input: 'eightyfold: 2\n',
  });
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('plan-version');
  expect(readdirSync(folder)).toEqual([]);
});
