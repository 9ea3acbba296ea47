import type { DatabaseSync } from 'node:sqlite';

/** Marks the file as ours: "80fd" in ASCII. */
export const APPLICATION_ID = 0x38_30_66_64;

/**
 * Every step from an empty file to the newest form, in order. A step that was released is never changed: a mistake is
 * mended by the next one. `PRAGMA user_version` counts the steps a file has taken.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE plans (
     id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('plan', 'host')), name TEXT NOT NULL,
     version INTEGER NOT NULL CHECK (version >= 1), createdAt TEXT NOT NULL, savedAt TEXT NOT NULL
   ) STRICT;
   CREATE TABLE versions (
     planId TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE, version INTEGER NOT NULL,
     text TEXT NOT NULL, hash TEXT NOT NULL, savedAt TEXT NOT NULL, note TEXT NOT NULL,
     PRIMARY KEY (planId, version)
   ) STRICT;
   CREATE TABLE results (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
   CREATE TABLE runs (
     id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE,
     planId TEXT NOT NULL, version INTEGER NOT NULL, planName TEXT NOT NULL, planHash TEXT NOT NULL,
     seed INTEGER, hasAnswers INTEGER NOT NULL, engineVersion TEXT NOT NULL, resultKey TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'planned', 'infeasible', 'refused', 'failed', 'cancelled')),
     progress TEXT, firstLook TEXT, attempts INTEGER NOT NULL, isFromStore INTEGER NOT NULL,
     createdAt TEXT NOT NULL, endedAt TEXT, message TEXT NOT NULL, issues TEXT NOT NULL,
     FOREIGN KEY (planId, version) REFERENCES versions (planId, version) ON DELETE CASCADE
   ) STRICT;
   CREATE INDEX runsByPlan ON runs (planId, place);
   CREATE INDEX runsByStatus ON runs (status, place);
   CREATE INDEX runsByResult ON runs (resultKey);`,
];

/** The form that this release writes. */
export const STORE_VERSION = MIGRATIONS.length;

/** Why a file cannot be opened as a store; `fix` says what to do. */
export class StoreFault extends Error {
  override name = 'StoreFault';
  readonly code: string;
  readonly fix: string;

  constructor(code: string, given: { readonly what: string; readonly fix: string }) {
    super(given.what);
    this.code = code;
    this.fix = given.fix;
  }
}

/**
 * Brings an open file to the newest form, each step whole or not at all.
 * @param steps of this release; a test gives further ones
 * @throws StoreFault when the file is not a store of ours, or of a newer release
 */
export function migrate(database: DatabaseSync, steps: readonly string[] = MIGRATIONS): void {
  const version = storeVersionOf(database, steps.length);
  if (version === 0) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(step);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The form of an open file: 0 when it is empty. Refuses what this release cannot read. */
export function storeVersionOf(database: DatabaseSync, versionMax = STORE_VERSION): number {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table'").get();
  const isEmpty = version === 0 && Number(tables?.['count']) === 0;
  if (!isEmpty && application !== APPLICATION_ID) {
    throw new StoreFault('not-a-store', {
      what: `${database.location()} is a database of another program`,
      fix: 'name a folder or a backup that Eightyfold made',
    });
  }
  if (version > versionMax) {
    throw new StoreFault('store-too-new', {
      what: `${database.location()} has form ${version}; this release reads forms up to ${versionMax}`,
      fix: 'use the release that wrote it, or a newer one',
    });
  }
  return version;
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
