import { meanDemandOver, type DemandGraph } from '../../demand/index.ts';
import { streamFor } from '../../random/index.ts';
import type { HeadVisit, NodePool } from '../../sddp/index.ts';
import { Bug } from '../../units/index.ts';
import type { LossOutcome } from '../planner/losses.ts';
import type { Visit } from '../planner/reading.ts';

/** A visit found by replay: its numbers are held, not looked up. */
interface ReplayedVisit extends Visit {
  readonly nextState: Float64Array;
}

/** Paths that have shared every node and loss so far: they share every decision. */
interface Group {
  readonly node: number;
  readonly outcome: number;
  readonly parent: number;
  readonly paths: number[];
}

export interface ReplayOptions {
  readonly pool: NodePool;
  /** [node][outcome] */
  readonly losses: readonly (readonly LossOutcome[])[];
  /** the root's visit, as a head found it */
  readonly root: HeadVisit;
  readonly seed: number;
}

/** Where paths are at each stage: [path × stage] the node, the lattice's own or routed ones. */
export type Routes = Pick<DemandGraph, 'nodeOfPath' | 'stageStartMonths'>;

/**
 * A policy carried out on some of the sampled paths behind its lattice, losses drawn along each: visits of equal history
 * are one visit.
 *
 * @param options `pathCount` paths are taken: the middles of equal strata by mean demand over the horizon, of equal weight
 */
export async function replayOn(
  graph: DemandGraph,
  options: ReplayOptions & { readonly pathCount: number },
): Promise<Visit[]> {
  return (await carryOut(graph, stratifiedPaths(graph, options.pathCount), options)).visits;
}

/** A policy carried out on given paths: its visits, and which of them each path makes, [path × stage]. */
export async function carryOut(
  graph: Routes,
  paths: readonly number[],
  options: ReplayOptions,
): Promise<{ readonly visits: Visit[]; readonly visitOfPath: Int32Array }> {
  const { pool, root, losses } = options;
  const stageCount = graph.stageStartMonths.length;
  const visitOfPath = new Int32Array(graph.nodeOfPath.length);
  const visits: ReplayedVisit[] = [visitOf(root, { node: 0, parent: -1, probability: 1 })];
  let front = new Map([[0, paths]]);
  for (let stage = 1; stage < stageCount; stage++) {
    const groups = [...front].flatMap(([parent, ofParent]) =>
      groupsOf(graph, options, { parent, stage, paths: ofParent }),
    );
    const answers = await pool.solve(
      groups.map(({ node, outcome, parent }) => ({
        node,
        outcome,
        state: visits[parent]!.nextState,
        wantsDecision: true,
      })),
    );
    front = new Map();
    groups.forEach(({ node, outcome, parent, paths: ofGroup }, index) => {
      const answer = answers[index]!;
      if (answer.status !== 'optimal') throw new Bug(`the policy cannot be carried out at node ${node}`);
      const state = afterLoss(visits[parent]!.nextState, losses[node]![outcome]!);
      const place = { node, parent, probability: ofGroup.length / paths.length };
      const visit = visits.push(visitOf({ ...answer, state }, place)) - 1;
      front.set(visit, ofGroup);
      for (const path of ofGroup) visitOfPath[path * stageCount + stage] = visit;
    });
  }
  return { visits, visitOfPath };
}

function visitOf(
  found: { readonly columnValues: Float64Array; readonly state: Float64Array; readonly nextState: Float64Array },
  place: { readonly node: number; readonly parent: number; readonly probability: number },
): ReplayedVisit {
  const { columnValues, state, nextState } = found;
  return { ...place, nextState, column: (index) => columnValues[index]!, state: (index) => state[index]! };
}

function afterLoss(state: Float64Array, { factors }: LossOutcome): Float64Array {
  const left = state.slice();
  for (const [index, factor] of factors) left[index]! *= factor;
  return left;
}

function groupsOf(
  graph: Routes,
  { losses, seed }: ReplayOptions,
  from: { readonly parent: number; readonly stage: number; readonly paths: readonly number[] },
): Group[] {
  const { parent, stage } = from;
  const draws = streamFor(seed, 'replay/loss');
  const groups = new Map<string, Group>();
  for (const path of from.paths) {
    const node = graph.nodeOfPath[path * graph.stageStartMonths.length + stage]!;
    const outcome = pick(losses[node]!, draws.uniformAt(path, stage));
    const group = groups.get(`${node}/${outcome}`) ?? { node, outcome, parent, paths: [] };
    groups.set(`${node}/${outcome}`, group);
    group.paths.push(path);
  }
  return [...groups.values()].toSorted((a, b) => a.node - b.node || a.outcome - b.outcome);
}

function pick(outcomes: readonly LossOutcome[], uniform: number): number {
  let cumulative = 0;
  const found = outcomes.findIndex(({ probability }) => uniform < (cumulative += probability));
  return found < 0 ? outcomes.length - 1 : found;
}

/** Paths in the middle of equal strata by their mean demand over the horizon: few paths stand well for all. */
function stratifiedPaths({ paths, horizonMonths }: DemandGraph, pathCount: number): number[] {
  const demand = meanDemandOver(paths, 0, horizonMonths);
  const ordered = Array.from(demand, (_, path) => path).toSorted((a, b) => demand[a]! - demand[b]! || a - b);
  const count = Math.min(pathCount, ordered.length);
  return Array.from({ length: count }, (_, index) => ordered[Math.floor(((index + 0.5) * ordered.length) / count)]!);
}
