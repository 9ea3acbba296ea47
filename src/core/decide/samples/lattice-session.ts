import {
  latticeError,
  routePaths,
  samplePaths,
  type DemandPaths,
  type LatticeErrorReport,
} from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import { createNodePool } from '../../sddp/index.ts';
import type { ReplayPolicy } from '../../simulate/index.ts';
import type { Solver } from '../../solve/index.ts';
import { latticeProgramme, type LatticeSample } from '../planner/lattice-programme.ts';
import type { PlannerProgramme } from '../planner/planner-programme.ts';
import type { Solution } from '../planner/reading.ts';
import { enginePolicy } from './engine-policy.ts';
import { ask, type LatticeAnswer, type OpenLattice } from './lattice-answer.ts';
import { reachedUsd, replay, rootOf } from './lattice-policy.ts';
import { firstTraining, train, type TrainOptions } from './lattice-training.ts';
import { quoteColumnsOf, type Question } from './question.ts';
import { replanningPolicy } from './replanning.ts';
import { carryOut } from './replay.ts';

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
    reachedUsd: (question, pathCount) => reachedUsd(open, question, pathCount),
    dispose: async () => {
      open.head?.dispose();
      await pool.close();
    },
  };
}

/** Fresh paths, never used to grow a lattice, are numbered from here. */
export const FRESH_REPLICATION_OFFSET = 1_000;
