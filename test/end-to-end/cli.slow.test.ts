import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

/** On this tree the example takes seconds; its five quotes, gates and renewals all still take part. */
const SMALLER_TREE = 'tree: {stageStartMonths: [0, 3, 12], branches: [3, 2], paths: 1024, trees: 3}\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-cli-slow-'));
  const example = readFileSync(new URL('../../examples/frontier-lab.yaml', import.meta.url), 'utf8');
  writeFileSync(join(folder, 'lab.yaml'), example.replace(/^tree:.*\n/mu, SMALLER_TREE));
});
afterAll(() => rmSync(folder, { recursive: true }));

const MINUTES = 60_000;

test('the frontier lab gets the same bytes from any number of threads', { timeout: 20 * MINUTES }, async () => {
  for (const workers of ['1', '2', '3']) {
    const { code } = await eightyfold(['plan', 'lab.yaml', '--workers', workers, '--out', workers], { folder });
    expect(code).toBe(0);
  }
  for (const name of ['result.json', 'brief.md', 'report.html']) {
    const [one, two, three] = ['1', '2', '3'].map((workers) => readFileSync(join(folder, workers, name), 'utf8'));
    expect(two).toBe(one);
    expect(three).toBe(one);
  }
});

test(
  'the example in the help of example runs, as it is, and says what to do next',
  { timeout: 20 * MINUTES },
  async () => {
    const { code, out, err } = await eightyfold(['example', '--out', 'example-answer'], { folder });
    expect(code).toBe(0);
    expect(out).toContain('Frontier lab, third quarter 2026');
    expect(err).toMatch(/in a browser: npm run app; your own plan: .* init, then .* plan plan\.yaml\n$/);
    expect(readdirSync(join(folder, 'example-answer'))).toEqual([
      'brief.md',
      'decide-by.ics',
      'report.html',
      'result.json',
    ]);
  },
);
