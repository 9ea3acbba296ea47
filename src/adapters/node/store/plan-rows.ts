import { createHash } from 'node:crypto';

import type { Kysely, Transaction } from 'kysely';

import type { NewPlan, NewVersion, PlanSummary, PlanVersion, StoredPlan } from '../../../api/index.ts';
import type { Tables } from './tables.ts';

export type Connection = Kysely<Tables> | Transaction<Tables>;

/** Plans and their versions; every write is one transaction. */
export function planRows(database: Kysely<Tables>, now: () => string) {
  return {
    listPlans: (): Promise<readonly PlanSummary[]> =>
      database.selectFrom('plans').selectAll().orderBy('savedAt', 'desc').orderBy('id').execute(),

    readPlan: (id: string, version?: number): Promise<StoredPlan | null> => readPlan(database, id, version),

    listVersions: (id: string): Promise<readonly PlanVersion[]> =>
      database
        .selectFrom('versions')
        .select(['planId', 'version', 'hash', 'savedAt', 'note'])
        .where('planId', '=', id)
        .orderBy('version', 'desc')
        .execute(),

    createPlan: ({ id, kind, name, text, note }: NewPlan): Promise<StoredPlan | 'exists'> =>
      database.transaction().execute(async (transaction) => {
        const there = await readPlan(transaction, id, 1);
        if (there !== null) return there.text === text && there.kind === kind ? there : 'exists';
        const at = now();
        await transaction
          .insertInto('plans')
          .values({ id, kind, name, version: 1, createdAt: at, savedAt: at })
          .execute();
        await addVersion(transaction, { planId: id, version: 1, text, note, savedAt: at });
        return (await readPlan(transaction, id))!;
      }),

    savePlan: (id: string, saved: NewVersion): Promise<StoredPlan | 'missing' | 'conflict'> =>
      database.transaction().execute(async (transaction) => {
        const newest = await readPlan(transaction, id);
        if (newest === null) return 'missing';
        if (newest.text === saved.text) return newest;
        if (newest.version !== saved.baseVersion) return 'conflict';
        const savedAt = now();
        const version = newest.version + 1;
        await addVersion(transaction, { planId: id, version, text: saved.text, note: saved.note, savedAt });
        await transaction
          .updateTable('plans')
          .set({ version, savedAt, name: saved.name })
          .where('id', '=', id)
          .execute();
        return (await readPlan(transaction, id))!;
      }),

    deletePlan: (id: string): Promise<boolean> =>
      database.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction.deleteFrom('plans').where('id', '=', id).executeTakeFirst();
        await transaction
          .deleteFrom('results')
          .where('key', 'not in', transaction.selectFrom('runs').select('resultKey'))
          .execute();
        return numDeletedRows > 0n;
      }),
  };
}

/** One version of a plan, the newest when left out. */
export async function readPlan(database: Connection, id: string, version?: number): Promise<StoredPlan | null> {
  const row = await database
    .selectFrom('plans')
    .innerJoin('versions', 'versions.planId', 'plans.id')
    .select(['plans.id', 'plans.kind', 'plans.name', 'plans.createdAt'])
    .select(['versions.version', 'versions.savedAt', 'versions.text', 'versions.hash', 'versions.note'])
    .where('plans.id', '=', id)
    .$if(version === undefined, (query) => query.whereRef('versions.version', '=', 'plans.version'))
    .$if(version !== undefined, (query) => query.where('versions.version', '=', version!))
    .executeTakeFirst();
  return row ?? null;
}

async function addVersion(transaction: Transaction<Tables>, version: Omit<Tables['versions'], 'hash'>): Promise<void> {
  const hash = `sha256:${createHash('sha256').update(version.text).digest('hex')}`;
  await transaction
    .insertInto('versions')
    .values({ ...version, hash })
    .execute();
}
