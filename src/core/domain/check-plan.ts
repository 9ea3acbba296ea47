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
  reportNotEnforced(plan, issues);
  checkPlausibility(plan, issues);
}

/** What a plan may state and the engine does not use yet. */
function reportNotEnforced({ limits, fleet }: CheckablePlan, issues: IssueList): void {
  const factors = fleet.map((contract, index) => [`fleet[${index}].factors`, contract?.factors] as const);
  const stated = {
    'limits.ruinProbabilityMax': limits?.ruinProbabilityMax,
    'limits.shortage.probabilityMax': limits?.shortage?.probabilityMax,
    'limits.survive': limits?.survive,
    // Factors tie slips together, and what is signed and in service does not slip.
    ...Object.fromEntries(factors),
  };
  for (const [path, value] of Object.entries(stated)) {
    if (value === undefined) continue;
    const what = `${path.slice(path.lastIndexOf('.') + 1)} is not enforced: no answer depends on it yet`;
    issues.notEnforced({ code: 'not-enforced', path, what, fix: 'check the answer against it, or delete the line' });
  }
}
