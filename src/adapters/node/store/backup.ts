import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { lockFolder } from './folder-lock.ts';
import { StoreFault, storeVersionOf } from './migrations.ts';
import { STORE_FILE } from './open-store.ts';
import { integrityFaults, openReadOnly } from './sqlite.ts';

/**
 * Writes everything in a data folder to one file, as it stood at one moment, also while a server uses the folder. The
 * file appears whole or not at all.
 * @throws StoreFault when there is nothing to back up or the file exists
 */
export function backupStore(folder: string, file: string): void {
  const source = join(folder, STORE_FILE);
  if (!existsSync(source)) {
    throw new StoreFault('no-store', { what: `there is no store in ${folder}`, fix: 'name its folder with --data' });
  }
  if (existsSync(file)) {
    throw new StoreFault('file-exists', {
      what: `${file} exists already; nothing was written`,
      fix: 'name another file',
    });
  }
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  try {
    const database = openReadOnly(source);
    try {
      database.prepare('VACUUM INTO ?').run(temporary);
    } finally {
      database.close();
    }
    checkBackup(temporary);
    flush(temporary);
    renameSync(temporary, file);
    flush(dirname(resolve(file)));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Puts a backup in the place of a data folder's store; what was there is kept beside it.
 * @returns the file that holds what was there, or null when there was nothing
 * @throws StoreFault when the backup is damaged, newer or not ours, or the folder is in use; then nothing has changed
 */
export function restoreStore(folder: string, file: string): string | null {
  if (!existsSync(file)) {
    throw new StoreFault('no-backup', { what: `there is no file ${file}`, fix: 'name a file that backup wrote' });
  }
  checkBackup(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    const target = join(folder, STORE_FILE);
    const temporary = `${target}.${process.pid}.tmp`;
    copyFileSync(file, temporary);
    flush(temporary);
    const kept = existsSync(target) ? keep(folder, target) : null;
    // The log of the file that was there would be taken for the new one's.
    for (const companion of [`${target}-wal`, `${target}-shm`]) rmSync(companion, { force: true });
    renameSync(temporary, target);
    flush(folder);
    return kept;
  } finally {
    lock.release();
  }
}

/** A copy of the store as it stood, log included, under the first free name. */
function keep(folder: string, target: string): string {
  let number = 1;
  const nameOf = (): string => join(folder, `before-restore-${number}.db`);
  while (existsSync(nameOf())) number += 1;
  const database = openReadOnly(target);
  try {
    database.prepare('VACUUM INTO ?').run(nameOf());
  } catch {
    // A damaged store is kept as it is: that is why one restores.
    rmSync(nameOf(), { force: true });
    copyFileSync(target, nameOf(), constants.COPYFILE_EXCL);
  } finally {
    database.close();
  }
  flush(nameOf());
  return nameOf();
}

function checkBackup(file: string): void {
  const database = openReadOnly(file);
  try {
    if (storeVersionOf(database) === 0) throw damaged(file, 'it holds nothing');
    const [fault] = integrityFaults(database);
    if (fault !== undefined) throw damaged(file, fault);
  } catch (error) {
    throw error instanceof StoreFault ? error : damaged(file, String((error as Error).message));
  } finally {
    database.close();
  }
}

function damaged(file: string, what: string): StoreFault {
  return new StoreFault('backup-damaged', { what: `${file} is no good backup: ${what}`, fix: 'use another backup' });
}

function flush(path: string): void {
  // A folder cannot be flushed on Windows, where a rename needs none.
  if (process.platform === 'win32') return;
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}
