import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { storeImage } from '../../../../test/support/store-image.ts';
import type { Store } from '../../../api/index.ts';
import { openStore } from './index.ts';
import { openDatabase } from './sqlite.ts';

/** Of SQLite's write-ahead log: a header, then frames of a page each behind a header of their own. */
const LOG_HEADER_BYTES = 32;
const PAGE_BYTES = 4096;
const FRAME_BYTES = 24 + PAGE_BYTES;

/** What the disk holds after each write was promised, and what the store showed then. */
interface Promised {
  readonly what: string;
  readonly logBytes: number;
  readonly image: string;
}

let folder: string;
let promised: Promised[];
/** the database and its log after the last write, before any page was moved from the log */
let database: Buffer;
let log: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-power-'));
  const data = join(folder, 'data');
  const store = openStore(data, () => '2026-07-01T00:00:00.000Z');
  promised = await written(store, join(data, 'eightyfold.db-wal'));
  // Copied while the store is open: closing it would move the log into the database.
  [database, log] = [readFileSync(join(data, 'eightyfold.db')), readFileSync(join(data, 'eightyfold.db-wal'))];
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Plans, saves and runs with results over several pages, each promised write noted. */
async function written(store: Store, logFile: string): Promise<Promised[]> {
  const notes: Promised[] = [];
  const note = async (what: string): Promise<void> => {
    const image = JSON.stringify(await storeImage(store));
    notes.push({ what, logBytes: readFileSync(logFile).length, image });
  };
  await note('an empty store');
  for (const id of ['a', 'b']) {
    await store.createPlan({ id, kind: 'plan', name: id, text: `${id} first\n`.repeat(500), note: '' });
    await note(`plan ${id}`);
    await store.savePlan(id, { name: id, text: `${id} second\n`.repeat(900), note: 'more', baseVersion: 1 });
    await note(`version 2 of ${id}`);
    const run = `run-${id}`;
    await store.createRun({ id: run, planId: id, version: 2, seed: null, hasAnswers: false, engineVersion: 'test' });
    await note(`${run} queued`);
    await store.claimRun();
    await note(`${run} running`);
    await store.endRun(run, { status: 'planned', resultText: `{"run": "${run}"}\n`.repeat(1500) });
    await note(`${run} planned`);
  }
  await store.deletePlan('a');
  await note('a deleted');
  return notes;
}

let count = 0;

/** What a store shows that finds this database and this log after the power is back. Opening it checks every page and key. */
async function imageAfter(left: { readonly database: Buffer; readonly log: Buffer }): Promise<string> {
  const data = join(folder, `cut-${(count += 1)}`);
  mkdirSync(data);
  writeFileSync(join(data, 'eightyfold.db'), left.database);
  writeFileSync(join(data, 'eightyfold.db-wal'), left.log);
  const store = openStore(data);
  try {
    return JSON.stringify(await storeImage(store));
  } finally {
    await store.close();
    rmSync(data, { recursive: true });
  }
}

/** The last write whose log was whole at so many bytes. */
function lastPromised(logBytes: number): Promised {
  return promised.findLast((each) => each.logBytes <= logBytes) ?? promised[0]!;
}

/** Wherever a frame ends, begins, or has just lost or gained bytes. */
function cuts(): number[] {
  const frames = Math.floor((log.length - LOG_HEADER_BYTES) / FRAME_BYTES);
  const ends = Array.from({ length: frames + 1 }, (_, frame) => LOG_HEADER_BYTES + frame * FRAME_BYTES);
  return ends
    .flatMap((end) => [end - 1, end, end + 1, end + 24, end + 2000])
    .filter((at) => at >= 0 && at <= log.length);
}

describe('after a cut of power', () => {
  test('the writes of this test fill the log and stand in it one behind the other', () => {
    const ends = promised.map(({ logBytes }) => logBytes);
    expect(ends).toEqual([...new Set(ends)].toSorted((a, b) => a - b));
    expect(ends.at(-1)).toBe(log.length);
    expect(log.length).toBeGreaterThan(30 * FRAME_BYTES);
  });

  test('a log that ends anywhere shows just the writes that were whole by then', { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    for (const at of cuts()) {
      const image = await imageAfter({ database, log: log.subarray(0, at) });
      const { what, image: wanted } = lastPromised(at);
      if (image !== wanted) wrong.push(`cut at ${at}, after ${what}`);
    }
    expect(wrong).toEqual([]);
  });

  test('so does one whose end holds bytes that were there before, or a hole', { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    for (const { what, logBytes, image: wanted } of promised) {
      const rest = log.length - logBytes;
      const tails = [Buffer.alloc(rest), Buffer.alloc(rest, 0xa5), withHole(log.subarray(logBytes))];
      for (const [index, tail] of tails.entries()) {
        const image = await imageAfter({ database, log: Buffer.concat([log.subarray(0, logBytes), tail]) });
        if (image !== wanted && rest > 0) wrong.push(`tail ${index} after ${what}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('a database to which only some pages were moved from the log shows all of it', async () => {
    const whole = checkpointed();
    const pages = whole.length / PAGE_BYTES;
    for (let turn = 0; turn < 24; turn += 1) {
      const mixed = Buffer.from(whole);
      for (let page = 0; page < pages; page += 1) {
        if ((page * 7 + turn * 5) % 24 < turn) continue;
        mixed.fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
        mixed.set(database.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES), page * PAGE_BYTES);
      }
      expect([turn, await imageAfter({ database: mixed, log })]).toEqual([turn, promised.at(-1)!.image]);
    }
  });

  test('nothing was promised before it was on the disk', () => {
    const opened = openDatabase(join(folder, 'settings.db'));
    const read = (name: string): unknown => opened.prepare(`PRAGMA ${name}`).get()?.[name];
    const FULL = 2;
    expect([read('synchronous'), read('journal_mode')]).toEqual([FULL, 'wal']);
    opened.close();
  });
});

/** The next frame is missing though later ones reached the disk. */
function withHole(tail: Buffer): Buffer {
  return Buffer.from(tail).fill(0, 0, Math.min(FRAME_BYTES, tail.length));
}

/** The database with every page moved from the log. */
function checkpointed(): Buffer {
  const file = join(folder, 'whole.db');
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) rmSync(file + suffix);
  writeFileSync(file, database);
  writeFileSync(`${file}-wal`, log);
  const opened = new DatabaseSync(file);
  opened.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  opened.close();
  const moved = `${file}.moved`;
  copyFileSync(file, moved);
  return readFileSync(moved);
}
