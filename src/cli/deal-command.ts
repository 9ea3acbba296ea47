import { createChartDocument, ENGINE_VERSION } from '../adapters/node/index.ts';
import { dealDesk, dealText, monthlyCsv, offerIdsAsked, valueText } from '../core/index.ts';
import type { DealDesk, DealSources, DealTerms, Plan } from '../core/index.ts';
import type { DealOptions } from './deal-options.ts';
import { refuse, refusedFolder, writeOut } from './deal-output.ts';
import { dealValues } from './deal-values.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { dealJson } from './json.ts';
import { loadPlan, type LoadedPlan } from './load-plan.ts';
import type { Session } from './output.ts';
import { publicRecord } from './public-record.ts';
import { shownName } from './shown-name.ts';

/** The files of `--out`. */
const OUTPUT_NAMES = ['deal.json', 'deal.txt', 'monthly.csv', 'price-ladder.svg', 'liability.svg'] as const;

/**
 * `eightyfold deal`: quotes on one basis. What needs no planner is printed at once; then the plan is answered, and every
 * clause of every quote valued in it, with progress.
 */
export async function dealCommand(path: string, options: DealOptions, session: Session): Promise<number> {
  const fileName = shownName(path);
  const refused = await refusedFolder(OUTPUT_NAMES, { options, session });
  if (refused !== null) return refused;
  const loaded = await loadPlan(path, session);
  if (loaded.plan === null) return refuse(loaded.issues, { fileName, options, session });
  const asked = offerIdsAsked(loaded.plan, options.offer, [...options.basis.basisById.keys()]);
  if (asked.issues.length > 0) return refuse(asked.issues, { fileName, options, session });
  const warnings = loaded.issues.filter(({ severity }) => severity === 'warning' || severity === 'not-enforced');
  await session.err.write(issuesText(warnings, { fileName, output: session.err }));

  return answerDeal({ ...loaded, plan: loaded.plan, fileName }, { offerIds: asked.offerIds, options, session });
}

/** The part without the planner at once, then its values, then the files. */
async function answerDeal(
  loaded: LoadedPlan & { readonly fileName: string; readonly plan: Plan },
  asked: { readonly offerIds: readonly string[]; readonly options: DealOptions; readonly session: Session },
): Promise<number> {
  const { options, session } = asked;
  const deskWith = deskMaker(loaded, asked.offerIds, options);
  const print = (text: string) => (options.json ? Promise.resolve() : session.out.write(text));
  let desk = deskWith({ result: null, clausesById: new Map() });
  let text = dealText(desk);
  await print(text);
  if (options.value) {
    const values = await dealValues(loaded, asked);
    if (typeof values === 'number') return values;
    desk = deskWith(values);
    const more = `\n${valueText(desk)}`;
    await print(more);
    text += more;
  }
  const recipe = { planHash: loaded.hash, engineVersion: ENGINE_VERSION };
  const json = dealJson({ recipe, desk, issues: loaded.issues });
  if (options.json) await session.out.write(json);
  return options.out === undefined ? EXIT_CODES.done : writeOutputs(desk, { json, text, options, session });
}

function deskMaker(
  { plan, sources }: LoadedPlan & { readonly plan: Plan },
  offerIds: readonly string[],
  options: DealOptions,
): (found: Pick<DealSources, 'result' | 'clausesById'>) => DealDesk {
  const catalogue = publicRecord();
  const terms: DealTerms = {
    ...options.basis,
    goodputFraction: options.goodput ?? null,
    utilisationFraction: options.utilisation ?? null,
    onboardingUsd: options.onboardingUsd ?? 0,
  };
  return (found) => dealDesk(plan, offerIds, { ...terms, catalogue, sources, ...found });
}

interface Outputs {
  readonly json: string;
  readonly text: string;
  readonly options: DealOptions;
  readonly session: Session;
}

async function writeOutputs(desk: DealDesk, to: Outputs): Promise<number> {
  // Drawing is loaded when there is something to draw, for it is slow to load.
  const [charts, { drawDeal }] = await Promise.all([createChartDocument(), import('../charts/index.ts')]);
  const pictures = drawDeal(desk, charts.document);
  await charts.close();
  const [jsonName, textName, csvName, ladderName, liabilityName] = OUTPUT_NAMES;
  const textByName = new Map<string, string>([
    [jsonName, to.json],
    [textName, to.text],
    [csvName, monthlyCsv(desk)],
    [ladderName, pictures.ladder],
    [liabilityName, pictures.liability],
  ]);
  return (await writeOut(textByName, to)) ?? EXIT_CODES.done;
}
