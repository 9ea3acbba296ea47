import type { HistoryFacts, Plan } from '../../domain/index.ts';
import { exp, mean, pow, quantileOfSorted } from '../../numeric/index.ts';
import { calendarMonthOf, MONTHS_PER_YEAR } from '../../units/index.ts';
import { demandChainsOf } from '../demand-chains.ts';
import { advanced } from '../growth-chain.ts';
import { latticeError, type LatticeErrorReport } from '../lattice-error.ts';
import { growLattice, type DemandLattice } from '../lattice.ts';
import { sampleMarketPaths } from '../market/market-paths.ts';
import { samplePaths, type DemandPaths } from '../paths.ts';
import { growingReferenceGpusOf, leadTimeGaps, type LeadTimeGap } from './lead-time-gaps.ts';
import { shortageCosts, type ShortageCost } from './shortage-cost.ts';

/** Quantiles over the sampled paths in one month. */
export interface MonthQuantiles {
  readonly p5: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly mean: number;
}

/** A growth regime, and how likely it is month by month. */
export interface RegimeView {
  readonly id: string;
  /** annualised */
  readonly multiplePerYear: number;
  readonly meanMonths: number;
  /** share of months in the long run */
  readonly longRunFraction: number;
  /** chance of the hidden regime, exact, [month] */
  readonly fractionByMonth: readonly number[];
}

/** Growth from now over some months. */
export interface GrowthAhead {
  readonly months: number;
  /** what demand will have multiplied by */
  readonly realised: MonthQuantiles;
  /** the median as a rate held for a year */
  readonly annualisedP50: number;
}

/** A decider's state of knowledge in the lattice. */
export interface LatticeNodeView {
  readonly stage: number;
  readonly startMonth: number;
  /** exclusive */
  readonly endMonth: number;
  readonly probability: number;
  /** mean busy reference GPUs of the growing workloads over the stage */
  readonly meanReferenceGpus: number;
}

export interface WorkloadLoadView {
  readonly id: string;
  /** share of time, load over the mean, and the load now in reference GPUs; busiest first */
  readonly blocks: readonly {
    readonly timeFraction: number;
    readonly ofMean: number;
    readonly referenceGpus: number;
  }[];
}

/** Everything that a plan says of demand, as numbers to print and to draw. Months are 0 .. horizon. */
export interface DemandView {
  readonly name: string;
  readonly seed: number;
  readonly pathCount: number;
  /** "YYYY-MM", [month] */
  readonly months: readonly string[];
  /** busy now, of the workloads that grow */
  readonly growingReferenceGpus: number;
  /** busy reference GPUs of those workloads, [month] */
  readonly fan: readonly MonthQuantiles[];
  readonly ahead: readonly GrowthAhead[];
  readonly growthOf: 'gpuDemand' | 'usage';
  /** the usage table that growth was fitted to; null where growth is stated */
  readonly history: HistoryFacts | null;
  readonly regimes: readonly RegimeView[];
  /** annualised multiple that the belief expects (a geometric mean over regimes), over the paths, [month] */
  readonly belief: readonly MonthQuantiles[];
  /** share of paths in glut, normal and tight, [month] */
  readonly supply: readonly (readonly [number, number, number])[];
  readonly gaps: readonly LeadTimeGap[];
  readonly load: readonly WorkloadLoadView[];
  /** on-demand price and what is on offer; null where the plan has no on-demand market */
  readonly onDemand: {
    readonly accelerator: string;
    readonly priceUsdPerGpuHour: readonly MonthQuantiles[];
    readonly availableGpus: readonly MonthQuantiles[];
  } | null;
  /** what an unserved hour costs, of workloads that shortage loses customers of */
  readonly shortage: readonly ShortageCost[];
  readonly lattice: { readonly nodes: readonly LatticeNodeView[]; readonly error: LatticeErrorReport };
}

/** Months ahead at which growth is told; later ones are left out where the horizon ends before. */
const AHEAD_MONTHS = [3, 6, 12, 24, 36, 48] as const;
/** Replications that the planner's own lattices do not use. */
const VIEW_REPLICATION = 0;
const FRESH_REPLICATION = 1_000_003;

/**
 * What a plan says of demand: sampled fan, regimes, belief, market, lead-time gaps, load and the first of the planner's
 * lattices against fresh paths. The paths are those of that lattice, so the planner sees the same future.
 */
