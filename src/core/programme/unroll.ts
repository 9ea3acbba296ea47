import { ProgrammeError } from './programme-error.ts';
import type { Arc, Programme } from './programme.ts';

/** One visit of a policy-graph node by one history. */
export interface UnrolledNode {
  /** index into `Programme.nodes` */
  readonly origin: number;
  /** index of the tree node before it; -1 at the root */
  readonly parent: number;
  /** probability of reaching it from the root, in (0, 1] */
  readonly probability: number;
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
 * @throws ProgrammeError when the graph has a cycle or the tree would have more than `treeNodeLimit` nodes
 */
export function unroll(programme: Programme, treeNodeLimit: number = DEFAULT_TREE_NODE_LIMIT): readonly UnrolledNode[] {
  const arcsFrom = arcsByOrigin(programme);
  refuseCycles(programme, arcsFrom);
  const origins = [0];
  const parents = [-1];
  const probabilities = [1];
  const children: number[][] = [[]];
  for (let treeNode = 0; treeNode < origins.length; treeNode++) {
    for (const arc of arcsFrom[origins[treeNode]!]!) {
      if (origins.length >= treeNodeLimit) {
        throw new ProgrammeError(`the programme unrolls into more than ${treeNodeLimit} tree nodes`);
      }
      children[treeNode]!.push(origins.length);
      origins.push(arc.to);
      parents.push(treeNode);
      probabilities.push(probabilities[treeNode]! * arc.probability);
      children.push([]);
    }
  }
  return origins.map((origin, treeNode) => ({
    origin,
    parent: parents[treeNode]!,
    probability: probabilities[treeNode]!,
    stage: programme.nodes[origin]!.stage,
    children: children[treeNode]!,
  }));
}

/** Arcs of positive probability that leave each node, in programme order: [node][arc]. */
export function arcsByOrigin(programme: Programme): readonly (readonly Arc[])[] {
  const arcsFrom: Arc[][] = programme.nodes.map(() => []);
  for (const arc of programme.arcs) if (arc.probability > 0) arcsFrom[arc.from]!.push(arc);
  return arcsFrom;
}

/** Tree nodes from the root to `treeNode`, root first. */
export function pathTo(tree: readonly UnrolledNode[], treeNode: number): readonly number[] {
  const path: number[] = [];
  for (let at = treeNode; at >= 0; at = tree[at]!.parent) path.push(at);
  return path.toReversed();
}

/** A node is removed once nothing reachable leads into it; what cannot be removed lies on or behind a cycle. */
function refuseCycles(programme: Programme, arcsFrom: readonly (readonly Arc[])[]): void {
  const reached = new Set([0]);
  for (const node of reached) for (const arc of arcsFrom[node]!) reached.add(arc.to);
  const incoming = new Int32Array(programme.nodes.length);
  for (const node of reached) for (const arc of arcsFrom[node]!) incoming[arc.to]!++;
  const free = incoming[0] === 0 ? [0] : [];
  let removed = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    removed++;
    for (const arc of arcsFrom[node]!) if (--incoming[arc.to]! === 0) free.push(arc.to);
  }
  if (removed === reached.size) return;
  const stuck = [...reached].find((node) => incoming[node]! > 0)!;
  throw new ProgrammeError(`the policy graph has a cycle through node "${programme.nodes[stuck]!.name}"`);
}
