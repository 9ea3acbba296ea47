import { simulatePolicy, type HeadVisit } from '../../sddp/index.ts';
import { Bug } from '../../units/index.ts';
import type { Solution } from '../planner/reading.ts';
import { ask, type OpenLattice } from './lattice-answer.ts';
import { trainFrom } from './lattice-training.ts';
import type { Question } from './question.ts';
import { replayOn } from './replay.ts';

/** The policy of a question carried out on sampled paths of the lattice. */
export async function replay(open: OpenLattice, question: Question): Promise<Solution> {
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
export async function rootOf(open: OpenLattice, question: Question): Promise<HeadVisit> {
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

/** What the policy of a question reaches, USD: an unbiased estimate on fresh paths of the lattice. */
export async function reachedUsd(
  open: OpenLattice,
  question: Question,
  pathCount: number = MEASURED_PATHS,
): Promise<number> {
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
