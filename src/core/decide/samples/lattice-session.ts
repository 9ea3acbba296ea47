import {
  latticeError,
  routePaths,
  samplePaths,
  type DemandPaths,
  type LatticeErrorReport,
} from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import type { Programme } from '../../programme/index.ts';
import {
  createNodePool,
  openHead,
  PATHS_TOGETHER,
  simulatePolicy,
  stoppingVerdict,
  trainPolicy,
  type HeadAnswer,
  type HeadSession,
  type HeadVisit,
  type NodePool,
  type Policy,
  type StoppingCheck,
  type Training,
} from '../../sddp/index.ts';
import type { ReplayPolicy } from '../../simulate/index.ts';
import type { SolveStatus, Solver } from '../../solve/index.ts';
import { Bug } from '../../units/index.ts';
import { latticeProgramme, type LatticeSample, type Quantile } from '../planner/lattice-programme.ts';
import type { LossOutcome } from '../planner/losses.ts';
import type { PlannerProgramme } from '../planner/planner-programme.ts';
import type { Solution } from '../planner/reading.ts';
import { enginePolicy } from './engine-policy.ts';
import { quoteColumnsOf, rootColumnsHeld, type Question, type QuoteColumns, type RootDecision } from './question.ts';
import { replanningPolicy } from './replanning.ts';
import { carryOut, replayOn } from './replay.ts';

/** What a lattice says to a question. */
export interface LatticeAnswer {
  readonly status: SolveStatus;
  readonly message: string;
  /** risk-adjusted value, USD: a proved upper bound on what any policy can reach on this lattice under the question */
  readonly valueUsd: number;
  readonly decision: RootDecision;
  readonly head: HeadAnswer;
}

export interface TrainOptions {
  /** default: the plan's */
  readonly roundsMax?: number;
  /** true: the decision itself is asked for, so it too has to be the same twice; default false */
  readonly isDecisionAsked?: boolean;
}

/** One lattice of a plan and the value functions trained on it: every question about the root is one small MIP over them. */
export interface LatticeSession {
  readonly planner: PlannerProgramme;
  readonly quotes: readonly Offer[];
  readonly errorReport: LatticeErrorReport;
  /** [quote] trial price as a multiple of the ask; 1 where the lattice has none */
  readonly trialMultiples: readonly number[];
  ask(question: Question): LatticeAnswer;
  /** trains where these questions lead, in rounds, until no question's value moves any more */
  train(questions: readonly Question[], options?: TrainOptions): Promise<void>;
  /** the policy of a question carried out on sampled paths */
  replay(question: Question): Promise<Solution>;
  /** the same on paths that the lattice has not seen; `visitOfPath` is [path × stage] */
  carryOut(question: Question, paths: DemandPaths): Promise<{ solution: Solution; visitOfPath: Int32Array }>;
  /** the policy of a question for paths that no lattice has seen; it acts as if it had `reserveUsd` less */
  policyOf(question: Question, reserveUsd: number): Promise<ReplayPolicy>;
  /** the same, planned again at every stage of every path */
  replanningPolicyOf(question: Question, reserveUsd: number): Promise<ReplayPolicy>;
  /** what the policy of a question reaches, USD: an unbiased estimate on fresh paths of the lattice */
  reachedUsd(question: Question, pathCount?: number): Promise<number>;
  dispose(): Promise<void>;
}

interface OpenLattice {
  readonly plan: Plan;
  readonly planner: PlannerProgramme;
  readonly programme: Programme;
  readonly losses: readonly (readonly LossOutcome[])[];
  readonly quantile: Quantile | null;
  readonly columns: readonly QuoteColumns[];
  readonly pool: NodePool;
  readonly solver: Solver;
  readonly isInfeasible: boolean;
  policy: Policy;
  pathsDrawn: number;
  head: HeadSession | null;
}

/**
 * Samples paths, grows their lattice, and trains value functions on the plan's programme over it.
 *
 * @param options `sampleIndex` names the sample: lattices are independent replications
 */
