import { readPlanFile } from '../adapters/node/index.ts';
import { parsePlan } from '../core/index.ts';
import type { ParsedPlan } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText, readinessText } from './issue-text.ts';
import { issuesJson } from './json.ts';
import { printable, type Session } from './output.ts';

/** A plan file as text was read and understood, or not: then `plan` is null and the issues say why. */
export interface LoadedPlan extends ParsedPlan {
  readonly hash: string;
}

/** Reads and parses a plan; whatever is wrong with it is among its issues. `-` is standard input. */
export async function loadPlan(path: string): Promise<LoadedPlan> {
  const read = await readPlanFile(path);
  if (read.status === 'refused') return { plan: null, issues: [read.issue], sources: [], hash: '' };
  return { ...parsePlan(read.file.text, shownName(path)), hash: read.file.hash };
}

/** How messages name a plan file. */
export function shownName(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/** `eightyfold check`: everything there is to say about a plan, without answering it. */
export async function checkCommand(path: string, options: { json?: true }, session: Session): Promise<number> {
  const { plan, issues } = await loadPlan(path);
  const exitCode = plan === null ? EXIT_CODES.refused : EXIT_CODES.done;
  const { out } = session;
  if (options.json) {
    await out.write(issuesJson(issues));
    return exitCode;
  }
  const fileName = shownName(path);
  const details = issuesText(issues, { fileName, output: out });
  await out.write(`${details}${details === '' ? '' : '\n'}${printable(fileName)}: ${readinessText(issues)}\n`);
  return exitCode;
}
