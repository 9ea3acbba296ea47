import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';
import { EVENTFUL_PLAN } from '../support/verify-plan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-replay-'));
  copyFileSync(new URL('../support/tiny-plan.yaml', import.meta.url), join(folder, 'tiny.yaml'));
  writeFileSync(join(folder, 'eventful.yaml'), EVENTFUL_PLAN);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a replay is planned again along paths where asked, says its regret, and its result is verified', async () => {
  const { code, out, err } = await eightyfold(['replay', 'tiny.yaml', '--paths', '60', '--deep', '4', '--out', 'o'], {
    folder,
  });
  expect([code, err.includes('planning again along paths') || err.includes('planned in')]).toEqual([0, true]);
  expect(out).toContain('REPLAY: REGRET');
  expect(out).toContain('REPLAY: PLANNED AGAIN ALONG EACH PATH');
  const { replay } = JSON.parse(readFileSync(join(folder, 'o', 'replay.json'), 'utf8')) as {
    replay: { deep: { pathCount: number } };
  };
  expect(replay.deep.pathCount).toBe(4);
  const verified = await eightyfold(['verify', 'tiny.yaml', 'o/replay.json'], { folder });
  expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^certificate accepted: [\d,]+ checks\n$/)]);
});

test('a plan with options, outages, losses and rights to leave is verified on another machine', async () => {
  expect((await eightyfold(['plan', 'eventful.yaml', '--out', 'e'], { folder })).code).toBe(0);
  const verified = await eightyfold(['verify', 'eventful.yaml', 'e/result.json'], { folder });
  expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^certificate accepted/)]);
});
