import type { DemandGraph, DemandLattice, DemandNode, ScenarioTree, SplitCondition } from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import { nodeBuilder, type Arc, type Programme, type ProgrammeNode } from '../../programme/index.ts';
import { capacityClassesOf } from '../../supply/index.ts';
import { objectiveWriter, type Attribution } from '../cohorts/attribution.ts';
import { calendarOf } from '../cohorts/calendar.ts';
import { cohortFlowsOf } from '../cohorts/cohort-flow.ts';
import type { CohortMemo } from '../cohorts/cohort-memo.ts';
import { cohortsOf, priceParametersOf, type TrialMultiples } from '../cohorts/cohort.ts';
import type { CohortFlows } from '../cohorts/flow.ts';
import type { LossReading } from '../cohorts/path-courses.ts';
import { addChurn, addChurnColumns } from './churn.ts';
import { addCommitments } from './commitments.ts';
import { addDispatch, type ServedColumn } from './dispatch.ts';
import { layoutOf, modelUnitsOf, type PlannerFrame } from './layout.ts';
import { addMoney, type MoneyColumns } from './money.ts';
import type { CohortPart, NodeWork } from './node-work.ts';
import { operatingPartitionOf, operatingStatesOf, type OperatingPartition } from './operating-state.ts';
import { addSigningLimits } from './signing-limits.ts';

/** The planner's multistage programme on one tree or lattice, and what is needed to read its solutions. */
export interface PlannerProgramme {
  readonly programme: Programme;
  readonly frame: PlannerFrame;
  readonly graph: DemandGraph;
  readonly flows: readonly CohortFlows[];
  readonly nodes: readonly PlannerNode[];
}

export interface PlannerNode {
  readonly attributions: readonly Attribution[];
  readonly served: readonly ServedColumn[];
  readonly parts: readonly CohortPart[];
  readonly money: MoneyColumns;
  /** what has been seen at the node: on a tree on the whole way to it, latest last */
  readonly seen: readonly SplitCondition[];
}

/**
 * Builds the programme of a plan on a tree or lattice: at each node sign and give notice, then dispatch in every operating state,
 * churn, and money; the objective is discounted cash wealth, research value, penalties and value after the horizon.
 *
 * @param options `replication` names the draws of delivery scores, as for the tree's paths; `trialMultiples` adds a
 *   second price to every quote that can be signed now; `losses` as `events` leaves recalls and failures to `withLosses`;
 *   `memo` holds what is known of flows on this graph, under the same plan but for its contracts, limits and money
 */
export function plannerProgramme(
  plan: Plan,
  graph: ScenarioTree | DemandLattice,
  options: {
    readonly replication: number;
    readonly trialMultiples?: TrialMultiples;
    readonly losses?: LossReading;
    readonly memo?: CohortMemo<CohortFlows> | undefined;
  },
): PlannerProgramme {
  const { replication, trialMultiples = [], losses = 'means', memo } = options;
  const frame = frameOf(plan, trialMultiples.length > 0);
  const { cohorts, calendar } = frame;
  const flows = cohortFlowsOf(plan, graph, { cohorts, calendar, replication, losses, memo });
  const parameters = priceParametersOf(plan, trialMultiples);
  const partitions = frame.calendar.subPeriods.map((subPeriods, stage) => {
    const nodes = graph.nodes.filter((node) => node.stage === stage);
    return subPeriods.map((subPeriod) => operatingPartitionOf(plan, nodes, subPeriod));
  });
  const built = graph.nodes.map((node) => buildNode(frame, node, { flows, partitions: partitions[node.stage]! }));
  const programme: Programme = {
    sense: 'maximise',
    states: frame.layout.states,
    parameterNames: parameters.names,
    parameters: parameters.values,
    nodes: built.map(({ node }) => node),
    arcs: arcsOf(graph),
  };
  const nodes = built.map(({ reading }, index) => ({ ...reading, seen: seenAt(graph, index) }));
  return { programme, frame, graph, flows, nodes };
}

/** What a plan's programme has in common on every tree. */
export function frameOf(plan: Plan, hasTrials = false): PlannerFrame {
  const calendar = calendarOf(plan);
  const cohorts = cohortsOf(plan, calendar, hasTrials);
  const units = modelUnitsOf(plan);
  return { plan, calendar, cohorts, classes: capacityClassesOf(plan), layout: layoutOf(plan, cohorts, units), units };
}

function buildNode(
  frame: PlannerFrame,
  node: DemandNode,
  options: { flows: readonly CohortFlows[]; partitions: readonly OperatingPartition[] },
): { node: ProgrammeNode; reading: Omit<PlannerNode, 'seen'> } {
  const builder = nodeBuilder(`node ${node.index}`, node.stage);
  const subPeriods = frame.calendar.subPeriods[node.stage]!;
  const start = {
    frame,
    node,
    builder,
    objective: objectiveWriter(builder, frame.units.usd),
    flows: options.flows,
    operatingStates: subPeriods.map((subPeriod, index) =>
      operatingStatesOf(frame.plan, { node, subPeriod, partition: options.partitions[index]! }),
    ),
    isRoot: node.index === 0,
    isLeaf: node.stage === frame.calendar.stageStartMonths.length - 1,
  };
  const work: NodeWork = { ...start, parts: addCommitments(start) };
  addSigningLimits(work);
  const churnColumns = addChurnColumns(work);
  const dispatch = addDispatch(work, churnColumns);
  addChurn(work, churnColumns, dispatch);
  const money = addMoney(work, dispatch);
  const reading = { attributions: work.objective.attributions, served: dispatch.served, parts: work.parts, money };
  return { node: builder.build(), reading };
}

function arcsOf(graph: ScenarioTree | DemandLattice): readonly Arc[] {
  if ('arcs' in graph) return graph.arcs;
  return graph.nodes.flatMap((node) => {
    if (node.parent < 0) return [];
    return [
      { from: node.parent, to: node.index, probability: node.probability / graph.nodes[node.parent]!.probability },
    ];
  });
}

/** A lattice node says all it knows; a tree node what tells it from its siblings, so its ancestors' come first. */
function seenAt(graph: ScenarioTree | DemandLattice, index: number): readonly SplitCondition[] {
  if ('arcs' in graph) return graph.nodes[index]!.conditions;
  const { parent, conditions } = graph.nodes[index]!;
  return parent < 0 ? conditions : [...seenAt(graph, parent), ...conditions];
}
