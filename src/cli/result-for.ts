import { Bug } from '../core/index.ts';
import type { AnsweredResult, Issue, Plan, ReplayOptions } from '../core/index.ts';
import { answeredPlan, type AnsweredOutcome } from './answered-plan.ts';
import { EXIT_CODES } from './exit-code.ts';
import { infeasibleText, issueCounts, issuesText } from './issue-text.ts';
import { noResultJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
import { savedResult } from './saved-result.ts';
import { shownName } from './shown-name.ts';
import { verificationText, verifyOwn } from './verify-command.ts';

export interface ResultOptions {
  readonly json?: true;
  readonly seed?: number;
  readonly workers?: number;
  /** the further answers too */
  readonly answers?: true;
  /** how the answer is replayed, made for the plan that was read, or the issues of what was asked for */
  readonly replayFor?: (
    plan: Plan,
  ) => Promise<ReplayOptions | { readonly fileName: string; readonly issues: readonly Issue[] }>;
}

/** A result, or what the program ends with for want of one: everything there was to say has been printed. */
export type ResultFor =
  | { readonly result: AnsweredResult; /** the independent verifier refused it */ readonly isRefused: boolean }
  | { readonly exitCode: number };

/** Reads a plan and answers it. */
export async function resultFor(path: string, options: ResultOptions, session: Session): Promise<ResultFor> {
  const fileName = shownName(path);
  const loaded = await loadPlan(path, session);
  if (loaded.plan === null) return { exitCode: await refuse(loaded.issues, { fileName, options, session }) };
  const warnings = loaded.issues.filter((issue) => issue.severity === 'warning');
  // In full: the brief repeats what is not enforced and the report lists everything, but neither shows these first.
  await session.err.write(issuesText(warnings, { fileName, output: session.err }));
  const plan = withSeed(loaded.plan, options.seed);
  const replay = await options.replayFor?.(plan);
  if (replay && 'issues' in replay) return { exitCode: await refuse(replay.issues, { ...replay, options, session }) };
  const outcome = await answeredPlan({ ...loaded, fileName, plan }, { ...options, replay }, session);
  if (outcome.status === 'planned') return certified(outcome.result, { plan, fileName }, session);
  return { exitCode: await noPlanEnd(outcome, options, session) };
}

/** The result verified by the independent verifier: said on the way, and written into its certificate. */
async function certified(
  result: AnsweredResult,
  { plan, fileName }: { readonly plan: Plan; readonly fileName: string },
  { err }: Session,
): Promise<ResultFor> {
  const verification = verifyOwn(result, plan);
  const { status, violations } = verification;
  await err.write(verificationText(verification, { fileName, output: err }));
  if (status === 'accepted') return { result, isRefused: false };
  const first = violations.find(({ code }) => status === 'refused' || code === 'not-verifiable')!;
  const reason = status === 'refused' ? `${first.code}: ${first.what}` : first.what;
  const certificate = { ...result.certificate, accepted: false, reason: result.certificate.reason ?? reason };
  return { result: { ...result, certificate }, isRefused: status === 'refused' };
}

/** Says why there is no plan. @returns the exit code */
export async function noPlanEnd(
  outcome: Exclude<AnsweredOutcome, { readonly status: 'planned' }>,
  { json }: Pick<ResultOptions, 'json'>,
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

/** A result from a file that `plan --out` wrote, or from a plan, answered here. */
export async function savedOrNewResult(path: string, options: ResultOptions, session: Session): Promise<ResultFor> {
  const saved = await savedResult(path);
  if (saved === null) return resultFor(path, options, session);
  if (saved.status === 'read') return { result: saved.result, isRefused: false };
  return { exitCode: await refuse([saved.issue], { fileName: shownName(path), options, session }) };
}

/** Prints every error; with `--json` standard output carries them as well. */
export async function refuse(
  issues: readonly Issue[],
  at: { readonly fileName: string; readonly options: { readonly json?: true }; readonly session: Session },
): Promise<number> {
  const { fileName, options, session } = at;
  const errors = issues.filter((issue) => issue.severity === 'error');
  const details = issuesText(errors, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was planned\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}

function withSeed(plan: Plan, seed: number | undefined): Plan {
  return seed === undefined ? plan : { ...plan, seed };
}
