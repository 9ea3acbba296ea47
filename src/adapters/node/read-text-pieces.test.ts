import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { readTextPieces, type ReadPieces } from './read-text-pieces.ts';
import { sha256Of } from './sha256.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-pieces-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function pieces(content: string | Uint8Array, wanted = Infinity): Promise<{ texts: string[]; end: ReadPieces }> {
  const path = join(folder, 'usage.csv');
  writeFileSync(path, content);
  const texts: string[] = [];
  const end = await readTextPieces(path, ({ text }) => texts.push(text) < wanted);
  return { texts, end };
}

const LONG = Array.from({ length: 30_000 }, (_, row) => `${row},größer\n`).join('');

test('whole lines go by, and nothing is lost', async () => {
  const { texts, end } = await pieces(`${LONG}last`);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.slice(0, -1).every((text) => text.endsWith('\n'))).toBe(true);
  expect(texts.join('')).toBe(`${LONG}last`);
  expect(end).toEqual({ status: 'read', hash: sha256Of(`${LONG}last`) });
});

test('a byte that is no UTF-8 is located in the whole text', async () => {
  const { end } = await pieces(Buffer.concat([Buffer.from(LONG), Buffer.from('abc\nde'), Buffer.from([0xff, 0x0a])]));
  expect(end).toMatchObject({ status: 'refused', issue: { code: 'not-utf-8', line: 30_002, column: 3 } });
});

test('a line without end is refused, and what is not wanted is not read', async () => {
  expect((await pieces(`a\n${'x'.repeat(5_000_000)}`)).end).toMatchObject({
    issue: { code: 'line-too-long', line: 2 },
  });
  const { texts, end } = await pieces(LONG, 1);
  expect([texts.length, end.status]).toEqual([1, 'stopped']);
  expect(await readTextPieces(join(folder, 'none'), () => true)).toMatchObject({ issue: { code: 'file-not-found' } });
});
