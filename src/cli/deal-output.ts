import { relative } from 'node:path';

import { refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import type { Issue } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { noResultJson } from './json.ts';
import { printable, type Session } from './output.ts';

/** What `deal`, `host` and `hosts` take alike. */
export interface OutputOptions {
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
}

interface Asked {
  readonly options: OutputOptions;
  readonly session: Session;
}

/** Prints every error; with `--json` standard output carries them as well. */
export async function refuse(
  issues: readonly Issue[],
  { fileName, options, session }: Asked & { readonly fileName: string },
): Promise<number> {
  const errors = issues.filter(({ severity }) => severity === 'error');
  const details = issuesText(errors, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was answered\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}

/** An exit code where the folder of `--out` cannot be written to: asked before anything is reckoned. */
export async function refusedFolder(names: readonly string[], asked: Asked): Promise<number | null> {
  const { out: folder, force: isForced = false } = asked.options;
  const refusal = folder === undefined ? null : refusalToWrite({ folder, names, isForced });
  return refusal === null ? null : refuse([refusal], { fileName: folder ?? '', ...asked });
}

/** Writes the files of `--out`, where it is given, and says so; an exit code where that fails. */
export async function writeOut(textByName: ReadonlyMap<string, string>, asked: Asked): Promise<number | null> {
  const { out: folder, force: isForced = false } = asked.options;
  if (folder === undefined) return null;
  const issue = writeFiles({ folder, textByName, isForced });
  if (issue) return refuse([issue], { fileName: folder, ...asked });
  const paths = [...textByName.keys()].map((name) => relative('', `${folder}/${name}`));
  await asked.session.err.write(printable(`written: ${paths.join(', ')}\n`));
  return null;
}
