/** A policy replayed on given paths, all of them one step at a time, so that each step is one batch of node LPs. */
import { CompensatedSum } from '../numeric/index.ts';
import type { Programme } from '../programme/index.ts';
import { BEFORE_THE_ROOT, meanOfFollowing, type Following } from './martingale.ts';
import type { NodeAnswer, NodePool, NodeTask } from './node-pool.ts';
import type { PathSource, PathStep } from './simulate-paths.ts';

/** What is decided at a visit of a node, or why nothing can be. */
export type Decision =
  | { readonly isPossible: true; readonly stageObjective: number; readonly nextState: Float64Array }
  | { readonly isPossible: false; readonly message: string };

export interface ReplayWork {
  /** without parameters (`withFixedParameters`) */
  readonly programme: Programme;
  readonly pool: NodePool;
  readonly following: (node: number) => Following;
  readonly source: PathSource;
  /** solve all that may follow, not only what comes to pass */
  readonly hasControl: boolean;
  /** the decision at a node, given its LP's answer */
  readonly decide: (task: NodeTask, answer: NodeAnswer) => Decision;
  readonly isCancelled: () => boolean;
  /** node LPs solved so far */
  solved: number;
  /** decisions made so far where nothing was known of what follows */
  improper: number;
}

/** Where the policy could not go on. */
export interface Stuck {
  readonly path: number;
  /** nodes visited before */
  readonly step: number;
  /** the node without a decision, and its outcome */
  readonly node: number;
  readonly outcome: number;
  /** false: another node came to pass on this path, but this one might have */
  readonly hasComeToPass: boolean;
  readonly message: string;
}

export interface ReplayedPath {
  /** discounted total of its stage objectives; NaN when it got stuck */
  readonly total: number;
  /** the total less its martingale; NaN without control, or when something that might follow has no value */
  readonly controlled: number;
  readonly stuck: Stuck | null;
}

/** Paths longer than this have no end that a graph of sound discounts could have. */
const STEP_LIMIT = 100_000;

/** Replays paths; null when cancelled. @throws RangeError when a path does not end within 100,000 steps */
export async function replayPaths(work: ReplayWork, paths: readonly number[]): Promise<readonly ReplayedPath[] | null> {
  const initial = Float64Array.from(work.programme.states, (state) => state.initial);
  const walkers = paths.map((path) => startWalker(path, initial));
  let walking: readonly Walker[] = walkers;
  for (let step = 0; walking.length > 0; step++) {
    if (work.isCancelled()) return null;
    if (step > STEP_LIMIT) throw new RangeError(`a path has not ended after ${STEP_LIMIT} steps`);
    walking = await takeStep(work, walking, step);
  }
  return walkers.map(({ total, martingale, stuck, isControlled }) => ({
    total: stuck?.hasComeToPass === true ? NaN : total.total,
    controlled: work.hasControl && isControlled && !stuck ? total.total - martingale.total : NaN,
    stuck,
  }));
}

interface Walker {
  readonly path: number;
  readonly total: CompensatedSum;
  readonly martingale: CompensatedSum;
  node: number;
  state: Float64Array;
  /** what values here count at the root */
  factor: number;
  isControlled: boolean;
  stuck: Stuck | null;
}

function startWalker(path: number, state: Float64Array): Walker {
  const sums = { total: new CompensatedSum(), martingale: new CompensatedSum() };
  return { path, ...sums, node: BEFORE_THE_ROOT, state, factor: 1, isControlled: true, stuck: null };
}

/** A walker about to enter its next node. */
interface Entrance {
  readonly walker: Walker;
  readonly following: Following;
  readonly taken: PathStep;
  /** [pair] task; -1 where none is wanted */
  readonly tasks: Int32Array;
}

async function takeStep(work: ReplayWork, walkers: readonly Walker[], step: number): Promise<readonly Walker[]> {
  const batch = new TaskBatch();
  const entrances = walkers.map((walker) => enter(work, walker, step, batch));
  const tasks = batch.tasks;
  const answers = tasks.length === 0 ? [] : await work.pool.solve(tasks);
  work.solved += tasks.length;
  const decisions = new Map<number, Decision>();
  return entrances
    .filter((entrance) => {
      if (work.hasControl) control(entrance, tasks, answers, step);
      return isDecided(work, entrance, { tasks, answers, decisions, step });
    })
    .map(({ walker }) => walker);
}