export function demandView(plan: Plan, history: HistoryFacts | null = null): DemandView {
  const pathCount = plan.lattice.paths;
  const paths = samplePaths(plan, { pathCount, replication: VIEW_REPLICATION });
  const growingReferenceGpus = growingReferenceGpusOf(plan);
  const multiples = byMonth(paths, paths.multiple);
  return {
    name: plan.name,
    seed: plan.seed,
    pathCount,
    months: Array.from({ length: paths.monthCount }, (_, month) => calendarMonthOf(month, plan.startMonth)),
    growingReferenceGpus,
    fan: multiples.map((quantiles) => scaled(quantiles, growingReferenceGpus)),
    ahead: AHEAD_MONTHS.filter((months) => months < paths.monthCount).map((months) => ({
      months,
      realised: multiples[months]!,
      annualisedP50: pow(multiples[months]!.p50, MONTHS_PER_YEAR / months),
    })),
    growthOf: plan.growth.of,
    history,
    regimes: regimesOf(plan, paths.monthCount),
    belief: byMonth(
      paths,
      paths.expectedLogGrowthPerYear.map((value) => exp(value)),
    ),
    supply: supplyOf(paths),
    gaps: leadTimeGaps(plan, { paths, growingReferenceGpus }),
    load: loadOf(plan),
    onDemand: onDemandOf(plan, paths),
    shortage: shortageCosts(
      plan,
      multiples.map((quantiles) => quantiles.mean),
    ),
    lattice: latticeOf(plan, paths, growingReferenceGpus),
  };
}

/** The regimes with their exact chances by month. */
function regimesOf(plan: Plan, monthCount: number): RegimeView[] {
  const { growth } = demandChainsOf(plan);
  let shares = growth.startProbability;
  const fractions = Array.from({ length: monthCount }, (_, month) => {
    if (month > 0) shares = advanced(shares, growth.transition);
    return shares;
  });
  return plan.growth.regimes.map(({ id, multiplePerYear, meanMonths }, index) => ({
    id,
    multiplePerYear,
    meanMonths,
    longRunFraction: growth.stationary[index]!,
    fractionByMonth: fractions.map((fraction) => fraction[index]!),
  }));
}

/** Quantiles over the paths by month of a [path × month] array. */
function byMonth({ pathCount, monthCount }: DemandPaths, values: Float64Array): MonthQuantiles[] {
  return Array.from({ length: monthCount }, (_, month) => {
    const column = Float64Array.from({ length: pathCount }, (_unused, path) => values[path * monthCount + month]!);
    const sorted = column.toSorted();
    const at = (share: number): number => quantileOfSorted(sorted, share);
    return { p5: at(0.05), p10: at(0.1), p50: at(0.5), p90: at(0.9), p95: at(0.95), mean: mean(column) };
  });
}

function scaled({ p5, p10, p50, p90, p95, mean: average }: MonthQuantiles, by: number): MonthQuantiles {
  return { p5: p5 * by, p10: p10 * by, p50: p50 * by, p90: p90 * by, p95: p95 * by, mean: average * by };
}

function supplyOf({ pathCount, monthCount, supplyRegime }: DemandPaths): [number, number, number][] {
  return Array.from({ length: monthCount }, (_, month) => {
    const counts: [number, number, number] = [0, 0, 0];
    for (let path = 0; path < pathCount; path += 1) counts[supplyRegime[path * monthCount + month]!]! += 1 / pathCount;
    return counts;
  });
}

function loadOf(plan: Plan): WorkloadLoadView[] {
  return plan.workloads.flatMap(({ id, busyReferenceGpus }, workload) =>
    busyReferenceGpus === 0
      ? []
      : [
          {
            id,
            blocks: plan.loadBlocks
              .map(({ timeFraction, ofMean }) => ({
                timeFraction,
                ofMean: ofMean[workload]!,
                referenceGpus: ofMean[workload]! * busyReferenceGpus,
              }))
              .toSorted((a, b) => b.ofMean - a.ofMean),
          },
        ],
  );
}

function onDemandOf(plan: Plan, paths: DemandPaths): DemandView['onDemand'] {
  const { onDemand } = plan.market;
  const sampled = sampleMarketPaths(plan, paths, { replication: VIEW_REPLICATION }).onDemand;
  if (onDemand === null || sampled === null) return null;
  return {
    accelerator: plan.accelerators[onDemand.acceleratorIndex]!.id,
    priceUsdPerGpuHour: byMonth(paths, sampled.priceUsdPerGpuHour),
    availableGpus: byMonth(paths, sampled.availableGpus),
  };
}

function latticeOf(plan: Plan, paths: DemandPaths, growingReferenceGpus: number): DemandView['lattice'] {
  const lattice = growLattice(paths, {
    stageStartMonths: plan.tree.stageStartMonths,
    horizonMonths: plan.horizonMonths,
    noisePoints: plan.tree.noisePoints,
    nodesPerStageMax: plan.lattice.nodesPerStage,
  });
  const fresh = samplePaths(plan, { pathCount: plan.lattice.paths, replication: FRESH_REPLICATION });
  return { nodes: nodesOf(lattice, growingReferenceGpus), error: latticeError(lattice, fresh) };
}

function nodesOf(lattice: DemandLattice, growingReferenceGpus: number): LatticeNodeView[] {
  return lattice.nodes.map(({ stage, startMonth, endMonth, probability, noise }) => ({
    stage,
    startMonth,
    endMonth,
    probability,
    meanReferenceGpus:
      growingReferenceGpus * noise.reduce((sum, point) => sum + point.probability * mean(point.multipleByMonth), 0),
  }));
}
