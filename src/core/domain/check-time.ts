import { calendarMonthOf, monthIndexOf, monthNumberOf } from '../units/index.ts';
import { checkRising } from './check-lists.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import { PATHS_PER_LEAF_MIN, PLAN_DEFAULTS } from './defaults.ts';
import type { IssueList } from './issue-list.ts';
import { normaliseTree } from './normalise-plan.ts';

/** Calendar, stages and the size of the tree. */
export function checkTime(plan: CheckablePlan, issues: IssueList): void {
  const horizonMonths = plan.horizonMonths ?? PLAN_DEFAULTS.horizonMonths;
  checkAsOf(plan, issues);
  if (plan.tree?.stageStartMonths) checkStages(plan.tree.stageStartMonths, horizonMonths, issues);
  checkTree(plan, horizonMonths, issues);
  checkSurvive(plan, horizonMonths, issues);
}

function checkSurvive(plan: CheckablePlan, horizonMonths: number, issues: IssueList): void {
  const { limits, startMonth } = plan;
  const fromMonth = limits?.survive?.fromMonth;
  if (fromMonth === undefined || startMonth === undefined) return;
  if (monthIndexOf(fromMonth, startMonth) < horizonMonths) return;
  const what = `the rule begins after the last month planned, ${endMonthOf(startMonth, horizonMonths)}`;
  const fix = 'let it begin earlier, delete it, or lengthen horizonMonths';
  issues.error({ code: 'after-horizon', path: 'limits.survive.fromMonth', what, fix });
}

function checkAsOf({ asOf, startMonth }: CheckablePlan, issues: IssueList): void {
  if (asOf === undefined || startMonth === undefined) return;
  if (monthNumberOf(asOf) <= monthNumberOf(startMonth)) return;
  const what = `the plan speaks as of ${asOf}, after its start in ${startMonth}`;
  issues.error({ code: 'start-before-as-of', path: 'startMonth', what, fix: `start in ${asOf.slice(0, 7)} or later` });
}

function checkStages(starts: readonly number[], horizonMonths: number, issues: IssueList): void {
  const path = 'tree.stageStartMonths';
  if (starts[0] !== 0) {
    const what = `the first stage starts in month ${starts[0]}`;
    issues.error({ code: 'stage-start', path: `${path}[0]`, what, fix: 'start the first stage in month 0' });
  }
  checkRising(starts, { path, isStrict: true }, issues);
  const late = starts.findIndex((month) => month >= horizonMonths);
  if (late < 0) return;
  const what = `the stage of month ${starts[late]} starts after the last month, ${horizonMonths - 1}`;
  issues.error({
    code: 'stage-start',
    path: `${path}[${late}]`,
    what,
    fix: 'drop the stage, or lengthen horizonMonths',
  });
}

function checkTree(plan: CheckablePlan, horizonMonths: number, issues: IssueList): void {
  const tree = normaliseTree(plan.tree, horizonMonths);
  const needed = tree.stageStartMonths.length - 1;
  if (tree.branches.length !== needed) {
    const what = `${tree.stageStartMonths.length} stages need ${needed} branch counts, and there are ${tree.branches.length}`;
    const fix = 'give one count for each stage but the first';
    issues.error({ code: 'branch-count', path: 'tree.branches', what, fix });
    return;
  }
  const leaves = tree.branches.reduce((product, branch) => product * branch, 1);
  const pathsMin = leaves * PATHS_PER_LEAF_MIN;
  if (tree.paths >= pathsMin) return;
  const what = `${tree.paths} paths are too few for ${leaves} leaves`;
  const fix = `give paths: ${pathsMin} or more (${PATHS_PER_LEAF_MIN} a leaf), or fewer branches`;
  issues.error({ code: 'paths-too-few', path: 'tree.paths', what, fix });
}

/** A month of the file as an index, or undefined when the start month is unfit. */
export function indexIn(plan: CheckablePlan, calendarMonth: string): number | undefined {
  return plan.startMonth === undefined ? undefined : monthIndexOf(calendarMonth, plan.startMonth);
}

/** The month after the last one planned, for messages. */
export const endMonthOf = (startMonth: string, horizonMonths: number): string =>
  calendarMonthOf(horizonMonths - 1, startMonth);
