import { streamFor } from '../../src/core/index.ts';
import { blockCost, classDemands, isOpen, serviceStages, type ProcurementProblem } from './procurement.ts';

export interface TreeNode {
  /** -1 at the root */
  readonly parent: number;
  /** node of the lattice, and its outcome */
  readonly place: number;
  readonly outcome: number;
  /** given the parent */
  readonly probability: number;
}

/** Parents before children, stage by stage. */
export interface ProcurementTree {
  readonly nodes: readonly TreeNode[];
}

/** Where a tree starts: a node of the lattice with its outcome. */
export interface TreeStart {
  readonly place: number;
  readonly outcome: number;
}

/**
 * A tree sampled from the lattice: each node's children are drawn one from each of equally likely strata of what may
 * follow (successor and outcome jointly, by demand), so that few children represent it well.
 *
 * @param branching [stages after the start] children of each node there; left out = 1
 */
export function sampleTree(
  problem: ProcurementProblem,
  branching: readonly number[],
  seed: number,
  start: TreeStart = { place: 0, outcome: 0 },
): ProcurementTree {
  const draws = streamFor(seed, 'bench/tree');
  const nodes: TreeNode[] = [{ parent: -1, ...start, probability: 1 }];
  const firstStage = problem.lattice.nodes[start.place]!.stage;
  for (let parent = 0; parent < nodes.length; parent++) {
    const { place } = nodes[parent]!;
    const following = followersByDemand(problem, place);
    if (following.length === 0) continue;
    const childCount = branching[problem.lattice.nodes[place]!.stage - firstStage] ?? 1;
    for (let child = 0; child < childCount; child++) {
      const level = (child + draws.uniformAt(parent, child)) / childCount;
      nodes.push({ parent, ...followerAt(following, level), probability: 1 / childCount });
    }
  }
  return { nodes };
}

/** Successors and outcomes of a lattice node with their joint probabilities, by ascending demand. */
export function followersByDemand(problem: ProcurementProblem, place: number): readonly Follower[] {
  const { nodes, successors } = problem.lattice;
  return successors[place]!.flatMap(({ to, probability }) => {
    const { demand, spreadFraction } = nodes[to]!;
    return [0, 1].map((outcome) => ({
      place: to,
      outcome,
      probability: probability / 2,
      demand: demand * (1 + (outcome === 0 ? -spreadFraction : spreadFraction)),
    }));
  }).toSorted((a, b) => a.demand - b.demand);
}

export interface Follower {
  readonly place: number;
  readonly outcome: number;
  readonly probability: number;
  readonly demand: number;
}

function followerAt(following: readonly Follower[], level: number): TreeStart {
  let reached = 0;
  for (const { place, outcome, probability } of following) {
    reached += probability;
    if (level < reached) return { place, outcome };
  }
  const { place, outcome } = following.at(-1)!;
  return { place, outcome };
}

/** The problem on a tree in plain arrays, as a peer's script reads it; amounts are per node of the tree. */
export function treeData(problem: ProcurementProblem, tree: ProcurementTree): object {
  const places = tree.nodes.map(({ place }) => place);
  const stages = places.map((place) => problem.lattice.nodes[place]!.stage);
  const service = (stage: number): readonly (readonly number[])[] =>
    problem.offers.map((offer) => serviceStages(problem, offer, stage));
  return {
    discountPerStage: problem.discountPerStage,
    ownedCapacity: problem.ownedCapacity,
    efficiency: problem.efficiency,
    operatingPrice: problem.operatingPrice,
    startDemand: problem.lattice.nodes[0]!.demand,
    classes: problem.classes,
    offers: problem.offers,
    parent: tree.nodes.map(({ parent }) => parent),
    probability: absoluteProbabilities(tree),
    stage: stages,
    marketFactor: places.map((place) => problem.lattice.nodes[place]!.marketFactor),
    demand: tree.nodes.map(({ place, outcome }) => classDemands(problem, place, outcome)),
    isOpen: stages.map((stage) => problem.offers.map((offer) => isOpen(problem, offer, stage))),
    isOpenNext: stages.map((stage) => problem.offers.map((offer) => isOpen(problem, offer, stage + 1))),
    blockCost: places.map((place) => problem.offers.map((offer) => blockCost(problem, offer, place))),
    serviceByStage: problem.ownedCapacity[0]!.map((_, stage) => service(stage)),
  };
}

function absoluteProbabilities(tree: ProcurementTree): readonly number[] {
  const probability: number[] = [];
  for (const node of tree.nodes) {
    probability.push(node.parent < 0 ? 1 : probability[node.parent]! * node.probability);
  }
  return probability;
}
