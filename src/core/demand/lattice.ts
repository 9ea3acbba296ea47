import { Bug } from '../units/index.ts';
import type { DemandPaths } from './paths.ts';
import { splitPaths } from './tree-split.ts';
import { ascendingInDemandAhead, checkStages, nodeMaker, rootLeaf, stageView } from './tree.ts';
import type { DemandGraph, DemandNode, StageSettings } from './tree.ts';

/** A move from a node to one of the next stage. */
export interface LatticeArc {
  readonly from: number;
  readonly to: number;
  /** share of the paths of `from` that `to` holds, > 0; the arcs out of a node sum to 1 up to rounding */
  readonly probability: number;
}

/** A recombining graph: a node has any number of predecessors, and forgets which one it was reached from. */
export interface DemandLattice extends DemandGraph {
  /** stage by stage, each stage's ascending in the demand to come */
  readonly nodes: readonly DemandNode[];
  /** ascending in `from`, then in `to` */
  readonly arcs: readonly LatticeArc[];
}

export type GrowLatticeSettings = StageSettings & {
  /** most nodes of a stage, ≥ 1; stage 0 has one */
  readonly nodesPerStageMax: number;
};

/**
 * Quantises sampled paths into a Markov lattice by what is seen at each stage's start.
 *
 * A stage's nodes are a partition of all paths by `splitPaths`, the splitter of the tree, here pooled over parents: the
 * regression tree that best explains the demand and supply ahead decides how many bins belief, level and supply regime
 * get, and where; demand in natural units draws more of them into the upper tail. More nodes only split the nodes of
 * fewer. Each node holds at least NODE_PATHS_MIN paths, so that means and transitions are not noise.
 * Probability = share of paths; transition = share of a node's paths that goes on to each node of the next stage.
 * Hence at every stage the lattice's distribution over nodes is the sample's, and its mean demand is in every month.
 *
 * What it loses: given its node, the way on is independent of the way there and of the noise inside the stage, so demand
 * is less persistent than in the sample; `latticeError` measures by how much. The order of the paths matters only through
 * rounding in sums.
 *
 * @throws Bug unless stages ascend from 0 within a horizon the paths cover, with a node and a noise point each
 */
export function growLattice(paths: DemandPaths, settings: GrowLatticeSettings): DemandLattice {
  checkStages(paths, settings);
  const { stageStartMonths, horizonMonths, nodesPerStageMax } = settings;
  if (nodesPerStageMax < 1) throw new Bug(`a stage needs a node, got nodesPerStageMax ${nodesPerStageMax}`);
  const stageCount = stageStartMonths.length;
  const nodes: DemandNode[] = [];
  const nodeOfPath = new Int32Array(paths.pathCount * stageCount);
  stageStartMonths.forEach((startMonth, stage) => {
    const nodeIn = nodeMaker(paths, settings, stage);
    const view = stageView(paths, startMonth, horizonMonths);
    const leaves = splitPaths(view, rootLeaf(paths).pathIndices, stage === 0 ? 1 : nodesPerStageMax, 0);
    for (const leaf of ascendingInDemandAhead(view, leaves)) {
      const node = nodeIn(nodes.length, leaf);
      nodes.push(node);
      for (const path of node.pathIndices) nodeOfPath[path * stageCount + stage] = node.index;
    }
  });
  const graph: DemandGraph = { nodes, stageStartMonths, horizonMonths, nodeOfPath, paths };
  return { ...graph, arcs: nodes.flatMap((node) => arcsFrom(graph, node)) };
}

function arcsFrom({ stageStartMonths, nodeOfPath }: DemandGraph, node: DemandNode): readonly LatticeArc[] {
  const stageCount = stageStartMonths.length;
  if (node.stage === stageCount - 1) return [];
  const counts = new Map<number, number>();
  for (const path of node.pathIndices) {
    const to = nodeOfPath[path * stageCount + node.stage + 1]!;
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([to, count]) => ({ from: node.index, to, probability: count / node.pathIndices.length }));
}
