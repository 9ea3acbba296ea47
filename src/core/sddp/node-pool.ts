import type { Cut, FeasibilityCut } from './cut.ts';

/** One node LP to be solved: a node, one of its noise outcomes, and the state that enters it. */
export interface NodeTask {
  readonly node: number;
  /** index into `outcomesOf(programme.nodes[node])` */
  readonly outcome: number;
  /** [state] */
  readonly state: Float64Array;
  /** what to send back besides value and slope; default false */
  readonly wantsDecision?: boolean;
}

/** What a node LP says: its value with everything that follows, its slope in the incoming state, and what it decides. */
export interface NodeAnswer {
  readonly status: 'optimal' | 'infeasible';
  /** stage objective + value-to-go under the cuts; NaN when infeasible */
  readonly value: number;
  /** [state] d value / d incoming state, by the duals; a minorant (minimising) of the node's value at every state */
  readonly slope: Float64Array;
  /** stage objective alone; with `wantsDecision` only, else NaN */
  readonly stageObjective: number;
  /** [column] with `wantsDecision` only, else empty */
  readonly columnValues: Float64Array;
  /** [state] leaving the node; with `wantsDecision` only, else empty */
  readonly nextState: Float64Array;
  /** when infeasible: intercept + slope s <= 0 holds for every feasible incoming state s and fails for this one */
  readonly feasibilityCut: FeasibilityCut | null;
  /**
   * false while the value leans on something that no data imply (nothing known of what follows, or a box around an
   * unbounded LP): such an answer may choose a point to look at, and no cut or bound may be made from it
   */
  readonly isProper: boolean;
}

export interface NodeCuts {
  readonly node: number;
  readonly cuts: readonly Cut[];
  readonly feasibilityCuts: readonly FeasibilityCut[];
}

/**
 * Where node LPs live, in this thread or in several: each (node, chunk of outcomes) has one persistent, warm model in
 * one place, so its sequence of solves, and with it every byte, is the same for any number of threads.
 */
export interface NodePool {
  /** answers in the order of the tasks */
  solve(tasks: readonly NodeTask[]): Promise<readonly NodeAnswer[]>;
  /** adds cuts to the nodes' models; seen by every later solve */
  addCuts(cuts: readonly NodeCuts[]): Promise<void>;
  close(): Promise<void>;
}
