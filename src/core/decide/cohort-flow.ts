import { deliveryScores, type DemandPaths, type DemandGraph, type DemandNode } from '../demand/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import {
  contractSeries,
  deliveryAtScore,
  lifeEndMonth,
  stopMonthAfterNotice,
  survivalByMonth,
  terminalValue,
  type ContractSeries,
  type Delivery,
  type LedgerCause,
  type TerminalValue,
} from '../supply/index.ts';
import type { Calendar } from './calendar.ts';
import type { Cohort } from './cohort.ts';

/** Expected payments of one cause at one node, for the whole contract; costs are negative. */
export interface FlowLine {
  readonly cause: LedgerCause;
  readonly isPriceLinked: boolean;
  /** [sub-period] undiscounted USD */
  readonly usd: Float64Array;
  /** discounted to month 0, summed over the node */
  discountedUsd: number;
}

/** What the whole contract brings at one node: means over the node's paths of delivery, slips, recalls and prices. */
export interface Flow {
  /** [sub-period] mean fraction of the contract in service */
  readonly capacityFraction: Float64Array;
  readonly lines: FlowLine[];
  /** [sub-period] undiscounted USD if all of the not-committed share is used; positive */
  readonly usageUsd: Float64Array;
  /** value after the horizon; null except at leaves */
  terminal: TerminalValue | null;
}

/** A cohort's flows at every node of a graph. */
export interface CohortFlows {
  readonly cohort: Cohort;
  /** [node] while it runs untouched; null where it brings nothing (before signing, after its end) */
  readonly running: readonly (Flow | null)[];
  /** [notice stage position][node] the part that ends when notice is given at that stage */
  readonly ended: readonly (readonly (Flow | null)[])[];
  /** [node] chance that what ran at the start of the stage before has stopped by the node's start; see `LossReading` */
  readonly lost: Float64Array;
}

/**
 * How recalls and failures enter: as `means`, flows thinned out by the survival of everything signed; or as `events`,
 * flows of what still runs at the node's start, the loss before it being an event of the transition. A build's debts
 * outlive it, and the fleet is one fixed volume: both are always read as means.
 */
export type LossReading = 'means' | 'events';

/** One way a contract can unfold: delivery and regime at signing; paths that share it are counted, not repeated. */
interface Course {
  readonly delivery: Delivery;
  readonly signingRegime: 0 | 1 | 2;
  readonly series: ContractSeries;
  /** [notice stage position] month in which capacity and payments have stopped */
  readonly stopMonths: readonly number[];
  /** [supply regime at the end] */
  readonly terminals: (TerminalValue | null)[];
}

interface Context {
  readonly plan: Plan;
  readonly graph: DemandGraph;
  readonly calendar: Calendar;
  readonly cohort: Cohort;
  readonly courses: readonly Course[];
  /** [path] */
  readonly courseOfPath: Int32Array;
  /** [path] null when the contract has no hazards */
  readonly survivalOfPath: readonly Float64Array[] | null;
  readonly hasEvents: boolean;
}

/** Expected flows of every cohort, each from the same paths that grew the graph; scores are drawn once per contract. */
export function cohortFlowsOf(
  plan: Plan,
  graph: DemandGraph,
  options: { cohorts: readonly Cohort[]; calendar: Calendar; replication: number; losses: LossReading },
): readonly CohortFlows[] {
  const scores = new Map<string, Float64Array>();
  const found: CohortFlows[] = [];
  for (const cohort of options.cohorts)
    found.push(cohort.isTrial ? { ...sameAtAsk(found, cohort), cohort } : own(cohort));
  return found;

  function own(cohort: Cohort): CohortFlows {
    const { contract } = cohort;
    let score = scores.get(contract.id);
    if (!score) {
      score = deliveryScores(plan, graph.paths, contract, { replication: options.replication });
      scores.set(contract.id, score);
    }
    return flowsOf(contextFor(plan, graph, { cohort, ...options, score }));
  }
}

/** A trial price changes no flow but through its parameter. */
function sameAtAsk(found: readonly CohortFlows[], trial: Cohort): CohortFlows {
  return found.find(({ cohort }) => cohort.contract === trial.contract && cohort.signStage === trial.signStage)!;
}

