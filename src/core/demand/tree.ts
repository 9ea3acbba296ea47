import type { TreeSettings } from '../domain/index.ts';
import { log } from '../numeric/index.ts';
import { Bug } from '../units/index.ts';
import type { DemandPaths } from './paths.ts';
import { meanDemandOver } from './quantiles.ts';
import { SUPPLY_REGIME_COUNT } from './supply-chain.ts';
import { noisePointsOf } from './tree-noise.ts';
import type { NoisePoint } from './tree-noise.ts';
import { meanAt, splitPaths } from './tree-split.ts';
import type { Leaf, SplitCondition, StageView } from './tree-split.ts';

/** What a decider may stand in at the start of a stage, of a tree or of a lattice. */
export interface DemandNode {
  /** position in `nodes` */
  readonly index: number;
  readonly stage: number;
  /** share of all paths */
  readonly probability: number;
  readonly startMonth: number;
  /** exclusive */
  readonly endMonth: number;
  /** the paths that the node holds, ascending */
  readonly pathIndices: Int32Array;
  /** how this node differs from its tree siblings, or in a lattice from all of its stage; all to hold at its start */
  readonly conditions: readonly SplitCondition[];
  /** demand inside the node, lowest first; probabilities are given the node and sum to 1 */
  readonly noise: readonly NoisePoint[];
  /** chance of each supply regime given the node, [month of stage × 3] */
  readonly supplyProbability: Float64Array;
}

/** What trees and lattices share: nodes that part the sampled paths at every stage. */
export interface DemandGraph {
  /** stage by stage */
  readonly nodes: readonly DemandNode[];
  readonly stageStartMonths: readonly number[];
  readonly horizonMonths: number;
  /** [path × stage] index of the node that holds the path */
  readonly nodeOfPath: Int32Array;
  readonly paths: DemandPaths;
}

export interface TreeNode extends DemandNode {
  /** −1 for the root */
  readonly parent: number;
}

export interface ScenarioTree extends DemandGraph {
  /** breadth-first: stage by stage, siblings together and ascending in the demand to come */
  readonly nodes: readonly TreeNode[];
}

export type GrowTreeSettings = StageSettings & Pick<TreeSettings, 'branches'>;

/** Months ahead over which demand should be told apart, and supply: about a build's and a lease's lead time. */
const DEMAND_AHEAD_MONTHS = 24;
const SUPPLY_AHEAD_MONTHS = 12;
/**
 * Weights of the explained variances. Demand in natural units draws splits into the upper tail, where shortage costs;
 * its log keeps the lower side apart; the supply regime sets prices and counts half of either.
 */
const TARGET_WEIGHTS = [1, 1, 0.5];

/**
 * Grows a scenario tree from sampled paths by what is seen at each stage's start: the demand multiple, the expected log
 * growth under the filtered belief, and the supply regime (see `splitPaths`).
 *
 * The splits should explain, of the months ahead of the stage's start and within the horizon: the mean demand multiple
 * over 24 months, its log, and the mean supply regime over 12 months. Those only rank the splits; a node's paths are
 * chosen by its start alone, so its numbers are means conditional on what a decider could know, and a path's hidden
 * regime is nowhere used. Node probability = share of paths. A parent that cannot be split has one child.
 *
 * What the tree grants too much: a noise point is one profile over its stage, so inside a stage the noise is known at once.
 * Policies trained on it are therefore priced again on fresh monthly paths.
 *
 * @throws Bug unless stages ascend from 0 within a horizon the paths cover, one branch count for each later stage
 */
export function growTree(paths: DemandPaths, settings: GrowTreeSettings): ScenarioTree {
  checkSettings(paths, settings);
  const { stageStartMonths, horizonMonths } = settings;
  const stageCount = stageStartMonths.length;
  const nodes: TreeNode[] = [];
  const nodeOfPath = new Int32Array(paths.pathCount * stageCount);
  let parents: readonly TreeNode[] = [];
  for (let stage = 0; stage < stageCount; stage += 1) {
    const nodeIn = nodeMaker(paths, settings, stage);
    const grown =
      stage === 0 ? [{ parent: -1, leaf: rootLeaf(paths) }] : childrenOf(paths, settings, { stage, parents });
    parents = grown.map(({ parent, leaf }, position) => ({ ...nodeIn(nodes.length + position, leaf), parent }));
    for (const node of parents) {
      nodes.push(node);
      for (const path of node.pathIndices) nodeOfPath[path * stageCount + stage] = node.index;
    }
  }
  return { nodes, stageStartMonths, horizonMonths, nodeOfPath, paths };
}

function checkSettings(paths: DemandPaths, settings: GrowTreeSettings): void {
  checkStages(paths, settings);
  const { stageStartMonths, branches } = settings;
  if (branches.length !== stageStartMonths.length - 1 || branches.some((count) => count < 1)) {
    throw new Bug(`${stageStartMonths.length} stages need one branch count fewer, each >= 1`);
  }
}

/** What nodes of a stage are made by: a tree's and a lattice's settings have it. */
export type StageSettings = Pick<TreeSettings, 'stageStartMonths' | 'noisePoints'> & {
  readonly horizonMonths: number;
};

