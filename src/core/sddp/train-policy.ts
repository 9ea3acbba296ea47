import type { Programme, RiskMeasure } from '../programme/index.ts';
import { AskedQuestions } from './asked-questions.ts';
import { backwardPass, type Trial } from './backward.ts';
import { exactForward } from './exact-forward.ts';
import type { NodePool } from './node-pool.ts';
import { historyCount, policyGraph } from './policy-graph.ts';
import type { Policy } from './policy.ts';
import { riskWeights } from './risk-weights.ts';
import { initialState, sampledForward, visitOf, type Sampling } from './sampled-forward.ts';
import { Trainer, type Visit } from './trainer.ts';
import { TrialPoints, visitBetween } from './trial-points.ts';

/** How a policy is trained. Limits are iterations, never seconds. */
export interface TrainingOptions {
  readonly pool: NodePool;
  readonly iterations: number;
  /** of the sampled paths */
  readonly seed: number;
  /** nested over each node's (successor, outcome) jointly; default the expectation */
  readonly risk?: RiskMeasure;
  /** default `PATHS_TOGETHER`; without meaning where all histories are visited */
  readonly pathsPerIteration?: number;
  /** number of the first path drawn, so that a training that goes on draws new ones; default 0 */
  readonly firstPath?: number;
  /** share of paths tilted towards the worst of what may follow; default `TILTED_SHARE` */
  readonly tiltedShare?: number;
  /** the share of probability that counts as the worst; default `TILT_TAIL_FRACTION` */
  readonly tailFraction?: number;
  /** stop when the exact value of the decisions is within this of the bound, in the objective's unit; default 0 */
  readonly targetGap?: number;
  /** start from these cuts: they must hold for this programme */
  readonly policy?: Policy;
  /** true: the pool holds those cuts already, from the training that found them; default false */
  readonly isPoolTrained?: boolean;
  /** [state] states leaving the root from which sampled paths begin in turn, instead of from the root's own decision */
  readonly startStates?: readonly Float64Array[];
  /** asked before each iteration */
  readonly isCancelled?: () => boolean;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingProgress {
  /** iterations done */
  readonly iteration: number;
  readonly bound: number;
  /** exact value of the best decisions so far, where all histories are visited; else NaN */
  readonly value: number;
  readonly lpCount: number;
}

/** A trained policy and how it came about. */
export interface Training {
  readonly policy: Policy;
  /** unbounded: no finite bound was proved */
  readonly status: 'trained' | 'cancelled' | 'infeasible' | 'unbounded';
  /** [iteration] proved bound after it, in the programme's sense; infinite while nothing is proved */
  readonly boundByIteration: readonly number[];
  /** exact value of the best decisions found, where all histories are visited; else NaN */
  readonly value: number;
  /** node LPs asked for */
  readonly lpCount: number;
  /** iterations done */
  readonly iterations: number;
  /** the first node LP that was infeasible on the way, if any: when the status is infeasible, where to look */
  readonly firstInfeasible: { readonly node: number; readonly outcome: number } | null;
}

/** Paths walked side by side by default: with cuts in batches of 4 a bound rises fastest (1, 2, 8 and 16 were slower). */
export const PATHS_TOGETHER = 4;
/** Default share of tilted paths: a quarter, so that the bound closes mainly where probability is. */
export const TILTED_SHARE = 0.25;
/** Default tail that tilted paths prefer. */
export const TILT_TAIL_FRACTION = 0.2;
/** Histories up to this many are all visited; beyond, only where there are few more than (node, outcome) pairs. */
const FEW_HISTORIES = 200;
const MOST_HISTORIES = 20_000;
const HISTORIES_PER_PAIR = 1.5;
/**
 * Share of the best decisions in those tried at a root where all histories are visited. On a made-up fan of 200 outcomes
 * and 24 first decisions a gap of 0.1 % takes 120 iterations at 0.5 and at 0.7, above 300 at 0; sslp_5_25_50 50, 53 and 78.
 */
const BEST_SHARE = 0.5;
/** Iterations before that: short trainings need the ends that the relaxation jumps between. */
const BEST_SHARED_FROM = 10;
/** Gaps below this share of the value are rounding. */
const ROUNDING_FRACTION = 1e-9;

/**
 * Trains a policy: cuts at every node until the iterations are over, the gap is small enough or nothing more is learnt.
 *
 * Each iteration decides forward under the cuts there are and cuts backward at the states left. Where the graph is a fan
 * or a small tree every history is visited, the value of the decisions is exact, and training stops at `targetGap`;
 * elsewhere paths are sampled (see `sampledForward`), cuts are made near the states left from the likely of what
 * follows (see `TrialPoints`, `AskedQuestions`; at the states left and from all where `startStates` are given), and only
 * the bound is known.
 *
 * The same programme, options and seed give the same bytes for any number of threads behind the pool.
 *
 * @throws ProgrammeError when a node LP has no trustworthy answer
 */
export async function trainPolicy(programme: Programme, options: TrainingOptions): Promise<Training> {
  const graph = policyGraph(programme);
  const trainer = new Trainer(graph, options.pool, {
    risk: options.risk ?? { kind: 'expectation' },
    tailFraction: options.tailFraction ?? TILT_TAIL_FRACTION,
  });
  await trainer.start(options.policy, options.isPoolTrained ?? false);
  const pairs = programme.nodes.reduce((sum, _, node) => sum + graph.branches[node]!.length, graph.entries.length);
  const limit = Math.max(FEW_HISTORIES, Math.min(MOST_HISTORIES, HISTORIES_PER_PAIR * pairs));
  // All histories begin at the root's own decision: given states are walked from instead.
  const isExact = !options.startStates && historyCount(graph, limit) <= limit;
  return run({
    trainer,
    options,
    isExact,
    points: new TrialPoints(graph),
    asked: new AskedQuestions(graph),
    bounds: [],
    bound: worstBound(programme),
    value: NaN,
    root: null,
    best: null,
    isTaught: true,
    isShared: false,
  });
}

/** A run of training. */
interface Run {
  readonly trainer: Trainer;
  readonly options: TrainingOptions;
  readonly isExact: boolean;
  readonly points: TrialPoints;
  readonly asked: AskedQuestions;
  readonly bounds: number[];
  bound: number;
  value: number;
  /** the root decided under all cuts */
  root: readonly Visit[] | null;
  /** where all histories are visited: root decisions with the best value so far */
  best: readonly Visit[] | null;
  /** whether the last iteration found cuts, and whether it tried root decisions drawn towards the best */
  isTaught: boolean;
  isShared: boolean;
}

function worstBound({ sense }: Programme): number {
  return sense === 'minimise' ? -Infinity : Infinity;
}

async function run(state: Run): Promise<Training> {
  const { options, trainer } = state;
  if (!(await enterRoot(state))) return ended(state, 'infeasible');
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    if (options.isCancelled?.() === true) return ended(state, 'cancelled');
    const cutsBefore = countCuts(trainer);
    const isFeasible = state.isExact ? await exactIteration(state) : await sampledIteration(state, iteration);
    if (!isFeasible || !(await enterRoot(state))) return ended(state, 'infeasible');
    state.bounds.push(state.bound);
    const { bound, value } = state;
    options.onProgress?.({ iteration: iteration + 1, bound, value, lpCount: trainer.lpCount });
    const isNews = countCuts(trainer) > cutsBefore;
    if (isDone(state, isNews || state.isShared)) break;
    state.isTaught = isNews;
  }
  return ended(state, Number.isFinite(state.bound) ? 'trained' : 'unbounded');
}