function contextFor(
  plan: Plan,
  graph: DemandGraph,
  options: { cohort: Cohort; calendar: Calendar; score: Float64Array; losses: LossReading },
): Context {
  const { cohort, calendar, score } = options;
  const { paths } = graph;
  const courses: Course[] = [];
  const courseByKey = new Map<string, number>();
  const courseOfPath = new Int32Array(paths.pathCount);
  for (let path = 0; path < paths.pathCount; path++) {
    const delivery = cohort.signStage < 0 ? DELIVERED : deliveryAtScore(cohort.contract, score[path]!);
    const signingRegime = paths.supplyRegime[path * paths.monthCount + cohort.signMonth] as 0 | 1 | 2;
    const key = `${delivery.inServiceMonths}/${delivery.gateStartMonths.join('/')}/${signingRegime}`;
    let course = courseByKey.get(key);
    if (course === undefined) {
      course = courses.push(courseOf(cohort, calendar, { delivery, signingRegime })) - 1;
      courseByKey.set(key, course);
    }
    courseOfPath[path] = course;
  }
  const survivalOfPath = hasHazard(cohort.contract)
    ? survivals(cohort, paths, { courses, courseOfPath, calendar })
    : null;
  const isReplaceable = cohort.signStage >= 0 && cohort.contract.price.kind !== 'owned';
  const hasEvents = options.losses === 'events' && survivalOfPath !== null && isReplaceable;
  return { plan, graph, calendar, cohort, courses, courseOfPath, survivalOfPath, hasEvents };
}

const DELIVERED: Delivery = { gateStartMonths: [], inServiceMonths: 0 };

function courseOf(
  cohort: Cohort,
  calendar: Calendar,
  course: { delivery: Delivery; signingRegime: 0 | 1 | 2 },
): Course {
  const { contract, signMonth } = cohort;
  const series = contractSeries(contract, { signMonth, ...course, horizonMonths: calendar.horizonMonths });
  const stopMonths = cohort.noticeStages.map((stage) =>
    stopMonthAfterNotice(contract, {
      noticeMonth: calendar.stageStartMonths[stage]!,
      inServiceMonth: series.inServiceMonth,
    }),
  );
  return { ...course, series, stopMonths, terminals: [null, null, null] };
}

function hasHazard(contract: Offer): boolean {
  return contract.failureHazardPerYear > 0 || (contract.hostExit?.hazardPerYear.some((hazard) => hazard > 0) ?? false);
}

function survivals(
  cohort: Cohort,
  paths: DemandPaths,
  options: { courses: readonly Course[]; courseOfPath: Int32Array; calendar: Calendar },
): Float64Array[] {
  return Array.from({ length: paths.pathCount }, (_, path) =>
    survivalByMonth(cohort.contract, {
      inServiceMonth: options.courses[options.courseOfPath[path]!]!.series.inServiceMonth,
      supplyRegimeByMonth: paths.supplyRegime.subarray(path * paths.monthCount, (path + 1) * paths.monthCount),
      horizonMonths: options.calendar.horizonMonths,
    }),
  );
}

function flowsOf(context: Context): CohortFlows {
  const { cohort, graph, calendar } = context;
  const lastStage = calendar.stageStartMonths.length - 1;
  const running: (Flow | null)[] = [];
  const ended: (Flow | null)[][] = cohort.noticeStages.map(() => []);
  for (const node of graph.nodes) {
    const weights = node.stage < cohort.signStage ? null : weightsAt(context, node);
    running.push(weights && flowAt(context, node, { weights, notice: null, isLeaf: node.stage === lastStage }));
    cohort.noticeStages.forEach((stage, notice) => {
      const isOpen = weights !== null && node.stage >= stage;
      ended[notice]!.push(isOpen ? flowAt(context, node, { weights, notice, isLeaf: node.stage === lastStage }) : null);
    });
  }
  return { cohort, running, ended, lost: lossesOf(context) };
}

/** [node] mean over its paths of 1 - survival since the start of the stage before, where losses are events. */
function lossesOf({ graph, cohort, survivalOfPath, hasEvents }: Context): Float64Array {
  const lost = new Float64Array(graph.nodes.length);
  if (!survivalOfPath || !hasEvents) return lost;
  for (const { index, stage, startMonth, pathIndices } of graph.nodes) {
    if (stage <= cohort.signStage) continue;
    const before = graph.stageStartMonths[stage - 1]!;
    let sum = 0;
    for (const path of pathIndices) sum += 1 - survivalOfPath[path]![startMonth]! / survivalOfPath[path]![before]!;
    lost[index] = sum / pathIndices.length;
  }
  return lost;
}