function enter(work: ReplayWork, walker: Walker, step: number, batch: TaskBatch): Entrance {
  const following = work.following(walker.node);
  const taken = work.source(walker.path, step, following);
  const tasks = new Int32Array(following.nodes.length).fill(-1);
  following.weights.forEach((weight, pair) => {
    const isTaken = pair === taken.pair;
    if (isTaken || (work.hasControl && weight > 0)) {
      const place = { node: following.nodes[pair]!, outcome: following.outcomes[pair]! };
      tasks[pair] = batch.add({ ...place, state: walker.state, wantsDecision: isTaken });
    }
  });
  return { walker, following, taken, tasks };
}

/** Adds to the martingale what came to pass, less the mean of what might have. */
function control(entrance: Entrance, tasks: readonly NodeTask[], answers: readonly NodeAnswer[], step: number): void {
  const { walker, following, taken } = entrance;
  // One certain pair: its value and the mean are the same.
  if (following.weights.length === 1 && taken.pair === 0 && taken.factor === following.weights[0]) return;
  const values = Float64Array.from(entrance.tasks, (task) => (task < 0 ? NaN : answers[task]!.value));
  entrance.tasks.forEach((task, pair) => {
    if (task < 0 || answers[task]!.status === 'optimal') return;
    walker.stuck ??= stuckAt(walker, tasks[task]!, {
      step,
      hasComeToPass: pair === taken.pair,
      message: 'its programme has no feasible decision',
    });
  });
  const realised = taken.pair < 0 ? 0 : taken.factor * values[taken.pair]!;
  walker.martingale.add(walker.factor * (realised - meanOfFollowing(following, values)));
}

function stuckAt(walker: Walker, task: NodeTask, why: Pick<Stuck, 'step' | 'hasComeToPass' | 'message'>): Stuck {
  return { path: walker.path, node: task.node, outcome: task.outcome, ...why };
}

interface Step {
  readonly tasks: readonly NodeTask[];
  readonly answers: readonly NodeAnswer[];
  /** by task */
  readonly decisions: Map<number, Decision>;
  readonly step: number;
}

/** Moves the walker through its node; true when something follows. */
function isDecided(work: ReplayWork, { walker, taken, tasks }: Entrance, at: Step): boolean {
  if (taken.pair < 0) return false;
  const index = tasks[taken.pair]!;
  const task = at.tasks[index]!;
  const decision = at.decisions.get(index) ?? decide(work, task, at.answers[index]!);
  at.decisions.set(index, decision);
  if (!decision.isPossible) {
    const why = { step: at.step, hasComeToPass: true, message: decision.message };
    if (walker.stuck?.hasComeToPass !== true) walker.stuck = stuckAt(walker, task, why);
    return false;
  }
  walker.factor *= taken.factor;
  walker.total.add(walker.factor * decision.stageObjective);
  walker.node = task.node;
  walker.state = decision.nextState;
  return work.following(task.node).nodes.length > 0;
}

function decide(work: ReplayWork, task: NodeTask, answer: NodeAnswer): Decision {
  if (!answer.isProper) work.improper++;
  if (answer.status === 'optimal') return work.decide(task, answer);
  return { isPossible: false, message: 'its programme has no feasible decision' };
}

/** Tasks of one step; paths that have the same history share their states, and so their tasks. */
class TaskBatch {
  readonly tasks: (NodeTask & { wantsDecision: boolean })[] = [];
  private readonly indexByState = new Map<Float64Array, Map<string, number>>();

  add(task: NodeTask & { wantsDecision: boolean }): number {
    const byPair = this.indexByState.get(task.state) ?? new Map<string, number>();
    this.indexByState.set(task.state, byPair);
    const key = `${task.node}/${task.outcome}`;
    const known = byPair.get(key);
    if (known === undefined) {
      byPair.set(key, this.tasks.push(task) - 1);
      return this.tasks.length - 1;
    }
    this.tasks[known]!.wantsDecision ||= task.wantsDecision;
    return known;
  }
}
