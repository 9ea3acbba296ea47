import type { Programme } from '../programme/index.ts';
import type { Cut, FeasibilityCut } from './cut.ts';
import type { RiskMeasure } from './risk-measure.ts';

/** Value functions of every node: what training leaves behind, and all that a decision needs. Plain data. */
export interface Policy {
  readonly programme: Programme;
  /** nested measure over each node's successors and their noise */
  readonly risk: RiskMeasure;
  /** [node] every cut ever found, in the order found; active ones are chosen by whoever uses them */
  readonly cuts: readonly (readonly Cut[])[];
  /** [node] */
  readonly feasibilityCuts: readonly (readonly FeasibilityCut[])[];
  /** proved bound on the optimum of the linear relaxation: below it when minimising, above it when maximising */
  readonly bound: number;
}