/** Share of a node's paths on each course, by month of the node where hazards thin it out. */
interface Weights {
  readonly courses: readonly number[];
  /** [course position] share of the node's paths */
  readonly shares: readonly number[];
  /** [course position][month of the stage] share of the node's paths still in service */
  readonly alive: readonly Float64Array[];
  /** [course position][end regime] share alive at the horizon, and share alive or not; leaves only read them */
  readonly aliveAtEnd: readonly Float64Array[];
  readonly sharesAtEnd: readonly Float64Array[];
}

function weightsAt(context: Context, node: DemandNode): Weights {
  const { courseOfPath, survivalOfPath, graph } = context;
  const { paths } = graph;
  const monthCount = node.endMonth - node.startMonth;
  const share = 1 / node.pathIndices.length;
  const positions = new Map<number, number>();
  const shares: number[] = [];
  const alive: Float64Array[] = [];
  const aliveAtEnd: Float64Array[] = [];
  const sharesAtEnd: Float64Array[] = [];
  for (const path of node.pathIndices) {
    const course = courseOfPath[path]!;
    let position = positions.get(course);
    if (position === undefined) {
      position = shares.push(0) - 1;
      positions.set(course, position);
      alive.push(new Float64Array(monthCount));
      aliveAtEnd.push(new Float64Array(3));
      sharesAtEnd.push(new Float64Array(3));
    }
    shares[position]! += share;
    const survival = survivalOfPath?.[path];
    const known = context.hasEvents ? share / survival![node.startMonth]! : share;
    const endRegime = paths.supplyRegime[(path + 1) * paths.monthCount - 1]!;
    sharesAtEnd[position]![endRegime]! += share;
    aliveAtEnd[position]![endRegime]! += survival ? known * survival.at(-1)! : share;
    if (survival) addSurvival(alive[position]!, survival, { share: known, startMonth: node.startMonth });
  }
  if (!survivalOfPath) alive.forEach((months, position) => months.fill(shares[position]!));
  return { courses: [...positions.keys()], shares, alive, aliveAtEnd, sharesAtEnd };
}

function addSurvival(months: Float64Array, survival: Float64Array, at: { share: number; startMonth: number }): void {
  for (let month = 0; month < months.length; month++) months[month]! += at.share * survival[at.startMonth + month]!;
}

function flowAt(
  context: Context,
  node: DemandNode,
  options: { weights: Weights; notice: number | null; isLeaf: boolean },
): Flow | null {
  const { weights, notice } = options;
  const subPeriods = context.calendar.subPeriods[node.stage]!;
  const flow: Flow = {
    capacityFraction: new Float64Array(subPeriods.length),
    lines: [],
    usageUsd: new Float64Array(subPeriods.length),
    terminal: null,
  };
  weights.courses.forEach((courseIndex, position) => {
    const course = context.courses[courseIndex]!;
    const fromMonth = notice === null ? 0 : course.stopMonths[notice]!;
    addCourse(flow, context, {
      node,
      course,
      fromMonth,
      alive: weights.alive[position]!,
      share: weights.shares[position]!,
    });
    if (!options.isLeaf) return;
    const { aliveAtEnd, sharesAtEnd } = weights;
    addTerminal(flow, context, {
      course,
      notice,
      aliveAtEnd: aliveAtEnd[position]!,
      sharesAtEnd: sharesAtEnd[position]!,
    });
  });
  return isEmpty(flow) ? null : flow;
}

interface CoursePart {
  readonly node: DemandNode;
  readonly course: Course;
  /** months before this are left out; a part that ends by notice also leaves out what is already sunk */
  readonly fromMonth: number;
  readonly alive: Float64Array;
  readonly share: number;
}

function addCourse(flow: Flow, context: Context, part: CoursePart): void {
  const { node, course, alive } = part;
  const { series } = course;
  context.calendar.subPeriods[node.stage]!.forEach((subPeriod, index) => {
    const months = subPeriod.endMonth - subPeriod.startMonth;
    for (let month = Math.max(subPeriod.startMonth, part.fromMonth); month < subPeriod.endMonth; month++) {
      const weight = alive[month - node.startMonth]!;
      flow.capacityFraction[index]! += (weight * series.capacityFraction[month]!) / months;
      flow.usageUsd[index]! += weight * series.usageUsdByMonth[month]!;
    }
  });
  for (const line of series.lines) {
    if (part.fromMonth > 0 && !line.followsService) continue;
    addLine(lineIn(flow, line), line, { ...part, context });
  }
}

