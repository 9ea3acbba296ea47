import { checkPlan } from './check-plan.ts';
import { checkSchema } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';
import type { Issue } from './issue.ts';
import { normalisePlan } from './normalise-plan.ts';
import { withHistory, type HistoryFacts, type PlanHistory } from './plan-history.ts';
import type { Plan } from './plan.ts';
import type { ProvenanceRow } from './provenance.ts';
import { stripProvenance } from './provenance.ts';
import { readYaml } from './read-yaml.ts';
import type { PlanInput } from './schema-plan.ts';

/** What a plan file holds, or why it does not hold a plan. */
export interface ParsedPlan {
  /** null exactly when some issue is an error */
  readonly plan: Plan | null;
  /** errors first, then what is not enforced, warnings and assumptions, each in the order of the file */
  readonly issues: readonly Issue[];
  /** where the numbers came from, in the order of the file */
  readonly sources: readonly ProvenanceRow[];
  /** the usage table that growth was fitted to; null where the plan names none, or has errors */
  readonly history: HistoryFacts | null;
}

/** What a plan text cannot hold itself. */
export interface PlanFiles {
  /** the usage table that `historyNamedIn` tells of */
  readonly history?: PlanHistory | null;
}

/**
 * Reads a plan file, YAML or JSON, and is the only maker of `Plan`.
 *
 * Every fault comes back at once, with its place and its remedy; text of any kind is answered, never thrown on.
 * @param text the file's text, at most 2 MB
 * @param fileName named in issues about the file as a whole
 */
export function parsePlan(text: string, fileName: string, { history = null }: PlanFiles = {}): ParsedPlan {
  const { root, issues, brokenPaths: brokenAsWritten } = readYaml(text);
  if (root === null)
    return {
      plan: null,
      issues: issues.sorted().map((issue) => nameFile(issue, fileName)),
      sources: [],
      history: null,
    };
  const sources: ProvenanceRow[] = [];
  const brokenPaths = new Set(brokenAsWritten);
  const bare = stripProvenance(root, { issues, brokenPaths, rows: sources });
  const whole = withHistory(bare, history, issues);
  const { input, checkable } = checkSchema(whole, issues, brokenPaths);
  checkPlan(checkable, issues);
  const plan = input === null ? null : normalised(input, issues);
  const facts = plan === null || input?.demand.history === undefined ? null : (history?.fit?.facts ?? null);
  return { plan, issues: issues.sorted(), sources, history: facts };
}

/** The plan, or null where some issue is an error: what a contract comes to shows only once it is normalised. */
function normalised(input: PlanInput, issues: IssueList): Plan | null {
  if (issues.hasErrors()) return null;
  const plan = normalisePlan(input, issues);
  return issues.hasErrors() ? null : plan;
}

const nameFile = (issue: Issue, fileName: string): Issue =>
  issue.code === 'no-plan' ? { ...issue, what: issue.what.replace('found', () => `found in ${fileName}`) } : issue;
