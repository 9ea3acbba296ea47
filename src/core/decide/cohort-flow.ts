import { deliveryScores, type DemandPaths, type DemandGraph, type DemandNode } from '../demand/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import {
  deliveryAtScore,
  type CashLine,
  lifeEndMonth,
  isNoticeFelt,
  recalledByMonth,
  survivalByMonth,
  terminalValue,
  type ContractSeries,
  type EndingNotice,
  type LedgerCause,
  type TerminalValue,
} from '../supply/index.ts';
import type { Calendar } from './calendar.ts';
import { remembered, type CohortMemo } from './cohort-memo.ts';
import type { Cohort } from './cohort.ts';
import { courseOf, DELIVERED, type Course, type GivenCourse } from './course.ts';

/** Expected payments of one cause at one node, for the whole contract; costs are negative. */
export interface FlowLine {
  readonly cause: LedgerCause;
  readonly isPriceLinked: boolean;
  readonly timing: CashLine['timing'];
  /** [sub-period] undiscounted USD */
  readonly usd: Float64Array;
  /** [month of the node] the same */
  readonly usdByMonth: Float64Array;
  /** discounted to month 0, summed over the node */
  discountedUsd: number;
}

/** What the whole contract brings at one node: means over the node's paths of delivery, slips, recalls and prices. */
export interface Flow {
  /** [sub-period] mean fraction of the contract in service */
  readonly capacityFraction: Float64Array;
  /** [sub-period] the part of it that is paid whatever the use */
  readonly committedFraction: Float64Array;
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
  /** [departure][node] what it takes away from there on */
  readonly ended: readonly (readonly (Flow | null)[])[];
  /** [departure][node] what it gives from there on */
  readonly given: readonly (readonly (Flow | null)[])[];
  /** [node] chance that what ran at the start of the stage before has stopped by the node's start; see `LossReading` */
  readonly lost: Float64Array;
}

/**
 * How recalls and failures enter: as `means`, flows thinned out by the survival of everything signed; or as `events`,
 * flows of what still runs at the node's start, the loss before it being an event of the transition. A build's debts
 * outlive it, and the fleet is one fixed volume: both are always read as means.
 */
export type LossReading = 'means' | 'events';

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
  /** [path] null when the host's leaving pays nothing */
  readonly recallOfPath: readonly Float64Array[] | null;
  readonly hasEvents: boolean;
}

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
    const { inServiceMonths, gateStartMonths, trancheMonths = [] } = delivery;
    const key = [inServiceMonths, ...gateStartMonths, ...trancheMonths, signingRegime].join('/');
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
  const recallOfPath = recallsOf(cohort, paths, { courses, courseOfPath, survivalOfPath });
  return { plan, graph, calendar, cohort, courses, courseOfPath, survivalOfPath, recallOfPath, hasEvents };
}

function hasHazard(contract: Offer): boolean {
  const { failureHazardPerYear, terms, hostExit } = contract;
  const mayFail = failureHazardPerYear > 0 || terms.permitHazardPerYear > 0;
  return mayFail || (hostExit?.hazardPerYear.some((hazard) => hazard > 0) ?? false);
}

function survivals(
  cohort: Cohort,
  paths: DemandPaths,
  options: { courses: readonly Course[]; courseOfPath: Int32Array; calendar: Calendar },
): Float64Array[] {
  return Array.from({ length: paths.pathCount }, (_, path) =>
    survivalByMonth(cohort.contract, {
      inServiceMonth: options.courses[options.courseOfPath[path]!]!.series.inServiceMonth,
      endMonth: exposedUntil(options.courses[options.courseOfPath[path]!]!),
      supplyRegimeByMonth: regimesOf(paths, path),
      horizonMonths: options.calendar.horizonMonths,
    }),
  );
}

/** What a right gives is exposed to the same hazards as the contract, after its end too. */
function exposedUntil({ series, given }: Course): number {
  return given.reduce((latest, used) => Math.max(latest, used?.series.endMonth ?? 0), series.endMonth);
}

