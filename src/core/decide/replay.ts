import type { DemandGraph } from '../demand/index.ts';
import { meanDemandOver } from '../demand/index.ts';
import type { HeadVisit, NodePool } from '../sddp/index.ts';
import { Bug } from '../units/index.ts';
import type { Visit } from './reading.ts';

/** A visit found by replay: its numbers are held, not looked up. */
interface ReplayedVisit extends Visit {
  readonly nextState: Float64Array;
}

/** Paths that have shared every node so far: they share every decision. */
interface Group {
  readonly node: number;
  readonly parent: number;
  readonly paths: number[];
}

/**
 * A policy carried out on some of the sampled paths behind its lattice: visits of equal history are one visit.
 *
 * @param root the root's visit, as a head found it
 * @param pathCount paths taken: the middles of equal strata by mean demand over the horizon, each of equal weight
 */
export async function replayOn(
  graph: DemandGraph,
  pool: NodePool,
  at: { readonly root: HeadVisit; readonly pathCount: number },
): Promise<Visit[]> {
  const paths = stratifiedPaths(graph, at.pathCount);
  const stageCount = graph.stageStartMonths.length;
  const visits: ReplayedVisit[] = [visitOf(at.root, { node: 0, parent: -1, probability: 1 })];
  let front = new Map([[0, paths]]);
  for (let stage = 1; stage < stageCount; stage++) {
    const groups = [...front].flatMap(([parent, ofParent]) => groupsOf(graph, { parent, stage, paths: ofParent }));
    const answers = await pool.solve(
      groups.map(({ node, parent }) => ({ node, outcome: 0, state: visits[parent]!.nextState, wantsDecision: true })),
    );
    front = new Map();
    groups.forEach((group, index) => {
      const answer = answers[index]!;
      if (answer.status !== 'optimal') throw new Bug(`the policy cannot be carried out at node ${group.node}`);
      const { node, parent } = group;
      const probability = group.paths.length / paths.length;
      const visit = visitOf({ ...answer, state: visits[parent]!.nextState }, { node, parent, probability });
      front.set(visits.push(visit) - 1, group.paths);
    });
  }
  return visits;
}

function visitOf(
  found: { readonly columnValues: Float64Array; readonly state: Float64Array; readonly nextState: Float64Array },
  place: { readonly node: number; readonly parent: number; readonly probability: number },
): ReplayedVisit {
  const { columnValues, state, nextState } = found;
  return { ...place, nextState, column: (index) => columnValues[index]!, state: (index) => state[index]! };
}

function groupsOf(
  graph: DemandGraph,
  from: { readonly parent: number; readonly stage: number; readonly paths: readonly number[] },
): Group[] {
  const { parent, stage } = from;
  const byNode = new Map<number, number[]>();
  for (const path of from.paths) {
    const node = graph.nodeOfPath[path * graph.stageStartMonths.length + stage]!;
    byNode.set(node, [...(byNode.get(node) ?? []), path]);
  }
  return [...byNode].toSorted(([a], [b]) => a - b).map(([node, paths]) => ({ node, parent, paths }));
}

/** Paths in the middle of equal strata by their mean demand over the horizon: few paths stand well for all. */
function stratifiedPaths({ paths, horizonMonths }: DemandGraph, pathCount: number): number[] {
  const demand = meanDemandOver(paths, 0, horizonMonths);
  const ordered = Array.from(demand, (_, path) => path).toSorted((a, b) => demand[a]! - demand[b]! || a - b);
  const count = Math.min(pathCount, ordered.length);
  return Array.from({ length: count }, (_, index) => ordered[Math.floor(((index + 0.5) * ordered.length) / count)]!);
}