export async function openLattice(plan: Plan, solver: Solver, options: LatticeSample): Promise<LatticeSession> {
  const { sampleIndex } = options;
  const { lattice, planner, programme, losses, quantile } = latticeProgramme(plan, options);
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const pool = createNodePool(programme, solver);
  const training = await firstTraining(plan, programme, pool);
  const columns = quoteColumnsOf(planner, quotes);
  const open: OpenLattice = {
    plan,
    planner,
    programme,
    losses,
    quantile,
    columns,
    pool,
    solver,
    isInfeasible: training.status === 'infeasible',
    policy: training.policy,
    pathsDrawn: training.pathsDrawn,
    head: null,
  };
  const fresh = samplePaths(plan, {
    pathCount: plan.lattice.paths,
    replication: FRESH_REPLICATION_OFFSET + sampleIndex,
  });
  return {
    planner,
    quotes,
    errorReport: latticeError(lattice, fresh),
    trialMultiples: options.trialMultiples ?? quotes.map(() => 1),
    ask: (question) => ask(open, question),
    train: (questions, trainOptions) => train(open, questions, { roundsMax: plan.lattice.rounds, ...trainOptions }),
    replay: (question) => replay(open, question),
    carryOut: async (question, paths) => {
      const root = await rootOf(open, question);
      const routes = { nodeOfPath: routePaths(lattice, paths), stageStartMonths: lattice.stageStartMonths };
      const every = Array.from({ length: paths.pathCount }, (_, path) => path);
      const { visits, visitOfPath } = await carryOut(routes, every, { pool, losses, root, seed: plan.seed });
      return { solution: { planner, visits, parameters: planner.programme.parameters }, visitOfPath };
    },
    policyOf: async (question, reserveUsd) =>
      enginePolicy({ planner, programme, lattice, pool, root: await rootOf(open, question), reserveUsd }),
    replanningPolicyOf: async (question, reserveUsd) => {
      const root = await rootOf(open, question);
      const values = { planner, programme, lattice, pool, root, reserveUsd };
      return replanningPolicy({ ...values, policy: open.policy, solver, seed: plan.seed });
    },
    reachedUsd: (question, pathCount = MEASURED_PATHS) => reachedUsd(open, question, pathCount),
    dispose: async () => {
      open.head?.dispose();
      await pool.close();
    },
  };
}

/** Iterations from the plan's own decision, as often again as it takes for its value to be bounded at all. */
async function firstTraining(
  plan: Plan,
  programme: Programme,
  pool: NodePool,
): Promise<Training & { readonly pathsDrawn: number }> {
  const { iterations, rounds } = plan.lattice;
  const options = { pool, iterations, seed: plan.seed, pathsPerIteration: PATHS_TOGETHER };
  let training = await trainPolicy(programme, options);
  let pathsDrawn = iterations * PATHS_TOGETHER;
  for (let round = 1; training.status === 'unbounded' && round < rounds; round++) {
    const { policy } = training;
    training = await trainPolicy(programme, { ...options, policy, isPoolTrained: true, firstPath: pathsDrawn });
    pathsDrawn += iterations * PATHS_TOGETHER;
  }
  return { ...training, pathsDrawn };
}

const INFEASIBLE: LatticeAnswer = {
  status: 'infeasible',
  message: 'the hard rows of the plan contradict each other',
  valueUsd: NaN,
  decision: [],
  head: {
    status: 'infeasible',
    message: '',
    value: NaN,
    bound: NaN,
    decision: new Float64Array(0),
    visits: [],
  },
};

/** Fresh paths, never used to grow a lattice, are numbered from here. */
export const FRESH_REPLICATION_OFFSET = 1_000;

function headOf(open: OpenLattice): HeadSession {
  return (open.head ??= openHead(open.policy, open.solver, { stages: 1 }));
}

function ask(open: OpenLattice, question: Question): LatticeAnswer {
  if (open.isInfeasible) return INFEASIBLE;
  const held = rootColumnsHeld(open.columns, question);
  const asked = { columns: held.map(([column]) => column), values: held.map(([, value]) => value) };
  // Few integers, and many related questions in one session.
  const head = headOf(open).solve({ held: asked, solving: { integerMethod: 'warm' } });
  const { status, message, bound, decision } = head;
  return {
    status,
    message,
    valueUsd: bound * open.planner.frame.units.usd,
    decision: open.columns.map(({ signed }) => (signed < 0 || decision.length === 0 ? 0 : decision[signed]! + 0)),
    head,
  };
}

/** Passes of a round at least: one sampled path may find nothing new where another would. */
const ROUND_PASSES_MIN = 6;
/** A question has settled when two rounds of training together move its value by less than this share of it. */
const SETTLED_FRACTION = 2e-3;

