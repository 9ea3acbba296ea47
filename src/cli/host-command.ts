import { relative } from 'node:path';

import { ENGINE_VERSION, readPlanFile, refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import { answerHost, hostBrief, hostLedgerCsv, parseHost } from '../core/index.ts';
import type { Issue } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { hostJson, noResultJson } from './json.ts';
import { printable, type Session } from './output.ts';
import { shownName } from './shown-name.ts';

export interface HostOptions {
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
}

/** The files of `--out`. */
const OUTPUT_NAMES = ['host.json', 'host.txt', 'cash.csv'] as const;

/** `eightyfold host`: what the owner of a site should offer, at which floor price, and what if the tenant leaves. */
export async function hostCommand(path: string, options: HostOptions, session: Session): Promise<number> {
  const { out: folder } = options;
  const isForced = options.force ?? false;
  if (folder !== undefined) {
    const refusal = refusalToWrite({ folder, names: OUTPUT_NAMES, isForced });
    if (refusal) return refuse([refusal], { fileName: folder, options, session });
  }
  const fileName = shownName(path);
  const read = await readPlanFile(path);
  if (read.status === 'refused') return refuse([read.issue], { fileName, options, session });
  const { plan, issues, sources } = parseHost(read.file.text);
  if (plan === null) return refuse(issues, { fileName, options, session });
  const warnings = issues.filter(({ severity }) => severity === 'warning');
  await session.err.write(issuesText(warnings, { fileName, output: session.err }));

  const answer = answerHost(plan);
  const recipe = { hostHash: read.file.hash, engineVersion: ENGINE_VERSION, seed: plan.seed, paths: plan.paths };
  const json = hostJson({ recipe, plan, answer, issues, sources });
  const brief = hostBrief(plan, answer, issues);
  if (folder !== undefined) {
    const [jsonName, briefName, cashName] = OUTPUT_NAMES;
    const textByName = new Map<string, string>([
      [jsonName, json],
      [briefName, brief],
      [cashName, hostLedgerCsv(plan, answer)],
    ]);
    const issue = writeFiles({ folder, textByName, isForced });
    if (issue) return refuse([issue], { fileName: folder, options, session });
    const paths = OUTPUT_NAMES.map((name) => relative('', `${folder}/${name}`));
    await session.err.write(printable(`written: ${paths.join(', ')}\n`));
  }
  await session.out.write(options.json ? json : brief);
  return EXIT_CODES.done;
}

/** Prints every error; with `--json` standard output carries them as well. */
async function refuse(
  issues: readonly Issue[],
  at: { readonly fileName: string; readonly options: HostOptions; readonly session: Session },
): Promise<number> {
  const { fileName, options, session } = at;
  const errors = issues.filter(({ severity }) => severity === 'error');
  const details = issuesText(errors, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was answered\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}
