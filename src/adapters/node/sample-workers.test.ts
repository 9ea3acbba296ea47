import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { callerInThread, parsePlan } from '../../core/index.ts';
import type { Plan } from '../../core/index.ts';
import { createHighsSolver } from './highs-solver.ts';
import { sampleWorkers } from './sample-workers.ts';

const tinyPlan = planOf(new URL('../../../test/support/tiny-plan.yaml', import.meta.url));

function planOf(file: URL): Plan {
  const { plan } = parsePlan(readFileSync(file, 'utf8'), 'tiny-plan.yaml');
  if (plan === null) throw new Error('the tiny plan has errors');
  return plan;
}

test('samples answer the same from threads as in this thread', async () => {
  const here = callerInThread(tinyPlan, await createHighsSolver());
  const threads = await sampleWorkers(tinyPlan, { workerCount: 2 });
  expect([threads.solverName, threads.solverVersion]).toEqual([here.solverName, here.solverVersion]);
  for (const sample of [0, 1]) {
    const request = { kind: 'candidate', trialMultiples: [1.2, 0.8] } as const;
    expect(await threads.ask(sample, request)).toEqual(await here.ask(sample, request));
  }
  await threads.close();
  await here.close();
});

test('an error in a worker rejects its request with its message and its stack, and other samples are still served', async () => {
  const threads = await sampleWorkers(tinyPlan, { workerCount: 1 });
  const impossible = threads.ask(0, { kind: 'values', decisions: [[Number.NaN, 0]] });
  const error: unknown = await impossible.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'Bug' });
  expect((error as Error).stack).toContain('sample-server.ts');
  expect(await threads.ask(1, { kind: 'candidate', trialMultiples: [] })).toMatchObject({
    status: 'optimal',
  });
  await threads.close();
});

test('closing rejects what is still owed and may be done twice', async () => {
  const threads = await sampleWorkers(tinyPlan);
  const owed = threads.ask(0, { kind: 'candidate', trialMultiples: [] });
  await Promise.all([expect(owed).rejects.toThrow('closed before they answered'), threads.close()]);
  await threads.close();
  await expect(threads.ask(0, { kind: 'candidate', trialMultiples: [] })).rejects.toThrow('closed');
});

test('a worker that cannot start rejects', async () => {
  const unsendable = { ...tinyPlan, name: (() => 'a function') as unknown as string };
  await expect(sampleWorkers(unsendable)).rejects.toThrow('could not be cloned');
});
