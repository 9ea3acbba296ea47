import { fileBeside, readPlanFile } from '../adapters/node/index.ts';
import { historyNamedIn, parsePlan, planHistoryOf, priorAround } from '../core/index.ts';
import type { ParsedPlan, PlanHistory } from '../core/index.ts';
import type { Session } from './output.ts';
import { shownName } from './shown-name.ts';
import { askUsage } from './usage-file.ts';

/** A plan file as text was read and understood, or not: then `plan` is null and the issues say why. */
export interface LoadedPlan extends ParsedPlan {
  readonly hash: string;
  readonly text: string;
  /** the usage table that it names, for texts made from this one */
  readonly table: PlanHistory | null;
}

/** Reads and parses a plan; whatever is wrong with it is among its issues. `-` is standard input. */
export async function loadPlan(path: string, session: Session): Promise<LoadedPlan> {
  const read = await readPlanFile(path);
  if (read.status === 'refused') {
    return { plan: null, issues: [read.issue], sources: [], history: null, hash: '', text: '', table: null };
  }
  const { text, hash } = read.file;
  const table = await historyFor(path, text, session);
  return { ...parsePlan(text, shownName(path), { history: table }), hash, text, table };
}

/** The usage table that a plan text names, read from the folder of its file and fitted; null where it names none, or has no file. */
async function historyFor(path: string, text: string, session: Session): Promise<PlanHistory | null> {
  const named = historyNamedIn(text);
  if (named === null || path === '-') return null;
  const found = fileBeside(path, named.file);
  if (found.status === 'refused') return { fit: null, issues: [found.issue] };
  const { file, seed, reading, priorMultiplePerYear } = named;
  const fitting = { seed, prior: priorAround(priorMultiplePerYear), isScored: false };
  const { read, hash, fit } = await askUsage(found.path, { options: reading, fitting, name: file }, session);
  return planHistoryOf(read, fit, { file, hash });
}
