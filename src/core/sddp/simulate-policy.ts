import { intervalOfMean, standardDeviation, type Interval } from '../numeric/index.ts';
import { arcsByOrigin, ProgrammeError, withFixedParameters, type Programme } from '../programme/index.ts';
import type { OptimiseOptions, Solver } from '../solve/index.ts';
import { isRiskNeutral } from './head-programme.ts';
import { openHead, type HeadQuestion } from './head-session.ts';
import { followingOf } from './martingale.ts';
import type { NodeAnswer, NodePool, NodeTask } from './node-pool.ts';
import type { Policy } from './policy.ts';
import { randomPaths, type PathSource } from './simulate-paths.ts';
import { replayPaths, type Decision, type ReplayedPath, type ReplayWork, type Stuck } from './simulate-replay.ts';

/** Share of intervals that cover the mean, where the caller names none. */
export const SIMULATION_CONFIDENCE_DEFAULT = 0.95;

export interface PolicyReplayOptions {
  /** holds the policy's programme and all of its cuts */
  readonly pool: NodePool;
  /** take whole numbers where columns are integer: a node whose LP decision is not whole is decided by its MIP over the
   * cuts. Left out, the relaxed policy is replayed */
  readonly integer?: { readonly solver: Solver; readonly solving?: OptimiseOptions };
  /** false: no martingale, one LP for each visit; default true */
  readonly controlVariate?: boolean;
  /** columns of the root held at values, the rest of its decision by the policy */
  readonly rootDecision?: RootDecision;
  readonly isCancelled?: () => boolean;
}

export interface RootDecision {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly solver: Solver;
}

