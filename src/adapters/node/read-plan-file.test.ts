import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { PLAN_BYTES_MAX, readPlanFile } from './read-plan-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-read-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function readBytes(bytes: Uint8Array): ReturnType<typeof readPlanFile> {
  const path = join(folder, 'plan.yaml');
  writeFileSync(path, bytes);
  return readPlanFile(path);
}

test('a file is its text and the hash of its bytes', async () => {
  const bytes = Buffer.from('name: Zürich\n');
  const hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  expect(await readBytes(bytes)).toEqual({ status: 'read', file: { text: 'name: Zürich\n', hash } });
});

test('a byte-order mark is no part of the text', async () => {
  expect(await readBytes(Buffer.from('\ufeffname: a\n'))).toMatchObject({ file: { text: 'name: a\n' } });
});

test('a file of the largest size is read and one byte more is not', async () => {
  expect(await readBytes(Buffer.alloc(PLAN_BYTES_MAX, '#'))).toMatchObject({ status: 'read' });
  expect(await readBytes(Buffer.alloc(PLAN_BYTES_MAX + 1, '#'))).toMatchObject({ issue: { code: 'plan-too-large' } });
});

test.each([
  ['a byte of Latin-1', [0x61, 0x0a, 0xc3, 0xbc, 0xfc, 0x62], { line: 2, column: 2 }, '0xFC at byte 4'],
  ['a byte never used', [0x61, 0xff], { line: 1, column: 2 }, '0xFF at byte 1'],
  ['a cut character', [0x61, 0xc3], { line: 1, column: 2 }, '0xC3 at byte 1'],
  ['UTF-16', [0xff, 0xfe, 0x61, 0x00], { line: 1, column: 1 }, '0xFF at byte 0'],
])('%s is located', async (_, bytes, place, words) => {
  const read = await readBytes(Uint8Array.from(bytes));
  expect(read).toMatchObject({ status: 'refused', issue: { code: 'not-utf-8', ...place } });
  expect(JSON.stringify(read)).toContain(words);
});

test('what is not a file is said', async () => {
  expect(await readPlanFile(folder)).toMatchObject({ issue: { code: 'not-a-file' } });
  expect(await readPlanFile(join(folder, 'none.yaml'))).toMatchObject({ issue: { code: 'file-not-found' } });
});
