import { HOURS_PER_MONTH, HOURS_PER_YEAR } from '../units/index.ts';
import { regimesOfBelief } from './belief-regimes.ts';
import type { WorkloadInput } from './checkable-plan.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { listText, monthIndexIn, quantilesOf } from './normalise-context.ts';
import type { Churn, Growth, LoadBlock, Tier, Workload } from './plan.ts';
import type { ChurnInput, CustomerWorkloadInput, ResearchWorkloadInput } from './schema-demand.ts';
import { annualisedOf, meanOfQuantiles, statedBelief, statedLevel } from './stated-growth.ts';
import type { Quantiles } from './term-sheet.ts';

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
  const busyReferenceGpus = workload.busyReferenceGpus ?? levelOf(workload, { context, path });
  // Growth multiplies: who asks for nothing now never does, and has nobody to lose.
  const hasDemand = busyReferenceGpus > 0;
  if (!hasDemand) warnOfNothing(context, workload.id, path);
  const churn =
    !hasDemand || workload.churn === 'none' ? null : churnOf(workload.churn, { context, path, id: workload.id });
  const { drivers } = workload;
  const tokens = drivers ? { tokensPerReferenceGpuSecond: quantilesOf(drivers.tokensPerReferenceGpuSecond).p50 } : {};
  return { id: workload.id, busyReferenceGpus, tiers, ...tokens, valueDeclinePerYear, churn, isCash: true };
}

function warnOfNothing({ issues }: NormaliseContext, id: string, path: string): void {
  const what = `"${id}" asks for nothing now, and growth multiplies that: it never will`;
  issues.warn({
    code: 'no-demand',
    path: `${path}.busyReferenceGpus`,
    what,
    fix: 'give what it will start with, or delete it',
  });
}

function levelOf({ id, drivers }: CustomerWorkloadInput, at: { context: NormaliseContext; path: string }): number {
  const { busyReferenceGpus, ofMedian } = statedLevel(drivers!);
  const spread = ofMedian.p10 === ofMedian.p90 ? '' : `, p10 to p90 ${listText(rangeOf(ofMedian))} of that`;
  at.context.issues.assume({
    code: 'level-from-drivers',
    path: `${at.path}.drivers`,
    what: `"${id}" keeps ${figuresOf(busyReferenceGpus)} reference GPUs busy now, by its drivers' medians${spread}`,
    fix: 'give busyReferenceGpus where it is measured',
  });
  return busyReferenceGpus;
}

function rangeOf({ p10, p90 }: Quantiles): string[] {
  return [p10, p90].map((value) => `${figuresOf(value)}x`);
}

function figuresOf(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Spread of today's level over its median: of the largest workload that has drivers; null where none is uncertain. */
export function levelSpreadOf(workloads: readonly (WorkloadInput | undefined)[]): Quantiles | null {
  const levels = workloads
    .flatMap((workload) => (workload && isCustomers(workload) && workload.drivers ? [workload.drivers] : []))
    .map((drivers) => statedLevel(drivers))
    .toSorted((a, b) => b.busyReferenceGpus - a.busyReferenceGpus);
  const [largest] = levels;
  return largest === undefined || largest.ofMedian.p10 === largest.ofMedian.p90 ? null : largest.ofMedian;
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
    return {
      id,
      demandFraction: null,
      fixedReferenceGpus,
      valueUsdPerReferenceGpuHour,
      isProtected: id === 'floor' || id === 'training',
    };
  };
  const optional = (workload.optional ?? []).map((tier, index) =>
    fixedTier(`optional-${index + 1}`, tier.referenceGpus, tier.valueUsdPerReferenceGpuHour),
  );
  const training = trainingReferenceGpus(workload, { context, path });
  const runs = (workload.runs ?? []).map((run): Tier => {
    const hours = meanOfQuantiles(quantilesOf(run.referenceGpuHours));
    const fromMonth = monthIndexIn(context, run.startMonth);
    const isDeferrable = run.deferrable ?? false;
    return {
      id: run.id,
      demandFraction: null,
      fixedReferenceGpus: hours / (run.months * HOURS_PER_MONTH),
      valueUsdPerReferenceGpuHour: run.valueUsdPerReferenceGpuHour ?? floorValue,
      isProtected: !isDeferrable,
      run: { fromMonth, toMonth: fromMonth + run.months, isDeferrable },
    };
  });
  const tiers = [
    fixedTier('floor', workload.floorReferenceGpus, floorValue),
    ...(training > 0 ? [fixedTier('training', training, floorValue)] : []),
    ...runs,
    ...optional,
  ];
  return { id: workload.id, busyReferenceGpus: 0, tiers, valueDeclinePerYear, churn: null, isCash: false };
}

