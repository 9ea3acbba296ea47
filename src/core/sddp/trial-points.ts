/** Where backward passes look for cuts: between what a path left and the running mean of what paths left there. */
import type { PolicyGraph } from './policy-graph.ts';
import type { Visit } from './trainer.ts';

/** Share of the running mean in a trial point at first. */
const CENTRE_SHARE = 0.5;
/** After so many iterations the share is half of that; it tends to 0, so that cuts come to touch where paths go. */
const CENTRE_HALVED_AT = 30;
/** From this iteration on every so many take states as they were left: only cuts at them end a training at its optimum. */
const PLAIN = { from: 30, every: 3 };
/** Weight of the newest state in the running mean. */
const NEWEST_WEIGHT = 0.1;

/**
 * Trial points drawn towards the centre of the states that paths have left.
 *
 * A path decided under few cuts leaves extreme states, where a cut says little about all others. A cut holds at every
 * state wherever it was made, so it is made at share x mean + (1 - share) x state, the mean over recent visits of the
 * node's family. The paths themselves are not moved.
 *
 * @source Ben-Ameur and Neto (2007), Acceleration of cutting-plane and column generation algorithms: applications to
 *   network design, Networks 49(1), 3-17 (the in-out point; here the inner point is a mean over paths)
 */
export class TrialPoints {
  readonly #graph: PolicyGraph;
  /** [family] running mean of leaving states, in order of visits */
  readonly #centres = new Map<number, Float64Array>();

  constructor(graph: PolicyGraph) {
    this.#graph = graph;
  }

  /** The visit with its leaving state moved; `iteration` counts those of earlier trainings too. */
  drawn(visit: Visit, iteration: number): Visit {
    const family = this.#graph.familyOf[visit.node]!;
    if (family < 0) return visit;
    const { nextState } = visit;
    const centre = this.#centres.get(family);
    this.#centres.set(family, centre ? between(nextState, centre, 1 - NEWEST_WEIGHT) : nextState);
    const isPlain = iteration >= PLAIN.from && iteration % PLAIN.every === 1;
    if (!centre || isPlain) return visit;
    const share = (CENTRE_SHARE * CENTRE_HALVED_AT) / (CENTRE_HALVED_AT + iteration);
    return { ...visit, nextState: between(nextState, centre, share) };
  }
}

/** (1 - share) visit + share other, decided at one node and outcome: by linearity what that decision leaves and costs. */
export function visitBetween(visit: Visit, other: Visit, share: number): Visit {
  const stageObjective = visit.stageObjective + share * (other.stageObjective - visit.stageObjective);
  return { ...visit, nextState: between(visit.nextState, other.nextState, share), stageObjective };
}

/** (1 - share) state + share centre; where both are the same number it stays that number. */
function between(state: Float64Array, centre: Float64Array, share: number): Float64Array {
  return state.map((value, index) => value + share * (centre[index]! - value));
}
