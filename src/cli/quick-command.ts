import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';

import { refusalToWrite, writeFiles } from '../adapters/node/index.ts';
import { briefText, loadProfileOf, parsePlan, PLAN_DEFAULTS, quickAnswer } from '../core/index.ts';
import type { AnsweredResult, Issue, LoadProfile, QuickAnswer, UsageHistory, UsageOptions } from '../core/index.ts';
import { answeredPlan } from './answered-plan.ts';
import { loadUsage, namedProfile, refuseUsage } from './demand-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { quickJson } from './json.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, printable, type Session } from './output.ts';
import { quickText } from './quick-text.ts';
import { noPlanEnd } from './result-for.ts';
import { shownName } from './shown-name.ts';

export interface QuickOptions extends UsageOptions {
  readonly quote: readonly string[];
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
  /** false with `--no-plan` */
  readonly plan: boolean;
  readonly seed?: number;
  readonly workers?: number;
  readonly profile?: string;
  readonly deferrable?: number;
  readonly onDemand?: number;
  readonly cash?: number;
  readonly value?: number;
  readonly gpusNow?: number;
}

/** The load shape where the table has no hours and none is named. */
const PROFILE_ASSUMED = 'text';

/**
 * `eightyfold quick`: from a usage table and some quotes to what the load alone says to commit, a plan file, and the
 * planner's answer on it. The plan file is written before the planner starts, so that a stop costs no file.
 */
export async function quickCommand(path: string, options: QuickOptions, session: Session): Promise<number> {
  const isJson = options.json ?? false;
  const refuse = (issues: readonly Issue[], at: string): Promise<number> =>
    refuseUsage(issues, { path: at, isJson, session });
  const refusal = refusalOf(options);
  if (refusal) return refuse([refusal], options.out ?? '');
  const { history, issues } = await loadUsage(path, options, session);
  if (history === null) return refuse(issues, path);
  await session.err.write(issuesText(issues, { fileName: shownName(path), output: session.err }));
  const shape = await profileOf(history, { path, options });
  if (shape.profile === null) return refuse(shape.issues, 'load profile');

  const tableName = shownName(path);
  const asked = quickAnswer({ ...questionOf(options), history, tableName, profile: shape.profile });
  if (asked.answer === null) return refuse(asked.issues, '--quote');
  const written = await writePlan(asked.answer, options, session);
  if (written !== null) return refuse([written], options.out ?? '');
  return present(asked.answer, { options, session, issues });
}

function questionOf(options: QuickOptions) {
  return {
    quoteTexts: options.quote,
    deferrableFraction: options.deferrable ?? 0,
    stated: {
      onDemandUsdPerGpuHour: options.onDemand ?? null,
      cashUsd: options.cash ?? null,
      valueUsdPerGpuHour: options.value ?? null,
      gpusNow: options.gpusNow ?? null,
    },
    seed: options.seed ?? PLAN_DEFAULTS.seed,
  };
}

function refusalOf({ out, force }: QuickOptions): Issue | null {
  if (out === undefined) return null;
  return refusalToWrite({ folder: dirname(out), names: [basename(out)], isForced: force ?? false });
}

async function profileOf(
  history: UsageHistory,
  { path, options }: { readonly path: string; readonly options: QuickOptions },
): Promise<{ readonly profile: LoadProfile | null; readonly issues: readonly Issue[] }> {
  const measured = options.profile === undefined ? loadProfileOf(history, shownName(path)) : null;
  if (measured !== null) return { profile: measured, issues: [] };
  return namedProfile(options.profile ?? PROFILE_ASSUMED);
}

async function writePlan(answer: QuickAnswer, options: QuickOptions, session: Session): Promise<Issue | null> {
  if (options.out === undefined) return null;
  const textByName = new Map([[basename(options.out), answer.planText]]);
  const issue = writeFiles({ folder: dirname(options.out), textByName, isForced: options.force ?? false });
  if (issue === null) await session.err.write(printable(`written: ${options.out}\n`));
  return issue;
}

interface Presenting {
  readonly options: QuickOptions;
  readonly session: Session;
  readonly issues: readonly Issue[];
}

/** What the load alone says at once, then the planner's answer. */
async function present(answer: QuickAnswer, { options, session, issues }: Presenting): Promise<number> {
  const isJson = options.json ?? false;
  if (!isJson) await session.out.write(quickText(answer));
  const planned = options.plan ? await plannedFrom(answer, options, session) : null;
  if (typeof planned === 'number') return planned;
  if (isJson) await session.out.write(quickJson({ answer, issues, result: planned }));
  else if (planned !== null) {
    const width = Math.max(COLUMNS_MIN, session.out.columns() ?? PIPE_COLUMNS);
    await session.out.write(`\n${briefText(planned, { width, colour: session.out.hasColour })}`);
  }
  return EXIT_CODES.done;
}

/** The planner's answer on the plan that was written, or how it ended without one. */
async function plannedFrom(
  answer: QuickAnswer,
  options: QuickOptions,
  session: Session,
): Promise<AnsweredResult | number> {
  const fileName = options.out ?? 'the plan from the quotes';
  const parsed = parsePlan(answer.planText, fileName);
  if (parsed.plan === null) {
    const errors = parsed.issues.filter(({ severity }) => severity === 'error');
    return refuseUsage(errors, { path: fileName, isJson: options.json ?? false, session });
  }
  const hash = `sha256:${createHash('sha256').update(answer.planText).digest('hex')}`;
  const outcome = await answeredPlan(
    { ...parsed, plan: parsed.plan, hash, fileName },
    { workers: options.workers },
    session,
  );
  return outcome.status === 'planned' ? outcome.result : noPlanEnd(outcome, options, session);
}
