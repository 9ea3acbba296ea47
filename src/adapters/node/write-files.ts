import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { Issue } from '../../core/index.ts';
import { fileIssue, issueOfSystemError } from './file-issue.ts';

export interface FilesToWrite {
  readonly folder: string;
  readonly textByName: ReadonlyMap<string, string | Uint8Array>;
  /** true replaces files that exist */
  readonly isForced: boolean;
}

/** Plans and answers are secret: their owner alone may read them. */
const OWNER_ONLY = 0o600;
const TEMPORARY = /^\.eightyfold-\d+-.*\.tmp$/;
/** A temporary file this much older than a new one was left by a run that was killed. */
const LEFTOVER_AGE_MS = 60_000;

/**
 * Writes all files or none: each under a temporary name beside its place, flushed to the disk, then renamed. Nothing in
 * here waits, so no signal can come between; what a killed run left behind is removed by the next one.
 *
 * @returns null when written, else why nothing was
 */
export function writeFiles(files: FilesToWrite): Issue | null {
  const { folder, textByName } = files;
  const refusal = refusalToWrite({ ...files, names: [...textByName.keys()] });
  if (refusal) return refusal;
  const temporaryByName = new Map<string, string>();
  try {
    makeFolder(resolve(folder));
    for (const [name, text] of textByName) {
      const temporary = join(folder, `.eightyfold-${process.pid}-${name}.tmp`);
      temporaryByName.set(name, temporary);
      writeWhole(temporary, text);
    }
    removeLeftovers(folder, [...temporaryByName.values()]);
    for (const [name, temporary] of temporaryByName) renameSync(temporary, join(folder, name));
    return null;
  } catch (error) {
    for (const temporary of temporaryByName.values()) rmSync(temporary, { force: true });
    return issueOfSystemError(error, folder);
  }
}

/** Makes a folder and what is missing above it, one level at a time: the recursive call loops for ever under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Why these files would not be written, so that nobody waits for an answer that has no place to go; null when they would. */
export function refusalToWrite(files: {
  readonly folder: string;
  readonly names: readonly string[];
  readonly isForced: boolean;
}): Issue | null {
  try {
    return conflictOf(files);
  } catch (error) {
    return issueOfSystemError(error, files.folder);
  }
}

function conflictOf({ folder, names, isForced }: Parameters<typeof refusalToWrite>[0]): Issue | null {
  const ancestor = nearestExisting(resolve(folder));
  if (!statSync(ancestor).isDirectory()) {
    return fileIssue('not-a-folder', { what: `${ancestor} is a file, not a folder`, fix: 'name a folder' });
  }
  accessSync(ancestor, constants.W_OK);
  const existing = names.filter((name) => exists(join(folder, name)));
  const folders = existing.filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory());
  if (folders.length > 0) {
    return fileIssue('not-a-file', { what: `${folders.join(', ')} is a folder here`, fix: 'name another place' });
  }
  if (existing.length === 0 || isForced) return null;
  const what = `${existing.join(', ')} ${existing.length === 1 ? 'exists' : 'exist'} already; nothing was written`;
  return fileIssue('file-exists', { what, fix: 'name another place, or replace with --force' });
}

/** The path itself or the nearest folder above it that there is. */
function nearestExisting(path: string): string {
  let nearest = path;
  while (!exists(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

/** True also for a link that leads nowhere, which a rename would replace. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function writeWhole(path: string, text: string | Uint8Array): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function removeLeftovers(folder: string, own: readonly string[]): void {
  const [newest] = own;
  if (newest === undefined) return;
  const newMs = lstatSync(newest).mtimeMs;
  for (const name of readdirSync(folder).filter((name) => TEMPORARY.test(name))) {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status && newMs - status.mtimeMs > LEFTOVER_AGE_MS) rmSync(path, { force: true });
  }
}
