import { mean } from '../numeric/index.ts';
import { deviationOf, momentsOfSample, momentsOfWeighted, varianceOf } from './lattice-moments.ts';
import type { LatticeMoments, Weighted } from './lattice-moments.ts';
import { routePaths } from './lattice-route.ts';
import type { DemandLattice } from './lattice.ts';
import type { DemandPaths } from './paths.ts';
import { meanDemandOver } from './quantiles.ts';
import { SUPPLY_REGIME_COUNT } from './supply-chain.ts';
import type { DemandNode } from './tree.ts';

/** One quantity in the lattice and in fresh paths. */
export interface Compared {
  readonly lattice: number;
  readonly fresh: number;
}

export interface LatticeStageError {
  readonly stage: number;
  readonly startMonth: number;
  /** exclusive */
  readonly endMonth: number;
  readonly nodeCount: number;
  readonly lattice: LatticeMoments;
  readonly fresh: LatticeMoments;
  /** standard error of the relative error of the mean, both samples counted */
  readonly meanRelativeStandardError: number;
  /** share of the stage's months in each supply regime, glut to tight */
  readonly supplyFractions: readonly Compared[];
  /** share of the variance of the supply regime (0, 1, 2) in the stage's first month that is between nodes; 1 is exact */
  readonly supplySeenFraction: number;
  /** correlation of the stage's demand with the next stage's; null where there is none */
  readonly correlationToNext: Compared | null;
  /** and with that of the third stage from here */
  readonly correlationToThird: Compared | null;
  /** variance between nodes and noise points over the variance of the lattice's own paths, in [0, 1] */
  readonly varianceKeptFraction: number;
  /** the part of it that is between nodes: known at the stage's start */
  readonly varianceBetweenNodesFraction: number;
  /** share of the fresh paths' variance that their nodes' means explain: below the line above by what is overfitted */
  readonly freshExplainedFraction: number;
  /** fewest paths behind a node's means and its row of transitions */
  readonly rowSupportMin: number;
}

/** Means over the stages, of the sizes of errors (a stage without uncertainty counts as none). */
export interface LatticeErrorMeans {
  /** of mean, standard deviation and quantiles: |lattice / fresh − 1| */
  readonly relativeError: LatticeMoments;
  /** of supply shares: largest |lattice − fresh| of the three */
  readonly supplyFraction: number;
  /** |lattice − fresh| */
  readonly correlationToNext: number;
  readonly correlationToThird: number;
  readonly supplySeenFraction: number;
  readonly varianceKeptFraction: number;
  readonly varianceBetweenNodesFraction: number;
  readonly freshExplainedFraction: number;
}

export interface LatticeErrorReport {
  readonly stages: readonly LatticeStageError[];
  readonly means: LatticeErrorMeans;
  /** least over the stages */
  readonly rowSupportMin: number;
}

/**
 * What condensing paths into a lattice did to demand, stage by stage, against paths that the lattice has not seen.
 *
 * Means and supply shares equal those of the lattice's own paths, so their errors are sampling error. Condensing shows in
 * the standard deviation, the quantiles (the least value that the share does not exceed) and the variance kept;
 * recombining shows in the correlations between stages.
 *
 * @param fresh another replication of the same plan, at least as long as the lattice's horizon; the lattice's own paths
 * leave the loss through condensing alone
 */
export function latticeError(lattice: DemandLattice, fresh: DemandPaths): LatticeErrorReport {
  const stageCount = lattice.stageStartMonths.length;
  const route = routePaths(lattice, fresh);
  const views = lattice.stageStartMonths.map((_, stage) => viewOf(lattice, fresh, stage));
  const stages = views.map((view, stage): LatticeStageError => ({
    ...stageErrorOf(view),
    stage,
    correlationToNext: correlationOf(lattice, views, { stage, steps: 1 }),
    correlationToThird: correlationOf(lattice, views, { stage, steps: 3 }),
    freshExplainedFraction: explainedFraction(view, (path) => route[path * stageCount + stage]!),
  }));
  return {
    stages,
    means: meansOf(stages),
    rowSupportMin: Math.min(...stages.map((stage) => stage.rowSupportMin)),
  };
}

