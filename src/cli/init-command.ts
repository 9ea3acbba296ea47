import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { fileIssue, writeFiles } from '../adapters/node/index.ts';
import { initialPlanText, type Issue } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { printable, type Session } from './output.ts';

/** `eightyfold init`: a commented plan to start from, in a file or, for `-`, on standard output. */
export async function initCommand(path: string, options: { force?: true }, session: Session): Promise<number> {
  if (path === '-') {
    await session.out.write(initialPlanText());
    return EXIT_CODES.done;
  }
  const folder = dirname(path);
  // A plan goes where somebody works: a folder that is not there is a slip of the pen.
  if (!existsSync(folder)) return refuseInit(missingFolder(folder), path, session);
  const textByName = new Map([[basename(path), initialPlanText()]]);
  const issue = writeFiles({ folder, textByName, isForced: options.force ?? false });
  if (issue) return refuseInit(issue, path, session);
  await session.err.write(
    printable(`written: ${path}\nchange its numbers, then: ${session.programName} plan ${path}\n`),
  );
  return EXIT_CODES.done;
}

async function refuseInit(issue: Issue, path: string, session: Session): Promise<number> {
  await session.err.write(issuesText([issue], { fileName: path, output: session.err }));
  return EXIT_CODES.refused;
}

function missingFolder(folder: string): Issue {
  return fileIssue('folder-not-found', { what: `there is no folder ${folder}`, fix: 'make it, or name another place' });
}
