import type { Plan } from '../../domain/index.ts';
import type { Programme } from '../../programme/index.ts';
import {
  PATHS_TOGETHER,
  stoppingVerdict,
  trainPolicy,
  type NodePool,
  type StoppingCheck,
  type Training,
} from '../../sddp/index.ts';
import { ask, type OpenLattice } from './lattice-answer.ts';
import type { Question } from './question.ts';

/** How questions are trained. */
export interface TrainOptions {
  /** default: the plan's */
  readonly roundsMax?: number;
  /** true: the decision itself is asked for, so it too has to be the same twice; default false */
  readonly isDecisionAsked?: boolean;
}

/** Iterations from the plan's own decision, as often again as it takes for its value to be bounded at all. */
export async function firstTraining(
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

/** Passes of a round at least: one sampled path may find nothing new where another would. */
const ROUND_PASSES_MIN = 6;
/** A question has settled when two rounds of training together move its value by less than this share of it. */
const SETTLED_FRACTION = 2e-3;

/**
 * Rounds of: ask every question that has not settled, then train from the states that its answer leads to. Questions are
 * trained alike, so that their differences are as tight as each of them.
 */
export async function train(
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

/** Passes from the given states; the head is opened anew after them. */
export async function trainFrom(open: OpenLattice, startStates: readonly Float64Array[]): Promise<void> {
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