/** One stage, in the lattice, in its own paths and in fresh ones. */
interface View {
  readonly nodes: readonly DemandNode[];
  readonly startMonth: number;
  readonly endMonth: number;
  /** mean demand over the stage by node and noise point, with unconditional probabilities */
  readonly points: readonly Weighted[];
  readonly nodeMeans: readonly Weighted[];
  readonly moments: LatticeMoments;
  /** mean demand over the stage, [path] */
  readonly own: Float64Array;
  readonly fresh: Float64Array;
  readonly freshMoments: LatticeMoments;
  readonly freshSupply: readonly number[];
}

function viewOf(lattice: DemandLattice, fresh: DemandPaths, stage: number): View {
  const startMonth = lattice.stageStartMonths[stage]!;
  const endMonth = lattice.stageStartMonths[stage + 1] ?? lattice.horizonMonths;
  const nodes = lattice.nodes.filter((node) => node.stage === stage);
  const points = nodes.flatMap((node) =>
    node.noise.map((point) => ({
      value: mean(point.multipleByMonth),
      probability: node.probability * point.probability,
    })),
  );
  const freshDemand = meanDemandOver(fresh, startMonth, endMonth);
  return {
    nodes,
    startMonth,
    endMonth,
    points,
    nodeMeans: nodes.map(({ noise, probability }) => ({
      value: noise.reduce((sum, point) => sum + point.probability * mean(point.multipleByMonth), 0),
      probability,
    })),
    moments: momentsOfWeighted(points),
    own: meanDemandOver(lattice.paths, startMonth, endMonth),
    fresh: freshDemand,
    freshMoments: momentsOfSample(freshDemand),
    freshSupply: supplyFractionsOf(fresh, startMonth, endMonth),
  };
}

type OwnError = Omit<
  LatticeStageError,
  'stage' | 'correlationToNext' | 'correlationToThird' | 'freshExplainedFraction'
>;

function stageErrorOf(view: View): OwnError {
  const { nodes, startMonth, endMonth, moments, own, freshMoments, fresh } = view;
  const ownDeviation = deviationOf(own);
  const standardError = Math.sqrt(
    (ownDeviation * ownDeviation) / own.length +
      (freshMoments.standardDeviation * freshMoments.standardDeviation) / fresh.length,
  );
  const shareOfOwn = (variance: number): number =>
    ownDeviation > 0 ? Math.min(1, variance / (ownDeviation * ownDeviation)) : 1;
  return {
    startMonth,
    endMonth,
    nodeCount: nodes.length,
    lattice: moments,
    fresh: freshMoments,
    meanRelativeStandardError: standardError / freshMoments.mean,
    supplyFractions: view.freshSupply.map((share, regime) => ({
      lattice: supplyFractionOf(nodes, regime),
      fresh: share,
    })),
    supplySeenFraction: supplySeenFractionOf(nodes),
    varianceKeptFraction: shareOfOwn(moments.standardDeviation * moments.standardDeviation),
    varianceBetweenNodesFraction: shareOfOwn(varianceOf(view.nodeMeans)),
    rowSupportMin: Math.min(...nodes.map((node) => node.pathIndices.length)),
  };
}

/** Demand of a stage and of `steps` stages on; in the lattice the noise of the first says nothing about the second. */
function correlationOf(
  lattice: DemandLattice,
  views: readonly View[],
  { stage, steps }: { readonly stage: number; readonly steps: number },
): Compared | null {
  const here = views[stage]!;
  const there = views[stage + steps];
  if (!there) return null;
  const later = expectedLater(lattice, there, steps);
  const covariance = here.nodes.reduce(
    (sum, node, position) => sum + node.probability * here.nodeMeans[position]!.value * later[node.index]!,
    -here.moments.mean * there.moments.mean,
  );
  const productOfFresh = here.fresh.map(
    (value, path) => (value - here.freshMoments.mean) * (there.fresh[path]! - there.freshMoments.mean),
  );
  const share = (numerator: number, denominator: number): number => (denominator > 0 ? numerator / denominator : 0);
  return {
    lattice: share(covariance, here.moments.standardDeviation * there.moments.standardDeviation),
    fresh: share(mean(productOfFresh), here.freshMoments.standardDeviation * there.freshMoments.standardDeviation),
  };
}

