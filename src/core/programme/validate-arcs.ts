import { arcsByOrigin, findCycle, reachable, type ArcsFrom } from './graph.ts';
import type { Arc, Programme } from './programme.ts';
import { checkProbability, checkSum, isIndex, type Fault } from './validate-parts.ts';

/** Checks arcs and the graph that they make; see `validateProgramme`. */
export function checkArcs(fault: Fault, programme: Programme): void {
  const { nodes, arcs } = programme;
  const sums = new Map<number, number>();
  let areIndicesSound = true;
  arcs.forEach((arc, index) => {
    if (!isIndex(arc.from, nodes.length) || !isIndex(arc.to, nodes.length)) {
      fault(`arcs[${index}]`, ` leads from node ${arc.from} to node ${arc.to} of ${nodes.length}`);
      areIndicesSound = false;
      return;
    }
    const place = () => placeOf(programme, index);
    checkProbability(fault, arc.probability, programme, place);
    const { discount = 1 } = arc;
    if (!(discount > 0 && discount <= 1)) fault(place(), ` has discount ${discount}, not in (0, 1]`);
    sums.set(arc.from, (sums.get(arc.from) ?? 0) + arc.probability);
  });
  for (const [node, sum] of [...sums].toSorted((a, b) => a[0] - b[0])) {
    checkSum(fault, sum, programme, () => `nodes[${node}] "${nodes[node]!.name}"`);
  }
  if (areIndicesSound) checkGraph(fault, programme);
}

function placeOf({ nodes, arcs }: Programme, index: number): string {
  const { from, to } = arcs[index]!;
  return `arcs[${index}] "${nodes[from]!.name}" -> "${nodes[to]!.name}"`;
}

function checkGraph(fault: Fault, programme: Programme): void {
  const { nodes, arcs } = programme;
  const arcsFrom = arcsByOrigin(programme);
  const reached = reachable(arcsFrom);
  nodes.forEach((node, index) => {
    if (!reached.has(index)) fault(`nodes[${index}] "${node.name}"`, ' cannot be reached from the root');
  });
  arcs.forEach(({ from, to, probability }, index) => {
    // An arc that is followed from a node that is reached closes a cycle through the root.
    if (to !== 0 || (probability > 0 && reached.has(from))) return;
    fault(placeOf(programme, index), ' leads into the root, which is entered once');
  });
  const cycle = findCycle(new Set(nodes.keys()), undiscounted(arcsFrom));
  if (cycle.length === 0) return;
  const names = [...cycle, cycle[0]!].map((node) => `"${nodes[node]!.name}"`).join(' -> ');
  fault(`the cycle ${names}`, ' has no discount below 1');
}

/** Discounts are at most 1, so a cycle's product is below 1 unless all of them are 1. */
function undiscounted(arcsFrom: ArcsFrom): ArcsFrom {
  return arcsFrom.map((arcs) => arcs.filter(({ discount = 1 }: Arc) => discount === 1));
}
