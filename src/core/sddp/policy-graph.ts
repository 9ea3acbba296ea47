/** A programme's graph as training sees it: branches, families of nodes that share successors, and where it can go. */
import { arcsByOrigin, outcomesOf, type Programme } from '../programme/index.ts';

/** One thing that can follow a node: a successor under one outcome of its noise. */
export interface Branch {
  readonly node: number;
  readonly outcome: number;
  /** of the arc x of the outcome */
  readonly probability: number;
  readonly discount: number;
}

/** Nodes linked by common successors: one set of solves makes a cut for each of them. */
export interface Family {
  readonly members: readonly number[];
  /** every (successor, outcome) of a member once, with the place of its answer */
  readonly questions: readonly { readonly node: number; readonly outcome: number }[];
  /** [member][branch] index into questions */
  readonly answersOf: readonly Int32Array[];
}

export interface PolicyGraph {
  readonly programme: Programme;
  /** [node] */
  readonly branches: readonly (readonly Branch[])[];
  /** [node] nodes with an arc to it */
  readonly predecessors: readonly (readonly number[])[];
  readonly families: readonly Family[];
  /** [node] index of its family, -1 where nothing follows */
  readonly familyOf: Int32Array;
  readonly isCyclic: boolean;
  /** branches into the root: its outcomes */
  readonly entries: readonly Branch[];
}

/** Reads the graph of a programme. */
export function policyGraph(programme: Programme): PolicyGraph {
  const arcsFrom = arcsByOrigin(programme);
  const probabilities = programme.nodes.map((node) => outcomesOf(node).map(({ probability }) => probability));
  const branchesInto = (node: number, share: number, discount: number): Branch[] =>
    probabilities[node]!.map((probability, outcome) => ({ node, outcome, probability: share * probability, discount }));
  const branches = arcsFrom.map((arcs) =>
    arcs.flatMap((arc) => branchesInto(arc.to, arc.probability, arc.discount ?? 1)),
  );
  const predecessors: number[][] = programme.nodes.map(() => []);
  arcsFrom.forEach((arcs, from) => {
    for (const to of new Set(arcs.map((arc) => arc.to))) predecessors[to]!.push(from);
  });
  const families = familiesOf(branches, predecessors);
  const familyOf = new Int32Array(programme.nodes.length).fill(-1);
  families.forEach(({ members }, family) => members.forEach((member) => (familyOf[member] = family)));
  return {
    programme,
    branches,
    predecessors,
    families,
    familyOf,
    isCyclic: isCyclic(programme),
    entries: branchesInto(0, 1, 1),
  };
}

function familiesOf(branches: readonly (readonly Branch[])[], predecessors: readonly (readonly number[])[]): Family[] {
  const seen = new Uint8Array(branches.length);
  const families: Family[] = [];
  branches.forEach((own, start) => {
    if (own.length === 0 || seen[start] === 1) return;
    const members = new Set([start]);
    for (const member of members) {
      seen[member] = 1;
      for (const { node } of branches[member]!) for (const sibling of predecessors[node]!) members.add(sibling);
    }
    families.push(
      familyWith(
        [...members].toSorted((a, b) => a - b),
        branches,
      ),
    );
  });
  return families;
}

function familyWith(members: readonly number[], branches: readonly (readonly Branch[])[]): Family {
  const places = new Map<string, number>();
  const questions: { node: number; outcome: number }[] = [];
  const placeOf = ({ node, outcome }: Branch): number => {
    const key = `${node}/${outcome}`;
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = questions.push({ node, outcome }) - 1));
    return place;
  };
  const answersOf = members.map((member) => Int32Array.from(branches[member]!, placeOf));
  return { members, questions, answersOf };
}

/** Whether a programme's graph has a cycle. */
export function isCyclic(programme: Programme): boolean {
  const targets = arcsByOrigin(programme).map((arcs) => [...new Set(arcs.map((arc) => arc.to))]);
  const incoming = new Int32Array(targets.length);
  for (const target of targets.flat()) incoming[target]!++;
  const free = targets.map((_, node) => node).filter((node) => incoming[node] === 0);
  for (const node of free) for (const target of targets[node]!) if (--incoming[target]! === 0) free.push(target);
  return free.length < targets.length;
}

/** Histories (node, outcome) from the root, or Infinity once there are more than `limit` or the graph has a cycle. */
export function historyCount(graph: PolicyGraph, limit: number): number {
  if (graph.isCyclic) return Infinity;
  let total = 0;
  let level = new Map<number, number>([[0, graph.entries.length]]);
  while (level.size > 0) {
    const next = new Map<number, number>();
    for (const [node, count] of level) {
      total += count;
      for (const branch of graph.branches[node]!) next.set(branch.node, (next.get(branch.node) ?? 0) + count);
    }
    if (total > limit) return Infinity;
    level = next;
  }
  return total;
}
