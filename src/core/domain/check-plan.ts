import { checkDemand } from './check-demand.ts';
import { checkNames } from './check-names.ts';
import { checkContracts } from './check-offers.ts';
import { checkAccelerators } from './check-quantity.ts';
import { checkTime } from './check-time.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';
import { checkPlausibility } from './plausibility.ts';

/** Judges what a plan means, part by part; a part that the schema refused is not judged. */
export function checkPlan(plan: CheckablePlan, issues: IssueList): void {
  checkTime(plan, issues);
  checkNames(plan, issues);
  checkAccelerators(plan, issues);
  checkDemand(plan, issues);
  checkContracts(plan, issues);
  checkPlausibility(plan, issues);
}