function addLine(
  target: FlowLine,
  line: ContractSeries['lines'][number],
  part: CoursePart & { readonly context: Context },
): void {
  const { node, alive, share } = part;
  const { discountAtStart, subPeriods } = part.context.calendar;
  const shift = line.timing === 'monthEnd' ? 1 : 0;
  subPeriods[node.stage]!.forEach((subPeriod, index) => {
    for (let month = Math.max(subPeriod.startMonth, part.fromMonth); month < subPeriod.endMonth; month++) {
      const weight = line.followsService ? alive[month - node.startMonth]! : share;
      const usd = weight * line.usdByMonth[month]!;
      target.usd[index]! += usd;
      target.discountedUsd += usd * discountAtStart[month + shift]!;
    }
  });
}

function lineIn(flow: Flow, line: ContractSeries['lines'][number]): FlowLine {
  const found = flow.lines.find((known) => known.cause === line.cause && known.isPriceLinked === line.isPriceLinked);
  if (found) return found;
  const { cause, isPriceLinked } = line;
  const added = { cause, isPriceLinked, usd: new Float64Array(flow.capacityFraction.length), discountedUsd: 0 };
  flow.lines.push(added);
  return added;
}

/**
 * Adds what the contract is worth after the horizon. A part ended by notice loses all of it but the months until the
 * notice takes effect, when that is after the horizon.
 */
function addTerminal(
  flow: Flow,
  context: Context,
  part: { course: Course; notice: number | null; aliveAtEnd: Float64Array; sharesAtEnd: Float64Array },
): void {
  const { plan, cohort, calendar } = context;
  const { course, notice } = part;
  // Debt may outlast the service it paid for, so the end of service is not the end of the contract.
  if (lifeEndMonth(cohort.contract, { ...course, signMonth: cohort.signMonth }) <= calendar.horizonMonths) return;
  const { contract, signMonth } = cohort;
  const stopsAfterHorizon = notice !== null && course.stopMonths[notice]! > calendar.horizonMonths;
  const noticeMonth = stopsAfterHorizon ? calendar.stageStartMonths[cohort.noticeStages[notice]!]! : 0;
  for (const endRegime of [0, 1, 2] as const) {
    const alive = part.aliveAtEnd[endRegime]!;
    // Gates and debt of a build are owed even if it has failed, as before the horizon.
    const owed = contract.price.kind === 'owned' ? part.sharesAtEnd[endRegime]! : alive;
    if (owed === 0) continue;
    const { delivery, signingRegime } = course;
    const options = { plan, signMonth, delivery, signingRegime, endRegime };
    const value = (course.terminals[endRegime] ??= terminalValue(contract, options));
    const kept = stopsAfterHorizon ? terminalValue(contract, { ...options, noticeMonth }) : NOTHING_KEPT;
    flow.terminal = addKept(flow.terminal ?? NO_TERMINAL, { value, kept, alive, owed });
  }
}

/** Adds value less what a notice leaves of it; nothing is left after our exit. */
function addKept(
  sum: TerminalValue,
  part: { value: TerminalValue; kept: typeof NOTHING_KEPT; alive: number; owed: number },
): TerminalValue {
  const { value, kept, alive, owed } = part;
  return {
    rentalBeforeExitUsd: sum.rentalBeforeExitUsd + alive * (value.rentalBeforeExitUsd - kept.rentalBeforeExitUsd),
    paymentsBeforeExitUsd:
      sum.paymentsBeforeExitUsd + owed * (value.paymentsBeforeExitUsd - kept.paymentsBeforeExitUsd),
    otherPaymentsUsd: sum.otherPaymentsUsd + alive * (value.otherPaymentsUsd - kept.otherPaymentsUsd),
    rentalAfterExitUsd: sum.rentalAfterExitUsd + alive * value.rentalAfterExitUsd,
    paymentsAfterExitUsd: sum.paymentsAfterExitUsd + alive * value.paymentsAfterExitUsd,
  };
}

const NOTHING_KEPT = { rentalBeforeExitUsd: 0, paymentsBeforeExitUsd: 0, otherPaymentsUsd: 0 };
const NO_TERMINAL: TerminalValue = { ...NOTHING_KEPT, rentalAfterExitUsd: 0, paymentsAfterExitUsd: 0 };

function isEmpty(flow: Flow): boolean {
  const isZero = (values: Float64Array) => values.every((value) => value === 0);
  return flow.terminal === null && isZero(flow.capacityFraction) && flow.lines.every((line) => isZero(line.usd));
}
