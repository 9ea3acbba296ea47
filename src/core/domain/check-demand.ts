import { log, SCORE_P90 } from '../numeric/index.ts';
import { monthIndexOf } from '../units/index.ts';
import { regimesOfBelief, type GrowthBelief } from './belief-regimes.ts';
import { checkReference, checkUnique } from './check-names.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import { exactSumText, isExactSum } from './exact-sum.ts';
import type { IssueList } from './issue-list.ts';
import { isCustomers, levelSpreadOf, statedValues } from './normalise-demand.ts';
import type { ChurnInput, CustomerWorkloadInput, GrowthInput, ResearchWorkloadInput } from './schema-demand.ts';
import { childPath } from './source-path.ts';
import { statedBelief, statedLevel } from './stated-growth.ts';
import type { Quantiles } from './term-sheet.ts';

/** Largest distance of a load curve's mean from 1. */
const MEAN_TOLERANCE = 1e-9;

type LoadBlocks = NonNullable<CustomerWorkloadInput['loadBlocks']>;

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

/** Refuses shares that do not sum to 1 exactly, as decimals. */
export function checkSumIsOne(
  values: readonly number[],
  { path, names }: { path: string; names: string },
  issues: IssueList,
): void {
  if (isExactSum(values, 1)) return;
  const what = `${names} sum to ${exactSumText(values)}`;
  const fix = `make them sum to 1 exactly; now they are ${values.join(' + ')}`;
  issues.error({ code: 'sum-not-one', path, what, fix });
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

/** Refuses a list that falls, or that stands still where it must rise. */
export function checkRising(
  values: readonly number[],
  { path, isStrict }: { path: string; isStrict: boolean },
  issues: IssueList,
): void {
  for (let i = 1; i < values.length; i += 1) {
    const [before = 0, value = 0] = [values[i - 1], values[i]];
    if (value > before || (!isStrict && value === before)) continue;
    const what = `${value} follows ${before}: the list must rise`;
    issues.error({ code: 'not-rising', path: childPath(path, i), what, fix: 'put the values in rising order' });
    return;
  }
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

function checkGrowth(growth: GrowthInput, plan: CheckablePlan, issues: IssueList): void {
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

/** Beliefs and drivers: whether they can be had as regimes. */
function checkStatedGrowth(growth: GrowthInput, plan: CheckablePlan, issues: IssueList): void {
  const { beliefs, jumps } = growth;
  const path = `demand.growth.${beliefs ? 'beliefs' : 'drivers'}`;
  if (jumps !== undefined) {
    const what = 'jumps are between regimes, and no regimes are stated';
    issues.error({ code: 'unknown-name', path: 'demand.growth.jumps', what, fix: 'delete jumps' });
  }
  if (beliefs && (beliefs.annualisedMultiple === undefined) === (beliefs.realisedMultiple === undefined)) {
    const what = 'a belief is one of two: the rate held for a year, or what will have been realised at the end';
    const fix = 'give annualisedMultiple or realisedMultiple, not both';
    issues.error({ code: 'belief-form', path, what, fix });
    return;
  }
  if (!beliefs && growth.of === 'gpuDemand') {
    const what = 'drivers grow usage, and of says gpuDemand';
    issues.error({ code: 'growth-of', path: 'demand.growth.of', what, fix: 'write of: usage' });
  }
  const belief = statedBelief(growth, levelSpreadOf(plan.workloads));
  if (belief === null) return;
  const { realisedMultiple, overMonths } = belief;
  const found = regimesOfBelief(belief);
  const told = `p10, p50, p90 ${listOf(realisedMultiple)} realised over ${overMonths} months`;
  if (found === null) {
    const what = `volatilityPerMonth ${growth.volatilityPerMonth} alone spreads growth wider than ${told}`;
    const spread = realisedMultiple.p90 / realisedMultiple.p10;
    const most = log(spread) / (2 * SCORE_P90 * Math.sqrt(overMonths));
    const fix = `lower volatilityPerMonth well below ${figuresOf(most)}, or widen the quantiles`;
    issues.error({ code: 'belief-narrow', path, what, fix });
    return;
  }
  if (isNear(found.realisedMultiple, realisedMultiple)) return;
  const what = `you said ${told}; no regimes do: the nearest realise ${listOf(found.realisedMultiple)}`;
  issues.error({ code: 'belief-not-met', path, what, fix: remedyOf(belief) });
}

/** How much longer a rate may have to last, months, and how much calmer growth may have to be, until regimes meet a belief. */
const LASTS_TRIED = [1, 2, 3, 6, 12, 24, 48, 120];
const CALMER_TRIED = [0.75, 0.5, 0.25, 0.1];

/** The least change of one field, or else of two, under which regimes meet the belief. */
function remedyOf(belief: GrowthBelief): string {
  const longer = LASTS_TRIED.filter((months) => months > belief.lastsMonths).map((lastsMonths) => ({ lastsMonths }));
  const calmer = CALMER_TRIED.map((share) => ({
    volatilityPerMonth: Number((share * belief.volatilityPerMonth).toPrecision(2)),
  }));
  const both = calmer.map((change) => ({ ...change, lastsMonths: Math.max(...LASTS_TRIED) }));
  const change = [...longer, ...calmer, ...both].find((each) => {
    const found = regimesOfBelief({ ...belief, ...each });
    return found !== null && isNear(found.realisedMultiple, belief.realisedMultiple);
  });
  if (change === undefined) return 'state the quantiles that are realised, or give regimes';
  const told = Object.entries(change).map(([field, value]) => `${field}: ${value}`);
  return `${told.join(' with ')} would do; or state the quantiles that are realised`;
}

/** Quantiles within a hundredth of each other. */
function isNear(a: Quantiles, b: Quantiles): boolean {
  return ([a.p10 / b.p10, a.p50 / b.p50, a.p90 / b.p90] as const).every((ratio) => Math.abs(ratio - 1) < 0.01);
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

function listOf({ p10, p50, p90 }: Quantiles): string {
  return [p10, p50, p90].map((value) => `${figuresOf(value)}x`).join(', ');
}

function figuresOf(value: number): string {
  return String(Number(value.toPrecision(3)));
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
