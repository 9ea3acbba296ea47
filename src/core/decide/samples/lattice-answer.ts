import type { Plan } from '../../domain/index.ts';
import type { Programme } from '../../programme/index.ts';
import { openHead, type HeadAnswer, type HeadSession, type NodePool, type Policy } from '../../sddp/index.ts';
import type { Solver, SolveStatus } from '../../solve/index.ts';
import type { Quantile } from '../planner/lattice-programme.ts';
import type { LossOutcome } from '../planner/losses.ts';
import type { PlannerProgramme } from '../planner/planner-programme.ts';
import { rootColumnsHeld, type Question, type QuoteColumns, type RootDecision } from './question.ts';

/** What a lattice says to a question. */
export interface LatticeAnswer {
  readonly status: SolveStatus;
  readonly message: string;
  /** risk-adjusted value, USD: a proved upper bound on what any policy can reach on this lattice under the question */
  readonly valueUsd: number;
  readonly decision: RootDecision;
  readonly head: HeadAnswer;
}

/** A lattice that is open: its programme, its losses, and what has been trained on it so far. */
export interface OpenLattice {
  readonly plan: Plan;
  readonly planner: PlannerProgramme;
  readonly programme: Programme;
  readonly losses: readonly (readonly LossOutcome[])[];
  readonly quantile: Quantile | null;
  readonly columns: readonly QuoteColumns[];
  readonly pool: NodePool;
  readonly solver: Solver;
  readonly isInfeasible: boolean;
  policy: Policy;
  pathsDrawn: number;
  head: HeadSession | null;
}

/** The optimum of a question over the value functions trained so far. */
export function ask(open: OpenLattice, question: Question): LatticeAnswer {
  if (open.isInfeasible) return INFEASIBLE;
  const held = rootColumnsHeld(open.columns, question);
  const asked = { columns: held.map(([column]) => column), values: held.map(([, value]) => value) };
  // Few integers, and many related questions in one session.
  const head = headOf(open).solve({ held: asked, solving: { integerMethod: 'warm' } });
  const { status, message, bound, decision } = head;
  return {
    status,
    message,
    valueUsd: bound * open.planner.frame.units.usd,
    decision: open.columns.map(({ signed }) => (signed < 0 || decision.length === 0 ? 0 : decision[signed]! + 0)),
    head,
  };
}

const INFEASIBLE: LatticeAnswer = {
  status: 'infeasible',
  message: 'the hard rows of the plan contradict each other',
  valueUsd: NaN,
  decision: [],
  head: {
    status: 'infeasible',
    message: '',
    value: NaN,
    bound: NaN,
    decision: new Float64Array(0),
    visits: [],
  },
};

function headOf(open: OpenLattice): HeadSession {
  return (open.head ??= openHead(open.policy, open.solver, { stages: 1 }));
}