/** Expected demand of a later stage given a node `steps` stages before it, [node]; other nodes hold what was on the way. */
function expectedLater(lattice: DemandLattice, there: View, steps: number): Float64Array {
  let values = new Float64Array(lattice.nodes.length);
  there.nodes.forEach((node, position) => {
    values[node.index] = there.nodeMeans[position]!.value;
  });
  for (let step = 0; step < steps; step += 1) {
    const before = new Float64Array(lattice.nodes.length);
    for (const { from, to, probability } of lattice.arcs) before[from]! += probability * values[to]!;
    values = before;
  }
  return values;
}

/** 1 − Σ (demand − its node's mean)² / Σ (demand − mean)² over the fresh paths. */
function explainedFraction({ nodes, nodeMeans, fresh, freshMoments }: View, nodeOf: (path: number) => number): number {
  const first = nodes[0]!.index;
  let left = 0;
  let total = 0;
  fresh.forEach((value, path) => {
    const explained = nodeMeans[nodeOf(path) - first]!.value;
    left += (value - explained) * (value - explained);
    total += (value - freshMoments.mean) * (value - freshMoments.mean);
  });
  return freshMoments.standardDeviation > 0 ? 1 - left / total : 1;
}

function supplyFractionOf(nodes: readonly DemandNode[], regime: number): number {
  return nodes.reduce((sum, { supplyProbability, probability }) => {
    const ofMonths = supplyProbability.filter((_, index) => index % SUPPLY_REGIME_COUNT === regime);
    return sum + probability * mean(ofMonths);
  }, 0);
}

function supplySeenFractionOf(nodes: readonly DemandNode[]): number {
  const between = nodes.map(({ probability, supplyProbability }) => ({
    value: supplyProbability[1]! + 2 * supplyProbability[2]!,
    probability,
  }));
  const single = nodes.flatMap(({ probability, supplyProbability }) =>
    Array.from(supplyProbability.subarray(0, SUPPLY_REGIME_COUNT), (share, regime) => ({
      value: regime,
      probability: probability * share,
    })),
  );
  const total = varianceOf(single);
  return total > 0 ? varianceOf(between) / total : 1;
}

function supplyFractionsOf(paths: DemandPaths, startMonth: number, endMonth: number): readonly number[] {
  const counts = [0, 0, 0];
  for (let path = 0; path < paths.pathCount; path += 1) {
    for (let month = startMonth; month < endMonth; month += 1) {
      counts[paths.supplyRegime[path * paths.monthCount + month]!]! += 1;
    }
  }
  return counts.map((count) => count / (paths.pathCount * (endMonth - startMonth)));
}

function meansOf(stages: readonly LatticeStageError[]): LatticeErrorMeans {
  const over = (read: (stage: LatticeStageError) => number | null): number => {
    const values = stages.map(read).filter((value) => value !== null);
    return values.length > 0 ? mean(values) : 0;
  };
  const relative = (key: keyof LatticeMoments) => over(({ lattice, fresh }) => Math.abs(lattice[key] / fresh[key] - 1));
  const distance = (pair: Compared | null) => (pair === null ? null : Math.abs(pair.lattice - pair.fresh));
  return {
    relativeError: {
      mean: relative('mean'),
      standardDeviation: over(({ lattice, fresh }) =>
        fresh.standardDeviation > 0 ? Math.abs(lattice.standardDeviation / fresh.standardDeviation - 1) : 0,
      ),
      p10: relative('p10'),
      p50: relative('p50'),
      p90: relative('p90'),
      p99: relative('p99'),
    },
    supplyFraction: over(({ supplyFractions }) => Math.max(...supplyFractions.map((pair) => distance(pair)!))),
    correlationToNext: over((stage) => distance(stage.correlationToNext)),
    correlationToThird: over((stage) => distance(stage.correlationToThird)),
    supplySeenFraction: over((stage) => stage.supplySeenFraction),
    varianceKeptFraction: over((stage) => stage.varianceKeptFraction),
    varianceBetweenNodesFraction: over((stage) => stage.varianceBetweenNodesFraction),
    freshExplainedFraction: over((stage) => stage.freshExplainedFraction),
  };
}
