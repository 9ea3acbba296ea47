import { basename, dirname } from 'node:path';

import { writeFiles } from '../adapters/node/index.ts';
import { initialPlanText } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { printable, type Session } from './output.ts';

/** `eightyfold init`: a commented plan to start from, in a file or, for `-`, on standard output. */
export async function initCommand(path: string, options: { force?: true }, session: Session): Promise<number> {
  if (path === '-') {
    await session.out.write(initialPlanText());
    return EXIT_CODES.done;
  }
  const textByName = new Map([[basename(path), initialPlanText()]]);
  const issue = writeFiles({ folder: dirname(path), textByName, isForced: options.force ?? false });
  if (issue) {
    await session.err.write(issuesText([issue], { fileName: path, output: session.err }));
    return EXIT_CODES.refused;
  }
  await session.err.write(
    printable(`written: ${path}\nchange its numbers, then: ${session.programName} plan ${path}\n`),
  );
  return EXIT_CODES.done;
}
