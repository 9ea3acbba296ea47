import { relative } from 'node:path';

import { createChartDocument, ENGINE_VERSION, refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import { dealDesk, dealText, monthlyCsv, offerIdsAsked, valueText } from '../core/index.ts';
import type { DealDesk, DealSources, DealTerms, Issue, Plan } from '../core/index.ts';
import type { DealOptions } from './deal-options.ts';
import { dealValues } from './deal-values.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { dealJson, noResultJson } from './json.ts';
import { loadPlan, type LoadedPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
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
  const { out: folder } = options;
  if (folder !== undefined) {
    const refusal = refusalToWrite({ folder, names: OUTPUT_NAMES, isForced: options.force ?? false });
    if (refusal) return refuse([refusal], { fileName: folder, options, session });
  }
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
  const { out: folder } = options;
  return folder === undefined ? EXIT_CODES.done : writeOutputs(desk, { json, text, folder, options, session });
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
  readonly folder: string;
  readonly options: DealOptions;
  readonly session: Session;
}

async function writeOutputs(desk: DealDesk, to: Outputs): Promise<number> {
  const { folder, options, session } = to;
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
  const issue = writeFiles({ folder, textByName, isForced: options.force ?? false });
  if (issue) return refuse([issue], { fileName: folder, options, session });
  const paths = OUTPUT_NAMES.map((name) => relative('', `${folder}/${name}`));
  await session.err.write(printable(`written: ${paths.join(', ')}\n`));
  return EXIT_CODES.done;
}

/** Prints every error; with `--json` standard output carries them as well. */
async function refuse(
  issues: readonly Issue[],
  at: { readonly fileName: string; readonly options: DealOptions; readonly session: Session },
): Promise<number> {
  const { fileName, options, session } = at;
  const errors = issues.filter(({ severity }) => severity === 'error');
  const details = issuesText(errors, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was answered\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}
