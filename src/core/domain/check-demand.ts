import { monthIndexOf } from '../units/index.ts';
import { checkGrowth } from './check-growth.ts';
import { checkRising, checkSumIsOne } from './check-lists.ts';
import { checkUnique } from './check-names.ts';
import { figuresOf } from './check-stated-growth.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import { isExactSum } from './exact-sum.ts';
import type { IssueList } from './issue-list.ts';
import { isCustomers, statedValues } from './normalise-demand.ts';
import type { ChurnInput, CustomerWorkloadInput, ResearchWorkloadInput } from './schema-demand.ts';
import { statedLevel } from './stated-growth.ts';

/** Largest distance of a load curve's mean from 1. */
const MEAN_TOLERANCE = 1e-9;

type LoadBlocks = NonNullable<CustomerWorkloadInput['loadBlocks']>;

/** What the workloads and their growth state, and whether it fits together. */
export function checkDemand(plan: CheckablePlan, issues: IssueList): void {
  for (const [index, workload] of plan.workloads.entries()) {
    if (workload && isCustomers(workload)) checkCustomers(workload, `demand.workloads[${index}]`, issues);
    if (workload && !isCustomers(workload)) checkRuns(workload, { path: `demand.workloads[${index}]`, plan }, issues);
  }
  checkSharedBlocks(plan, issues);
  checkFloorValues(plan, issues);
  if (plan.growth) checkGrowth(plan.growth, plan, issues);
  checkFluctuation(plan, issues);
}

/** Dated runs have names of their own, and some month within the plan. */
function checkRuns(
  { runs = [], optional = [] }: ResearchWorkloadInput,
  { path, plan }: { readonly path: string; readonly plan: CheckablePlan },
  issues: IssueList,
): void {
  const taken = ['floor', 'training', ...optional.map((_, index) => `optional-${index + 1}`)];
  const named = runs.map(({ id }, index) => ({ id, path: `${path}.runs[${index}].id` }));
  checkUnique(named, 'training run', issues);
  for (const { id, path: at } of named.filter(({ id: name }) => taken.includes(name))) {
    const what = `"${id}" is the name of another tier of this workload`;
    issues.error({ code: 'duplicate-id', path: at, what, fix: `rename it, for example run-${id}` });
  }
  const { startMonth, horizonMonths = PLAN_DEFAULTS.horizonMonths } = plan;
  if (startMonth === undefined) return;
  for (const [index, run] of runs.entries()) {
    const from = monthIndexOf(run.startMonth, startMonth);
    if (from < horizonMonths && from + run.months > 0) continue;
    const what = `"${run.id}" runs ${from < 0 ? 'before the plan starts' : 'after the planned months'}`;
    const fix = 'correct startMonth, or delete the run';
    issues.notEnforced({ code: 'not-enforced', path: `${path}.runs[${index}]`, what, fix });
  }
}

function checkFluctuation({ market, fleet, futureOffers }: CheckablePlan, issues: IssueList): void {
  if (market?.fluctuation === undefined || market.fluctuation === 'none') return;
  if (market.onDemand !== undefined && market.onDemand !== 'none') return;
  if (fleet.length > 0 || futureOffers.length > 0) return;
  const what = 'fluctuation moves prices on demand and of offers to come, and the plan has neither';
  const fix = 'give market.onDemand or futureOffers, or delete the line';
  issues.notEnforced({ code: 'not-enforced', path: 'market.fluctuation', what, fix });
}

function checkCustomers(workload: CustomerWorkloadInput, path: string, issues: IssueList): void {
  checkLevel(workload, path, issues);
  const tiers = workload.tiers.map((tier, index) => ({ id: tier.id, path: `${path}.tiers[${index}].id` }));
  checkUnique(tiers, 'tier', issues);
  const fractions = workload.tiers.map((tier) => tier.demandFraction);
  checkSumIsOne(fractions, { path: `${path}.tiers`, names: 'the demandFraction of the tiers' }, issues);
  if (workload.loadBlocks) checkLoadBlocks(workload.loadBlocks, `${path}.loadBlocks`, issues);
  if (workload.churn !== undefined && workload.churn !== 'none') checkChurn(workload.churn, `${path}.churn`, issues);
}

