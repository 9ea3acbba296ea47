import { ENGINE_VERSION, readPlanFile } from '../adapters/node/index.ts';
import { answerHost, hostBrief, hostLedgerCsv, parseHost } from '../core/index.ts';
import { refuse, refusedFolder, writeOut, type OutputOptions } from './deal-output.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { hostJson } from './json.ts';
import type { Session } from './output.ts';
import { shownName } from './shown-name.ts';

export type HostOptions = OutputOptions;

/** The files of `--out`. */
const OUTPUT_NAMES = ['host.json', 'host.txt', 'cash.csv'] as const;

/** `eightyfold host`: what the owner of a site should offer, at which floor price, and what if the tenant leaves. */
export async function hostCommand(path: string, options: HostOptions, session: Session): Promise<number> {
  const refused = await refusedFolder(OUTPUT_NAMES, { options, session });
  if (refused !== null) return refused;
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
  const [jsonName, briefName, cashName] = OUTPUT_NAMES;
  const textByName = new Map<string, string>([
    [jsonName, json],
    [briefName, brief],
    [cashName, hostLedgerCsv(plan, answer)],
  ]);
  const unwritten = await writeOut(textByName, { options, session });
  if (unwritten !== null) return unwritten;
  await session.out.write(options.json ? json : brief);
  return EXIT_CODES.done;
}