/**
 * Rounds of: ask every question that has not settled, then train from the states that its answer leads to. Questions are
 * trained alike, so that their differences are as tight as each of them.
 */
async function train(
  open: OpenLattice,
  questions: readonly Question[],
  options: TrainOptions & { readonly roundsMax: number },
): Promise<void> {
  const checks = new Map<Question, readonly StoppingCheck[]>();
  const values = new Map<Question, readonly number[]>();
  let unsettled = questions;
  for (let round = 0; round < options.roundsMax && unsettled.length > 0; round++) {
    const startStates: Float64Array[] = [];
    unsettled = unsettled.filter((question) => {
      const { status, valueUsd, decision, head } = ask(open, question);
      const found = [...(values.get(question) ?? [Infinity, Infinity]), valueUsd];
      const history = [...(checks.get(question) ?? []), { iteration: round, rootDecision: decision, margins: [] }];
      values.set(question, found);
      checks.set(question, history);
      const isStill = found.at(-3)! - valueUsd <= SETTLED_FRACTION * Math.abs(valueUsd);
      const rule = { agreeingChecks: 2, iterationLimit: options.roundsMax };
      const isStable = options.isDecisionAsked !== true || stoppingVerdict(rule, history).isStable;
      if (status !== 'optimal' || (isStill && isStable)) return false;
      startStates.push(head.visits[0]!.nextState);
      return true;
    });
    await trainFrom(open, distinct(startStates));
  }
}

async function trainFrom(open: OpenLattice, startStates: readonly Float64Array[]): Promise<void> {
  if (startStates.length === 0) return;
  const { programme, pool, plan, policy, pathsDrawn } = open;
  const pathsPerIteration = Math.min(PATHS_TOGETHER, startStates.length);
  const iterations = Math.ceil(Math.max(ROUND_PASSES_MIN, startStates.length) / pathsPerIteration);
  const options = {
    pool,
    policy,
    iterations,
    pathsPerIteration,
    startStates,
    firstPath: pathsDrawn,
    isPoolTrained: true,
  };
  open.policy = (await trainPolicy(programme, { ...options, seed: plan.seed })).policy;
  open.pathsDrawn += iterations * pathsPerIteration;
  open.head?.dispose();
  open.head = null;
}

/** Questions with one answer lead to one state. */
function distinct(states: readonly Float64Array[]): Float64Array[] {
  return [...new Map(states.map((state) => [state.join('/'), state])).values()];
}

async function replay(open: OpenLattice, question: Question): Promise<Solution> {
  const root = await rootOf(open, question);
  const { planner, pool, plan, losses } = open;
  const { seed, lattice } = plan;
  const visits = await replayOn(planner.graph, { pool, losses, root, pathCount: lattice.replayPaths, seed });
  return { planner, visits, parameters: planner.programme.parameters };
}

/** Rounds of training after which a quantile of wealth that still lies at the end of its range is our error. */
const QUANTILE_ROUNDS_MAX = 32;

/**
 * The root's visit under a question, trained from where it leads for as long as too few cuts leave the quantile of wealth
 * at the end of its range: what follows would be decided against an amount that nobody holds.
 */
async function rootOf(open: OpenLattice, question: Question): Promise<HeadVisit> {
  for (let round = 0; round <= QUANTILE_ROUNDS_MAX; round++) {
    const { status, message, head } = ask(open, question);
    const root = head.visits[0];
    if (!root) throw new Bug(`the question has no answer to replay: it is ${status}. ${message}`);
    const { quantile } = open;
    if (quantile === null || Math.abs(root.columnValues[quantile.column]!) < quantile.unitsMax) return root;
    await trainFrom(open, [root.nextState]);
  }
  throw new Bug('the quantile of wealth lies at the end of its range');
}

/** Paths on which a policy is measured; the control variate makes few of them enough. */
const MEASURED_PATHS = 16;

async function reachedUsd(open: OpenLattice, question: Question, pathCount: number): Promise<number> {
  const values = [...(await rootOf(open, question)).columnValues];
  const { policy, pool, plan, planner } = open;
  const { controlled } = await simulatePolicy(policy, {
    pool,
    pathCount,
    seed: plan.seed,
    rootDecision: { columns: values.map((_, column) => column), values, solver: open.solver },
  });
  return (controlled?.mean ?? NaN) * planner.frame.units.usd;
}
