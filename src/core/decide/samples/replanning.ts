import { latticeNodeAt } from '../../demand/index.ts';
import type { ProgrammeNode } from '../../programme/index.ts';
import { createNodePool, openHead, trainPolicy, type Policy } from '../../sddp/index.ts';
import type { ReplayPolicy, Seen } from '../../simulate/index.ts';
import type { Solver } from '../../solve/index.ts';
import { decisionAt, ENGINE_POLICY_ID, enginePolicy, stateOf, type EngineValues } from './engine-policy.ts';

/** The engine's policy, and what it takes to plan again from where a path stands. */
export interface ReplanningValues extends EngineValues {
  /** the cuts trained so far: they hold wherever a path stands */
  readonly policy: Policy;
  readonly solver: Solver;
  readonly seed: number;
}

/** Iterations of training from each place of a path. */
const REPLAN_ITERATIONS = 12;

/**
 * The engine's policy planned again at every stage start of every path: its programme from the node and the state in which
 * the path stands is trained on from the cuts there are, by paths that begin there, and decided by the root programme over
 * the cuts then known. It sees what the policy sees; it costs a training for each decision.
 */
export function replanningPolicy(values: ReplanningValues): ReplayPolicy {
  const first = enginePolicy(values);
  return {
    id: `${ENGINE_POLICY_ID}, planned again`,
    decisionMonths: first.decisionMonths,
    async decide(month, seen) {
      const stage = first.decisionMonths.indexOf(month);
      if (stage === 0) return first.decide(month, seen);
      const decisions = [];
      for (const one of seen) decisions.push(await replanned(values, { stage, seen: one }));
      return decisions;
    },
  };
}

async function replanned(values: ReplanningValues, at: { readonly stage: number; readonly seen: Seen }) {
  const { seen } = at;
  const { solver, seed } = values;
  const node = latticeNodeAt(values.lattice, at.stage, seen).index;
  const from = policyFrom(values.policy, { node, state: stateOf(values, seen) });
  const pool = createNodePool(from.programme, solver);
  try {
    const { policy } = await trainPolicy(from.programme, { pool, policy: from, iterations: REPLAN_ITERATIONS, seed });
    const head = openHead(policy, solver, { stages: 1 });
    try {
      const columns = head.solve({ solving: { integerMethod: 'warm' } }).visits[0]!.columnValues;
      return decisionAt(values, { node, columns, seen });
    } finally {
      head.dispose();
    }
  } finally {
    await pool.close();
  }
}

/** What follows a node, as a policy of its own that begins there in a given state: what is lost on entering is known. */
function policyFrom(policy: Policy, at: { readonly node: number; readonly state: Float64Array }): Policy {
  const { programme } = policy;
  const kept = reachableFrom(policy, at.node);
  const place = new Map(kept.map((node, index) => [node, index]));
  const { noise: _, ...root } = programme.nodes[at.node]!;
  const nodes = kept.map((node): ProgrammeNode => (node === at.node ? root : programme.nodes[node]!));
  return {
    ...policy,
    programme: {
      ...programme,
      nodes,
      states: programme.states.map((state, index) => ({ ...state, initial: at.state[index]! })),
      arcs: programme.arcs.flatMap((arc) => {
        const [from, to] = [place.get(arc.from), place.get(arc.to)];
        return from === undefined || to === undefined ? [] : [{ ...arc, from, to }];
      }),
    },
    cuts: kept.map((node) => policy.cuts[node]!),
    feasibilityCuts: kept.map((node) => policy.feasibilityCuts[node]!),
    bound: programme.sense === 'minimise' ? -Infinity : Infinity,
  };
}

/** The node and all that may follow it, the node first. */
function reachableFrom({ programme }: Policy, node: number): number[] {
  const reached = new Set([node]);
  for (const each of reached) for (const { from, to } of programme.arcs) if (from === each) reached.add(to);
  return [...reached];
}