function countCuts({ cuts, feasibilityCuts }: Trainer): number {
  return [...cuts, ...feasibilityCuts].reduce((sum, ofNode) => sum + ofNode.length, 0);
}

/** Only where every history is visited do a small gap, or no new cut, mean that there is nothing left to learn. */
function isDone({ isExact, bound, value, options }: Run, isLearning: boolean): boolean {
  if (!isExact || !Number.isFinite(bound)) return false;
  const rounding = ROUNDING_FRACTION * Math.max(Math.abs(bound), Math.abs(value));
  return Math.abs(value - bound) <= Math.max(options.targetGap ?? 0, rounding) || !isLearning;
}

async function exactIteration(state: Run): Promise<boolean> {
  const { trainer } = state;
  let root = state.root;
  let tried: readonly Visit[] = [];
  const pass = await exactForward(trainer, async () => {
    const decided = root ?? (await enterRoot(state));
    root = null;
    return decided && (tried = towardsBest(state, decided));
  });
  if (!pass) return false;
  const isMinimise = trainer.graph.programme.sense === 'minimise';
  const isBetter = isMinimise ? pass.value < state.value : pass.value > state.value;
  if (Number.isNaN(state.value) || isBetter) {
    state.value = pass.value;
    state.best = tried;
  }
  await backwardPass(trainer, pass.steps);
  return true;
}

