import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { refusalToWrite, writeFiles } from './write-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TWO = new Map([
  ['a.txt', 'first\n'],
  ['b.txt', 'second\n'],
]);

test('files appear in a new folder', () => {
  const target = join(folder, 'deep', 'er');
  expect(writeFiles({ folder: target, textByName: TWO, isForced: false })).toBeNull();
  expect(readdirSync(target)).toEqual(['a.txt', 'b.txt']);
  expect(readFileSync(join(target, 'b.txt'), 'utf8')).toBe('second\n');
});

test.skipIf(process.platform === 'win32')('files are for their owner only', () => {
  expect(writeFiles({ folder, textByName: TWO, isForced: false })).toBeNull();
  expect(statSync(join(folder, 'a.txt')).mode & 0o777).toBe(0o600);
});

test('one file that exists keeps all from being written', () => {
  writeFileSync(join(folder, 'b.txt'), 'mine');
  expect(writeFiles({ folder, textByName: TWO, isForced: false })).toMatchObject({
    code: 'file-exists',
    what: 'b.txt exists already; nothing was written',
  });
  expect(readdirSync(folder)).toEqual(['b.txt']);
  expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('mine');
});

test('force replaces files, but no folder', () => {
  writeFileSync(join(folder, 'b.txt'), 'mine');
  expect(writeFiles({ folder, textByName: TWO, isForced: true })).toBeNull();
  expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('second\n');
  rmSync(join(folder, 'a.txt'));
  mkdirSync(join(folder, 'a.txt'));
  expect(writeFiles({ folder, textByName: TWO, isForced: true })).toMatchObject({ code: 'not-a-file' });
});

test('a file in the place of the folder is named', () => {
  writeFileSync(join(folder, 'answer'), '');
  const target = join(folder, 'answer');
  for (const place of [target, join(target, 'below')]) {
    expect(writeFiles({ folder: place, textByName: TWO, isForced: true })).toMatchObject({ code: 'not-a-folder' });
  }
});

test.skipIf(process.platform === 'win32')('a link to a folder is a folder', () => {
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  expect(writeFiles({ folder: join(folder, 'link'), textByName: TWO, isForced: false })).toBeNull();
  expect(readdirSync(join(folder, 'real'))).toEqual(['a.txt', 'b.txt']);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a folder without permission is refused before the work',
  () => {
    chmodSync(folder, 0o500);
    const refusal = refusalToWrite({ folder: join(folder, 'answer'), names: ['a.txt'], isForced: false });
    chmodSync(folder, 0o700);
    expect(refusal).toMatchObject({ code: 'no-permission' });
  },
);

test('a write that fails half-way leaves nothing, and says why', () => {
  const names = new Map([...TWO, ['x'.repeat(300), 'third']]);
  expect(writeFiles({ folder, textByName: names, isForced: false })).toMatchObject({ code: 'name-too-long' });
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed run left is removed; what another run writes now is not', () => {
  const [old, fresh] = ['.eightyfold-1-result.json.tmp', '.eightyfold-2-result.json.tmp'];
  for (const name of [old, fresh]) writeFileSync(join(folder, name), 'half');
  utimesSync(join(folder, old), 1e9, 1e9);
  expect(writeFiles({ folder, textByName: TWO, isForced: false })).toBeNull();
  expect(readdirSync(folder)).toEqual([fresh, 'a.txt', 'b.txt']);
});
