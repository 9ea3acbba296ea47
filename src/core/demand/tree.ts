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

export interface TreeNode {
  /** position in `nodes` */
  readonly index: number;
  /** −1 for the root */
  readonly parent: number;
  readonly stage: number;
  /** share of all paths */
  readonly probability: number;
  readonly startMonth: number;
  /** exclusive */
  readonly endMonth: number;
  /** the paths that the node holds, ascending */
  readonly pathIndices: Int32Array;
  /** how this node differs from its siblings, all to hold at its start; empty for an only child */
  readonly conditions: readonly SplitCondition[];
  /** demand inside the node, lowest first; probabilities are given the node and sum to 1 */
  readonly noise: readonly NoisePoint[];
  /** chance of each supply regime given the node, [month of stage × 3] */
  readonly supplyProbability: Float64Array;
}

export interface ScenarioTree {
  /** breadth-first: stage by stage, siblings together and ascending in the demand to come */
  readonly nodes: readonly TreeNode[];
  readonly stageStartMonths: readonly number[];
  readonly horizonMonths: number;
  /** [path × stage] index of the node that holds the path */
  readonly nodeOfPath: Int32Array;
  readonly paths: DemandPaths;
}

export type GrowTreeSettings = Pick<TreeSettings, 'stageStartMonths' | 'branches' | 'noisePoints'> & {
  readonly horizonMonths: number;
};

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
    parents = grown.map(({ parent, leaf }, position) => nodeIn({ index: nodes.length + position, parent, leaf }));
    for (const node of parents) {
      nodes.push(node);
      for (const path of node.pathIndices) nodeOfPath[path * stageCount + stage] = node.index;
    }
  }
  return { nodes, stageStartMonths, horizonMonths, nodeOfPath, paths };
}

function checkSettings(paths: DemandPaths, settings: GrowTreeSettings): void {
  const { stageStartMonths, branches, horizonMonths, noisePoints } = settings;
  const isAscending = stageStartMonths.every((month, stage) =>
    stage === 0 ? month === 0 : month > stageStartMonths[stage - 1]!,
  );
  const isWithin = (stageStartMonths.at(-1) ?? horizonMonths) < horizonMonths && horizonMonths <= paths.monthCount;
  if (!isAscending || !isWithin) {
    throw new Bug(
      `stages must ascend from 0 and start before the horizon ${horizonMonths}: ${stageStartMonths.join(', ')}`,
    );
  }
  if (branches.length !== stageStartMonths.length - 1 || branches.some((count) => count < 1) || noisePoints < 1) {
    throw new Bug(`${stageStartMonths.length} stages need one branch count fewer, each >= 1, and a noise point`);
  }
}

interface GrownLeaf {
  readonly parent: number;
  readonly leaf: Leaf;
}

function rootLeaf(paths: DemandPaths): Leaf {
  return { pathIndices: Int32Array.from({ length: paths.pathCount }, (_, path) => path), conditions: [] };
}

/** The leaves of all parents at one stage, in the parents' order, each parent's ascending in the demand to come. */
function childrenOf(
  paths: DemandPaths,
  settings: GrowTreeSettings,
  { stage, parents }: { readonly stage: number; readonly parents: readonly TreeNode[] },
): readonly GrownLeaf[] {
  const view = stageView(paths, settings.stageStartMonths[stage]!, settings.horizonMonths);
  const demandAhead = view.targets[0]!;
  return parents.flatMap((parent) =>
    splitPaths(view, parent.pathIndices, settings.branches[stage - 1]!)
      .map((leaf) => ({ parent: parent.index, leaf, demand: meanAt(demandAhead, leaf.pathIndices) }))
      .toSorted((a, b) => a.demand - b.demand || a.leaf.pathIndices[0]! - b.leaf.pathIndices[0]!),
  );
}

function stageView(paths: DemandPaths, startMonth: number, horizonMonths: number): StageView {
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

type NodeSeed = GrownLeaf & { readonly index: number };

function nodeMaker(paths: DemandPaths, settings: GrowTreeSettings, stage: number): (seed: NodeSeed) => TreeNode {
  const startMonth = settings.stageStartMonths[stage]!;
  const endMonth = settings.stageStartMonths[stage + 1] ?? settings.horizonMonths;
  const stageMean = meanDemandOver(paths, startMonth, endMonth);
  return ({ index, parent, leaf }) => ({
    index,
    parent,
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
