/**
 * A process that saves plans and ends runs until it is killed, and says each write once the store has promised it.
 * Arguments: the data folder and a name that no other writer of the folder has.
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';

import { openStore } from '../../src/adapters/node/store/index.ts';

const RESULT_BYTES = 60_000;
const [folder = '', name = ''] = process.argv.slice(2);
const store = openStore(folder);
await store.recoverRuns(1000);

for (let count = 0; ; count += 1) {
  const id = `${name}-${count}`;
  await store.createPlan({ id, kind: 'plan', name: id, text: `${id} first`, note: '' });
  acknowledge(`plan ${id} 1`);
  await store.savePlan(id, { name: id, text: `${id} second`, note: '', baseVersion: 1 });
  acknowledge(`plan ${id} 2`);
  const run = `${id}-run`;
  await store.createRun({ id: run, planId: id, version: 2, seed: null, hasAnswers: false, engineVersion: 'test' });
  await store.claimRun();
  await store.endRun(run, { status: 'planned', resultText: resultOf(run) });
  acknowledge(`run ${run}`);
}

/** Bytes that show by themselves whether they are whole. */
function resultOf(run: string): string {
  const body = run.repeat(Math.ceil(RESULT_BYTES / run.length));
  return `${body}#${createHash('sha256').update(body).digest('hex')}`;
}

/** Written before anything else happens: what the parent has read was promised. */
function acknowledge(line: string): void {
  writeSync(1, `${line}\n`);
}