/** Today's level is stated once: as busy GPUs, or by what they come from. */
function checkLevel({ id, busyReferenceGpus, drivers }: CustomerWorkloadInput, path: string, issues: IssueList): void {
  if (busyReferenceGpus === undefined && drivers === undefined) {
    const what = `busyReferenceGpus of "${id}" is missing`;
    const fix = 'add it, or drivers: {users, tokensPerUserPerDay, tokensPerReferenceGpuSecond}';
    issues.error({ code: 'missing-field', path, what, fix });
  }
  if (busyReferenceGpus !== undefined && drivers !== undefined) {
    const { busyReferenceGpus: derived } = statedLevel(drivers);
    const what = `"${id}" has busyReferenceGpus ${busyReferenceGpus}, and its drivers come to ${figuresOf(derived)}`;
    issues.error({ code: 'level-twice', path: `${path}.drivers`, what, fix: 'keep the one that was measured' });
  }
}

function checkLoadBlocks(blocks: LoadBlocks, path: string, issues: IssueList): void {
  const fractions = blocks.map((block) => block.timeFraction);
  checkSumIsOne(fractions, { path, names: 'the timeFraction of the load blocks' }, issues);
  if (!isExactSum(fractions, 1)) return;
  const mean = blocks.reduce((sum, block) => sum + block.timeFraction * block.ofMean, 0);
  if (Math.abs(mean - 1) <= MEAN_TOLERANCE) return;
  const scaled = blocks.map((block) => (mean > 0 ? String(Number((block.ofMean / mean).toPrecision(12))) : '1'));
  const what = `the time-weighted mean of ofMean is ${Number(mean.toPrecision(12))}, not 1`;
  issues.error({ code: 'load-mean', path, what, fix: `divide by the mean: ofMean ${scaled.join(', ')}` });
}

function checkChurn(churn: ChurnInput, path: string, issues: IssueList): void {
  const { depthFractions, lossPerMonth } = churn;
  if ((depthFractions === undefined) !== (lossPerMonth === undefined)) {
    const what = 'depthFractions and lossPerMonth describe the same bands, and one of them is missing';
    issues.error({ code: 'churn-bands', path, what, fix: 'give both, or neither for the default bands' });
  }
  if (depthFractions && lossPerMonth && lossPerMonth.length !== depthFractions.length + 1) {
    const what = `${depthFractions.length} band ends need ${depthFractions.length + 1} rates, and lossPerMonth has ${lossPerMonth.length}`;
    issues.error({ code: 'churn-bands', path, what, fix: 'give one rate for each band; the last band is open' });
  }
  checkRising(depthFractions ?? [], { path: `${path}.depthFractions`, isStrict: true }, issues);
  checkRising(lossPerMonth ?? [], { path: `${path}.lossPerMonth`, isStrict: false }, issues);
}

/** All load curves divide the time alike, so that a peak is one hour for everybody. */
function checkSharedBlocks(plan: CheckablePlan, issues: IssueList): void {
  const withBlocks = plan.workloads.flatMap((workload, index) =>
    workload && isCustomers(workload) && workload.loadBlocks
      ? [{ id: workload.id, fractions: workload.loadBlocks.map((block) => block.timeFraction).join(', '), index }]
      : [],
  );
  const first = withBlocks[0];
  for (const { fractions, index } of withBlocks.slice(1)) {
    if (!first || fractions === first.fractions) continue;
    const what = `the blocks take ${fractions} of the time, those of "${first.id}" ${first.fractions}`;
    const fix = `use the time fractions ${first.fractions} in both`;
    issues.error({ code: 'load-blocks-differ', path: `demand.workloads[${index}].loadBlocks`, what, fix });
  }
}

function checkFloorValues(plan: CheckablePlan, issues: IssueList): void {
  const { workloads } = plan;
  if (workloads.some((workload) => workload === undefined)) return;
  const hasValue = workloads.some((workload) => workload && statedValues(workload).length > 0);
  for (const [index, workload] of workloads.entries()) {
    if (hasValue || !workload || isCustomers(workload)) continue;
    const what = `no hour of the plan has a value, so the floor of "${workload.id}" has none`;
    const fix = 'give floorValueUsdPerReferenceGpuHour';
    issues.error({ code: 'missing-field', path: `demand.workloads[${index}]`, what, fix });
  }
}
