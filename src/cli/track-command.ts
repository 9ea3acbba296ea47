import { ENGINE_VERSION, readTextFile, refusalToWrite, sampleWorkers, writeFiles } from '../adapters/node/index.ts';
import {
  decide,
  editedPlanText,
  nextPlanOf,
  parsePlan,
  plainPlanOf,
  planDifference,
  readActuals,
  trackPlan,
  trackText,
} from '../core/index.ts';
import type {
  ActualMonth,
  AnsweredResult,
  Issue,
  Plan,
  PlanDifference,
  PlanHistory,
  SignedDeal,
  Tracked,
} from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { resultJson, trackJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, printable, type Session } from './output.ts';
import { startProgress } from './progress.ts';
import { noPlanEnd, refuse } from './result-for.ts';
import { savedResult } from './saved-result.ts';
import { shownName } from './shown-name.ts';

export interface TrackOptions {
  readonly actuals: string;
  readonly signed?: readonly string[];
  readonly last?: string;
  readonly replan?: boolean;
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
  readonly workers?: number;
}

const NEXT_PLAN = 'next-plan.yaml';
const OUTPUT_NAMES = [NEXT_PLAN, 'track.json', 'result.json'] as const;
const BYTES_MAX = 2_000_000;

/** `eightyfold track`: actuals and signed deals in; belief, triggers, the next plan and what differs out. */
export async function trackCommand(path: string, options: TrackOptions, session: Session): Promise<number> {
  if (options.out !== undefined) {
    const refusal = refusalToWrite({ folder: options.out, names: namesOf(options), isForced: options.force ?? false });
    if (refusal) return refuse([refusal], { fileName: options.out, options, session });
  }
  const read = await inputsOf(path, options, session);
  if ('issues' in read) return refuse(read.issues, { fileName: read.fileName, options, session });
  return replanned(tracking(read), options, session);
}

interface Inputs {
  readonly text: string;
  readonly history: PlanHistory | null;
  readonly plan: Plan;
  readonly months: readonly ActualMonth[];
  readonly signed: readonly SignedDeal[];
  readonly lastResult: AnsweredResult | null;
}

interface Fault {
  readonly issues: readonly Issue[];
  readonly fileName: string;
}

/** The plan, the actuals, the deals and the last result, or what is wrong with the first that is not fit. */
async function inputsOf(path: string, options: TrackOptions, session: Session): Promise<Inputs | Fault> {
  const { plan, issues: faults, text, table: history } = await loadPlan(path, session);
  if (plan === null) return { issues: faults, fileName: shownName(path) };
  const table = await readTextFile(options.actuals, { bytesMax: BYTES_MAX, tooLarge: tooLarge('actuals') });
  if (table.status === 'refused') return { issues: [table.issue], fileName: options.actuals };
  const { months, issues } = readActuals(table.file.text, plan);
  if (months === null) return { issues, fileName: options.actuals };
  const signed = signedDeals(options.signed ?? [], plan);
  if ('issue' in signed) return { issues: [signed.issue], fileName: shownName(path) };
  const last = await lastResultOf(options.last);
  if ('issue' in last) return { issues: [last.issue], fileName: options.last ?? '' };
  return { text, history, plan, months, signed: signed.deals, lastResult: last.result };
}

async function lastResultOf(
  file: string | undefined,
): Promise<{ readonly result: AnsweredResult | null } | { readonly issue: Issue }> {
  if (file === undefined) return { result: null };
  const saved = await savedResult(file);
  if (saved === null) return { issue: noResult(file) };
  return saved.status === 'read' ? { result: saved.result } : { issue: saved.issue };
}

function tracking({ text, history, plan, months, signed, lastResult }: Inputs): ToReplan {
  const known = trackPlan(plan, {
    months,
    signed,
    triggers: lastResult?.answers?.triggers ?? [],
    committedReferenceGpus: lastResult === null ? [] : committedOf(lastResult),
  });
  const { edits, remarks } = nextPlanOf({ plan, source: plainPlanOf(text) }, known, months);
  return { tracked: { ...known, remarks }, lastResult, history, nextText: editedPlanText(text, edits) };
}

interface ToReplan {
  readonly tracked: Tracked;
  readonly lastResult: AnsweredResult | null;
  readonly nextText: string;
  readonly history: PlanHistory | null;
}

