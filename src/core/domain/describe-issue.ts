import type { Issue } from './issue.ts';

/**
 * An issue in the three lines that people read:
 *
 *     contract-term: offer "ashburn-lease" is never in service
 *       at   plan.yaml:41:7 offers[2].termMonths = 0
 *       fix  give the number of months in service, 1 or more
 *
 * The place leaves out what is not known.
 */
export function describeIssue(issue: Issue, fileName: string): string {
  const position = issue.line === null ? fileName : `${fileName}:${issue.line}:${issue.column ?? 1}`;
  const path = issue.path === '' ? '' : ` ${issue.path}`;
  const found = issue.found === undefined || issue.path === '' ? '' : ` = ${issue.found}`;
  return `${issue.code}: ${issue.what}\n  at   ${position}${path}${found}\n  fix  ${issue.fix}`;
}
