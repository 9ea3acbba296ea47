import type { WorkloadInput } from './checkable-plan.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { listText, quantilesOf } from './normalise-context.ts';
import type { Churn, Growth, LoadBlock, Tier, Workload } from './plan.ts';
import type { ChurnInput, CustomerWorkloadInput, ResearchWorkloadInput } from './schema-demand.ts';

/** Whether the workload is customers' demand, which has shares, growth and cash; otherwise it is research. */
export const isCustomers = (workload: WorkloadInput): workload is CustomerWorkloadInput => 'tiers' in workload;

export function normaliseWorkloads(context: NormaliseContext): Workload[] {
  return context.input.demand.workloads.map((workload, index) => {
    const path = `demand.workloads[${index}]`;
    const valueDeclinePerYear = workload.valueDeclinePerYear ?? PLAN_DEFAULTS.valueDeclinePerYear;
    if (workload.valueDeclinePerYear === undefined) assumeFlatValue(context, workload.id, path);
    return isCustomers(workload)
      ? customers(workload, { context, path, valueDeclinePerYear })
      : research(workload, { context, path, valueDeclinePerYear });
  });
}

interface Place {
  readonly context: NormaliseContext;
  readonly path: string;
  readonly valueDeclinePerYear: number;
}

function assumeFlatValue(context: NormaliseContext, id: string, path: string): void {
  const what = `the value of an hour of "${id}" does not fall with time`;
  context.issues.assume({ code: 'default-value-decline', path, what, fix: 'give valueDeclinePerYear if prices fall' });
}

function customers(workload: CustomerWorkloadInput, { context, path, valueDeclinePerYear }: Place): Workload {
  const tiers = workload.tiers.map((tier): Tier => ({
    id: tier.id,
    demandFraction: tier.demandFraction,
    fixedReferenceGpus: null,
    valueUsdPerReferenceGpuHour: tier.valueUsdPerReferenceGpuHour,
    isProtected: tier.protected ?? false,
  }));
  const churn = workload.churn === 'none' ? null : churnOf(workload.churn, { context, path, id: workload.id });
  const { id, busyReferenceGpus } = workload;
  return { id, busyReferenceGpus, tiers, valueDeclinePerYear, churn, isCash: true };
}

function churnOf(given: ChurnInput | undefined, at: { context: NormaliseContext; path: string; id: string }): Churn {
  const defaults = PLAN_DEFAULTS.churn;
  const churn = {
    recoveryPerMonth: given?.recoveryPerMonth ?? defaults.recoveryPerMonth,
    depthFractions: given?.depthFractions ?? [...defaults.depthFractions],
    lossPerMonth: given?.lossPerMonth ?? [...defaults.lossPerMonth],
  };
  const isComplete = given?.recoveryPerMonth !== undefined && given.depthFractions && given.lossPerMonth;
  if (!isComplete) {
    const bands = `${listText(churn.lossPerMonth)} a month in the depth bands up to ${listText(churn.depthFractions)} and beyond`;
    at.context.issues.assume({
      code: 'default-churn',
      path: given ? `${at.path}.churn` : at.path,
      what: `shortage loses customers of "${at.id}" at ${bands}; ${churn.recoveryPerMonth} of the loss is left a month later`,
      fix: 'give churn with recoveryPerMonth, depthFractions and lossPerMonth, or churn: none',
    });
  }
  return churn;
}

