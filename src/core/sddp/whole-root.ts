/** Whole numbers at the root: its decision as a MIP over the cuts, and cuts where that decision leads. */
import { outcomeCount } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import { openHead } from './head-session.ts';
import type { NodePool } from './node-pool.ts';
import type { Policy } from './policy.ts';
import { trainPolicy } from './train-policy.ts';

export interface WholeRootOptions {
  /** holds the policy's programme and all of its cuts */
  readonly pool: NodePool;
  readonly solver: Solver;
  /** of the sampled paths */
  readonly seed: number;
  /** MIPs at most, each followed by one path that begins where it leads */
  readonly rounds: number;
}

/** A policy trained for a root of whole numbers. */
export interface WholeRoot {
  readonly policy: Policy;
  /** proved bound on the optimum with whole numbers at the root: the best of the relaxation's and every MIP's */
  readonly bound: number;
}

/**
 * Trains a policy on from where its root leads when it takes whole numbers: the root is decided by a MIP over the cuts,
 * cuts are made along a path from the state that it leaves, and so on until no cut is new. With integers at the root
 * alone the bound comes to meet the policy's value. A root whose own noise comes first is left as it is.
 *
 * @source Laporte and Louveaux (1993), The integer L-shaped method for stochastic integer programs with complete
 *   recourse, Operations Research Letters 13(3), 133-142 (without their cuts for integer recourse)
 */
export async function wholeRoot(trained: Policy, { pool, solver, seed, rounds }: WholeRootOptions): Promise<WholeRoot> {
  const { programme, risk } = trained;
  const best = programme.sense === 'minimise' ? Math.max : Math.min;
  let policy = trained;
  let { bound } = policy;
  if (outcomeCount(programme.nodes[0]!) > 1) return { policy, bound };
  for (let round = 0; round < rounds; round++) {
    const head = openHead(policy, solver, { stages: 1 });
    const decided = head.solve();
    head.dispose();
    if (decided.status !== 'optimal') break;
    bound = best(bound, decided.bound);
    const cutsBefore = cutCount(policy);
    const training = await trainPolicy(programme, {
      pool,
      seed,
      risk,
      policy,
      isPoolTrained: true,
      iterations: 1,
      pathsPerIteration: 1,
      firstPath: round,
      startStates: [decided.visits[0]!.nextState],
    });
    policy = training.policy;
    if (cutCount(policy) === cutsBefore) break;
  }
  return { policy, bound };
}

function cutCount({ cuts, feasibilityCuts }: Policy): number {
  return [...cuts, ...feasibilityCuts].reduce((sum, { length }) => sum + length, 0);
}
