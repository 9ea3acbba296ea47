import type { Issue } from '../../core/index.ts';

/** An error about a file as a whole; the caller names the file when it shows the issue. */
export function fileIssue(
  code: string,
  fault: { readonly what: string; readonly fix: string; readonly line?: number; readonly column?: number },
): Issue {
  const { what, fix, line = null, column = null } = fault;
  return { code, severity: 'error', what, path: '', line, column, fix };
}

/** What the system's own codes mean to a person, and the remedy. */
const MEANINGS: ReadonlyMap<string, { code: string; what: string; fix: string }> = new Map([
  [
    'ENOENT',
    {
      code: 'file-not-found',
      what: 'there is no such file or folder',
      fix: 'check the name and the folder you are in',
    },
  ],
  ['EISDIR', { code: 'not-a-file', what: 'this is a folder, not a file', fix: 'name a file' }],
  ['ENOTDIR', { code: 'not-a-folder', what: 'part of this path is a file, not a folder', fix: 'name another place' }],
  [
    'EACCES',
    {
      code: 'no-permission',
      what: 'you may not read or write this',
      fix: "change the file's or the folder's permissions, or name another place",
    },
  ],
  [
    'EPERM',
    {
      code: 'no-permission',
      what: 'you may not read or write this',
      fix: "change the file's or the folder's permissions, or name another place",
    },
  ],
  ['EROFS', { code: 'read-only', what: 'this place cannot be written to', fix: 'name another place' }],
  ['ENOSPC', { code: 'disk-full', what: 'the disk is full', fix: 'free some space, or name another place' }],
  [
    'EDQUOT',
    { code: 'disk-full', what: 'your share of the disk is used up', fix: 'free some space, or name another place' },
  ],
  ['ENAMETOOLONG', { code: 'name-too-long', what: 'the name is too long', fix: 'give a shorter name' }],
]);

/** A system's error as an issue. @throws the error itself when it is not of the system: then it is a bug of ours */
export function issueOfSystemError(error: unknown, path: string): Issue {
  if (!isSystemError(error)) throw error;
  const meaning = MEANINGS.get(error.code);
  if (meaning) return fileIssue(meaning.code, meaning);
  return fileIssue('file-fault', {
    what: `the system says ${error.code}`,
    fix: `look at ${path}, or name another place`,
  });
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
