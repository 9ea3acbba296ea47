import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { planOf, storeContract } from '../../../../test/support/store-contract.ts';
import { backupStore, openStore, restoreStore } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the SQLite store', () => {
  storeContract(() => openStore(join(folder, 'data')));
});

const dataFolder = (): string => join(folder, 'data');
const storeFile = (): string => join(dataFolder(), 'eightyfold.db');

async function filled(text = 'kept'): Promise<string> {
  const store = openStore(dataFolder());
  const plan = planOf(text);
  await store.createPlan(plan);
  await store.close();
  return plan.id;
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'nothing thrown';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a data folder', () => {
  test('keeps everything between processes, readable by its owner only', async () => {
    const id = await filled();
    const store = openStore(dataFolder());
    expect(await store.readPlan(id)).toMatchObject({ text: 'kept' });
    await store.close();
    expect(statSync(storeFile()).mode & 0o077).toBe(0);
  });

  test('belongs to one store at a time', async () => {
    const store = openStore(dataFolder());
    expect(codeOf(() => openStore(dataFolder()))).toBe('store-in-use');
    await store.close();
    await openStore(dataFolder()).close();
  });

  test('of a newer release is refused and left as it is', async () => {
    await filled();
    const database = new DatabaseSync(storeFile());
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(codeOf(() => openStore(dataFolder()))).toBe('store-too-new');
    const after = new DatabaseSync(storeFile());
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 });
    after.close();
  });

  test('with a database of another program is refused', async () => {
    await openStore(dataFolder()).close();
    rmSync(storeFile());
    const database = new DatabaseSync(storeFile());
    database.exec('CREATE TABLE theirs (x)');
    database.close();
    expect(codeOf(() => openStore(dataFolder()))).toBe('not-a-store');
  });
});

describe('a backup', () => {
  test('is taken while the store is open and brings everything back', async () => {
    const id = await filled();
    const store = openStore(dataFolder());
    backupStore(dataFolder(), join(folder, 'copy.db'));
    await store.savePlan(id, { name: 'One', text: 'changed since', note: '', baseVersion: 1 });
    await store.close();
    const kept = restoreStore(dataFolder(), join(folder, 'copy.db'));
    const restored = openStore(dataFolder());
    expect(await restored.readPlan(id)).toMatchObject({ version: 1, text: 'kept' });
    await restored.close();
    restoreStore(dataFolder(), kept!);
    const back = openStore(dataFolder());
    expect(await back.readPlan(id)).toMatchObject({ version: 2, text: 'changed since' });
    await back.close();
  });

  test('that is damaged, of nobody or not there is refused before anything is replaced', async () => {
    const id = await filled();
    const bad = join(folder, 'bad.db');
    writeFileSync(bad, 'not a database at all, whatever its name says'.repeat(100));
    expect(codeOf(() => restoreStore(dataFolder(), bad))).toBe('backup-damaged');
    expect(codeOf(() => restoreStore(dataFolder(), join(folder, 'none.db')))).toBe('no-backup');
    const store = openStore(dataFolder());
    expect(codeOf(() => restoreStore(dataFolder(), storeFile()))).toBe('store-in-use');
    expect(await store.readPlan(id)).toMatchObject({ text: 'kept' });
    await store.close();
  });

  test('never replaces a file', async () => {
    await filled();
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    expect(codeOf(() => backupStore(dataFolder(), join(folder, 'mine.txt')))).toBe('file-exists');
    expect(codeOf(() => backupStore(join(folder, 'nowhere'), join(folder, 'x.db')))).toBe('no-store');
  });
});
