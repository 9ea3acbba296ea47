import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList, Remark } from './issue-list.ts';

/** One contract of the file, where it stands, and how long it serves. */
export interface TermsPlace {
  readonly plan: CheckablePlan;
  readonly path: string;
  readonly issues: IssueList;
  /** undefined where the file does not tell */
  readonly termMonths: number | undefined;
}

/** Refuses one field of a contract. */
export function refuseAt({ path, issues }: TermsPlace, field: string, remark: Omit<Remark, 'path'>): void {
  issues.error({ ...remark, path: `${path}.${field}` });
}
