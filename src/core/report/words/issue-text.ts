import type { Issue } from '../../domain/index.ts';
import { plainText } from './plain-text.ts';

/** Not-enforced fields first, then errors, warnings and assumptions; within a kind as found. */
export function issuesInOrder(issues: readonly Issue[]): readonly Issue[] {
  return SEVERITIES.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
}

const SEVERITIES = ['not-enforced', 'error', 'warning', 'assumption'] as const;

/** "41:7 offers[2].recallDays": where in the plan file an issue is. */
export function issuePlace(issue: Issue): string {
  const position = issue.line === null ? '' : `${issue.line}${issue.column === null ? '' : `:${issue.column}`} `;
  return plainText(`${position}${issue.path}`);
}
