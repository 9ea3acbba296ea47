import { createChartDocument, createHighsSolver, refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import { decisionLoss, demandView } from '../core/index.ts';
import type { DecisionLoss, DemandView, Issue, Plan } from '../core/index.ts';
import { refuseUsage } from './demand-command.ts';
import { decisionLossText, demandShowText } from './demand-show-text.ts';
import { EXIT_CODES } from './exit-code.ts';
import { demandViewJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
import { startProgress } from './progress.ts';
import { shownName } from './shown-name.ts';
import { turn } from './usage-file.ts';

export interface DemandShowOptions {
  readonly json?: true;
  /** also what deciding on lattices of this size costs: some lattices are trained */
  readonly decision?: true;
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
  const loss = options.decision ? await measuredLoss(plan, path, session) : undefined;
  const text = demandShowText(view) + (loss === undefined ? '' : `\n${decisionLossText(loss)}`);
  const json = demandViewJson(view, loss);
  if (folder !== undefined) {
    const issue = writeFiles({ folder, textByName: await filesOf(view, { json, text }), isForced });
    if (issue) return refuse([issue], folder);
    await session.err.write(printable(`written: ${folder}\n`));
  }
  await session.out.write(isJson ? json : text);
  return EXIT_CODES.done;
}

/** Trains lattices in this thread; a Ctrl-C is heard between them. */
async function measuredLoss(plan: Plan, path: string, session: Session): Promise<DecisionLoss | null> {
  const progress = startProgress(session.err, `deciding on lattices of ${shownName(path)}`);
  try {
    return await decisionLoss(plan, await createHighsSolver(), {
      between: async (made) => {
        progress.update(made);
        await turn(session);
      },
    });
  } finally {
    progress.end();
  }
}

async function filesOf(
  view: DemandView,
  { json, text }: { readonly json: string; readonly text: string },
): Promise<ReadonlyMap<string, string>> {
  // Drawing is loaded when there is something to draw, for it is slow to load.
  const [charts, { drawDemand }] = await Promise.all([createChartDocument(), import('../charts/index.ts')]);
  const drawings = drawDemand(view, charts.document);
  await charts.close();
  return new Map([['demand.json', json], ['demand.txt', text], ...drawings]);
}
