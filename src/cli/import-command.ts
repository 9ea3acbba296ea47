import { basename, dirname } from 'node:path';

import { refusalToWrite, workbookParts, writeFiles } from '../adapters/node/index.ts';
import { importSheets, type SheetChange } from '../core/index.ts';
import { refuseUsage } from './demand-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { importJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
import { shownName } from './shown-name.ts';

export interface ImportOptions {
  readonly into: string;
  readonly sheet: string;
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `eightyfold import`: a filled-in workbook as a change of a plan; the plan's own file is never written. */
export async function importCommand(path: string, options: ImportOptions, session: Session): Promise<number> {
  const { into, out } = options;
  const isJson = options.json ?? false;
  const isForced = options.force ?? false;
  const refusal = out === undefined ? null : refusalToWrite({ folder: dirname(out), names: [basename(out)], isForced });
  if (refusal) return refuseUsage([refusal], { path: out ?? '', isJson, session });
  const { plan, issues: faults, text, table } = await loadPlan(into, session);
  if (plan === null) return refuseUsage(faults, { path: into, isJson, session });
  const { readSheetsFile } = await workbookParts();
  const read = await readSheetsFile(path, options.sheet);
  if (read.status === 'refused') return refuseUsage([read.issue], { path, isJson, session });
  const imported = importSheets(text, read.sheets, { history: table });
  if (imported.text === null) return refuseUsage(imported.issues, { path, isJson, session });
  await session.err.write(issuesText(imported.issues, { fileName: shownName(path), output: session.err }));
  if (out !== undefined) {
    const textByName = new Map([[basename(out), imported.text]]);
    const issue = writeFiles({ folder: dirname(out), textByName, isForced });
    if (issue !== null) return refuseUsage([issue], { path: out, isJson, session });
    await session.err.write(printable(`written: ${out}\n`));
  }
  await session.out.write(isJson ? importJson(imported) : changesText(imported.changes, out === undefined));
  return EXIT_CODES.done;
}

function changesText(changes: readonly SheetChange[], isUnwritten: boolean): string {
  if (changes.length === 0) return 'the plan says all of it already: nothing changes\n';
  const lines = changes.map(
    ({ cell, path, before, after }) => `${cell}: ${path}: ${before || 'not given'} -> ${after || 'not given'}\n`,
  );
  const rest = isUnwritten ? 'nothing was written: give --out FILE for the changed plan\n' : '';
  return printable(`${lines.join('')}${rest}`);
}
