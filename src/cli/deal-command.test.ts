import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { fakeSession } from '../../test/support/fake-session.ts';
import { run } from './run.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/frontier-lab.yaml', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-deal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function ran(...given: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const session = fakeSession();
  const exitCode = await run(['deal', ...given], session);
  return { exitCode, ...session.said };
}

describe('deal', () => {
  test('puts quotes side by side without the planner and writes text, months and pictures', async () => {
    const { exitCode, out } = await ran(
      EXAMPLE,
      '--offer',
      'host-partner',
      '--offer',
      'neocloud',
      '--no-value',
      '--out',
      folder,
    );
    expect(exitCode).toBe(0);
    expect(out).toMatch(/USD per GPU-hour +host-partner +neocloud\n +quoted +\$7\.78 +\$2\.99\n/);
    expect(out).toContain('$43.8B in all over the term at full use; $7.5B (17%) is firm');
    for (const heading of ['PRICE', 'LIABILITY AND CASH: neocloud', 'BREAK-EVEN', 'AMONG PUBLIC DEALS', 'ASSUMED']) {
      expect(out).toContain(`\n${heading}`);
    }
    expect(out).toContain('OUTLIER');
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
    const names = ['deal.json', 'deal.txt', 'liability.svg', 'monthly.csv', 'price-ladder.svg'];
    expect(readdirSync(folder).toSorted()).toEqual(names);
    expect(readFileSync(join(folder, 'deal.txt'), 'utf8')).toBe(out);
    expect(readFileSync(join(folder, 'monthly.csv'), 'utf8')).toContain('host-partner,firm,2027-01,1250000000.00');
    for (const name of ['price-ladder.svg', 'liability.svg']) {
      const svg = readFileSync(join(folder, name), 'utf8');
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg).toContain('host-partner');
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test('says why a build has three prices: quoted and when it is paid are the ask, financing makes it all in', async () => {
    const { out } = await ran(EXAMPLE, '--offer', 'own-build', '--no-value');
    const price = (row: string) => Number(new RegExp(`\\n +${row} +(−?)\\$([0-9.]+)\\n`, 'u').exec(out)?.[2]);
    expect(price('quoted') + price('\\+ when it is paid')).toBeCloseTo(2.79, 6);
    expect(price('= all in, per hour paid for')).toBeCloseTo(2.79 - price('\\+ financing'), 6);
    expect(out.replace(/\s+/gu, ' ')).toContain(
      "it is the ask of the plan's answer, before financing; all in adds financing",
    );
    expect((await ran(EXAMPLE, '--offer', 'neocloud', '--no-value')).out).not.toContain('before financing');
  });

  test('answers as JSON, the same bytes each time; all quotes when none is named', async () => {
    const first = await ran(EXAMPLE, '--json', '--no-value');
    const { desk, recipe } = JSON.parse(first.out) as {
      desk: { offers: { offerId: string; walkAway: unknown }[] };
      recipe: unknown;
    };
    expect(recipe).toMatchObject({ planHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(desk.offers.map(({ offerId }) => offerId)).toEqual([
      'hyperscaler-10y',
      'hyperscaler-5y',
      'host-partner',
      'neocloud',
      'own-build',
    ]);
    expect(desk.offers.every(({ walkAway }) => walkAway === null)).toBe(true);
    expect(await ran(EXAMPLE, '--json', '--no-value')).toEqual(first);
  });

  test.each([
    [['--offer', 'neoclud'], 'unknown-offer: there is no offer "neoclud"', 'write neocloud'],
    [['--basis', 'neoclud=shell'], 'there is no offer "neoclud"', 'write neocloud'],
    [['--basis', 'rented'], 'invalid-argument', 'shell, cloud, capex'],
    [['--goodput', '1.2'], 'invalid-argument', 'a fraction above 0'],
  ])('refuses %j and says how to mend it', async (options, what, fix) => {
    const { exitCode, err, out } = await ran(EXAMPLE, '--no-value', ...options);
    expect(exitCode).toBe(1);
    expect(err).toContain(what);
    expect(err).toContain(fix);
    expect(out).toBe('');
  });
});

describe('catalogue', () => {
  async function read(...given: string[]): Promise<{ exitCode: number; out: string; err: string }> {
    const session = fakeSession();
    const exitCode = await run(['catalogue', ...given], session);
    return { exitCode, ...session.said };
  }

  test('lists its tables, shows a table, and a deal with its source', async () => {
    expect((await read()).out).toMatch(/ {2}deals +62 {2}2026-11-22\n/);
    expect((await read('deals')).out).toMatch(
      / {2}D029 +2025-11-03 {2}Microsoft +IREN \(Childress, TX\) .* 9\.7 .*company_stated\n/,
    );
    const found = (await read('deals', '--find', 'childress')).out;
    expect(found).toMatch(/^id +D029\n/);
    expect(found).toMatch(/\nsource_url +https:\/\/\S+\n/);
  });

  test('prints rows whole as JSON, and refuses a table that is not there', async () => {
    const { tables } = JSON.parse((await read('lead-times', '--json')).out) as { tables: { rows: unknown[] }[] };
    expect(tables[0]?.rows).toHaveLength(46);
    const { exitCode, err } = await read('leads');
    expect(exitCode).toBe(1);
    expect(err).toContain('lead-times');
  });
});

describe('hosts', () => {
  async function asked(...given: string[]): Promise<{ exitCode: number; out: string; err: string }> {
    const session = fakeSession();
    const exitCode = await run(['hosts', ...given], session);
    return { exitCode, ...session.said };
  }

  test('drafts offers of the catalogue, says what it assumes and writes YAML to paste', async () => {
    const { exitCode, out } = await asked(
      EXAMPLE,
      '--host',
      'hut 8',
      '--host',
      'foxconn',
      '--no-value',
      '--out',
      folder,
    );
    expect(exitCode).toBe(0);
    expect(out).toMatch(/ {2}Hut 8 +144k +375k +2026-08 +2027-03 +2027-12 +27%\n/);
    expect(out).toContain('\nASSUMED, until they quote\n  - all: gb200 GPUs; 60 months;');
    expect(readdirSync(folder).toSorted()).toEqual(['hosts.json', 'hosts.txt', 'offers.yaml']);
    expect(readFileSync(join(folder, 'offers.yaml'), 'utf8')).toMatch(/^# Hut 8\n# assumed: 300 MW/);
  });

  test('refuses a host that is not there, and a faulty table at its place', async () => {
    const unknown = await asked(EXAMPLE, '--host', 'nobody', '--no-value');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.err).toContain('no host of the table is called "nobody"');
    const path = join(folder, 'mine.csv');
    writeFileSync(path, 'host,gpus\nus,many\n');
    const faulty = await asked(EXAMPLE, '--csv', path, '--no-value');
    expect(faulty.exitCode).toBe(1);
    expect(faulty.err).toContain(`host-number: gpus is many\n  at   ${path}:2:4`);
  });
});