/**
 * Root decisions between those of the relaxation and the best that were tried: the relaxation's own jump from end to end
 * while cuts are few. Where nothing was learnt between, the relaxation's are tried as they are.
 */
function towardsBest(state: Run, decided: readonly Visit[]): readonly Visit[] {
  const { best, bounds, isTaught } = state;
  state.isShared = best !== null && isTaught && bounds.length >= BEST_SHARED_FROM;
  if (!best || !state.isShared) return decided;
  return decided.map((visit, outcome) => visitBetween(visit, best[outcome]!, BEST_SHARE));
}

async function sampledIteration(state: Run, iteration: number): Promise<boolean> {
  const { trainer, options, points, asked } = state;
  const count = options.pathsPerIteration ?? PATHS_TOGETHER;
  const sampling: Sampling = { seed: options.seed, tiltedShare: options.tiltedShare ?? TILTED_SHARE };
  const atRoot = (offset: number): readonly Visit[] =>
    startAt(options.startStates, iteration * count + offset) ?? state.root!;
  const paths = await sampledForward(
    trainer,
    { first: (options.firstPath ?? 0) + iteration * count, count },
    { sampling, atRoot },
  );
  if (!paths) return false;
  const length = paths.reduce((most, visits) => Math.max(most, visits.length), 0);
  const steps: Trial[][] = Array.from({ length }, () => []);
  const age = Math.floor((options.firstPath ?? 0) / count) + iteration;
  // Given states are asked about one by one: their mean is none of them, and its cuts bound them less.
  const trialOf = (visit: Visit): Visit => (options.startStates ? visit : points.drawn(visit, age));
  for (const visits of paths) visits.forEach((visit, step) => steps[step]!.push({ visit: trialOf(visit) }));
  asked.begin(age);
  await backwardPass(trainer, steps, options.startStates ? undefined : asked);
  return true;
}

/** The root as if decided so that the state whose turn it is leaves it. */
function startAt(startStates: TrainingOptions['startStates'], turn: number): readonly Visit[] | null {
  if (!startStates || startStates.length === 0) return null;
  const nextState = startStates[turn % startStates.length]!;
  return [{ node: 0, outcome: 0, nextState, stageObjective: NaN }];
}

/** Decides at the root under all cuts and notes the bound; null when the root is infeasible. */
async function enterRoot(state: Run): Promise<readonly Visit[] | null> {
  const { trainer } = state;
  const { programme, entries } = trainer.graph;
  const start = initialState(trainer);
  const tasks = entries.map(({ node, outcome }) => ({ node, outcome, state: start, wantsDecision: true }));
  const answers = await trainer.solve(tasks);
  const barred = answers.findIndex(({ status }) => status === 'infeasible');
  if (barred >= 0) {
    trainer.firstInfeasible ??= { node: 0, outcome: barred };
    return (state.root = null);
  }
  if (answers.every(({ isProper }) => isProper)) {
    const values = answers.map(({ value }) => value);
    const weights = riskWeights(
      trainer.risk,
      values,
      entries.map(({ probability }) => probability),
      programme.sense,
    );
    const bound = values.reduce((sum, value, outcome) => sum + weights[outcome]! * value, 0);
    // Each value is a proved bound, so the best so far is one as well.
    state.bound = programme.sense === 'minimise' ? Math.max(state.bound, bound) : Math.min(state.bound, bound);
  }
  return (state.root = tasks.map((task, outcome) => visitOf(task, answers[outcome]!)));
}

function ended({ trainer, bound, bounds, value }: Run, status: Training['status']): Training {
  const { programme } = trainer.graph;
  const { cuts, feasibilityCuts, risk, lpCount, firstInfeasible } = trainer;
  // What is infeasible is worth less than anything.
  const proved = status === 'infeasible' ? -worstBound(programme) : bound;
  const policy: Policy = { programme, risk, cuts, feasibilityCuts, bound: proved };
  return { policy, status, boundByIteration: bounds, value, lpCount, iterations: bounds.length, firstInfeasible };
}
