import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import {
  createChartDocument,
  ENGINE_VERSION,
  refusalToWrite,
  sampleWorkers,
  sha256Of,
  writeFiles,
} from '../adapters/node/index.ts';
import { answersText, Bug, briefMarkdown, briefText, decide, firstLookText, sealed } from '../core/index.ts';
import type { AnsweredResult, FirstLook, Issue, Outcome, Plan, Progress } from '../core/index.ts';
import { loadPlan, shownName, type LoadedPlan } from './check-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { withAnswers } from './further-answers.ts';
import { infeasibleText, issueCounts, issuesText } from './issue-text.ts';
import { noResultJson, resultJson } from './json.ts';
import { printable, type Session } from './output.ts';
import { startProgress } from './progress.ts';
import { verificationText, verifyOwn } from './verify-command.ts';

export interface PlanOptions {
  readonly json?: true;
  readonly out?: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly force?: true;
  readonly answers?: true;
}

/** The files of `--out`. */
const OUTPUT_NAMES = ['result.json', 'brief.md', 'report.html'] as const;
/** Columns of the brief where there is no terminal to fill. */
export const PIPE_COLUMNS = 100;
/** Below this the brief's tables would fall apart: a narrower terminal wraps them instead. */
export const COLUMNS_MIN = 60;

/** `eightyfold plan`: answers a plan. Files first, then standard output, so that a reader who leaves costs no file. */
export async function planCommand(path: string, options: PlanOptions, session: Session): Promise<number> {
  const fileName = shownName(path);
  const { out: folder } = options;
  if (folder !== undefined) {
    const refusal = refusalToWrite({ folder, names: OUTPUT_NAMES, isForced: options.force ?? false });
    if (refusal) return refuse([refusal], { fileName: folder, options, session });
  }
  const loaded = await loadPlan(path);
  if (loaded.plan === null) return refuse(loaded.issues, { fileName, options, session });
  await session.err.write(warningsText(loaded.issues, { fileName, session }));

  const seeded = { ...loaded, fileName, plan: withSeed(loaded.plan, options.seed) };
  const outcome = await answered(seeded, options, session);
  if (outcome.status !== 'planned') return noPlanEnd(outcome, options, session);
  const { result } = outcome;
  const asked = { plan: seeded.plan, workers: options.workers, session };
  const answer = options.answers ? await withAnswers(result, asked) : result;
  const { certified, isRefused } = await certify(answer, seeded, session);
  const exitCode = await present(certified, options, session);
  return isRefused && exitCode === EXIT_CODES.done ? EXIT_CODES.bug : exitCode;
}

/** Says why there is no plan. @returns the exit code */
export async function noPlanEnd(
  outcome: Exclude<Outcome, { readonly status: 'planned' }>,
  { json }: Pick<PlanOptions, 'json'>,
  session: Session,
): Promise<number> {
  switch (outcome.status) {
    case 'infeasible':
      await session.err.write(infeasibleText(outcome.reasons));
      if (json) await session.out.write(noResultJson(outcome));
      return EXIT_CODES.noPlan;
    case 'failed':
      throw new Bug(`the solver did not finish: ${outcome.message}`);
    case 'cancelled':
      throw new Bug('the plan was cancelled, though nobody asked for it');
  }
}