function regimesOf(paths: DemandPaths, path: number): Uint8Array {
  return paths.supplyRegime.subarray(path * paths.monthCount, (path + 1) * paths.monthCount);
}

/** [path][month] chance that the host leaves then; null where its leaving pays nothing. */
function recallsOf(
  cohort: Cohort,
  paths: DemandPaths,
  options: { courses: readonly Course[]; courseOfPath: Int32Array; survivalOfPath: readonly Float64Array[] | null },
): Float64Array[] | null {
  const { survivalOfPath, courses, courseOfPath } = options;
  if (survivalOfPath === null || !courses.some(({ series }) => series.recallUsdByMonth.some((usd) => usd > 0)))
    return null;
  return survivalOfPath.map((survival, path) =>
    recalledByMonth(cohort.contract, survival, {
      ...courses[courseOfPath[path]!]!.series,
      supplyRegimeByMonth: regimesOf(paths, path),
    }),
  );
}

function flowsOf(context: Context): CohortFlows {
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
  /** [course position][month of the stage] share of the node's paths that the host leaves then */
  readonly recalled: readonly Float64Array[];
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
  const recalled: Float64Array[] = [];
  const aliveAtEnd: Float64Array[] = [];
  const sharesAtEnd: Float64Array[] = [];
  for (const path of node.pathIndices) {
    const course = courseOfPath[path]!;
    let position = positions.get(course);
    if (position === undefined) {
      position = shares.push(0) - 1;
      positions.set(course, position);
      alive.push(new Float64Array(monthCount));
      recalled.push(new Float64Array(monthCount));
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
    const recall = context.recallOfPath?.[path];
    if (recall) addSurvival(recalled[position]!, recall, { share: known, startMonth: node.startMonth });
  }
  if (!survivalOfPath) alive.forEach((months, position) => months.fill(shares[position]!));
  return { courses: [...positions.keys()], shares, alive, recalled, aliveAtEnd, sharesAtEnd };
}

function addSurvival(months: Float64Array, survival: Float64Array, at: { share: number; startMonth: number }): void {
  for (let month = 0; month < months.length; month++) months[month]! += at.share * survival[at.startMonth + month]!;
}

function flowAt(
  context: Context,
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
    addCourse(flow, context, {
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

interface CoursePart {
  readonly node: DemandNode;
  readonly series: ContractSeries;
  readonly alive: Float64Array;
  readonly recalled: Float64Array;
  readonly share: number;
}

function addCourse(flow: Flow, context: Context, part: CoursePart): void {
  const { node, series, alive } = part;
  context.calendar.subPeriods[node.stage]!.forEach((subPeriod, index) => {
    const months = subPeriod.endMonth - subPeriod.startMonth;
    for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
      const weight = alive[month - node.startMonth]!;
      flow.capacityFraction[index]! += (weight * series.capacityFraction[month]!) / months;
      flow.committedFraction[index]! += (weight * series.committedCapacityFraction[month]!) / months;
      flow.usageUsd[index]! += weight * series.usageUsdByMonth[month]!;
    }
  });
  for (const line of series.lines) {
    addLine(lineIn(flow, line, node), line, { ...part, context });
  }
  if (part.recalled.some((chance) => chance > 0)) addRecall(flow, part, context);
}

/** What the host pays where it leaves: at the start of that month, by the chance of it. */
function addRecall(flow: Flow, { node, series, recalled }: CoursePart, context: Context): void {
  const target = lineIn(flow, { cause: 'refund', isPriceLinked: false, timing: 'monthStart' }, node);
  const { discountAtStart, subPeriods } = context.calendar;
  subPeriods[node.stage]!.forEach((subPeriod, index) => {
    for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
      const usd = recalled[month - node.startMonth]! * series.recallUsdByMonth[month]!;
      target.usd[index]! += usd;
      target.usdByMonth[month - node.startMonth]! += usd;
      target.discountedUsd += usd * discountAtStart[month]!;
    }
  });
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
    for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
      const weight = line.followsService ? alive[month - node.startMonth]! : share;
      const usd = weight * line.usdByMonth[month]!;
      target.usd[index]! += usd;
      target.usdByMonth[month - node.startMonth]! += usd;
      target.discountedUsd += usd * discountAtStart[month + shift]!;
    }
  });
}

