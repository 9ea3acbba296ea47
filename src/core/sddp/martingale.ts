/** What may follow a node of a policy graph, how much each counts, and the martingale made of it. */
import { CompensatedSum } from '../numeric/index.ts';
import { arcsByOrigin, outcomeCount, outcomesOf, type Arc, type Programme } from '../programme/index.ts';

/** The place before the root: what follows it is the root under each outcome of its noise. */
export const BEFORE_THE_ROOT = -1;

/** Every (successor, noise outcome) that may follow a node, arc by arc, outcomes in the order of `outcomesOf`. */
export interface Following {
  /** [pair] index into the programme's nodes */
  readonly nodes: Int32Array;
  /** [pair] index into `outcomesOf` that node */
  readonly outcomes: Int32Array;
  /** [pair] probability of the arc x its discount x probability of the outcome: the value of a node is its stage
   * objective plus the sum of weight x value over the pairs */
  readonly weights: Float64Array;
  readonly arcs: readonly FollowingArc[];
}

export interface FollowingArc {
  readonly to: number;
  /** position of its first pair */
  readonly first: number;
  /** chance of being taken, the arcs' summing to 1 */
  readonly probability: number;
  /** what the pair's value is multiplied by when the arc is taken: its discount, and the sum of weights used as given */
  readonly factor: number;
  /** the discount alone */
  readonly discount: number;
  /** chance of each outcome of each source of noise, summing to 1 by source */
  readonly noise: readonly (readonly number[])[];
}

/** What follows each node of a programme, or `BEFORE_THE_ROOT`; each is made when first asked for. */
export function followingOf(programme: Programme): (node: number) => Following {
  const arcsFrom = arcsByOrigin(programme);
  const known = new Map<number, Following>();
  const entry: Arc = { from: BEFORE_THE_ROOT, to: 0, probability: 1 };
  return (node) => {
    const found = known.get(node) ?? following(programme, node === BEFORE_THE_ROOT ? [entry] : arcsFrom[node]!);
    known.set(node, found);
    return found;
  };
}

function following(programme: Programme, arcs: readonly Arc[]): Following {
  const pairCount = arcs.reduce((sum, { to }) => sum + outcomeCount(programme.nodes[to]!), 0);
  const nodes = new Int32Array(pairCount);
  const outcomes = new Int32Array(pairCount);
  const weights = new Float64Array(pairCount);
  let pair = 0;
  for (const { to, probability, discount = 1 } of arcs) {
    for (const [outcome, { probability: share }] of outcomesOf(programme.nodes[to]!).entries()) {
      nodes[pair] = to;
      outcomes[pair] = outcome;
      weights[pair] = probability * discount * share;
      pair++;
    }
  }
  return { nodes, outcomes, weights, arcs: chancesOf(programme, arcs) };
}

function chancesOf(programme: Programme, arcs: readonly Arc[]): readonly FollowingArc[] {
  const given = programme.areProbabilitiesAsGiven === true;
  const arcTotal = total(arcs.map(({ probability }) => probability));
  let first = 0;
  return arcs.map(({ to, probability, discount = 1 }) => {
    const groups = (programme.nodes[to]!.noise ?? []).map((group) => group.map((outcome) => outcome.probability));
    const noiseTotal = groups.reduce((product, group) => product * total(group), 1);
    const arc = {
      to,
      first,
      probability: probability / arcTotal,
      factor: given ? arcTotal * discount * noiseTotal : discount,
      discount,
      noise: groups.map((group) => group.map((share) => share / total(group))),
    };
    first += outcomeCount(programme.nodes[to]!);
    return arc;
  });
}

function total(values: readonly number[]): number {
  const sum = new CompensatedSum();
  for (const value of values) sum.add(value);
  return sum.total;
}

/**
 * Mean of what follows by any estimate of the pairs' values: the sum of weight x value over all pairs.
 *
 * On a path, the value of the pair that came to pass x its `factor`, less this mean, has mean 0 whatever the estimate
 * is. Taken off the path's total at each step it leaves the mean of the totals alone, and where the estimates are the
 * policy's own values it takes all their variance away.
 *
 * @param values [pair]
 * @source Henderson and Glynn (2002), Approximating martingales for variance reduction in Markov process simulation
 */
export function meanOfFollowing({ weights }: Following, values: ArrayLike<number>): number {
  const sum = new CompensatedSum();
  weights.forEach((weight, pair) => {
    // A pair of weight 0 never comes to pass, and its value may not exist.
    if (weight > 0) sum.add(weight * values[pair]!);
  });
  return sum.total;
}
