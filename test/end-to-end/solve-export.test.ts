import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/index.ts';
import { openTree } from '../../src/core/decide/samples/tree-session.ts';
import { linearModelOf, optimise, parsePlan, readMps } from '../../src/core/index.ts';
import { eightyfold } from '../support/command-line.ts';

const TINY_PLAN = fileURLToPath(new URL('../support/tiny-plan.yaml', import.meta.url));
/** Written at the head of every exported file. */
const UNITS = /Tiny plan, first sampled tree, in units of (\d+) USD and 0\.25 reference GPUs/;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

async function exported(format: string): Promise<readonly string[]> {
  const { code, out } = await eightyfold(['export', TINY_PLAN, '--format', format, '--out', 'to'], { folder });
  expect([code, out]).toEqual([0, '']);
  return readdirSync(join(folder, 'to')).toSorted();
}

async function solved(...names: readonly string[]): Promise<number> {
  const { code, out } = await eightyfold(['solve', ...names.map((name) => `to/${name}`), '--json'], { folder });
  expect(code).toBe(0);
  return (JSON.parse(out) as { readonly objective: number }).objective;
}

/** What the engine itself finds on the plan's first tree, in USD. */
async function bestUsd(): Promise<number> {
  const { plan } = parsePlan(readFileSync(TINY_PLAN, 'utf8'), 'tiny-plan.yaml');
  const session = openTree(plan!, 0, await createHighsSolver());
  const { valueUsd } = session.base();
  session.dispose();
  return valueUsd;
}

test('a plan exported in any format has the optimum that the engine finds on its first tree', async () => {
  const expected = await bestUsd();

  expect(await exported('msp-json')).toEqual(['programme.json']);
  const usdPerUnit = Number(UNITS.exec(textOf('to/programme.json'))![1]);
  expect((await solved('programme.json')) * usdPerUnit).toBeCloseTo(expected, 2);

  expect(await exported('smps')).toContain('programme.sto');
  expect(textOf('to/programme.cor')).toMatch(UNITS);
  // SMPS has no sense: a maximised objective is written negated.
  const smps = await solved('programme.cor', 'programme.tim', 'programme.sto');
  expect(-smps * usdPerUnit).toBeCloseTo(expected, 2);

  expect(await exported('mps')).toContain('programme.mps');
  const reading = readMps(textOf('to/programme.mps'), 'programme.mps');
  expect(reading).toMatchObject({ isRead: true });
  if (!reading.isRead) throw new Error('not read');
  const optimum = optimise(linearModelOf(reading.value), await createHighsSolver());
  expect(optimum.objective * usdPerUnit).toBeCloseTo(expected, 2);
});

test('files that exist are replaced only with --force, and a format has to be named', async () => {
  await exported('mps');
  const again = ['export', TINY_PLAN, '--format', 'mps', '--out', 'to'];
  const refused = await eightyfold(again, { folder });
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain('file-exists: programme.mps exists already; nothing was written');
  expect((await eightyfold([...again, '--force'], { folder })).code).toBe(0);
  const unnamed = await eightyfold(['export', TINY_PLAN, '--out', 'to'], { folder });
  expect(unnamed.code).toBe(1);
  expect(unnamed.err).toContain("required option '--format <format>' not specified");
});

test('a plan with errors is refused with every reason', async () => {
  const { code, out, err } = await eightyfold(['export', '-', '--format', 'mps', '--out', 'to'], {
    folder,
    input: 'name: 3\n',
  });
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/standard input: \d+ errors?; nothing was exported\n$/);
});
