import { styleText } from 'node:util';

import { describeIssue } from '../core/index.ts';
import type { InfeasibleReason, Issue } from '../core/index.ts';
import { printable, type Output } from './output.ts';

type Severity = Issue['severity'];

/** What a group of issues is called, in the order they are shown. */
const SEVERITY_NAMES: readonly (readonly [Severity, one: string, many: string])[] = [
  ['error', 'error', 'errors'],
  ['not-enforced', 'field not enforced', 'fields not enforced'],
  ['warning', 'warning', 'warnings'],
  ['assumption', 'assumption', 'assumptions'],
];

const STYLES = { error: 'red', 'not-enforced': 'yellow', warning: 'yellow', assumption: 'dim' } as const;

/** Issues in the three lines that people read, a blank line between them; empty when there is none. */
export function issuesText(
  issues: readonly Issue[],
  as: { readonly fileName: string; readonly output: Pick<Output, 'hasColour'> },
): string {
  const texts = issues.map((issue) => {
    const text = printable(describeIssue(issue, as.fileName));
    const code = issue.code.length;
    return as.output.hasColour
      ? styleText(STYLES[issue.severity], text.slice(0, code), { validateStream: false }) + text.slice(code)
      : text;
  });
  return texts.map((text) => `${text}\n`).join('\n');
}

/** "2 errors, 3 fields not enforced, 5 assumptions": only what there is. */
export function issueCounts(issues: readonly Issue[]): string {
  const counts = SEVERITY_NAMES.flatMap(([severity, one, many]) => {
    const count = issues.filter((issue) => issue.severity === severity).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return counts.length === 0 ? 'nothing to remark' : counts.join(', ');
}

/**
 * "not ready to plan: 2 errors", "ready to plan: 5 assumptions" or "ready to plan, but without 3 fields that are not
 * enforced; 5 assumptions": what the answer will leave out of account is never one count among others.
 */
export function readinessText(issues: readonly Issue[]): string {
  if (issues.some((issue) => issue.severity === 'error')) return `not ready to plan: ${issueCounts(issues)}`;
  const rest = issues.filter((issue) => issue.severity !== 'not-enforced');
  const leftOut = issues.length - rest.length;
  if (leftOut === 0) return `ready to plan: ${issueCounts(rest)}`;
  const without = leftOut === 1 ? '1 field that is not enforced' : `${leftOut} fields that are not enforced`;
  return `ready to plan, but without ${without}${rest.length === 0 ? '' : `; ${issueCounts(rest)}`}`;
}

/** Why no plan meets the hard rows: what one has, what would be needed and the smallest change. */
export function infeasibleText(reasons: readonly InfeasibleReason[]): string {
  const texts = reasons.map(
    ({ what, have, need, fix }) => `infeasible: ${what}\n  have ${have}\n  need ${need}\n  fix  ${fix}\n`,
  );
  return printable(texts.join('\n'));
}