function lineIn(flow: Flow, line: Pick<FlowLine, 'cause' | 'isPriceLinked' | 'timing'>, node: DemandNode): FlowLine {
  const { cause, isPriceLinked, timing } = line;
  const found = flow.lines.find(
    (known) => known.cause === cause && known.isPriceLinked === isPriceLinked && known.timing === timing,
  );
  if (found) return found;
  const usd = new Float64Array(flow.capacityFraction.length);
  const usdByMonth = new Float64Array(node.endMonth - node.startMonth);
  const added = { cause, isPriceLinked, timing, usd, usdByMonth, discountedUsd: 0 };
  flow.lines.push(added);
  return added;
}

/**
 * Adds what the contract is worth after the horizon, or what a departure takes of it: all but the months until an exit's
 * notice takes effect, and the debts of a stopped build.
 */
function addTerminal(
  flow: Flow,
  context: Context,
  part: { course: Course; departure: number | null; aliveAtEnd: Float64Array; sharesAtEnd: Float64Array },
): void {
  const { plan, cohort, calendar } = context;
  const { course, departure } = part;
  // Debt may outlast the service it paid for, so the end of service is not the end of the contract.
  if (lifeEndMonth(cohort.contract, { ...course, signMonth: cohort.signMonth }) <= calendar.horizonMonths) return;
  const { contract, signMonth } = cohort;
  const notice = departure === null ? null : noticeOf(context, departure);
  if (notice && !isNoticeFelt(contract, { ...course, signMonth, ...notice })) return;
  for (const endRegime of [0, 1, 2] as const) {
    const alive = part.aliveAtEnd[endRegime]!;
    // Gates and debt of a build are owed even if it has failed, as before the horizon.
    const owed = contract.price.kind === 'owned' ? part.sharesAtEnd[endRegime]! : alive;
    if (owed === 0) continue;
    const { delivery, signingRegime } = course;
    const options = { plan, signMonth, delivery, signingRegime, endRegime };
    const value = (course.terminals[endRegime] ??= terminalValue(contract, options));
    const kept = notice ? keptOf(course, departure!, { contract, options: { ...options, notice } }) : NOTHING_KEPT;
    flow.terminal = addKept(flow.terminal ?? NO_TERMINAL, { value, kept, alive, owed });
  }
}

/** Adds what an option's contract is worth after the horizon. */
function addGivenTerminal(
  flow: Flow,
  { plan }: Context,
  part: { given: GivenCourse; aliveAtEnd: Float64Array; sharesAtEnd: Float64Array },
): void {
  const { offer, signing, terminals } = part.given;
  if (lifeEndMonth(offer, signing) <= plan.horizonMonths) return;
  for (const endRegime of [0, 1, 2] as const) {
    const alive = part.aliveAtEnd[endRegime]!;
    const owed = offer.price.kind === 'owned' ? part.sharesAtEnd[endRegime]! : alive;
    if (owed === 0) continue;
    const value = (terminals[endRegime] ??= terminalValue(offer, { plan, ...signing, endRegime }));
    flow.terminal = addKept(flow.terminal ?? NO_TERMINAL, { value, kept: NOTHING_KEPT, alive, owed });
  }
}

/** What a notice leaves, reckoned once for a course. */
function keptOf(
  course: Course,
  departure: number,
  given: { contract: Offer; options: Parameters<typeof terminalValue>[1] },
): TerminalValue {
  const { contract, options } = given;
  return (course.kept[departure]![options.endRegime] ??= terminalValue(contract, options));
}

function noticeOf({ cohort, calendar }: Context, departure: number): EndingNotice {
  const { right, stage } = cohort.departures[departure]!;
  return { right, noticeMonth: calendar.stageStartMonths[stage]! };
}

/** Adds value less what a notice leaves of it; after the first exit there is nothing that one could still leave. */
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
