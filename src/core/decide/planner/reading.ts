import type { Offer } from '../../domain/index.ts';
import type { ExtensiveForm } from '../../programme/index.ts';
import { shownReferenceGpus } from '../../supply/index.ts';
import { HOURS_PER_MONTH } from '../../units/index.ts';
import type { Attribution, ObjectiveCause } from '../cohorts/attribution.ts';
import { wholePerVolume, type CohortPart, type UsedRight } from './node-work.ts';
import type { PlannerProgramme } from './planner-programme.ts';

/** One visit of a node of the planner's programme by one history, and what is decided there. */
export interface Visit {
  /** index into `PlannerProgramme.nodes` */
  readonly node: number;
  /** the visit before; -1 at the root */
  readonly parent: number;
  readonly probability: number;
  column(index: number): number;
  /** value of an incoming state */
  state(index: number): number;
}

/** A policy carried out: every history's visits, parents before children, whether solved on a tree or replayed. */
export interface Solution {
  readonly planner: PlannerProgramme;
  readonly visits: readonly Visit[];
  /** [parameter] price multiples in force */
  readonly parameters: readonly number[];
}

/** The visits of a solved extensive form: one for each of its tree nodes. */
export function visitsOf(form: ExtensiveForm, columnValues: Float64Array): Visit[] {
  return form.treeNodes.map(({ origin, parent, probability }, treeNode) => ({
    node: origin,
    parent,
    probability,
    column: (index) => columnValues[form.columnOf(treeNode, index)]!,
    state: (index) => form.stateAt(treeNode, index, columnValues),
  }));
}

/** One labelled part of the expected objective. */
export interface ReadLine {
  readonly cause: ObjectiveCause;
  readonly contractId: string | null;
  readonly usd: number;
}

/** Value of a volume, column, state or constant at a visit. */
export function valueAt(visit: Visit, at: { kind: Attribution['kind']; index: number }): number {
  if (at.kind === 'constant') return 1;
  return at.kind === 'column' ? visit.column(at.index) : visit.state(at.index);
}

