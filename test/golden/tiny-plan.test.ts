/** A whole plan in, its brief out, through the real solver: numbers move only on purpose (`npm run golden`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { briefMarkdown, callerInThread, decide, parsePlan } from '../../src/core/index.ts';

it('the tiny plan is answered as before', async () => {
  const file = new URL('../support/tiny-plan.yaml', import.meta.url);
  const { plan, issues, sources } = parsePlan(readFileSync(file, 'utf8'), 'tiny-plan.yaml');
  if (plan === null) throw new Error('the tiny plan has faults');
  const caller = callerInThread(plan, await createHighsSolver());
  const outcome = await decide(plan, { caller, planHash: 'sha256:tiny', engineVersion: '0.1.0', issues, sources });
  if (outcome.status !== 'planned') throw new Error(`the tiny plan is ${outcome.status}`);
  await expect(briefMarkdown(outcome.result)).toMatchFileSnapshot('plans/tiny-plan.md');
});
