import { arcsByOrigin, inOrder } from './graph.ts';
import { hasNoise } from './noise.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Arc, Programme } from './programme.ts';

/** One visit of a policy-graph node by one history. */
export interface UnrolledNode {
  /** index into `Programme.nodes` */
  readonly origin: number;
  /** index of the tree node before it; -1 at the root */
  readonly parent: number;
  /** the arc that led here; null at the root */
  readonly arc: Arc | null;
  /** probability of reaching it from the root, in (0, 1] */
  readonly probability: number;
  /** probability x the discounts of the arcs on the way: what its stage objective counts in the expectation */
  readonly weight: number;
  readonly stage: number;
  /** tree nodes that follow, ascending */
  readonly children: readonly number[];
}

/** Trees above this many nodes are refused: the extensive form is for about 2,500 nodes. */
export const DEFAULT_TREE_NODE_LIMIT = 20_000;

/**
 * The policy graph unrolled from node 0 into the tree of its histories, breadth first: parents come before children and
 * index 0 is the root. Arcs of probability 0 are not followed.
 *
 * @throws ProgrammeError when the graph has a cycle, a node has noise (`withoutNoise` spells it out) or the tree would
 *   have more than `treeNodeLimit` nodes
 */
export function unroll(programme: Programme, treeNodeLimit: number = DEFAULT_TREE_NODE_LIMIT): readonly UnrolledNode[] {
  const noisy = programme.nodes.find(hasNoise);
  if (noisy) throw new ProgrammeError(`node "${noisy.name}" has noise: only a programme without noise unrolls`);
  const arcsFrom = arcsByOrigin(programme);
  inOrder(programme, arcsFrom);
  const tree: (UnrolledNode & { readonly children: number[] })[] = [visit(programme, null, null)];
  for (let index = 0; index < tree.length; index++) {
    const parent = tree[index]!;
    for (const arc of arcsFrom[parent.origin]!) {
      if (tree.length >= treeNodeLimit) {
        throw new ProgrammeError(`the programme unrolls into more than ${treeNodeLimit} tree nodes`);
      }
      parent.children.push(tree.length);
      tree.push(visit(programme, arc, { index, parent }));
    }
  }
  return tree;
}

function visit(
  programme: Programme,
  arc: Arc | null,
  from: { readonly index: number; readonly parent: UnrolledNode } | null,
): UnrolledNode & { readonly children: number[] } {
  const origin = arc?.to ?? 0;
  const probability = arc && from ? from.parent.probability * arc.probability : 1;
  return {
    origin,
    parent: from?.index ?? -1,
    arc,
    probability,
    weight: arc && from ? from.parent.weight * arc.probability * (arc.discount ?? 1) : 1,
    stage: programme.nodes[origin]!.stage,
    children: [],
  };
}

/** Tree nodes from the root to `treeNode`, root first. */
export function pathTo(tree: readonly UnrolledNode[], treeNode: number): readonly number[] {
  const path: number[] = [];
  for (let at = treeNode; at >= 0; at = tree[at]!.parent) path.push(at);
  return path.toReversed();
}