/** Prints every error; with `--json` standard output carries them as well. */
async function refuse(
  issues: readonly Issue[],
  at: { readonly fileName: string; readonly options: PlanOptions; readonly session: Session },
): Promise<number> {
  const { fileName, options, session } = at;
  const errors = issues.filter((issue) => issue.severity === 'error');
  const details = issuesText(errors, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was planned\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}

/** Warnings in full: the brief repeats what is not enforced and the report lists everything, but neither shows these first. */
function warningsText(issues: readonly Issue[], at: { fileName: string; session: Session }): string {
  const warnings = issues.filter((issue) => issue.severity === 'warning');
  return issuesText(warnings, { fileName: at.fileName, output: at.session.err });
}

function withSeed(plan: Plan, seed: number | undefined): Plan {
  return seed === undefined ? plan : { ...plan, seed };
}

/** Runs the plan on worker threads and tells how far it is; rejects at once when stopped, the threads ended. */
export async function answered(
  loaded: LoadedPlan & { readonly fileName: string; readonly plan: Plan },
  options: Pick<PlanOptions, 'workers'>,
  session: Session,
): Promise<Outcome> {
  const { plan, issues, sources, hash } = loaded;
  const startedMs = performance.now();
  const progress = startProgress(session.err, `planning ${loaded.fileName}`, session.tell);
  try {
    const caller = await sampleWorkers(plan, options.workers === undefined ? {} : { workerCount: options.workers });
    // Stopping ends the threads in the middle of a solve; decide then rejects with what they still owed.
    const stopThreads = (): void => void caller.close();
    session.stop.addEventListener('abort', stopThreads, { once: true });
    session.stop.throwIfAborted();
    const outcome = await decide(plan, {
      caller,
      planHash: hash,
      engineVersion: ENGINE_VERSION,
      issues,
      sources,
      onProgress: (made: Progress) => progress.update(made),
      onFirstLook: (look: FirstLook) => progress.note(firstLookText(look)),
      isCancelled: () => session.stop.aborted,
    });
    session.stop.throwIfAborted();
    progress.end();
    if (outcome.status === 'planned') await session.err.write(`planned in ${secondsSince(startedMs)} s\n`);
    return outcome;
  } finally {
    progress.end();
  }
}

function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(1);
}

/** The result verified by the independent verifier: said on the way, and written into its certificate. */
async function certify(
  result: AnsweredResult,
  { plan, fileName }: { readonly plan: Plan; readonly fileName: string },
  { err }: Session,
): Promise<{ readonly certified: AnsweredResult; readonly isRefused: boolean }> {
  const verification = verifyOwn(result, plan);
  const { status, violations } = verification;
  await err.write(verificationText(verification, { fileName, output: err }));
  if (status === 'accepted') return { certified: result, isRefused: false };
  const first = violations.find(({ code }) => status === 'refused' || code === 'not-verifiable')!;
  const reason = status === 'refused' ? `${first.code}: ${first.what}` : first.what;
  const certificate = { ...result.certificate, accepted: false, reason: result.certificate.reason ?? reason };
  return { certified: { ...result, certificate }, isRefused: status === 'refused' };
}

async function present(result: AnsweredResult, options: PlanOptions, session: Session): Promise<number> {
  const { out, err } = session;
  const json = resultJson(sealed(result, sha256Of));
  if (options.out !== undefined) {
    const issue = await writeOutputs(result, { json, folder: options.out, isForced: options.force ?? false, session });
    if (issue) return refuse([issue], { fileName: options.out, options, session });
    const paths = OUTPUT_NAMES.map((name) => relative('', `${options.out}/${name}`));
    await err.write(printable(`written: ${paths.join(', ')}\n`));
  }
  const width = Math.max(COLUMNS_MIN, out.columns() ?? PIPE_COLUMNS);
  const as = { width, colour: out.hasColour };
  const further = result.answers ? `\n${answersText(result.answers, as)}` : '';
  await out.write(options.json ? json : briefText(result, as) + further);
  return EXIT_CODES.done;
}

async function writeOutputs(
  result: AnsweredResult,
  to: { readonly json: string; readonly folder: string; readonly isForced: boolean; readonly session: Session },
): Promise<Issue | null> {
  // Drawing is loaded when there is something to draw, for it is slow to load.
  const [charts, { renderReport }] = await Promise.all([createChartDocument(), import('../charts/index.ts')]);
  const report = renderReport(result, charts.document);
  await charts.close();
  // Drawing held this thread: let a Ctrl-C that came meanwhile be heard before anything is written.
  await setImmediate();
  to.session.stop.throwIfAborted();
  const [resultName, briefName, reportName] = OUTPUT_NAMES;
  const textByName = new Map<string, string>([
    [resultName, to.json],
    [briefName, briefMarkdown(result)],
    [reportName, report],
  ]);
  return writeFiles({ folder: to.folder, textByName, isForced: to.isForced });
}
