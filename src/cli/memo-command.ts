import { basename, dirname } from 'node:path';

import { refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import { memoHtml, memoMarkdown, memoOf, memoTraces } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { memoJson } from './json.ts';
import { printable, type Session } from './output.ts';
import { refuse, savedOrNewResult, type ResultOptions } from './result-for.ts';

export interface MemoOptions extends ResultOptions {
  readonly out?: string;
  readonly force?: true;
}

/** `eightyfold memo`: two pages for a board, from a plan or from a result that was saved. */
export async function memoCommand(path: string, options: MemoOptions, session: Session): Promise<number> {
  const { out: file } = options;
  const isForced = options.force ?? false;
  if (file !== undefined) {
    const refusal = refusalToWrite({ folder: dirname(file), names: [basename(file)], isForced });
    if (refusal) return refuse([refusal], { fileName: file, options, session });
  }
  const found = await savedOrNewResult(path, { ...options, answers: true }, session);
  if ('exitCode' in found) return found.exitCode;
  const memo = memoOf(found.result);
  if (file !== undefined) {
    const text = /\.html?$/i.test(file) ? memoHtml(memo) : memoMarkdown(memo);
    const textByName = new Map([[basename(file), text]]);
    const issue = writeFiles({ folder: dirname(file), textByName, isForced });
    if (issue) return refuse([issue], { fileName: file, options, session });
    await session.err.write(printable(`written: ${file}\n`));
  }
  if (options.json) await session.out.write(memoJson(memoMarkdown(memo), memoTraces(memo)));
  else if (file === undefined) await session.out.write(memoMarkdown(memo));
  return EXIT_CODES.done;
}
