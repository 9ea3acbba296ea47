import { deliveryScores, type DemandGraph, type DemandNode } from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import type { Calendar } from './calendar.ts';
import { remembered, type CohortMemo } from './cohort-memo.ts';
import type { Cohort } from './cohort.ts';
import { addCourse } from './course-cash.ts';
import { addGivenTerminal, addTerminal } from './course-terminal.ts';
import type { CohortFlows, Flow } from './flow.ts';
import { pathCoursesOf, type LossReading, type PathCourses } from './path-courses.ts';
import { lossesOf, weightsAt, type Weights } from './path-weights.ts';

interface FlowOptions {
  readonly cohorts: readonly Cohort[];
  readonly calendar: Calendar;
  readonly replication: number;
  readonly losses: LossReading;
}

/** Expected flows of every cohort, each from the same paths that grew the graph; scores are drawn once per contract. */
export function cohortFlowsOf(
  plan: Plan,
  graph: DemandGraph,
  options: FlowOptions & { memo?: CohortMemo<CohortFlows> | undefined },
): readonly CohortFlows[] {
  const scores = new Map<string, Float64Array>();
  const found: CohortFlows[] = [];
  for (const cohort of options.cohorts)
    found.push(cohort.isTrial ? { ...sameAtAsk(found, cohort), cohort } : remembered(options.memo, cohort, own));
  return found;

  function own(cohort: Cohort): CohortFlows {
    const { contract } = cohort;
    let score = scores.get(contract.id);
    if (!score) {
      score = deliveryScores(plan, graph.paths, contract, { replication: options.replication });
      scores.set(contract.id, score);
    }
    return flowsOf(pathCoursesOf(plan, graph, { cohort, ...options, score }));
  }
}

/** A trial price changes no flow but through its parameter. */
function sameAtAsk(found: readonly CohortFlows[], trial: Cohort): CohortFlows {
  return found.find(({ cohort }) => cohort.contract === trial.contract && cohort.signStage === trial.signStage)!;
}

function flowsOf(context: PathCourses): CohortFlows {
  const { cohort, graph, calendar } = context;
  const lastStage = calendar.stageStartMonths.length - 1;
  const running: (Flow | null)[] = [];
  const ended: (Flow | null)[][] = cohort.departures.map(() => []);
  const given: (Flow | null)[][] = cohort.departures.map(() => []);
  for (const node of graph.nodes) {
    const weights = node.stage < cohort.signStage ? null : weightsAt(context, node);
    const isLeaf = node.stage === lastStage;
    running.push(weights && flowAt(context, node, { weights, departure: null, isLeaf }));
    cohort.departures.forEach((departure, index) => {
      const at = weights !== null && node.stage >= departure.stage ? { weights, departure: index, isLeaf } : null;
      ended[index]!.push(at && flowAt(context, node, at));
      given[index]!.push(at && departure.given && flowAt(context, node, { ...at, isGiven: true }));
    });
  }
  return { cohort, running, ended, given, lost: lossesOf(context) };
}

function flowAt(
  context: PathCourses,
  node: DemandNode,
  options: { weights: Weights; departure: number | null; isLeaf: boolean; isGiven?: boolean },
): Flow | null {
  const { weights, departure } = options;
  const subPeriods = context.calendar.subPeriods[node.stage]!;
  const flow: Flow = {
    capacityFraction: new Float64Array(subPeriods.length),
    committedFraction: new Float64Array(subPeriods.length),
    lines: [],
    usageUsd: new Float64Array(subPeriods.length),
    terminal: null,
  };
  weights.courses.forEach((courseIndex, position) => {
    const course = context.courses[courseIndex]!;
    const given = options.isGiven === true ? course.given[departure!]! : null;
    if (options.isGiven === true && given === null) return;
    addCourse(flow, context.calendar, {
      node,
      series: given?.series ?? (departure === null ? course.series : course.taken[departure]!),
      alive: weights.alive[position]!,
      recalled: weights.recalled[position]!,
      share: weights.shares[position]!,
    });
    if (!options.isLeaf) return;
    const atEnd = { aliveAtEnd: weights.aliveAtEnd[position]!, sharesAtEnd: weights.sharesAtEnd[position]! };
    if (given) addGivenTerminal(flow, context, { given, ...atEnd });
    else addTerminal(flow, context, { course, departure, ...atEnd });
  });
  return isEmpty(flow) ? null : flow;
}

function isEmpty(flow: Flow): boolean {
  const isZero = (values: Float64Array) => values.every((value) => value === 0);
  return flow.terminal === null && isZero(flow.capacityFraction) && flow.lines.every((line) => isZero(line.usd));
}
