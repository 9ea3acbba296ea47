import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { exampleResult } from '../../test/support/example-result.ts';
import { fakeSession } from '../../test/support/fake-session.ts';
import { run } from './run.ts';
import { verificationText } from './verify-command.ts';

const PLAN = fileURLToPath(new URL('../../test/support/tiny-plan.yaml', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-verify-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function verify(resultText: string, ...options: string[]) {
  const path = join(folder, 'result.json');
  writeFileSync(path, resultText);
  const session = fakeSession();
  const exitCode = await run(['verify', PLAN, path, ...options], session);
  return { exitCode, ...session.said };
}

describe('verify', () => {
  test('refuses the result of another plan: first the first violated rule, then all others', async () => {
    const { exitCode, out } = await verify(JSON.stringify(exampleResult));
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^seal: the file is not as it was written/);
    expect(out).toContain('also plan-hash at plan.hash: the result is of another plan file');
    expect(out).toMatch(/certificate REFUSED; \d+ of [\d,]+ checks failed; the first violated rule is seal\n$/);
  });

  test('says the same as JSON', async () => {
    const { exitCode, out } = await verify(JSON.stringify(exampleResult), '--json');
    expect(exitCode).toBe(1);
    const said = JSON.parse(out) as { status: string; violations: { code: string }[] };
    expect(said).toMatchObject({ schemaVersion: 1, status: 'refused' });
    expect(said.violations[0]!.code).toBe('seal');
  });

  test('says where a cut file ends being JSON', async () => {
    const { exitCode, err } = await verify('{\n  "schemaVersion": 6,\n  "plan"');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^not-json: this is no JSON, or not all of it: .*\n {2}at {3}.*result\.json:3:\d+\n/);
  });

  test('tells an older schema from a broken result', async () => {
    const older = await verify('{"schemaVersion": 3}');
    expect(older.out).toMatch(/^schema-version: result.json of schema 3 cannot be verified/);
    const broken = await verify('{"schemaVersion": 6, "plan": 5}');
    expect(broken.out).toMatch(/^result-shape: not a result: /);
    expect([older.exitCode, broken.exitCode]).toEqual([1, 1]);
  });

  test('says first what is wrong with the plan', async () => {
    const path = join(folder, 'plan.yaml');
    writeFileSync(path, 'eightyfold: 1\n');
    const session = fakeSession();
    expect(await run(['verify', path, path], session)).toBe(1);
    expect(session.said.err).toContain('nothing was verified');
  });

  test('refuses two answers from one standard input', async () => {
    const session = fakeSession();
    expect(await run(['verify', '-', '-'], session)).toBe(1);
    expect(session.said.err).toContain('Standard input holds one of the two');
  });
});

test('what is not understood is not called refused', () => {
  const violation = {
    code: 'not-verifiable',
    severity: 'error',
    what: 'not verifiable: block sublet of "lease"',
    path: 'plan',
    line: null,
    column: null,
    fix: 'check this contract by hand',
  } as const;
  const as = { fileName: 'result.json', output: { hasColour: false } };
  const text = verificationText({ status: 'not-verifiable', checks: 1_200, violations: [violation] }, as);
  expect(text).toMatchInlineSnapshot(`
    "not-verifiable: not verifiable: block sublet of "lease"
      at   result.json plan
      fix  check this contract by hand

    result.json: certificate not given: not verifiable; 1 of 1,200 checks failed; the first violated rule is not-verifiable
    "
  `);
});
