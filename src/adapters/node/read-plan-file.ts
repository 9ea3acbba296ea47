import { createReadStream } from 'node:fs';

import type { Issue } from '../../core/index.ts';
import { fileIssue, issueOfSystemError } from './file-issue.ts';
import { sha256Of } from './sha256.ts';

/** Largest plan file that is read. */
export const PLAN_BYTES_MAX = 2_000_000;

export interface PlanFile {
  readonly text: string;
  /** `sha256:` and the hexadecimal SHA-256 of the file's bytes */
  readonly hash: string;
}

/** The file, or the one reason why there is none. */
export type ReadPlanFile =
  | { readonly status: 'read'; readonly file: PlanFile }
  | { readonly status: 'refused'; readonly issue: Issue };

/**
 * Reads a plan file as UTF-8 text. At most PLAN_BYTES_MAX and one chunk are ever held, whatever the size; a byte-order
 * mark is dropped from the text but counts in the hash.
 *
 * @param path a file, a pipe, or `-` for standard input
 */
export function readPlanFile(path: string): Promise<ReadPlanFile> {
  return readTextFile(path, PLAN_LIMIT);
}

/** How large a text may be, and what is said of a larger one. */
export interface TextLimit {
  readonly bytesMax: number;
  readonly tooLarge: Issue;
}

/**
 * Reads any text as `readPlanFile` reads a plan.
 *
 * @param decode the text of the bytes, or why they are none; left out, UTF-8
 */
export async function readTextFile(
  path: string,
  limit: TextLimit,
  decode: (bytes: Uint8Array) => string | Issue = decodeUtf8,
): Promise<ReadPlanFile> {
  try {
    const bytes = await readAtMost(path, limit.bytesMax);
    if (bytes === null) return refused(limit.tooLarge);
    const decoded = decode(bytes);
    if (typeof decoded !== 'string') return refused(decoded);
    return { status: 'read', file: { text: decoded, hash: sha256Of(bytes) } };
  } catch (error) {
    return refused(issueOfSystemError(error, path));
  }
}

/** All bytes, or null when there are more than `bytesMax`. */
export async function readAtMost(path: string, bytesMax: number): Promise<Buffer<ArrayBuffer> | null> {
  const stream = path === '-' ? process.stdin : createReadStream(path);
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer; // no encoding is set, so chunks are bytes
    chunks.push(bytes);
    byteCount += bytes.length;
    if (byteCount > bytesMax) return null;
  }
  return Buffer.concat(chunks);
}

function refused(issue: Issue): ReadPlanFile {
  return { status: 'refused', issue };
}

const PLAN_LIMIT: TextLimit = {
  bytesMax: PLAN_BYTES_MAX,
  tooLarge: fileIssue('plan-too-large', {
    what: `the file has more than ${PLAN_BYTES_MAX} bytes; a plan has at most that`,
    fix: 'keep usage histories and other long tables out of the plan',
  }),
};

/** The text of bytes, or where and why they are none. */
export function decodeUtf8(bytes: Uint8Array): string | Issue {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What streams out before the bad byte are the whole characters; the bad one starts right after them.
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, firstBadByte(bytes)), {
      stream: true,
    });
    const offset = Buffer.byteLength(before);
    const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    const lines = before.replace('\ufeff', '').split('\n');
    return fileIssue('not-utf-8', {
      what: `the text is not UTF-8: the character that starts with 0x${byte} at byte ${offset} (counted from 0) is broken`,
      line: lines.length,
      column: (lines.at(-1) ?? '').length + 1,
      fix: 'save the file as UTF-8',
    });
  }
}

/** Where valid UTF-8 ends: the longest prefix that a streaming decoder takes, found by bisection. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isPrefixOfUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isPrefixOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