/** @throws Bug unless stages ascend from 0 within a horizon the paths cover, and a node has a noise point */
export function checkStages(paths: DemandPaths, settings: StageSettings): void {
  const { stageStartMonths, horizonMonths, noisePoints } = settings;
  const isAscending = stageStartMonths.every((month, stage) =>
    stage === 0 ? month === 0 : month > stageStartMonths[stage - 1]!,
  );
  const isWithin = (stageStartMonths.at(-1) ?? horizonMonths) < horizonMonths && horizonMonths <= paths.monthCount;
  if (!isAscending || !isWithin) {
    throw new Bug(
      `stages must ascend from 0 and start before the horizon ${horizonMonths}: ${stageStartMonths.join(', ')}`,
    );
  }
  if (noisePoints < 1) throw new Bug(`a node needs a noise point, got noisePoints ${noisePoints}`);
}

interface GrownLeaf {
  readonly parent: number;
  readonly leaf: Leaf;
}

/** All paths, before anything is seen. */
export function rootLeaf(paths: DemandPaths): Leaf {
  return { pathIndices: Int32Array.from({ length: paths.pathCount }, (_, path) => path), conditions: [] };
}

/** The leaves of all parents at one stage, in the parents' order, each parent's ascending in the demand to come. */
function childrenOf(
  paths: DemandPaths,
  settings: GrowTreeSettings,
  { stage, parents }: { readonly stage: number; readonly parents: readonly TreeNode[] },
): readonly GrownLeaf[] {
  const view = stageView(paths, settings.stageStartMonths[stage]!, settings.horizonMonths);
  return parents.flatMap((parent) =>
    ascendingInDemandAhead(view, splitPaths(view, parent.pathIndices, settings.branches[stage - 1]!)).map((leaf) => ({
      parent: parent.index,
      leaf,
    })),
  );
}

/** The leaves from the least demand to come to the most; equals by their first path. */
export function ascendingInDemandAhead(view: StageView, leaves: readonly Leaf[]): readonly Leaf[] {
  return leaves
    .map((leaf) => ({ leaf, demand: meanAt(view.targets[0]!, leaf.pathIndices) }))
    .toSorted((a, b) => a.demand - b.demand || a.leaf.pathIndices[0]! - b.leaf.pathIndices[0]!)
    .map(({ leaf }) => leaf);
}

/** What is seen at a stage's start, and the demand and supply ahead of it that splits should explain. */
export function stageView(paths: DemandPaths, startMonth: number, horizonMonths: number): StageView {
  const { pathCount, monthCount } = paths;
  const atStart = (values: Float64Array | Uint8Array): Float64Array =>
    Float64Array.from({ length: pathCount }, (_, path) => values[path * monthCount + startMonth]!);
  const demandAhead = meanDemandOver(paths, startMonth, Math.min(startMonth + DEMAND_AHEAD_MONTHS, horizonMonths));
  const supplyEnd = Math.min(startMonth + SUPPLY_AHEAD_MONTHS, horizonMonths);
  const supplyAhead = Float64Array.from({ length: pathCount }, (_, path) => {
    let sum = 0;
    for (let month = startMonth; month < supplyEnd; month += 1) sum += paths.supplyRegime[path * monthCount + month]!;
    return sum / (supplyEnd - startMonth);
  });
  return {
    observables: [atStart(paths.multiple), atStart(paths.expectedLogGrowthPerYear), atStart(paths.supplyRegime)],
    targets: [demandAhead, demandAhead.map((multiple) => log(multiple)), supplyAhead],
    targetWeights: TARGET_WEIGHTS,
  };
}

/** Makes the nodes of one stage out of leaves: noise points and supply shares of the paths that each holds. */
export function nodeMaker(
  paths: DemandPaths,
  settings: StageSettings,
  stage: number,
): (index: number, leaf: Leaf) => DemandNode {
  const startMonth = settings.stageStartMonths[stage]!;
  const endMonth = settings.stageStartMonths[stage + 1] ?? settings.horizonMonths;
  const stageMean = meanDemandOver(paths, startMonth, endMonth);
  return (index, leaf) => ({
    index,
    stage,
    probability: leaf.pathIndices.length / paths.pathCount,
    startMonth,
    endMonth,
    pathIndices: leaf.pathIndices,
    conditions: leaf.conditions,
    noise: noisePointsOf(paths, leaf.pathIndices, {
      startMonth,
      endMonth,
      stageMean,
      pointCount: settings.noisePoints,
    }),
    supplyProbability: supplyShares(paths, leaf.pathIndices, { startMonth, endMonth }),
  });
}

function supplyShares(
  paths: DemandPaths,
  pathIndices: Int32Array,
  { startMonth, endMonth }: { readonly startMonth: number; readonly endMonth: number },
): Float64Array {
  const counts = new Float64Array((endMonth - startMonth) * SUPPLY_REGIME_COUNT);
  for (const path of pathIndices) {
    const row = path * paths.monthCount;
    for (let month = startMonth; month < endMonth; month += 1) {
      counts[(month - startMonth) * SUPPLY_REGIME_COUNT + paths.supplyRegime[row + month]!]! += 1;
    }
  }
  return counts.map((count) => count / pathIndices.length);
}
