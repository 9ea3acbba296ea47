import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';

import type { Issue } from '../../core/index.ts';
import { fileIssue, issueOfSystemError } from './file-issue.ts';
import { decodeUtf8 } from './read-plan-file.ts';

/** A line that is longer holds no table. */
const LINE_BYTES_MAX = 4_000_000;
const LINE_FEED = 0x0a;

/** A piece of a text, cut after a line end, and how far it goes. */
export interface TextPiece {
  readonly text: string;
  /** bytes up to the end of this piece, and of the whole file: null where nobody knows */
  readonly bytes: number;
  readonly bytesTotal: number | null;
}

/** The whole text went by, or the one reason why not; `stopped`: no more was wanted. */
export type ReadPieces =
  | { readonly status: 'read'; readonly hash: string }
  | { readonly status: 'refused'; readonly issue: Issue }
  | { readonly status: 'stopped' };

/**
 * Hands over UTF-8 text of any size in pieces of whole lines, and hashes it: no more than a piece and a line are held.
 *
 * @param path a file, a pipe, or `-` for standard input
 * @param onPiece returns false when no more is wanted
 */
export async function readTextPieces(path: string, onPiece: (piece: TextPiece) => boolean): Promise<ReadPieces> {
  try {
    const bytesTotal = sizeOf(path);
    const hash = createHash('sha256');
    let [bytes, lines] = [0, 0];
    for await (const block of wholeLines(path === '-' ? process.stdin : createReadStream(path))) {
      hash.update(block);
      bytes += block.length;
      if (block.length > LINE_BYTES_MAX && block.at(-1) !== LINE_FEED) return refused(lineTooLong(), lines);
      const text = decodeUtf8(block);
      if (typeof text !== 'string') return refused(text, lines);
      if (!onPiece({ text, bytes, bytesTotal })) return { status: 'stopped' };
      for (let at = block.indexOf(LINE_FEED); at >= 0; at = block.indexOf(LINE_FEED, at + 1)) lines += 1;
    }
    return { status: 'read', hash: `sha256:${hash.digest('hex')}` };
  } catch (error) {
    return refused(issueOfSystemError(error, path), 0);
  }
}

/** The bytes of a stream cut after line ends; the last piece, and one that is too long, may lack its own. */
async function* wholeLines(chunks: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let unfinished: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = chunk as Buffer; // no encoding is set, so chunks are bytes
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) yield Buffer.concat([unfinished, bytes.subarray(0, end)]);
    unfinished = end > 0 ? bytes.subarray(end) : Buffer.concat([unfinished, bytes]);
    if (unfinished.length > LINE_BYTES_MAX) yield unfinished;
  }
  if (unfinished.length > 0) yield unfinished;
}

function sizeOf(path: string): number | null {
  if (path === '-') return null;
  const stats = statSync(path);
  return stats.isFile() ? stats.size : null;
}

/** An issue of a piece, its line counted from the start of the text. */
function refused(issue: Issue, linesBefore: number): ReadPieces {
  return { status: 'refused', issue: issue.line === null ? issue : { ...issue, line: linesBefore + issue.line } };
}

function lineTooLong(): Issue {
  const what = `the line has more than ${LINE_BYTES_MAX} bytes: this is no table`;
  return fileIssue('line-too-long', { what, line: 1, column: 1, fix: 'give a text file with one row to a line' });
}
