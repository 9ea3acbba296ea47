import { readDocument } from '../domain/index.ts';
import type { Issue, ProvenanceRow } from '../domain/index.ts';
import { checkHost } from './check-host.ts';
import type { HostPlan } from './host-plan.ts';
import { normaliseHost } from './normalise-host.ts';
import { hostSchema } from './schema-host.ts';

/** What a host file holds, or why it does not hold a host's question. */
export interface ParsedHost {
  /** null exactly when some issue is an error */
  readonly plan: HostPlan | null;
  /** errors first, then warnings and assumptions, each in the order of the file */
  readonly issues: readonly Issue[];
  /** where the numbers came from, in the order of the file */
  readonly sources: readonly ProvenanceRow[];
}

/**
 * Reads a host file, YAML or JSON, and is the only maker of `HostPlan`. Every fault comes back at once, with its place
 * and its remedy; text of any kind is answered, never thrown on.
 * @param text the file's text, at most 2 MB
 */
export function parseHost(text: string): ParsedHost {
  const { input, issues, sources } = readDocument(text, hostSchema);
  if (input !== null) checkHost(input, issues);
  const plan = input !== null && !issues.hasErrors() ? normaliseHost(input, issues) : null;
  return { plan, issues: issues.sorted().map(inHostWords), sources };
}

/** The reader that plans share says plan where there is nothing to read. */
function inHostWords(issue: Issue): Issue {
  if (issue.code !== 'no-plan') return issue;
  const reword = (text: string): string => text.replaceAll('plan', 'host file');
  return { ...issue, code: 'no-host', what: reword(issue.what), fix: reword(issue.fix) };
}
