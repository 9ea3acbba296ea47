import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList, Remark } from './issue-list.ts';

/** One contract of the file and where it stands. */
export interface ContractPlace {
  readonly plan: CheckablePlan;
  readonly path: string;
  readonly issues: IssueList;
}

/** The same, and how long it serves. */
export interface TermsPlace extends ContractPlace {
  /** undefined where the file does not tell */
  readonly termMonths: number | undefined;
}

/** Refuses one field of a contract. */
export function refuseAt({ path, issues }: ContractPlace, field: string, remark: Omit<Remark, 'path'>): void {
  issues.error({ ...remark, path: `${path}.${field}` });
}

/** Asks for a field that a contract lacks. */
export function missingAt({ path, issues }: ContractPlace, field: string, fix: string): void {
  issues.error({ code: 'missing-field', path, what: `${field} is missing`, fix });
}
