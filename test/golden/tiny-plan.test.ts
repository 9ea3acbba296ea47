/** A whole plan in, its brief out, through the real solver: numbers move only on purpose (`npm run golden`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { briefMarkdown, callerInThread, decide, parsePlan } from '../../src/core/index.ts';

const TEXT = readFileSync(new URL('../support/tiny-plan.yaml', import.meta.url), 'utf8');

async function resultOf(text: string) {
  const { plan, issues, sources } = parsePlan(text, 'tiny-plan.yaml');
  if (plan === null) throw new Error('the tiny plan has faults');
  const caller = callerInThread(plan, await createHighsSolver());
  const outcome = await decide(plan, { caller, planHash: 'sha256:tiny', engineVersion: '0.1.0', issues, sources });
  if (outcome.status !== 'planned') throw new Error(`the tiny plan is ${outcome.status}`);
  return outcome.result;
}

it('the tiny plan is answered as before', async () => {
  await expect(briefMarkdown(await resultOf(TEXT))).toMatchFileSnapshot('plans/tiny-plan.md');
});

it('a quote that was signed before the start is held, and named as a fact', async () => {
  const result = await resultOf(TEXT.replace('  - id: lease-two-years\n', '$&    status: signed\n'));
  const facts = result.signNow.map(({ offerId, isAlreadySigned }) => [offerId, isAlreadySigned]);
  expect(facts).toEqual([
    ['lease-one-year', undefined],
    ['lease-two-years', true],
  ]);
  expect(briefMarkdown(result)).toContain('lease-two-years (256 GPUs) is already signed');
});