function research(workload: ResearchWorkloadInput, { context, path, valueDeclinePerYear }: Place): Workload {
  const floorValue = workload.floorValueUsdPerReferenceGpuHour ?? highestValue(context);
  if (workload.floorValueUsdPerReferenceGpuHour === undefined) {
    context.issues.assume({
      code: 'default-floor-value',
      path,
      what: `the floor of "${workload.id}" is worth ${floorValue} USD per reference-GPU hour, the plan's highest value`,
      fix: 'give floorValueUsdPerReferenceGpuHour',
    });
  }
  const fixedTier = (id: string, fixedReferenceGpus: number, valueUsdPerReferenceGpuHour: number): Tier => {
    return { id, demandFraction: null, fixedReferenceGpus, valueUsdPerReferenceGpuHour, isProtected: id === 'floor' };
  };
  const optional = (workload.optional ?? []).map((tier, index) =>
    fixedTier(`optional-${index + 1}`, tier.referenceGpus, tier.valueUsdPerReferenceGpuHour),
  );
  const tiers = [fixedTier('floor', workload.floorReferenceGpus, floorValue), ...optional];
  return { id: workload.id, busyReferenceGpus: 0, tiers, valueDeclinePerYear, churn: null, isCash: false };
}

/** The highest value of an hour that the plan states. */
function highestValue(context: NormaliseContext): number {
  return Math.max(0, ...context.input.demand.workloads.flatMap(statedValues));
}

/** Every value of an hour that a workload states. */
export function statedValues(workload: WorkloadInput): number[] {
  if (isCustomers(workload)) return workload.tiers.map((tier) => tier.valueUsdPerReferenceGpuHour);
  const floor = workload.floorValueUsdPerReferenceGpuHour;
  const optional = (workload.optional ?? []).map((tier) => tier.valueUsdPerReferenceGpuHour);
  return floor === undefined ? optional : [floor, ...optional];
}

/** Load blocks over all workloads; a workload without blocks runs level. */
export function normaliseLoadBlocks(context: NormaliseContext): LoadBlock[] {
  const { workloads } = context.input.demand;
  const blocksOf = (workload: WorkloadInput) => (isCustomers(workload) ? workload.loadBlocks : undefined);
  for (const [index, workload] of workloads.entries()) {
    if (isCustomers(workload) && !workload.loadBlocks) {
      const what = `the load of "${workload.id}" is the same at every hour`;
      const fix = 'give loadBlocks, from the shape of a usual week';
      context.issues.assume({ code: 'default-load-blocks', path: `demand.workloads[${index}]`, what, fix });
    }
  }
  const first = workloads.map(blocksOf).find((blocks) => blocks !== undefined) ?? [{ timeFraction: 1, ofMean: 1 }];
  return first.map(({ timeFraction }, block) => ({
    timeFraction,
    ofMean: workloads.map((workload) => blocksOf(workload)?.[block]?.ofMean ?? 1),
  }));
}

export function normaliseGrowth(context: NormaliseContext): Growth {
  const growth = context.input.demand.growth;
  const saturation = growth.saturationBusyReferenceGpus;
  if (saturation === undefined) {
    const what = 'growth never saturates';
    const fix = 'give saturationBusyReferenceGpus: {median, sigma}, or none';
    context.issues.assume({ code: 'default-saturation', path: 'demand.growth', what, fix });
  }
  const of = growth.of ?? PLAN_DEFAULTS.growthOf;
  if (of === 'usage' && growth.efficiencyCorrelation === undefined) {
    const what = 'efficiency gains do not depend on usage growth';
    const fix = 'give efficiencyCorrelation';
    context.issues.assume({ code: 'default-efficiency-correlation', path: 'demand.growth', what, fix });
  }
  return {
    of,
    regimes: growth.regimes.map((regime) => ({ ...regime })),
    jumps: growth.regimes.map((from) => growth.regimes.map((to) => growth.jumps?.[from.id]?.[to.id] ?? 0)),
    volatilityPerMonth: growth.volatilityPerMonth,
    saturation: saturation === undefined || saturation === 'none' ? null : { ...saturation },
    efficiencyMultiplePerYear: quantilesOf(growth.efficiencyMultiplePerYear ?? 1),
    efficiencyCorrelation: growth.efficiencyCorrelation ?? PLAN_DEFAULTS.efficiencyCorrelation,
  };
}