/** The expected objective by cause and contract, in order of first appearance; the lines sum to E[W]. */
export function linesOf(solution: Solution): ReadLine[] {
  const lines = new Map<string, { cause: ObjectiveCause; contractId: string | null; usd: number }>();
  for (const visit of solution.visits) {
    for (const attribution of solution.planner.nodes[visit.node]!.attributions) {
      const { cause, contractId } = attribution;
      const key = `${cause}/${contractId ?? ''}`;
      const line = lines.get(key) ?? { cause, contractId, usd: 0 };
      line.usd += visit.probability * usdOf(solution, visit, attribution);
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

function usdOf(solution: Solution, visit: Visit, attribution: Attribution): number {
  const scale = attribution.parameter === null ? 1 : solution.parameters[attribution.parameter]!;
  return attribution.usd * scale * valueAt(visit, attribution);
}

/** [leaf] total objective along each path, undivided by probability, and the leaf's probability. */
export function leafValues(solution: Solution): { usd: number; probability: number }[] {
  const { planner, visits } = solution;
  const totals = new Float64Array(visits.length);
  const leaves: { usd: number; probability: number }[] = [];
  visits.forEach((visit, index) => {
    let usd = visit.parent < 0 ? 0 : totals[visit.parent]!;
    for (const attribution of planner.nodes[visit.node]!.attributions) usd += usdOf(solution, visit, attribution);
    totals[index] = usd;
    if (isLast(solution, visit)) leaves.push({ usd, probability: visit.probability });
  });
  return leaves;
}

function isLast({ planner }: Solution, visit: Visit): boolean {
  return planner.programme.nodes[visit.node]!.stage === planner.frame.calendar.stageStartMonths.length - 1;
}

/** Mean of the worst `tailFraction` of outcomes (lowest values), the last outcome counted in part. */
export function tailMeanOf(outcomes: readonly { usd: number; probability: number }[], tailFraction: number): number {
  const sorted = [...outcomes].sort((a, b) => a.usd - b.usd);
  let left = tailFraction;
  let sum = 0;
  for (const { usd, probability } of sorted) {
    const weight = Math.min(probability, left);
    sum += weight * usd;
    left -= weight;
    if (left <= 0) break;
  }
  return sum / (tailFraction - Math.max(0, left));
}

/**
 * Shortage on protected tiers by stage: the expected unserved share, and the chance that at a moment of the stage drawn
 * at random more than the plan's shortage fraction goes unserved (nodes by probability, operating states by time).
 */
export function shortageByStage(solution: Solution): { fraction: number; probability: number }[] {
  const { programme, frame } = solution.planner;
  const stages = frame.calendar.stageStartMonths.map(() => ({ demand: 0, unserved: 0, probability: 0 }));
  for (const visit of solution.visits) {
    const { probability } = visit;
    const stage = stages[programme.nodes[visit.node]!.stage]!;
    for (const moment of protectedMoments(solution, visit)) {
      // Shortages below the solver's own tolerance are none.
      const unserved = Math.max(0, moment.demand - moment.served - 1e-9 * moment.demand);
      stage.demand += probability * moment.weight * moment.demand;
      stage.unserved += probability * moment.weight * unserved;
      if (unserved > frame.plan.limits.shortageFraction * moment.demand)
        stage.probability += probability * moment.weight;
    }
  }
  return stages.map(({ demand, unserved, probability }) => ({
    fraction: demand > 0 ? unserved / demand : 0,
    probability,
  }));
}

/** Protected demand (net of churn) and what of it is served in each operating state of a node; weights are shares of the stage. */
function protectedMoments(solution: Solution, visit: Visit): { weight: number; demand: number; served: number }[] {
  const { frame, nodes, programme } = solution.planner;
  const subPeriods = frame.calendar.subPeriods[programme.nodes[visit.node]!.stage]!;
  const stageMonths = subPeriods.at(-1)!.endMonth - subPeriods[0]!.startMonth;
  const moments = new Map<string, { weight: number; demand: number; served: number }>();
  for (const column of nodes[visit.node]!.served) {
    if (!frame.plan.workloads[column.workloadIndex]!.tiers[column.tierIndex]!.isProtected) continue;
    const { startMonth, endMonth } = subPeriods[column.subIndex]!;
    const key = `${column.subIndex}/${column.stateIndex}`;
    const weight = (column.weight * (endMonth - startMonth)) / stageMonths;
    const moment = moments.get(key) ?? { weight, demand: 0, served: 0 };
    const churned = column.churnColumn < 0 ? 0 : visit.column(column.churnColumn);
    moment.demand += column.demandReferenceGpus * (1 - churned);
    moment.served += visit.column(column.column) * frame.units.referenceGpus;
    moments.set(key, moment);
  }
  return [...moments.values()];
}

/** Expected capacity in service of each contract by month, in its shown reference GPUs: [contract id] -> [month]. */
export function capacityByContract(
  solution: Solution,
  include: (part: CohortPart) => boolean,
): Map<string, Float64Array> {
  const { frame, nodes, programme } = solution.planner;
  const byContract = new Map<string, Float64Array>();
  for (const visit of solution.visits) {
    for (const part of nodes[visit.node]!.parts) {
      if (!part.flow || !include(part)) continue;
      const { contract } = part.cohort;
      const months = byContract.get(contract.id) ?? new Float64Array(frame.calendar.horizonMonths);
      byContract.set(contract.id, months);
      const volume = valueAt(visit, part.volume) * wholePerVolume(part.cohort) * part.sign;
      const weight = visit.probability * volume * shownReferenceGpus(contract);
      if (weight === 0) continue;
      frame.calendar.subPeriods[programme.nodes[visit.node]!.stage]!.forEach((subPeriod, subIndex) => {
        for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
          months[month]! += weight * part.flow!.capacityFraction[subIndex]!;
        }
      });
    }
  }
  return byContract;
}

/** What a plan does to liquidity over the tree. */
export interface LiquidityReading {
  /** lowest liquidity met at any node without rescue money: below zero by what has been drawn */
  readonly troughUsd: number;
  /** probability of paths that draw on the credit line, and of paths that need more than it */
  readonly creditProbability: number;
  readonly rescueProbability: number;
}

export function liquidityOf(solution: Solution): LiquidityReading {
  const { planner, visits } = solution;
  const { usd } = planner.frame.units;
  const drawn = new Float64Array(visits.length);
  const beyond = new Float64Array(visits.length);
  const reading = { troughUsd: Infinity, creditProbability: 0, rescueProbability: 0 };
  visits.forEach((visit, index) => {
    const { money } = planner.nodes[visit.node]!;
    drawn[index] = visit.parent < 0 ? 0 : drawn[visit.parent]!;
    beyond[index] = visit.parent < 0 ? 0 : beyond[visit.parent]!;
    money.liquidity.forEach((column, subIndex) => {
      const more = visit.column(money.rescueBeyond[subIndex]!);
      beyond[index]! += more;
      drawn[index]! += more + visit.column(money.rescueWithin[subIndex]!);
      reading.troughUsd = Math.min(reading.troughUsd, (visit.column(column) - drawn[index]!) * usd);
    });
    if (!isLast(solution, visit)) return;
    if (drawn[index]! > RESCUE_NOISE) reading.creditProbability += visit.probability;
    if (beyond[index]! > RESCUE_NOISE) reading.rescueProbability += visit.probability;
  });
  return reading;
}

/** Rescue below this many money units (a millionth of a month's value) is the solver's tolerance. */
const RESCUE_NOISE = 1e-3;

/** Blocks of each offer signed at each visit: [visit] map of offer id to blocks. */
export function signingsAt({ planner, visits }: Solution): Map<string, number>[] {
  return visits.map((visit) => {
    const signed = new Map<string, number>();
    for (const { cohort, volume, sign } of planner.nodes[visit.node]!.parts) {
      if (sign < 0 || volume.kind !== 'column') continue;
      const { id } = cohort.contract;
      signed.set(id, (signed.get(id) ?? 0) + visit.column(volume.index));
    }
    return signed;
  });
}

/** A right used at a visit: the contract that it ends or gives, and how many blocks of it. */
export interface RightUse {
  readonly right: UsedRight;
  readonly contract: Offer;
  readonly blocks: number;
}

/** Rights used at each visit. */
export function rightsAt({ planner, visits }: Solution): RightUse[][] {
  return visits.map((visit) =>
    planner.nodes[visit.node]!.parts.flatMap(({ cohort, volume, right }) => {
      if (right === undefined || volume.kind !== 'column') return [];
      const { contract } = cohort;
      const blocks = visit.column(volume.index) * wholePerVolume(cohort) * contract.blocks;
      return [{ right, contract, blocks }];
    }),
  );
}

/** Hours of one tier: what was asked for, net of customers lost, and what was served. */
export interface TierService {
  readonly workloadId: string;
  readonly tierId: string;
  readonly stage: number;
  /** expected reference-GPU hours */
  readonly askedHours: number;
  readonly servedHours: number;
  /** the same served hours, discounted as cash at the end of each month */
  readonly servedHoursDiscounted: number;
}

/** Expected service of every tier in every stage. */
export function serviceByTier(solution: Solution): TierService[] {
  const { frame, nodes, programme } = solution.planner;
  const { calendar, plan, units } = frame;
  const found = new Map<string, { -readonly [Field in keyof TierService]: TierService[Field] }>();
  for (const visit of solution.visits) {
    const { stage } = programme.nodes[visit.node]!;
    for (const column of nodes[visit.node]!.served) {
      const workload = plan.workloads[column.workloadIndex]!;
      const tierId = workload.tiers[column.tierIndex]!.id;
      const key = `${stage}/${column.workloadIndex}/${column.tierIndex}`;
      const none = { workloadId: workload.id, tierId, stage, askedHours: 0, servedHours: 0, servedHoursDiscounted: 0 };
      const sum = found.get(key) ?? none;
      found.set(key, sum);
      const hours = hoursOf(calendar.subPeriods[stage]![column.subIndex]!, calendar.discountAtStart);
      const weight = visit.probability * column.weight;
      const churned = column.churnColumn < 0 ? 0 : visit.column(column.churnColumn);
      const served = visit.column(column.column) * units.referenceGpus;
      sum.askedHours += weight * column.demandReferenceGpus * (1 - churned) * hours.plain;
      sum.servedHours += weight * served * hours.plain;
      sum.servedHoursDiscounted += weight * served * hours.discounted;
    }
  }
  return [...found.values()];
}

function hoursOf({ startMonth, endMonth }: { startMonth: number; endMonth: number }, discountAtStart: Float64Array) {
  let discounted = 0;
  for (let month = startMonth; month < endMonth; month++) discounted += HOURS_PER_MONTH * discountAtStart[month + 1]!;
  return { plain: HOURS_PER_MONTH * (endMonth - startMonth), discounted };
}
