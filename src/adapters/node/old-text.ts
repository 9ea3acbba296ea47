import type { Issue } from '../../core/index.ts';
import { fileIssue } from './file-issue.ts';
import { decodeUtf8 } from './read-plan-file.ts';

/** What no text holds: control characters other than tabs, ends of lines and pages, and the old end of a file. */
// oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
const NOT_TEXT = /[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]/;

/**
 * Text from before UTF-8, such as problem files of the 1990s: UTF-8, and where it is none, Windows-1252, which holds
 * Latin-1's letters. Compressed files and other bytes that are no text are refused.
 */
export function decodeOldText(bytes: Uint8Array): string | Issue {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return COMPRESSED;
  const decoded = decodeUtf8(bytes);
  if (typeof decoded === 'string') return decoded;
  const old = new TextDecoder('windows-1252').decode(bytes);
  return NOT_TEXT.test(old) ? decoded : old;
}

const COMPRESSED = fileIssue('compressed', { what: 'the file is compressed with gzip', fix: 'unpack it with gunzip' });
