import { BEFORE_THE_ROOT, followingOf, type Following } from './martingale.ts';
import type { NodePool } from './node-pool.ts';
import type { Policy } from './policy.ts';
import { riskWeights } from './risk-weights.ts';

/** What follows one visit of a node: the visits `first`, `first + 1` and so on, one per pair. */
interface Place {
  readonly following: Following;
  readonly first: number;
}

/**
 * What a policy is worth over all histories of its graph, under its own nested measure: every node decides by its LP
 * over the cuts, and values are measured from the leaves back to the root. A bound on the linear relaxation's optimum
 * from the pessimistic side, without sampling.
 *
 * @param pool holds the policy's programme and all of its cuts
 * @returns null when there are more than `visitLimit` visits of nodes (a cycle has no end), or the policy gets stuck
 */
export async function policyValue(policy: Policy, pool: NodePool, visitLimit: number): Promise<number | null> {
  const following = followingOf(policy.programme);
  const start = Float64Array.from(policy.programme.states, ({ initial }) => initial);
  /** [visit] */
  const stageObjectives: number[] = [];
  const places: Place[] = [{ following: following(BEFORE_THE_ROOT), first: 0 }];
  let entered: readonly Float64Array[] = [start];
  // Each round solves the visits that the last round's lead to, all of one depth.
  for (let round: readonly Place[] = places; round.length > 0;) {
    const tasks = round.flatMap((place, index) =>
      Array.from(place.following.nodes, (node, pair) => {
        return { node, outcome: place.following.outcomes[pair]!, state: entered[index]!, wantsDecision: true };
      }),
    );
    if (stageObjectives.length + tasks.length > visitLimit) return null;
    const answers = await pool.solve(tasks);
    if (answers.some(({ status }) => status !== 'optimal')) return null;
    stageObjectives.push(...answers.map(({ stageObjective }) => stageObjective));
    entered = answers.map(({ nextState }) => nextState);
    let first = stageObjectives.length;
    round = tasks.map(({ node }) => {
      const place = { following: following(node), first };
      first += place.following.nodes.length;
      return place;
    });
    places.push(...round);
    if (first === stageObjectives.length) break;
  }
  return valueFromLeaves(policy, places, stageObjectives);
}

/** `places[v + 1]` follows visit v, so going backwards every value is there before it is asked for. */
function valueFromLeaves(policy: Policy, places: readonly Place[], stageObjectives: readonly number[]): number {
  const values = Float64Array.from(stageObjectives);
  let value = 0;
  for (let place = places.length - 1; place >= 0; place--) {
    value = measured(policy, places[place]!, values);
    if (place > 0) values[place - 1]! += value;
  }
  return value;
}

/** The measure of what follows, discounts inside. */
function measured(policy: Policy, { following, first }: Place, values: Float64Array): number {
  if (following.nodes.length === 0) return 0;
  const discounts = discountsOf(following);
  const outcomes = discounts.map((discount, pair) => discount * values[first + pair]!);
  const probabilities = discounts.map((discount, pair) => following.weights[pair]! / discount);
  const weights = riskWeights(policy.risk, outcomes, probabilities, policy.programme.sense);
  return weights.reduce((sum, weight, pair) => sum + weight * outcomes[pair]!, 0);
}

/** [pair] */
function discountsOf({ arcs, nodes }: Following): Float64Array {
  const discounts = new Float64Array(nodes.length);
  for (const { first, discount } of arcs) discounts.fill(discount, first);
  return discounts;
}
