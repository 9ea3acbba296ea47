import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { Kysely, SqliteDialect } from 'kysely';

import type { Store } from '../../../api/index.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate, StoreFault } from './migrations.ts';
import { planRows } from './plan-rows.ts';
import { runReads, runWrites } from './run-rows.ts';
import { forKysely, integrityFaults, openDatabase } from './sqlite.ts';
import type { Tables } from './tables.ts';

/** The file of a data folder that holds everything. */
export const STORE_FILE = 'eightyfold.db';

/** Where plans and runs are kept when nobody says otherwise: the system's place for a program's data. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { EIGHTYFOLD_DATA, XDG_DATA_HOME, APPDATA } = environment;
  if (EIGHTYFOLD_DATA) return EIGHTYFOLD_DATA;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Eightyfold');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Eightyfold');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'eightyfold');
}

/**
 * Opens the store of a data folder for this process alone, making or upgrading it. What the store resolved for survives
 * a kill and a loss of power.
 * @throws StoreFault when the folder is in use, damaged, another program's or of a newer release
 */
export function openStore(folder: string, now: () => string = () => new Date().toISOString()): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    const database = openChecked(join(folder, STORE_FILE));
    const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database) }) });
    return {
      ...planRows(kysely, now),
      ...runReads(kysely),
      ...runWrites(kysely, now),
      async close() {
        await kysely.destroy();
        // Kysely closes only what it has used.
        if (database.isOpen) database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The open file, in the newest form and whole. */
function openChecked(file: string): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = openDatabase(file);
    migrate(database);
    const [fault] = integrityFaults(database);
    if (fault !== undefined) throw damaged(file, fault);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StoreFault) throw error;
    const { errcode, message } = error as { errcode?: number; message: string };
    throw errcode === SQLITE_CORRUPT || errcode === SQLITE_NOTADB ? damaged(file, message) : error;
  }
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function damaged(file: string, what: string): StoreFault {
  return new StoreFault('store-damaged', {
    what: `${file} is damaged: ${what}`,
    fix: 'restore a backup: eightyfold restore FILE',
  });
}
