import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { storeImage } from '../../../../test/support/store-image.ts';
import { backupStore, openStore, restoreStore } from './index.ts';
import { migrate, MIGRATIONS, STORE_VERSION } from './migrations.ts';

/** One SQL file for every form that was ever released, rows in every table; a released one is never changed. */
const FORMS = fileURLToPath(new URL('../../../../test/support/stores/', import.meta.url));
const VERSIONS = Array.from({ length: STORE_VERSION }, (_, index) => index + 1);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-upgrade-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A data folder with a store as the release of that form left it. */
function oldStore(version: number): string {
  const data = join(folder, `form-${version}`);
  mkdirSync(data);
  const database = new DatabaseSync(join(data, 'eightyfold.db'));
  database.exec(readFileSync(join(FORMS, `form-${version}.sql`), 'utf8'));
  database.close();
  return data;
}

async function imageOf(data: string) {
  const store = openStore(data);
  try {
    return await storeImage(store);
  } finally {
    await store.close();
  }
}

const schemaOf = (database: DatabaseSync): unknown[] =>
  database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all();

const versionOf = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.['user_version'];

test('every released form is kept for these tests', () => {
  expect(readdirSync(FORMS).toSorted()).toEqual(VERSIONS.map((version) => `form-${version}.sql`));
});

describe.each(VERSIONS)('a store of form %i', (version) => {
  test('opens in the newest form with every row, and goes on', async () => {
    const data = oldStore(version);
    const { plans, versions, runs, results } = await imageOf(data);
    expect(plans.map(({ id, version: newest, kind }) => [id, newest, kind])).toEqual(
      expect.arrayContaining([
        ['lab', 2, 'plan'],
        ['site', 1, 'host'],
      ]),
    );
    expect(versions.map(({ text }) => text)).toContain("name: Lab\n# ours, 100 % 'quoted'\n");
    expect(Object.fromEntries(runs.map(({ id, status }) => [id, status]))).toMatchObject({
      planned: 'planned',
      again: 'planned',
      infeasible: 'infeasible',
      cancelled: 'cancelled',
      interrupted: 'running',
      queued: 'queued',
    });
    expect(results).toMatchObject({ planned: '{"schemaVersion": 2}\n', again: '{"schemaVersion": 2}\n', queued: null });
    const store = openStore(data);
    await store.recoverRuns(3);
    expect(await store.claimRun()).toMatchObject({ id: 'interrupted', attempts: 2 });
    const saved = { name: 'Lab', text: 'name: Lab, later\n', note: '', baseVersion: 2 };
    expect(await store.savePlan('lab', saved)).toMatchObject({ version: 3 });
    await store.close();
  });

  test('has the schema that its steps make, and the newest one once it was opened', async () => {
    const data = oldStore(version);
    const made = new DatabaseSync(':memory:');
    migrate(made, MIGRATIONS.slice(0, version));
    const old = new DatabaseSync(join(data, 'eightyfold.db'));
    expect(schemaOf(old)).toEqual(schemaOf(made));
    old.close();
    await imageOf(data);
    migrate(made);
    const opened = new DatabaseSync(join(data, 'eightyfold.db'));
    expect([versionOf(opened), schemaOf(opened)]).toEqual([STORE_VERSION, schemaOf(made)]);
    opened.close();
    made.close();
  });

  test('is backed up as it is and restored by this release, itself or over a newer store', async () => {
    const data = oldStore(version);
    const file = join(folder, 'copy.db');
    backupStore(data, file);
    const wanted = await imageOf(data);
    const elsewhere = join(folder, 'elsewhere');
    await openStore(elsewhere).close();
    restoreStore(elsewhere, file);
    expect(await imageOf(elsewhere)).toEqual(wanted);
  });
});

describe('a step of a later release', () => {
  const further = (step: string): readonly string[] => [...MIGRATIONS, step];

  test('keeps every row, and its store is refused by this release, by name, with nothing changed', async () => {
    const data = oldStore(STORE_VERSION);
    const file = join(data, 'eightyfold.db');
    const before = await imageOf(data);
    const later = new DatabaseSync(file);
    migrate(later, further('ALTER TABLE plans ADD COLUMN colour TEXT'));
    expect(versionOf(later)).toBe(STORE_VERSION + 1);
    later.close();
    const bytes = readFileSync(file);
    const refusal = `${file} has form ${STORE_VERSION + 1}; this release reads forms up to ${STORE_VERSION}`;
    expect(() => openStore(data)).toThrow(refusal);
    expect(() => restoreStore(join(folder, 'empty'), file)).toThrow(refusal);
    expect(existsSync(join(folder, 'empty', 'eightyfold.db'))).toBe(false);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    const back = new DatabaseSync(file);
    back.exec(`ALTER TABLE plans DROP COLUMN colour; PRAGMA user_version = ${STORE_VERSION}`);
    back.close();
    expect(await imageOf(data)).toEqual(before);
  });

  test('that fails half-way leaves the form before it, whole', async () => {
    const data = oldStore(STORE_VERSION);
    const before = await imageOf(data);
    const database = new DatabaseSync(join(data, 'eightyfold.db'));
    const schema = schemaOf(database);
    expect(() => migrate(database, further('DELETE FROM runs; CREATE TABLE plans (x)'))).toThrow('already exists');
    expect([versionOf(database), schemaOf(database)]).toEqual([STORE_VERSION, schema]);
    database.close();
    expect(await imageOf(data)).toEqual(before);
  });
});
