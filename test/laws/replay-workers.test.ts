/** L12 for the replay: same bytes for any number of workers, in this thread too. */
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { sampleWorkers } from '../../src/adapters/node/sample-workers.ts';
import { callerInThread, decide, parsePlan, type SampleCaller } from '../../src/core/index.ts';

const { plan } = parsePlan(
  readFileSync(new URL('../support/tiny-plan.yaml', import.meta.url), 'utf8'),
  'tiny-plan.yaml',
);

async function replayText(caller: SampleCaller): Promise<string> {
  const facts = { planHash: '', engineVersion: '', issues: [], sources: [] };
  const outcome = await decide(plan!, { ...facts, caller, replay: { pathCount: 300, portfolios: [], deepPaths: 8 } });
  expect(outcome.status).toBe('planned');
  return JSON.stringify(outcome.status === 'planned' ? outcome.result.replay : null);
}

it('a replay is the same to the byte for 1, 2 and 7 workers', async () => {
  const alone = await replayText(callerInThread(plan!, await createHighsSolver()));
  for (const workerCount of [1, 2, 7]) {
    expect(await replayText(await sampleWorkers(plan!, { workerCount }))).toBe(alone);
  }
  expect(alone).toContain('recommended');
  expect(alone).toContain('"deep":{"pathCount":8,"planCount":8');
});