/** Plans again from the next plan's text and says what differs. */
async function replanned(of: ToReplan, options: TrackOptions, session: Session): Promise<number> {
  const next = parsePlan(of.nextText, NEXT_PLAN, { history: of.history });
  if (next.plan === null) return refuse(next.issues, { fileName: NEXT_PLAN, options, session });
  if (options.replan === false) return present({ ...of, result: null, difference: null }, options, session);
  const { plan } = next;
  const caller = await sampleWorkers(plan, options.workers === undefined ? {} : { workerCount: options.workers });
  session.stop.addEventListener('abort', () => void caller.close(), { once: true });
  const progress = startProgress(session.err, 'planning again', session.tell);
  try {
    const outcome = await decide(plan, {
      caller,
      planHash: '',
      engineVersion: ENGINE_VERSION,
      issues: next.issues,
      sources: next.sources,
      isCallerKept: true,
      onProgress: (made) => progress.update(made),
      isCancelled: () => session.stop.aborted,
    });
    session.stop.throwIfAborted();
    progress.end();
    if (outcome.status !== 'planned') return noPlanEnd(outcome, options, session);
    const { result } = outcome;
    const isCancelled = () => session.stop.aborted;
    const difference = of.lastResult
      ? await planDifference(plan, { last: of.lastResult, result, caller, isCancelled })
      : null;
    return await present({ ...of, result, difference }, options, session);
  } finally {
    progress.end();
    await caller.close();
  }
}

async function present(
  found: ToReplan & { readonly result: AnsweredResult | null; readonly difference: PlanDifference | null },
  options: TrackOptions,
  session: Session,
): Promise<number> {
  const { tracked, difference, result, nextText } = found;
  const signNow = difference?.now ?? result?.signNow.map(({ offerId, blocks }) => ({ offerId, blocks })) ?? null;
  const json = trackJson({ tracked, difference, signNow });
  if (options.out !== undefined) {
    const texts = [nextText, json, ...(result === null ? [] : [resultJson(result)])];
    const textByName = new Map(namesOf(options).map((name, index) => [name, texts[index]!]));
    const issue = writeFiles({ folder: options.out, textByName, isForced: options.force ?? false });
    if (issue) return refuse([issue], { fileName: options.out, options, session });
    await session.err.write(
      printable(
        `written: ${namesOf(options)
          .map((name) => `${options.out}/${name}`)
          .join(', ')}\n`,
      ),
    );
  }
  const width = Math.max(COLUMNS_MIN, session.out.columns() ?? PIPE_COLUMNS);
  await session.out.write(
    options.json ? json : trackText(tracked, difference, { width, colour: session.out.hasColour }),
  );
  return EXIT_CODES.done;
}

function namesOf({ replan }: TrackOptions): readonly string[] {
  return replan === false ? OUTPUT_NAMES.slice(0, 2) : OUTPUT_NAMES;
}

function committedOf({ series }: AnsweredResult): number[] {
  const contracts = series.capacity.filter(({ kind }) => kind !== 'later');
  return series.months.map((_, month) => contracts.reduce((sum, each) => sum + (each.referenceGpus[month] ?? 0), 0));
}

/** "host-partner=1@2026-08", blocks and month as the plan has them where left out. */
function signedDeals(
  given: readonly string[],
  plan: Plan,
): { readonly deals: readonly SignedDeal[] } | { readonly issue: Issue } {
  const deals: SignedDeal[] = [];
  for (const text of given) {
    const [, offerId = '', blocks, month] = /^([^=@]+)(?:=(\d+))?(?:@(\d{4}-(?:0[1-9]|1[0-2])))?$/.exec(text) ?? [];
    const offer = plan.offers.find(({ id, kind }) => id === offerId && kind === 'quote');
    const count = blocks === undefined ? (offer?.blocks ?? 0) : Number(blocks);
    if (!offer || count < 1 || count > offer.blocks) {
      const quotes = plan.offers
        .filter(({ kind }) => kind === 'quote')
        .map((quote) => `${quote.id} (1 to ${quote.blocks})`);
      return {
        issue: issueOf(
          'signed',
          `"${text}" is no signed deal`,
          `give ID=BLOCKS@YYYY-MM of a quote: ${quotes.join(', ')}`,
        ),
      };
    }
    deals.push({ offerId, blocks: count, month: month ?? plan.startMonth });
  }
  return { deals };
}

function issueOf(code: string, what: string, fix: string): Issue {
  return { code, severity: 'error', path: '', line: null, column: null, what, fix };
}

function noResult(file: string): Issue {
  return issueOf(
    'no-result',
    `${file} is no result of this program`,
    'give the result.json that eightyfold plan --out wrote',
  );
}

function tooLarge(what: string): Issue {
  return issueOf('too-large', `the file has more than ${BYTES_MAX} bytes`, `give ${what} of at most that`);
}
