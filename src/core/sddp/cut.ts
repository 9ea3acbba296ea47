/**
 * A bound on what follows a node, linear in the state that leaves it:
 * value-to-go(s') >= intercept + slope s' when minimising, <= when maximising. Value-to-go is the risk-adjusted,
 * discounted value of the node's successors.
 */
export interface Cut {
  readonly intercept: number;
  /** [state] */
  readonly slope: Float64Array;
}

/** A bound on the states that may leave a node, without which some successor is infeasible: intercept + slope s' <= 0. */
export type FeasibilityCut = Cut;
