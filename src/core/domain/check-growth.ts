import { checkSumIsOne } from './check-lists.ts';
import { checkReference, checkUnique } from './check-names.ts';
import { checkStatedGrowth } from './check-stated-growth.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';
import { isCustomers } from './normalise-demand.ts';
import type { GrowthInput } from './schema-demand.ts';
import { childPath } from './source-path.ts';
import { statedLevel } from './stated-growth.ts';

/** Growth is stated in one of its forms, and completely. */
export function checkGrowth(growth: GrowthInput, plan: CheckablePlan, issues: IssueList): void {
  const path = 'demand.growth';
  const stated = (['regimes', 'beliefs', 'drivers'] as const).filter((form) => growth[form] !== undefined);
  if (stated.length !== 1) {
    const what = stated.length === 0 ? 'growth is not stated' : `growth is stated as ${stated.join(' and as ')}`;
    const fix = 'give one of regimes (with jumps), beliefs or drivers';
    issues.error({ code: stated.length === 0 ? 'missing-field' : 'growth-twice', path, what, fix });
    return;
  }
  if (growth.regimes) checkRegimes({ ...growth, regimes: growth.regimes }, issues);
  else checkStatedGrowth(growth, plan, issues);
  checkEfficiency(growth, issues);
  checkLevelSpread(growth, plan, issues);
}

type WithRegimes = GrowthInput & { readonly regimes: NonNullable<GrowthInput['regimes']> };

function checkRegimes(growth: WithRegimes, issues: IssueList): void {
  const path = 'demand.growth';
  const named = growth.regimes.map((regime, index) => ({ id: regime.id, path: `${path}.regimes[${index}].id` }));
  checkUnique(named, 'growth regime', issues);
  const beliefs = growth.regimes.map((regime) => regime.startProbability);
  checkSumIsOne(beliefs, { path: `${path}.regimes`, names: 'the startProbability of the regimes' }, issues);
  checkJumps(growth, issues);
}

/** The spread of today's level counts as growth where drivers state growth, and nowhere else. */
function checkLevelSpread(growth: GrowthInput, plan: CheckablePlan, issues: IssueList): void {
  if (growth.drivers !== undefined) return;
  for (const [index, workload] of plan.workloads.entries()) {
    if (!workload || !isCustomers(workload) || workload.drivers === undefined) continue;
    const { p10, p90 } = statedLevel(workload.drivers).ofMedian;
    if (p10 === p90) continue;
    const what = `the spread of today's level of "${workload.id}" is not used: the medians are`;
    const fix = 'give growth as drivers, where it widens growth, or give plain numbers';
    issues.notEnforced({ code: 'not-enforced', path: `demand.workloads[${index}].drivers`, what, fix });
  }
}

function checkJumps({ regimes, jumps = {} }: WithRegimes, issues: IssueList): void {
  const path = 'demand.growth.jumps';
  const known = [...new Set(regimes.map((regime) => regime.id))];
  const undeclaredFix = `use the regimes ${known.join(', ')}`;
  for (const [from, row] of Object.entries(jumps)) {
    const rowPath = childPath(path, from);
    const kind = 'growth regime';
    if (!checkReference({ id: from, path: rowPath, kind }, { known, undeclaredFix }, issues)) continue;
    for (const to of Object.keys(row)) {
      checkReference({ id: to, path: childPath(rowPath, to), kind }, { known, undeclaredFix }, issues);
    }
    if ((row[from] ?? 0) > 0) {
      const what = `${from} jumps to itself; meanMonths says how long it lasts`;
      issues.error({
        code: 'self-jump',
        path: childPath(rowPath, from),
        what,
        fix: 'delete this probability and share it out',
      });
    } else if (known.length > 1) {
      checkSumIsOne(Object.values(row), { path: rowPath, names: `the jumps from ${from}` }, issues);
    }
  }
  if (known.length === 1) return;
  for (const from of known.filter((id) => !Object.hasOwn(jumps, id))) {
    const what = `the jumps from ${from} are missing`;
    const example = known.find((id) => id !== from) ?? '';
    issues.error({
      code: 'missing-field',
      path,
      what,
      fix: `add ${from}: {${example}: 1}, with its own probabilities`,
    });
  }
}

function checkEfficiency(growth: GrowthInput, issues: IssueList): void {
  const path = 'demand.growth';
  if (growth.drivers !== undefined && growth.efficiencyCorrelation === undefined) {
    const what =
      'efficiencyCorrelation is missing: who gets more from a GPU asks for more, so efficiency is no plain deduction';
    const fix = 'add it, for example efficiencyCorrelation: 0.5, or 0 if you mean that';
    issues.error({ code: 'missing-field', path, what, fix });
  }
  if (growth.of === 'usage' || growth.drivers !== undefined) {
    if (growth.efficiencyMultiplePerYear !== undefined) return;
    const what = 'efficiencyMultiplePerYear is missing: usage needs it to become GPU demand';
    const otherwise = growth.drivers === undefined ? ', or write of: gpuDemand' : '';
    const fix = `add it, for example {p10: 2, p50: 3, p90: 4.5}${otherwise}`;
    issues.error({ code: 'missing-field', path, what, fix });
    return;
  }
  for (const field of ['efficiencyMultiplePerYear', 'efficiencyCorrelation'] as const) {
    if (growth[field] === undefined) continue;
    const what = `${field} does nothing: the regimes grow GPU demand itself`;
    issues.notEnforced({
      code: 'not-enforced',
      path: `${path}.${field}`,
      what,
      fix: 'write of: usage, or delete the line',
    });
  }
}
