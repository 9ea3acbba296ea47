import { chmodSync, existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

import type { SqliteDatabase } from 'kysely';

/** Milliseconds that a statement waits for another process's write, a backup's say. */
const BUSY_MS = 5000;

/**
 * Opens a store's file so that a commit is on the disk when it returns: write-ahead log and `synchronous = FULL`. The
 * file and its companions are readable by their owner only.
 */
export function openDatabase(path: string): DatabaseSync {
  const isNew = !existsSync(path);
  const database = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  if (isNew) chmodSync(path, 0o600);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
  return database;
}

/** Opens a file to look at it only. */
export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
}

/** What is wrong with a file's pages and keys; empty when nothing is. */
export function integrityFaults(database: DatabaseSync): string[] {
  const rows = database.prepare('PRAGMA integrity_check').all();
  const foreign = database.prepare('PRAGMA foreign_key_check').all();
  const faults = rows.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok');
  return [...faults, ...foreign.map((row) => `row of ${String(row['table'])} without its parent`)];
}

/** Node's SQLite in the shape that Kysely's dialect asks for. */
export function forKysely(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const bound = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bound(parameters)),
        run: (parameters) => statement.run(...bound(parameters)),
        iterate: (parameters) => statement.iterate(...bound(parameters)),
      };
    },
  };
}
