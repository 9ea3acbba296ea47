import { relative } from 'node:path';

import { readPlanFile, refusalToWrite, sha256Of, writeFiles } from '../adapters/node/index.ts';
import {
  parsePortfolio,
  replayText,
  sealed,
  type FixedPortfolio,
  type Issue,
  type Plan,
  type ReplayOptions,
  type Result,
} from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { resultJson } from './json.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, printable, type Session } from './output.ts';
import { refuse, resultFor } from './result-for.ts';
import { shownName } from './shown-name.ts';

export interface ReplayCommandOptions {
  readonly paths: number;
  /** paths along which it is planned again */
  readonly deep?: number;
  readonly policy?: readonly string[];
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
  readonly seed?: number;
  readonly workers?: number;
}

/** The files of `--out`. */
const OUTPUT_NAMES = ['replay.json', 'replay.txt'] as const;

/** `eightyfold replay`: a plan's answer on futures it has not seen, beside the rules people quote and one's own plans. */
export async function replayCommand(path: string, options: ReplayCommandOptions, session: Session): Promise<number> {
  const { out: folder } = options;
  if (folder !== undefined) {
    const refusal = refusalToWrite({ folder, names: OUTPUT_NAMES, isForced: options.force ?? false });
    if (refusal) return refuse([refusal], { fileName: folder, options, session });
  }
  const found = await resultFor(
    path,
    {
      ...(options.json ? { json: options.json } : {}),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      replayFor: async (plan) => replayFor(plan, options, session),
    },
    session,
  );
  if ('exitCode' in found) return found.exitCode;
  const exitCode = await present(found.result, options, session);
  return found.isRefused && exitCode === EXIT_CODES.done ? EXIT_CODES.bug : exitCode;
}

async function replayFor(
  plan: Plan,
  options: ReplayCommandOptions,
  { err }: Session,
): Promise<ReplayOptions | { readonly fileName: string; readonly issues: readonly Issue[] }> {
  const portfolios: FixedPortfolio[] = [];
  for (const path of options.policy ?? []) {
    const read = await readPlanFile(path);
    if (read.status === 'refused') return { fileName: shownName(path), issues: [read.issue] };
    const taken = portfolios.map(({ name }) => name);
    const { portfolio, issues } = parsePortfolio(read.file.text, plan, taken);
    const fileName = shownName(path);
    if (portfolio === null) return { fileName, issues };
    // It is scored all the same: whoever reads its score has to know.
    await err.write(issuesText(issues, { fileName, output: err }));
    portfolios.push(portfolio);
  }
  const deep = options.deep === undefined ? {} : { deepPaths: options.deep };
  return { pathCount: options.paths, portfolios, ...deep };
}

async function present(result: Result, options: ReplayCommandOptions, session: Session): Promise<number> {
  const { out, err } = session;
  const json = resultJson(sealed(result, sha256Of));
  if (options.out !== undefined) {
    const [jsonName, textName] = OUTPUT_NAMES;
    const textByName = new Map<string, string>([
      [jsonName, json],
      [textName, replayText(result, { width: PIPE_COLUMNS, colour: false })],
    ]);
    const issue = writeFiles({ folder: options.out, textByName, isForced: options.force ?? false });
    if (issue) return refuse([issue], { fileName: options.out, options, session });
    const paths = OUTPUT_NAMES.map((name) => relative('', `${options.out}/${name}`));
    await err.write(printable(`written: ${paths.join(', ')}\n`));
  }
  const width = Math.max(COLUMNS_MIN, out.columns() ?? PIPE_COLUMNS);
  await out.write(options.json ? json : replayText(result, { width, colour: out.hasColour }));
  return EXIT_CODES.done;
}
