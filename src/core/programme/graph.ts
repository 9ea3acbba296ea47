/** The policy graph as such: arcs by the node they leave, orders along the arcs, cycles. */
import { ProgrammeError } from './programme-error.ts';
import type { Arc, Programme } from './programme.ts';

/** [node][arc] */
export type ArcsFrom = readonly (readonly Arc[])[];

/** Arcs of positive probability that leave each node, in programme order: [node][arc]. */
export function arcsByOrigin(programme: Programme): ArcsFrom {
  const arcsFrom: Arc[][] = programme.nodes.map(() => []);
  for (const arc of programme.arcs) if (arc.probability > 0) arcsFrom[arc.from]!.push(arc);
  return arcsFrom;
}

/** Nodes that can be reached from the root, the root first. */
export function reachable(arcsFrom: ArcsFrom): ReadonlySet<number> {
  const reached = new Set([0]);
  for (const node of reached) for (const arc of arcsFrom[node]!) reached.add(arc.to);
  return reached;
}

/**
 * The nodes that the root reaches, each after all that lead to it.
 *
 * @throws ProgrammeError when they have a cycle
 */
export function inOrder(programme: Programme, arcsFrom: ArcsFrom): readonly number[] {
  const nodes = reachable(arcsFrom);
  const order = takeInOrder(nodes, arcsFrom);
  if (order.length === nodes.size) return order;
  const names = findCycle(nodes, arcsFrom).map((node) => `"${programme.nodes[node]!.name}"`);
  throw new ProgrammeError(`the policy graph has a cycle: ${[...names, names[0]].join(' -> ')}`);
}

/** Nodes one after the other on a cycle among `nodes`, which arcs do not leave; empty when there is none. */
export function findCycle(nodes: ReadonlySet<number>, arcsFrom: ArcsFrom): readonly number[] {
  const taken = new Set(takeInOrder(nodes, arcsFrom));
  const before = new Map<number, number>();
  for (const node of nodes) if (!taken.has(node)) for (const { to } of arcsFrom[node]!) before.set(to, node);
  const start = before.keys().next();
  if (start.done === true) return [];
  // What could not be taken lies on or behind a cycle, so the way back runs into one.
  const way: number[] = [start.value];
  for (let node = before.get(start.value)!; !way.includes(node); node = before.get(node)!) way.push(node);
  return way.slice(way.indexOf(before.get(way.at(-1)!)!)).toReversed();
}

/** A node is taken once nothing left leads into it; what is on or behind a cycle never is. */
function takeInOrder(nodes: ReadonlySet<number>, arcsFrom: ArcsFrom): readonly number[] {
  const incoming = new Int32Array(arcsFrom.length);
  for (const node of nodes) for (const { to } of arcsFrom[node]!) incoming[to]!++;
  const order = [...nodes].filter((node) => incoming[node] === 0);
  for (const node of order) for (const { to } of arcsFrom[node]!) if (--incoming[to]! === 0) order.push(to);
  return order;
}
