import { meanDemandOver, type DemandGraph } from '../demand/index.ts';
import { streamFor } from '../random/index.ts';
import type { HeadVisit, NodePool } from '../sddp/index.ts';
import { Bug } from '../units/index.ts';
import type { LossOutcome } from './losses.ts';
import type { Visit } from './reading.ts';

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
  /** paths taken: the middles of equal strata by mean demand over the horizon, each of equal weight */
  readonly pathCount: number;
  readonly seed: number;
}

/**
 * A policy carried out on some of the sampled paths behind its lattice, losses drawn along each: visits of equal history
 * are one visit.
 */
export async function replayOn(graph: DemandGraph, options: ReplayOptions): Promise<Visit[]> {
  const { pool, root, losses } = options;
  const paths = stratifiedPaths(graph, options.pathCount);
  const stageCount = graph.stageStartMonths.length;
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
      front.set(visits.push(visitOf({ ...answer, state }, place)) - 1, ofGroup);
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

function afterLoss(state: Float64Array, { factors }: LossOutcome): Float64Array {
  const left = state.slice();
  for (const [index, factor] of factors) left[index]! *= factor;
  return left;
}

function groupsOf(
  graph: DemandGraph,
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
