import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { decodeOldText } from './old-text.ts';

test('text is UTF-8 where it can be, else Windows-1252', () => {
  expect(decodeOldText(Buffer.from('* Zürich\n'))).toBe('* Zürich\n');
  // A quotation mark of Windows and a letter of Latin-1, as in the comments of old problem files.
  expect(decodeOldText(Buffer.from([0x2a, 0x93, 0xe9, 0x0a]))).toBe('*“é\n');
});

test('what is compressed or holds no text is refused in words', () => {
  expect(decodeOldText(gzipSync('NAME\n'))).toMatchObject({ code: 'compressed' });
  expect(decodeOldText(Buffer.from([0xff, 0xfe, 0x4e, 0x00]))).toMatchObject({ code: 'not-utf-8' });
});
