import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { StoreFault } from './migrations.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Takes a data folder for this process alone. The lock is the operating system's, on a file of its own, so it ends with
 * the process however that dies and needs no guess about a left-behind file; the owner's number beside it is for people.
 * @throws StoreFault `store-in-use` when another process has the folder
 */
export function lockFolder(folder: string): FolderLock {
  const ownerFile = join(folder, 'owner');
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!String(error).includes('locked')) throw error;
    throw new StoreFault('store-in-use', {
      what: `the data folder ${folder} is in use by another Eightyfold${ownerText(ownerFile)}`,
      fix: 'use the one that runs, stop it, or name another folder with --data',
    });
  }
  writeFileSync(ownerFile, `${process.pid}\n`, { mode: 0o600 });
  return { release: () => lock.close() };
}

function ownerText(ownerFile: string): string {
  try {
    return `, process ${readFileSync(ownerFile, 'utf8').trim()}`;
  } catch {
    return '';
  }
}
