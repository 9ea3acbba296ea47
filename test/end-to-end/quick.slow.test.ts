import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { eightyfold } from '../support/command-line.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const QUOTES = ['--quote', '512 h100 12 months 2.50 upfront 0.25', '--quote', '256 h200 24 months 2.90 lead 2'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-quick-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly answer: { readonly planText: string };
  readonly result: {
    readonly offers: readonly { readonly offerId: string }[];
    readonly plan: { readonly hash: string };
  };
}

test('quick answers the plan that it writes: the same result as eightyfold plan on the file', async () => {
  const given = ['quick', join(EXAMPLES, 'usage.csv'), ...QUOTES, '--json', '--out', 'plan.yaml'];
  const { code, out } = await eightyfold(given, { folder });
  expect(code).toBe(0);
  const { result, answer } = JSON.parse(out) as Said;
  expect(answer.planText).toContain('q1-h100-12m');
  expect(result.offers.map(({ offerId }) => offerId)).toEqual(['q1-h100-12m', 'q2-h200-24m']);
  const planned = await eightyfold(['plan', 'plan.yaml', '--json'], { folder });
  const again = JSON.parse(planned.out) as Said['result'];
  expect(again.plan.hash).toBe(result.plan.hash);
  expect(again.offers).toEqual(result.offers);
}, 600_000);

test('examples/startup.yaml is a plan that runs, for every one of its quotes', async () => {
  const { code, out } = await eightyfold(['plan', join(EXAMPLES, 'startup.yaml'), '--json'], { folder });
  expect(code).toBe(0);
  const result = JSON.parse(out) as Said['result'];
  expect(result.offers.map(({ offerId }) => offerId)).toEqual(['one-year', 'two-years', 'flexible']);
}, 600_000);