export interface SimulationOptions extends PolicyReplayOptions {
  /** paths to draw, >= 2 */
  readonly pathCount: number;
  /** integer in [0, 2^53 - 1]; streams `simulate/<replication>/...` */
  readonly seed: number;
  /** default 0 */
  readonly replication?: number;
  /** of the intervals, in (0, 1); default `SIMULATION_CONFIDENCE_DEFAULT` */
  readonly confidence?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** A mean over independent paths, in the programme's units. */
export interface PathEstimate {
  readonly mean: number;
  readonly standardError: number;
  /** Student's; it assumes that the mean of the paths is roughly normal, which a heavy tail and few paths are not */
  readonly interval: Interval;
}

export interface Simulation {
  /** mean of the paths' totals; null when some path got stuck, or fewer than two were replayed */
  readonly plain: PathEstimate | null;
  /** the same mean with the martingale taken off; null also without control */
  readonly controlled: PathEstimate | null;
  /** [path] as replayed; NaN where it got stuck */
  readonly totals: Float64Array;
  /** [path] NaN without control */
  readonly controlledTotals: Float64Array;
  /** paths on which the policy cannot be carried out: with any of them it has no mean */
  readonly stuck: readonly Stuck[];
  readonly linearProgrammes: number;
  readonly integerProgrammes: number;
  /** decisions made where nothing was known of what follows (`NodeAnswer.isProper`): carried out, but hardly a policy's */
  readonly improperDecisions: number;
  readonly isCancelled: boolean;
}

/** Paths replayed side by side; it bounds memory and changes no draw. */
const PATHS_TOGETHER = 512;

/**
 * Replays a policy on paths freshly drawn from its own graph: an unbiased estimate of what the policy is worth there,
 * which lies on the pessimistic side of the optimum (above it when minimising).
 *
 * Each path pays its stage objectives times the discounts of its arcs, in graphs with cycles its discounts are chances
 * of going on instead. With control, each step solves all (successor, outcome) pairs at the state reached and takes the
 * martingale of their values off the total (`meanOfFollowing`): the mean stays, the better the cuts the less variance.
 *
 * Deterministic: paths depend on seed and replication, and groups of paths are of a fixed size. Where a node LP has
 * several optima its warm model takes the one it comes to first, so other options, or an earlier use of the pool, may
 * lead to another of the policies that the cuts call equal.
 *
 * @throws ProgrammeError for a nested risk measure, whose value no mean over paths estimates
 */
export async function simulatePolicy(policy: Policy, options: SimulationOptions): Promise<Simulation> {
  const { pathCount, seed, replication = 0 } = options;
  const areDiscountsChances = hasCycle(policy.programme);
  const work = replayWork(policy, options, randomPaths({ seed, replication, areDiscountsChances }));
  const replayed: ReplayedPath[] = [];
  let isCancelled = false;
  for (let first = 0; first < pathCount && !isCancelled; first += PATHS_TOGETHER) {
    const count = Math.min(PATHS_TOGETHER, pathCount - first);
    const group = await replayPaths(
      work,
      Array.from({ length: count }, (_, index) => first + index),
    );
    isCancelled = group === null;
    replayed.push(...(group ?? []));
    if (!isCancelled) options.onProgress?.({ done: replayed.length, total: pathCount });
  }
  return { ...summary(replayed, options), ...work.counts(), isCancelled };
}

/** What a replay needs, over one path source. @throws ProgrammeError for a nested risk measure */
export function replayWork(
  policy: Policy,
  options: PolicyReplayOptions,
  source: PathSource,
): ReplayWork & {
  readonly counts: () => Pick<Simulation, 'linearProgrammes' | 'integerProgrammes' | 'improperDecisions'>;
} {
  if (!isRiskNeutral(policy.risk)) {
    throw new ProgrammeError(
      `a nested "${policy.risk.kind}" has no simulated counterpart: replay a policy trained on the expectation`,
    );
  }
  const programme = withFixedParameters(policy.programme);
  let integerProgrammes = 0;
  const byHead = (task: NodeTask, answer: NodeAnswer, question: HeadQuestion): Decision => {
    if (question.solving?.relax !== true) integerProgrammes++;
    return decidedByHead({ ...policy, programme }, { task, answer, question, options });
  };
  const work = {
    programme,
    pool: options.pool,
    following: followingOf(programme),
    source,
    hasControl: options.controlVariate !== false,
    isCancelled: options.isCancelled ?? (() => false),
    solved: 0,
    improper: 0,
    decide: (task: NodeTask, answer: NodeAnswer): Decision => {
      const question = questionFor(programme, task, answer, options);
      return question ? byHead(task, answer, question) : { isPossible: true, ...answer };
    },
    counts: () => ({ linearProgrammes: work.solved, integerProgrammes, improperDecisions: work.improper }),
  };
  return work;
}

/** What a node has to be asked beyond its LP; null where the LP's decision stands. */
function questionFor(
  programme: Programme,
  task: NodeTask,
  answer: NodeAnswer,
  { integer, rootDecision }: PolicyReplayOptions,
): HeadQuestion | null {
  const held = task.node === 0 ? rootDecision : undefined;
  const { columns } = programme.nodes[task.node]!;
  const isBroken = columns.some(({ isInteger }, index) => isInteger && !Number.isInteger(answer.columnValues[index]));
  if (!held && !(integer && isBroken)) return null;
  return { solving: { ...integer?.solving, relax: !integer }, ...(held ? { held } : {}) };
}

/** The node alone with its cuts, solved exactly. */
function decidedByHead(
  policy: Policy,
  at: {
    readonly task: NodeTask;
    readonly answer: NodeAnswer;
    readonly question: HeadQuestion;
    readonly options: PolicyReplayOptions;
  },
): Decision {
  const { task, answer, question, options } = at;
  const solver = (options.integer ?? options.rootDecision)!.solver;
  const head = openHead(withSomeCut(policy, task.node), solver, { stages: 1, from: task, near: answer.nextState });
  try {
    const { status, message, visits } = head.solve(question);
    const [visit] = visits;
    if (visit) return { isPossible: true, stageObjective: visit.stageObjective, nextState: visit.nextState };
    return {
      isPossible: false,
      message: `${question.held ? 'held' : 'whole'}, its programme is ${status}: ${message}`,
    };
  } finally {
    head.dispose();
  }
}

/** A node that training never left has no cuts: what follows counts as nothing, as it does in the pool. */
function withSomeCut(policy: Policy, node: number): Policy {
  if (policy.cuts[node]!.length > 0) return policy;
  const nothing = { intercept: 0, slope: new Float64Array(policy.programme.states.length) };
  return { ...policy, cuts: policy.cuts.with(node, [nothing]) };
}

function summary(
  replayed: readonly ReplayedPath[],
  { confidence = SIMULATION_CONFIDENCE_DEFAULT }: SimulationOptions,
): Pick<Simulation, 'plain' | 'controlled' | 'totals' | 'controlledTotals' | 'stuck'> {
  const totals = Float64Array.from(replayed, ({ total }) => total);
  const controlledTotals = Float64Array.from(replayed, ({ controlled }) => controlled);
  const stuck = replayed.flatMap((path) => path.stuck ?? []);
  const estimate = (values: Float64Array): PathEstimate | null => {
    if (stuck.length > 0 || values.length < 2 || values.some(Number.isNaN)) return null;
    const standardError = standardDeviation(values) / Math.sqrt(values.length);
    const interval = intervalOfMean(values, confidence);
    return { mean: interval.estimate, standardError, interval };
  };
  return { plain: estimate(totals), controlled: estimate(controlledTotals), totals, controlledTotals, stuck };
}

/** True when some path of the graph comes back to a node. */
function hasCycle(programme: Programme): boolean {
  const arcsFrom = arcsByOrigin(programme);
  const incoming = new Int32Array(programme.nodes.length);
  for (const { to } of arcsFrom.flat()) incoming[to]!++;
  const order = programme.nodes.flatMap((_, node) => (incoming[node] === 0 ? [node] : []));
  for (const node of order) for (const { to } of arcsFrom[node]!) if (--incoming[to]! === 0) order.push(to);
  return order.length < programme.nodes.length;
}
