import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';

/** Judges what a plan means, part by part; a part that the schema refused is not judged. */
export function checkPlan(_plan: CheckablePlan, _issues: IssueList): void {}
