import { createChartDocument, refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import { demandView } from '../core/index.ts';
import type { DemandView, Issue } from '../core/index.ts';
import { refuseUsage } from './demand-command.ts';
import { demandShowText } from './demand-show-text.ts';
import { EXIT_CODES } from './exit-code.ts';
import { demandViewJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
import { shownName } from './shown-name.ts';

export interface DemandShowOptions {
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
}

/** The file names that `--out` may write. */
const OUTPUT_NAMES = [
  'demand.json',
  'demand.txt',
  'fan.svg',
  'fan-log.svg',
  'regimes.svg',
  'belief.svg',
  'lead-times.svg',
  'load.svg',
  'lattice.svg',
  'on-demand.svg',
] as const;

/** `eightyfold demand show`: what a plan says of demand, printed and drawn. */
export async function demandShowCommand(path: string, options: DemandShowOptions, session: Session): Promise<number> {
  const isJson = options.json ?? false;
  const refuse = (issues: readonly Issue[], at: string): Promise<number> =>
    refuseUsage(issues, { path: at, isJson, session });
  const { out: folder } = options;
  const isForced = options.force ?? false;
  const refusal = folder === undefined ? null : refusalToWrite({ folder, names: OUTPUT_NAMES, isForced });
  if (refusal) return refuse([refusal], folder!);
  const { plan, issues, history } = await loadPlan(path, session);
  if (plan === null) {
    return refuse(
      issues.filter(({ severity }) => severity === 'error'),
      shownName(path),
    );
  }
  const view = demandView(plan, history);
  const json = demandViewJson(view);
  if (folder !== undefined) {
    const issue = writeFiles({ folder, textByName: await filesOf(view, json), isForced });
    if (issue) return refuse([issue], folder);
    await session.err.write(printable(`written: ${folder}\n`));
  }
  await session.out.write(isJson ? json : demandShowText(view));
  return EXIT_CODES.done;
}

async function filesOf(view: DemandView, json: string): Promise<ReadonlyMap<string, string>> {
  // Drawing is loaded when there is something to draw, for it is slow to load.
  const [charts, { drawDemand }] = await Promise.all([createChartDocument(), import('../charts/index.ts')]);
  const drawings = drawDemand(view, charts.document);
  await charts.close();
  return new Map([['demand.json', json], ['demand.txt', demandShowText(view)], ...drawings]);
}
