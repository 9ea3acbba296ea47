import { latticeNodeAt, type DemandLattice } from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import { extensiveForm, meanProgramme, withFixedParameters, type Programme } from '../../programme/index.ts';
import {
  FORECAST_REPLICATION,
  NO_DECISION,
  type Decision,
  type ReplayPolicy,
  type Seen,
} from '../../simulate/index.ts';
import { openModel, optimise, type Solver } from '../../solve/index.ts';
import { plannerProgramme, type PlannerProgramme } from '../planner/planner-programme.ts';
import { decisionAt, plannerStateOf } from './engine-policy.ts';

export const ROLLING_MEAN_PLAN_ID = 'rolling-mean-plan';

interface MeanPlanner {
  readonly planner: PlannerProgramme;
  readonly programme: Programme;
  readonly lattice: DemandLattice;
  readonly solver: Solver;
}

/**
 * The plan of one who believes the mean forecast, made again at every stage start of every path: the mean programme
 * (`meanProgramme`) of all that may follow what is seen there, from the state in which the path stands, solved as a linear
 * programme (at the first date with whole blocks), its signings and notices of that date carried out. Losses and lateness
 * are at their means too, and money is risk-neutral: on one path there is no tail.
 *
 * A state whose programme is not solved is left without a decision.
 *
 * @param lattice of the forecasts: what is known at each date, one demand to a node
 */
export function rollingMeanPlan(plan: Plan, solver: Solver, lattice: DemandLattice): ReplayPolicy {
  const planner = plannerProgramme(plan, lattice, { replication: FORECAST_REPLICATION });
  const means: MeanPlanner = { planner, programme: withFixedParameters(planner.programme), lattice, solver };
  const { stageStartMonths } = planner.frame.calendar;
  return {
    id: ROLLING_MEAN_PLAN_ID,
    decisionMonths: stageStartMonths,
    decide(month, seen) {
      const stage = stageStartMonths.indexOf(month);
      const decisions: Decision[] = seen.map(() => NO_DECISION);
      for (const [node, paths] of pathsByNode(lattice, stage, seen)) decideAt(means, node, { paths, seen, decisions });
      return decisions;
    },
  };
}

function pathsByNode(lattice: DemandLattice, stage: number, seen: readonly Seen[]): Map<number, number[]> {
  const byNode = new Map<number, number[]>();
  seen.forEach((one, path) => {
    const { index } = latticeNodeAt(lattice, stage, one);
    byNode.set(index, [...(byNode.get(index) ?? []), path]);
  });
  return byNode;
}

/** Decides for the paths that stand at one node: one model, its first columns held at each path's state. */
function decideAt(
  { planner, programme, solver }: MeanPlanner,
  node: number,
  at: { readonly paths: readonly number[]; readonly seen: readonly Seen[]; readonly decisions: Decision[] },
): void {
  const form = extensiveForm(behindItsState(meanProgramme(programme, node)));
  const session = openModel(form.model, solver);
  const stateColumns = programme.states.map((_, state) => form.columnOf(0, state));
  // Every path from one basis, so that what one decides does not depend on the others of its block.
  session.fix(
    stateColumns,
    programme.states.map(({ initial }) => initial),
  );
  const { basis } = session.solve({ relax: true, basis: null });
  const columnsOf = (state: Float64Array): Float64Array | null => {
    session.fix(stateColumns, [...state]);
    const { status, columnValues } = optimise(session, solver, { integerMethod: 'warm', basis });
    if (status !== 'optimal') return null;
    return Float64Array.from(programme.nodes[node]!.columns, (_, column) => columnValues[form.columnOf(1, column)]!);
  };
  const known = new Map<string, Float64Array | null>();
  try {
    for (const path of at.paths) {
      const seen = at.seen[path]!;
      const state = plannerStateOf(planner, seen, 0);
      const key = state.join('/');
      const columns = known.get(key) ?? columnsOf(state);
      known.set(key, columns);
      if (columns) at.decisions[path] = decisionAt({ planner }, { node, columns, seen });
    }
  } finally {
    session.dispose();
  }
}

/** The programme behind a node that holds its incoming state in columns, one for each state: it is solved for many of them. */
function behindItsState(programme: Programme): Programme {
  const { states, nodes, arcs } = programme;
  const free = { lower: -Infinity, upper: Infinity, isInteger: false, isCommitment: false };
  return {
    ...programme,
    nodes: [
      {
        name: 'incoming state',
        stage: nodes[0]!.stage - 1,
        columns: states.map(({ name }) => ({ ...free, name })),
        rows: [],
        updates: states.map((_, state) => ({ state, constant: 0, columns: [{ index: state, value: 1 }], states: [] })),
        objectiveConstant: 0,
        objectiveColumns: [],
        objectiveStates: [],
      },
      ...nodes,
    ],
    arcs: [{ from: 0, to: 1, probability: 1 }, ...arcs.map((arc) => ({ ...arc, from: arc.from + 1, to: arc.to + 1 }))],
  };
}
