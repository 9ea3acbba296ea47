import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { fakeSession } from '../../test/support/fake-session.ts';
import { run } from './run.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/host.yaml', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-host-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function ran(...given: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const session = fakeSession();
  const exitCode = await run(['host', ...given], session);
  return { exitCode, ...session.said };
}

test('the fifteenth question is answered from a host file, in the form of the others', async () => {
  const session = fakeSession();
  expect(await run(['answer', EXAMPLE, '--question', '15'], session)).toBe(0);
  expect(session.said.out).toMatch(/^As a host: lease or not.*\n\nANSWER\n {2}Offer shell/);
  const json = fakeSession();
  expect(await run(['answer', EXAMPLE, '--question', '15', '--json'], json)).toBe(0);
  expect(JSON.parse(json.said.out)).toMatchObject({ question: 15, fields: { host: { verdict: { kind: 'offer' } } } });
  const plan = fakeSession();
  expect(await run(['answer', EXAMPLE.replace('host.yaml', 'startup.yaml'), '--question', '15'], plan)).toBe(1);
  expect(plan.said.err).toMatch(/^no-host: question 15 is asked of a host file/);
});

describe('host', () => {
  test('answers the example in words and writes answer, brief and ledger', async () => {
    const { exitCode, out } = await ran(EXAMPLE, '--out', folder);
    expect(exitCode).toBe(0);
    for (const heading of ['ANSWER', 'RETURNS', 'FUTURES', 'FLOOR PRICES', 'IF THE TENANT MAY LEAVE', 'GO OR NO-GO']) {
      expect(out).toContain(`\n${heading}`);
    }
    expect(out).not.toMatch(/NaN|undefined|null|not known/);
    expect(readdirSync(folder).toSorted()).toEqual(['cash.csv', 'host.json', 'host.txt']);
    expect(readFileSync(join(folder, 'host.txt'), 'utf8')).toBe(out);
    expect(readFileSync(join(folder, 'cash.csv'), 'utf8')).toMatch(/^structure,cause,month,usd\nshell,capex,20/);
  });

  test('answers as JSON with its recipe, the same bytes each time', async () => {
    const first = await ran(EXAMPLE, '--json');
    expect(JSON.parse(first.out)).toMatchObject({
      schemaVersion: 1,
      recipe: { hostHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), seed: 80 },
      answer: { verdict: { kind: 'offer', structureId: 'shell' } },
    });
    expect(await ran(EXAMPLE, '--json')).toEqual(first);
  });

  test('refuses a faulty file with its place, also as JSON', async () => {
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, readFileSync(EXAMPLE, 'utf8').replace('idleMegawatts', 'idelMegawatts'));
    const { exitCode, out, err } = await ran(path, '--json');
    expect(exitCode).toBe(1);
    expect(err).toContain('fix  write idleMegawatts');
    expect(err).toContain('nothing was answered');
    expect(JSON.parse(out)).toMatchObject({ status: 'refused' });
  });

  test('leaves files that exist alone', async () => {
    writeFileSync(join(folder, 'host.json'), 'mine');
    expect((await ran(EXAMPLE, '--out', folder)).exitCode).toBe(1);
    expect(readFileSync(join(folder, 'host.json'), 'utf8')).toBe('mine');
  });
});
