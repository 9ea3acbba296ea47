import { createHash } from 'node:crypto';

import { sql, type Kysely, type Transaction, type Updateable } from 'kysely';

import type { NewRun, RunEnd, RunProgress, RunRecord } from '../../../api/index.ts';
import { readPlan, type Connection } from './plan-rows.ts';
import type { RunRow, Tables } from './tables.ts';

const LIVE = ['queued', 'running'] as const;

/** Runs and their results, read. */
export function runReads(database: Kysely<Tables>) {
  return {
    async listRuns(planId?: string): Promise<readonly RunRecord[]> {
      const rows = await database
        .selectFrom('runs')
        .selectAll()
        .$if(planId !== undefined, (query) => query.where('planId', '=', planId!))
        .orderBy('place', 'desc')
        .execute();
      return rows.map(recordOf);
    },

    readRun: (id: string): Promise<RunRecord | null> => readRun(database, id),

    async readResult(runId: string): Promise<string | null> {
      const row = await database
        .selectFrom('runs')
        .innerJoin('results', 'results.key', 'runs.resultKey')
        .select('results.text')
        .where('runs.id', '=', runId)
        .where('runs.status', '=', 'planned')
        .executeTakeFirst();
      return row?.text ?? null;
    },
  };
}

/** Runs and their results, written: every write is one transaction. */
export function runWrites(database: Kysely<Tables>, now: () => string) {
  const inOne = <T>(act: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> =>
    database.transaction().execute(act);
  return {
    createRun: (run: NewRun): Promise<RunRecord | null> =>
      inOne(async (transaction) => {
        const plan = await readPlan(transaction, run.planId, run.version);
        if (plan === null) return null;
        const row = await newRow(transaction, { run, planName: plan.name, planHash: plan.hash, at: now() });
        await transaction.insertInto('runs').values(row).execute();
        return recordOf(row);
      }),
    claimRun: () => inOne(claimRun),
    endRun: (id: string, end: RunEnd) => inOne((transaction) => endRun(transaction, { id, end, endedAt: now() })),
    recoverRuns: (attemptsMax: number) =>
      inOne((transaction) => recoverRuns(transaction, { attemptsMax, endedAt: now() })),
    cancelRun: (id: string) => updateLive(database, id, { status: 'cancelled', endedAt: now() }),
    async noteProgress(id: string, { progress, firstLook }: SeenOfRun): Promise<void> {
      if (progress !== undefined) await updateLive(database, id, { progress: JSON.stringify(progress) });
      if (firstLook !== undefined) await updateLive(database, id, { firstLook });
    },
  };
}

interface SeenOfRun {
  readonly progress?: RunProgress;
  readonly firstLook?: string;
}

async function updateLive(database: Connection, id: string, change: Updateable<Tables['runs']>): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('runs')
    .set(change)
    .where('id', '=', id)
    .where('status', 'in', LIVE)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function claimRun(transaction: Transaction<Tables>): Promise<RunRecord | null> {
  const next = await transaction
    .selectFrom('runs')
    .selectAll()
    .where('status', '=', 'queued')
    .orderBy('place')
    .executeTakeFirst();
  if (next === undefined) return null;
  const claimed = { status: 'running', attempts: next.attempts + 1, progress: null } as const;
  await transaction.updateTable('runs').set(claimed).where('id', '=', next.id).execute();
  return recordOf({ ...next, ...claimed });
}

async function endRun(
  transaction: Transaction<Tables>,
  { id, end, endedAt }: { readonly id: string; readonly end: RunEnd; readonly endedAt: string },
): Promise<RunRecord | null> {
  const run = await transaction
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', id)
    .where('status', 'in', LIVE)
    .executeTakeFirst();
  if (run === undefined) return readRun(transaction, id);
  const { status } = end;
  const ending =
    status === 'planned'
      ? { status, endedAt }
      : { status, endedAt, message: end.message, issues: JSON.stringify(end.issues) };
  if (status === 'planned') {
    const result = { key: run.resultKey, text: end.resultText };
    await transaction
      .insertInto('results')
      .values(result)
      .onConflict((at) => at.doNothing())
      .execute();
  }
  await transaction.updateTable('runs').set(ending).where('id', '=', id).execute();
  return recordOf({ ...run, ...ending });
}

async function recoverRuns(
  transaction: Transaction<Tables>,
  { attemptsMax, endedAt }: { readonly attemptsMax: number; readonly endedAt: string },
): Promise<void> {
  const interrupted = transaction.updateTable('runs').where('status', '=', 'running');
  const message = `interrupted ${attemptsMax} times; run it again`;
  await interrupted.where('attempts', '>=', attemptsMax).set({ status: 'failed', endedAt, message }).execute();
  await interrupted.set({ status: 'queued', progress: null }).execute();
}

/** A run that ends at once when its result is there. */
async function newRow(
  database: Connection,
  given: { readonly run: NewRun; readonly planName: string; readonly planHash: string; readonly at: string },
): Promise<RunRow> {
  const { run, planName, planHash, at } = given;
  const resultKey = resultKeyOf(planHash, run);
  const { place } = await database
    .selectFrom('runs')
    .select(sql<number>`coalesce(max(place), 0) + 1`.as('place'))
    .executeTakeFirstOrThrow();
  const known = await database.selectFrom('results').select('key').where('key', '=', resultKey).executeTakeFirst();
  const isKnown = known !== undefined;
  return {
    id: run.id,
    place,
    planId: run.planId,
    version: run.version,
    planName,
    planHash,
    seed: run.seed,
    hasAnswers: Number(run.hasAnswers),
    engineVersion: run.engineVersion,
    resultKey,
    status: isKnown ? 'planned' : 'queued',
    progress: null,
    firstLook: null,
    attempts: 0,
    isFromStore: Number(isKnown),
    createdAt: at,
    endedAt: isKnown ? at : null,
    message: '',
    issues: '[]',
  };
}

/** Same plan, seed, version and question: same bytes, so the same key. */
function resultKeyOf(planHash: string, { seed, hasAnswers, engineVersion }: NewRun): string {
  return createHash('sha256')
    .update(JSON.stringify([planHash, seed, hasAnswers, engineVersion]))
    .digest('hex');
}

async function readRun(database: Connection, id: string): Promise<RunRecord | null> {
  const row = await database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

function recordOf({ place: _place, resultKey: _key, ...row }: RunRow): RunRecord {
  return {
    ...row,
    hasAnswers: row.hasAnswers === 1,
    isFromStore: row.isFromStore === 1,
    // Written by this file only, from the types they are read as.
    progress: row.progress === null ? null : (JSON.parse(row.progress) as RunProgress),
    issues: JSON.parse(row.issues) as RunRecord['issues'],
  };
}
