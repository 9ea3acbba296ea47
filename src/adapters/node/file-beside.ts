import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

import type { Issue } from '../../core/index.ts';
import { fileIssue, issueOfSystemError } from './file-issue.ts';

/** A file that another file names, or why it may not be read. */
export type FileBeside =
  | { readonly status: 'found'; readonly path: string }
  | { readonly status: 'refused'; readonly issue: Issue };

/** The file of this name in the folder of `path` or below it, links followed: what a plan names never lies elsewhere. */
export function fileBeside(path: string, name: string): FileBeside {
  try {
    const folder = realpathSync(dirname(resolve(path)));
    const named = resolve(folder, name);
    if (isAbsolute(name) || !isBelow(folder, named)) return refused(outside(name));
    const found = realpathSync(named);
    if (!isBelow(folder, found)) return refused(outside(name));
    return statSync(found).isFile() ? { status: 'found', path: found } : refused(noFile());
  } catch (error) {
    return refused(issueOfSystemError(error, name));
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refused(issue: Issue): FileBeside {
  return { status: 'refused', issue };
}

function outside(name: string): Issue {
  const what = `"${name}" does not lie in the folder of the file that names it, or below`;
  return fileIssue('file-outside', { what, fix: 'put it there, and name it from there' });
}

function noFile(): Issue {
  return fileIssue('not-a-file', { what: 'this is no ordinary file', fix: 'name a file' });
}
