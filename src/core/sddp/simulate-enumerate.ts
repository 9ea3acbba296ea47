import { CompensatedSum } from '../numeric/index.ts';
import { ProgrammeError } from '../programme/index.ts';
import { BEFORE_THE_ROOT, type Following } from './martingale.ts';
import type { Policy } from './policy.ts';
import type { PathStep } from './simulate-paths.ts';
import { replayWork, type PolicyReplayOptions, type Simulation } from './simulate-policy.ts';
import { replayPaths, type ReplayedPath } from './simulate-replay.ts';

/** Graphs with more histories than this are simulated instead. */
export const HISTORY_LIMIT_DEFAULT = 20_000;

export interface EnumerationOptions extends PolicyReplayOptions {
  /** default `HISTORY_LIMIT_DEFAULT` */
  readonly historyLimit?: number;
}

/** A policy's own value, in the programme's units, without sampling. */
export interface Enumeration {
  /** mean of the totals over all histories; NaN when the policy gets stuck on one */
  readonly mean: number;
  /** the same mean by the controlled totals: equal to `mean` to rounding; NaN without control */
  readonly controlledMean: number;
  /** standard deviations of one random path's total, plain and controlled: what a simulation would have to live with */
  readonly standardDeviation: number;
  readonly controlledStandardDeviation: number;
  readonly historyCount: number;
  readonly stuck: Simulation['stuck'];
  readonly linearProgrammes: number;
  readonly integerProgrammes: number;
  readonly improperDecisions: number;
  /** true: cancelled, and the means are NaN */
  readonly isCancelled: boolean;
}

/**
 * Replays a policy on every history of a small graph: exactly what it is worth, and so a bound on the optimum from the
 * pessimistic side that holds for certain.
 *
 * @throws ProgrammeError on cycles, above `historyLimit` histories, and for a nested risk measure
 */
export async function enumeratePolicy(policy: Policy, options: EnumerationOptions): Promise<Enumeration> {
  const histories: History[] = [];
  const work = replayWork(policy, options, (path, step) => histories[path]!.steps[step]!);
  const limits = { depth: policy.programme.nodes.length, count: options.historyLimit ?? HISTORY_LIMIT_DEFAULT };
  collect(work.following, { node: BEFORE_THE_ROOT, history: { steps: [], chance: 1 } }, { histories, ...limits });
  const replayed = await replayPaths(work, [...histories.keys()]);
  const chances = histories.map(({ chance }) => chance);
  const plain = momentsOf(replayed, chances, ({ total }) => total);
  const controlled = momentsOf(replayed, chances, (path) => path.controlled);
  return {
    mean: plain.mean,
    controlledMean: controlled.mean,
    standardDeviation: plain.standardDeviation,
    controlledStandardDeviation: controlled.standardDeviation,
    historyCount: histories.length,
    stuck: replayed?.flatMap((path) => path.stuck ?? []) ?? [],
    ...work.counts(),
    isCancelled: replayed === null,
  };
}

interface History {
  readonly steps: readonly PathStep[];
  readonly chance: number;
}

function collect(
  following: (node: number) => Following,
  at: { readonly node: number; readonly history: History },
  into: { readonly histories: History[]; readonly depth: number; readonly count: number },
): void {
  const { arcs, nodes, weights } = following(at.node);
  const { steps, chance } = at.history;
  if (nodes.length === 0) {
    if (into.histories.push(at.history) > into.count) {
      throw new ProgrammeError(`the programme has more than ${into.count} histories: simulate the policy instead`);
    }
    return;
  }
  if (steps.length > into.depth)
    throw new ProgrammeError('a graph with a cycle has no end of histories: simulate instead');
  for (const [index, { first, to, factor }] of arcs.entries()) {
    const end = arcs[index + 1]?.first ?? nodes.length;
    for (let pair = first; pair < end; pair++) {
      if (weights[pair] === 0) continue;
      const history = { steps: [...steps, { pair, factor }], chance: (chance * weights[pair]!) / factor };
      collect(following, { node: to, history }, into);
    }
  }
}

function momentsOf(
  replayed: readonly ReplayedPath[] | null,
  chances: readonly number[],
  read: (path: ReplayedPath) => number,
): { readonly mean: number; readonly standardDeviation: number } {
  if (replayed === null) return { mean: NaN, standardDeviation: NaN };
  const sum = new CompensatedSum();
  replayed.forEach((path, index) => sum.add(chances[index]! * read(path)));
  const mean = sum.total;
  const squares = new CompensatedSum();
  replayed.forEach((path, index) => squares.add(chances[index]! * (read(path) - mean) * (read(path) - mean)));
  return { mean, standardDeviation: Math.sqrt(squares.total) };
}
