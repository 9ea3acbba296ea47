import { randomUUID } from 'node:crypto';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { NewRun, Store } from '../../src/api/index.ts';

export const planOf = (text = 'eightyfold: 1\nname: One\n') =>
  ({ id: randomUUID(), kind: 'plan', name: 'One', text, note: '' }) as const;

export const runOf = (planId: string, given: Partial<NewRun> = {}): NewRun => ({
  id: randomUUID(),
  planId,
  version: 1,
  seed: null,
  hasAnswers: false,
  engineVersion: '0.1.0',
  ...given,
});

/** What every store has to do; `open` gives an empty one, or the same again after it was closed. */
export function storeContract(open: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = open();
  });
  afterEach(() => store.close());

  const planned = { status: 'planned', resultText: '{"schemaVersion": 2}\n' } as const;

  test('a created plan is listed and read back with its hash', async () => {
    const plan = planOf();
    const made = await store.createPlan(plan);
    expect(made).toMatchObject({ ...plan, version: 1 });
    expect((made as { hash: string }).hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await store.listPlans()).toMatchObject([{ id: plan.id, name: 'One', version: 1 }]);
    expect(await store.readPlan(plan.id)).toEqual(made);
    expect(await store.readPlan('nobody')).toBeNull();
  });

  test('creating again with the same id and text changes nothing; with another text it is refused', async () => {
    const plan = planOf();
    const made = await store.createPlan(plan);
    expect(await store.createPlan(plan)).toEqual(made);
    expect(await store.createPlan({ ...plan, text: 'other' })).toBe('exists');
    expect(await store.listVersions(plan.id)).toHaveLength(1);
  });

  test('every save is a version, and the old ones stay as they were', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const saved = await store.savePlan(plan.id, { name: 'Two', text: 'second', note: 'why', baseVersion: 1 });
    expect(saved).toMatchObject({ version: 2, name: 'Two', text: 'second', note: 'why' });
    expect(await store.readPlan(plan.id, 1)).toMatchObject({ version: 1, text: plan.text });
    expect((await store.listVersions(plan.id)).map(({ version }) => version)).toEqual([2, 1]);
  });

  test('a save of an equal text makes no version; over an older base it is a conflict; of nothing it is missing', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const save = (text: string, baseVersion: number) =>
      store.savePlan(plan.id, { name: 'One', text, note: '', baseVersion });
    expect(await save(plan.text, 1)).toMatchObject({ version: 1 });
    await save('second', 1);
    expect(await save('third', 1)).toBe('conflict');
    expect(await store.readPlan(plan.id)).toMatchObject({ version: 2, text: 'second' });
    expect(await store.savePlan('nobody', { name: '', text: '', note: '', baseVersion: 1 })).toBe('missing');
  });

  test('runs are claimed in the order in which they came, each once', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const [first, second] = [runOf(plan.id), runOf(plan.id, { seed: 7 })];
    await store.createRun(first);
    await store.createRun(second);
    expect(await store.claimRun()).toMatchObject({ id: first.id, status: 'running', attempts: 1 });
    expect(await store.claimRun()).toMatchObject({ id: second.id });
    expect(await store.claimRun()).toBeNull();
  });

  test('a run ends with its whole result; until then there is none', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const run = runOf(plan.id);
    await store.createRun(run);
    await store.claimRun();
    await store.noteProgress(run.id, { progress: { done: 1, total: 3, what: 'trees read' }, firstLook: 'sign a' });
    expect(await store.readRun(run.id)).toMatchObject({ progress: { done: 1 }, firstLook: 'sign a' });
    expect(await store.readResult(run.id)).toBeNull();
    expect(await store.endRun(run.id, planned)).toMatchObject({ status: 'planned' });
    expect(await store.readResult(run.id)).toBe(planned.resultText);
    await store.noteProgress(run.id, { firstLook: 'too late' });
    expect((await store.readRun(run.id))?.firstLook).toBe('sign a');
  });

  test('same plan, seed, version and question: the result is served from the store; any other is queued', async () => {
    const [plan, twin] = [planOf(), planOf()];
    for (const each of [plan, twin]) await store.createPlan(each);
    const run = runOf(plan.id);
    await store.createRun(run);
    await store.claimRun();
    await store.endRun(run.id, planned);
    const again = await store.createRun(runOf(twin.id));
    expect(again).toMatchObject({ status: 'planned', isFromStore: true });
    expect(await store.readResult(again!.id)).toBe(planned.resultText);
    for (const other of [{ seed: 8 }, { hasAnswers: true }, { engineVersion: '0.2.0' }]) {
      expect(await store.createRun(runOf(plan.id, other))).toMatchObject({ status: 'queued', isFromStore: false });
    }
  });

  test('a cancelled run stays cancelled whatever its process still says', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const run = runOf(plan.id);
    await store.createRun(run);
    await store.claimRun();
    expect(await store.cancelRun(run.id)).toBe(true);
    expect(await store.cancelRun(run.id)).toBe(false);
    expect(await store.endRun(run.id, planned)).toMatchObject({ status: 'cancelled' });
    expect(await store.readResult(run.id)).toBeNull();
  });

  test('a run without a result keeps its message and issues', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const run = runOf(plan.id);
    await store.createRun(run);
    const end = { status: 'failed', message: 'out of memory', issues: [] } as const;
    expect(await store.endRun(run.id, { ...end, issues: [] })).toMatchObject(end);
  });

  test('an interrupted run goes back into the queue, and fails after as many attempts as allowed', async () => {
    const plan = planOf();
    await store.createPlan(plan);
    const run = runOf(plan.id);
    await store.createRun(run);
    for (const attempt of [1, 2]) {
      expect(await store.claimRun()).toMatchObject({ id: run.id, attempts: attempt });
      await store.recoverRuns(2);
    }
    expect(await store.readRun(run.id)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('interrupted') as string,
    });
    expect(await store.claimRun()).toBeNull();
  });

  test('a deleted plan takes its versions and runs along, and a result that another run has stays', async () => {
    const [plan, twin] = [planOf(), planOf()];
    for (const each of [plan, twin]) await store.createPlan(each);
    const run = runOf(plan.id);
    await store.createRun(run);
    await store.endRun(run.id, planned);
    const other = await store.createRun(runOf(twin.id));
    expect(await store.deletePlan(plan.id)).toBe(true);
    expect(await store.deletePlan(plan.id)).toBe(false);
    expect(await store.listRuns(plan.id)).toEqual([]);
    expect(await store.readResult(run.id)).toBeNull();
    expect(await store.readResult(other!.id)).toBe(planned.resultText);
    await store.deletePlan(twin.id);
    await store.createPlan(plan);
    expect(await store.createRun(runOf(plan.id))).toMatchObject({ status: 'queued' });
  });

  test('a run of a version that is not there is not made', async () => {
    expect(await store.createRun(runOf('nobody'))).toBeNull();
  });

  test('writes at the same time all happen, one after another', async () => {
    const plans = Array.from({ length: 30 }, (_, index) => planOf(`text ${index}`));
    await Promise.all(plans.map((plan) => store.createPlan(plan)));
    expect(await store.listPlans()).toHaveLength(30);
  });
}
