import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { exampleResult } from '../../test/support/example-result.ts';
import { fakeSession } from '../../test/support/fake-session.ts';
import { RESULT_SCHEMA_VERSION } from '../core/index.ts';
import { run } from './run.ts';

const PLAN = fileURLToPath(new URL('../../test/support/tiny-plan.yaml', import.meta.url));

let file: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-saved-'));
  file = join(folder, 'result.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function given(schemaVersion: number, ...words: string[]) {
  writeFileSync(file, JSON.stringify({ ...exampleResult, schemaVersion }));
  const session = fakeSession();
  const exitCode = await run(words, session);
  return { exitCode, ...session.said };
}

const COMMANDS: readonly (readonly [string, () => string[]])[] = [
  ['answer', () => ['answer', file, '--question', '1']],
  ['memo', () => ['memo', file]],
  ['track', () => ['track', PLAN, '--actuals', actuals(), '--last', file]],
];

function actuals(): string {
  const path = join(folder, 'actuals.csv');
  writeFileSync(path, 'month,busyReferenceGpus\n2026-07,1000\n');
  return path;
}

describe.each(COMMANDS)('%s of a result of another schema', (_, words) => {
  test('an older one is refused, with what to do about it', async () => {
    const { exitCode, out, err } = await given(RESULT_SCHEMA_VERSION - 1, ...words());
    expect(err).toContain(
      `schema-version: this result has schema ${RESULT_SCHEMA_VERSION - 1}; this release reads schema ${RESULT_SCHEMA_VERSION}\n`,
    );
    expect(err).toContain('fix  plan again with this release\n');
    expect([exitCode, out]).toEqual([1, '']);
  });

  test('a newer one is sent to the release that made it', async () => {
    const { exitCode, err } = await given(RESULT_SCHEMA_VERSION + 1, ...words());
    expect(err).toContain('fix  read it with the release that made it\n');
    expect(exitCode).toBe(1);
  });
});

test('the verifier and the planner mean the same form', async () => {
  const { out } = await given(RESULT_SCHEMA_VERSION, 'verify', PLAN, file);
  expect(out).not.toContain('schema-version');
  expect((await given(RESULT_SCHEMA_VERSION - 1, 'verify', PLAN, file)).out).toMatch(/^schema-version: /);
});