/** Mean reference GPUs of the training runs: runs a year x hours of one / 8,760. */
function trainingReferenceGpus(
  { id, training }: ResearchWorkloadInput,
  at: { context: NormaliseContext; path: string },
): number {
  if (training === undefined) return 0;
  const hours = meanOfQuantiles(quantilesOf(training.runsPerYear));
  const referenceGpus = (hours * meanOfQuantiles(quantilesOf(training.referenceGpuHoursPerRun))) / HOURS_PER_YEAR;
  at.context.issues.assume({
    code: 'training-spread',
    path: `${at.path}.training`,
    what: `training of "${id}" takes ${figuresOf(referenceGpus)} reference GPUs all year, its mean: these runs have no dates`,
    fix: 'give runs with startMonth, months and referenceGpuHours where dates are known',
  });
  return referenceGpus;
}

/** The highest value of an hour that the plan states. */
function highestValue(context: NormaliseContext): number {
  return Math.max(0, ...context.input.demand.workloads.flatMap(statedValues));
}

/** Every value of an hour that a workload states. */
export function statedValues(workload: WorkloadInput): number[] {
  if (isCustomers(workload)) return workload.tiers.map((tier) => tier.valueUsdPerReferenceGpuHour);
  const floor = workload.floorValueUsdPerReferenceGpuHour;
  const optional = [...(workload.optional ?? []), ...(workload.runs ?? [])].flatMap(
    (tier) => tier.valueUsdPerReferenceGpuHour ?? [],
  );
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
  const of = growth.of ?? (growth.drivers ? 'usage' : PLAN_DEFAULTS.growthOf);
  if (of === 'usage' && growth.efficiencyCorrelation === undefined) {
    const what = 'efficiency gains do not depend on usage growth';
    const fix = 'give efficiencyCorrelation';
    context.issues.assume({ code: 'default-efficiency-correlation', path: 'demand.growth', what, fix });
  }
  return {
    of,
    ...regimesAndJumps(context),
    volatilityPerMonth: growth.volatilityPerMonth,
    saturation: saturation === undefined || saturation === 'none' ? null : { ...saturation },
    efficiencyMultiplePerYear: quantilesOf(growth.efficiencyMultiplePerYear ?? 1),
    efficiencyCorrelation: growth.efficiencyCorrelation ?? PLAN_DEFAULTS.efficiencyCorrelation,
  };
}

/** Regimes as stated, or those that say what the beliefs or the drivers say. */
function regimesAndJumps({ input, issues }: NormaliseContext): Pick<Growth, 'regimes' | 'jumps'> {
  const { growth, workloads } = input.demand;
  const { regimes } = growth;
  if (regimes) {
    const jumps = regimes.map((from) => regimes.map((to) => growth.jumps?.[from.id]?.[to.id] ?? 0));
    return { regimes: regimes.map((regime) => ({ ...regime })), jumps };
  }
  const belief = statedBelief(growth, levelSpreadOf(workloads))!;
  const found = regimesOfBelief(belief)!;
  const { overMonths } = belief;
  const realised = found.realisedMultiple;
  const rows = found.regimes.map(({ id, multiplePerYear, meanMonths, startProbability }) => {
    const start = startProbability > 0 ? `, chance ${startProbability}` : '';
    return `${id} ${figuresOf(multiplePerYear)}x a year for ${meanMonths} months${start}`;
  });
  const told = (values: Quantiles): string =>
    listText([values.p10, values.p50, values.p90].map((v) => `${figuresOf(v)}x`));
  issues.assume({
    code: 'growth-from-belief',
    path: `demand.growth.${growth.beliefs ? 'beliefs' : 'drivers'}`,
    what:
      `growth regimes ${rows.join('; ')}: over ${overMonths} months p10, p50, p90 realised ${told(realised)}, ` +
      `annualised ${told(annualisedOf(realised, overMonths))}`,
    fix: 'give regimes and jumps to state them yourself',
  });
  return { regimes: found.regimes, jumps: found.jumps };
}
