import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { fakeSession } from '../../test/support/fake-session.ts';
import type { WhatIfAnswer } from '../core/index.ts';
import { run } from './run.ts';
import { whatIfLines } from './what-if-lines.ts';

const PLAN = fileURLToPath(new URL('../../test/support/tiny-plan.yaml', import.meta.url));

async function ran(...given: string[]) {
  const session = fakeSession();
  const exitCode = await run(['what-if', PLAN, ...given], session);
  return { exitCode, ...session.said };
}

test(
  'says what another price does, in words and as JSON, and that it is approximate',
  { timeout: 60_000 },
  async () => {
    const { exitCode, out } = await ran('--price', 'lease-one-year=0.8', '--lead', 'lease-two-years=+2');
    expect(exitCode).toBe(0);
    const flat = out.replaceAll(/\s+/g, ' ');
    expect(flat).toMatch(
      /^WHAT IF With lease-one-year at 80% of its ask and lease-two-years 2 months later, the value of /,
    );
    expect(flat).toContain('An approximation: exact optima on 4 sampled trees');
    const json = await ran('--price', 'lease-one-year=0.8', '--lead', 'lease-two-years=+2', '--json');
    const { changes, changeUsd } = JSON.parse(json.out) as WhatIfAnswer;
    expect(changes).toEqual([
      { offerId: 'lease-one-year', kind: 'price', multiple: 0.8 },
      { offerId: 'lease-two-years', kind: 'lead', months: 2 },
    ]);
    expect(changeUsd.estimate).toBeGreaterThan(0);
  },
);

test.each([
  [['--price', 'lease-one-year=-1'], '"lease-one-year=-1" is no price to try', 'above 0 and at most 20'],
  [['--price', '0.9'], '"0.9" is no price to try', 'neocloud=0.9'],
  [['--lead', 'lease-one-year=1.5'], '"lease-one-year=1.5" is no lead to try', 'within 60 either way'],
  [['--lead', 'nobody=1'], 'there is no quote "nobody"', 'give one of lease-one-year, lease-two-years'],
  [['--clause', 'lease-one-year=the moon'], '"the moon" is no clause of lease-one-year', '"our exit on 90 days'],
])('%j is refused with what can be given', async (given, what, fix) => {
  const { exitCode, out, err } = await ran(...given);
  expect([exitCode, out]).toEqual([1, '']);
  expect(err).toContain(what);
  expect(err).toContain(fix);
});

test(
  'a program asks one line after another, and a bad line costs no more than itself',
  { timeout: 60_000 },
  async () => {
    const session = fakeSession();
    const price = (multiple: number) => ({ changes: [{ offerId: 'lease-one-year', kind: 'price', multiple }] });
    const lines = [{ planText: readFileSync(PLAN, 'utf8'), signNow: null }, price(0.8), 'no what-if', price(1.2)];
    const input = Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`));
    expect(await whatIfLines(input, session)).toBe(0);
    const said = session.said.out.trim().split('\n');
    const replies = said.map((line) => JSON.parse(line) as { answer?: WhatIfAnswer; issues?: { code: string }[] });
    expect(replies.map(({ issues }) => issues?.[0]?.code)).toEqual([undefined, 'bad-line', undefined]);
    expect(replies[0]!.answer!.changeUsd.estimate).toBeGreaterThan(replies[2]!.answer!.changeUsd.estimate);
  },
);

test('without a plan to begin with there is nothing to ask', async () => {
  const session = fakeSession();
  expect(await whatIfLines(Readable.from(['{}\n']), session)).toBe(1);
  expect(session.said.out).toContain('the line is not a start');
});
