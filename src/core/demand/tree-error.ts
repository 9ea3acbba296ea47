import { mean, quantileOfSorted, standardDeviation } from '../numeric/index.ts';
import type { DemandPaths } from './paths.ts';
import { meanDemandOver } from './quantiles.ts';
import type { ScenarioTree } from './tree.ts';

/** Of the demand multiple, meaned over a stage's months. */
export interface StageMoments {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

export interface StageError {
  readonly stage: number;
  readonly startMonth: number;
  /** exclusive */
  readonly endMonth: number;
  readonly tree: StageMoments;
  readonly fresh: StageMoments;
  /** (tree mean − fresh mean) / fresh mean */
  readonly meanRelativeError: number;
  /** standard error of that, both samples counted: zero is expected within two or three of these */
  readonly meanRelativeStandardError: number;
  /** variance between the tree's nodes and noise points, over the variance of the tree's own paths, in [0, 1] */
  readonly varianceKeptFraction: number;
}

export interface TreeErrorReport {
  readonly stages: readonly StageError[];
  /** the stage error of the mean that is largest in size, with its sign and its own standard error */
  readonly largestMeanRelativeError: number;
  readonly largestMeanRelativeStandardError: number;
  /** least over the stages */
  readonly varianceKeptFraction: number;
}

/**
 * What condensing paths into a tree did to demand, stage by stage, against paths that the tree has not seen.
 *
 * The tree's mean equals its own sample's, so the error of the mean is sampling error; the loss through condensing
 * shows in the standard deviation, the quantiles and the variance kept.
 *
 * @param fresh another replication of the same plan, at least as long as the tree's horizon
 */
export function treeError(tree: ScenarioTree, fresh: DemandPaths): TreeErrorReport {
  const stages = tree.stageStartMonths.map((_, stage) => stageErrorOf(tree, fresh, stage));
  const worst = stages.reduce((a, b) => (Math.abs(b.meanRelativeError) > Math.abs(a.meanRelativeError) ? b : a));
  return {
    stages,
    largestMeanRelativeError: worst.meanRelativeError,
    largestMeanRelativeStandardError: worst.meanRelativeStandardError,
    varianceKeptFraction: Math.min(...stages.map((stage) => stage.varianceKeptFraction)),
  };
}

function stageErrorOf(tree: ScenarioTree, fresh: DemandPaths, stage: number): StageError {
  const startMonth = tree.stageStartMonths[stage]!;
  const endMonth = tree.stageStartMonths[stage + 1] ?? tree.horizonMonths;
  const own = meanDemandOver(tree.paths, startMonth, endMonth);
  const unseen = meanDemandOver(fresh, startMonth, endMonth);
  const ofTree = momentsOfWeighted(demandOfStage(tree, stage));
  const ofFresh = momentsOfSample(unseen);
  const ownDeviation = deviationOf(own);
  const standardError = Math.sqrt(
    (ownDeviation * ownDeviation) / own.length +
      (ofFresh.standardDeviation * ofFresh.standardDeviation) / unseen.length,
  );
  const kept = (ofTree.standardDeviation * ofTree.standardDeviation) / (ownDeviation * ownDeviation);
  return {
    stage,
    startMonth,
    endMonth,
    tree: ofTree,
    fresh: ofFresh,
    meanRelativeError: ofTree.mean / ofFresh.mean - 1,
    meanRelativeStandardError: standardError / ofFresh.mean,
    varianceKeptFraction: ownDeviation > 0 ? Math.min(1, kept) : 1,
  };
}

interface WeightedValue {
  readonly value: number;
  readonly probability: number;
}

/** Every noise point of the stage's nodes: its mean over the stage and its unconditional probability. */
function demandOfStage(tree: ScenarioTree, stage: number): readonly WeightedValue[] {
  return tree.nodes
    .filter((node) => node.stage === stage)
    .flatMap((node) =>
      node.noise.map((point) => ({
        value: mean(point.multipleByMonth),
        probability: node.probability * point.probability,
      })),
    );
}

function momentsOfWeighted(values: readonly WeightedValue[]): StageMoments {
  const ascending = values.toSorted((a, b) => a.value - b.value);
  const average = ascending.reduce((sum, { value, probability }) => sum + probability * value, 0);
  const variance = ascending.reduce(
    (sum, { value, probability }) => sum + probability * (value - average) * (value - average),
    0,
  );
  /** the smallest value that the share does not exceed */
  const quantile = (share: number): number => {
    let cumulative = 0;
    for (const { value, probability } of ascending) {
      cumulative += probability;
      if (cumulative >= share) return value;
    }
    return ascending.at(-1)!.value;
  };
  return {
    mean: average,
    standardDeviation: Math.sqrt(variance),
    p5: quantile(0.05),
    p50: quantile(0.5),
    p95: quantile(0.95),
  };
}

function momentsOfSample(values: Float64Array): StageMoments {
  const sorted = values.toSorted();
  return {
    mean: mean(values),
    standardDeviation: deviationOf(values),
    p5: quantileOfSorted(sorted, 0.05),
    p50: quantileOfSorted(sorted, 0.5),
    p95: quantileOfSorted(sorted, 0.95),
  };
}

/** Sample standard deviation; 0 for a single path, where none can be told. */
function deviationOf(values: Float64Array): number {
  return values.length < 2 ? 0 : standardDeviation(values);
}
