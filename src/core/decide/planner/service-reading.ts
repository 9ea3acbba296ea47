import { HOURS_PER_MONTH } from '../../units/index.ts';
import type { Solution, Visit } from './reading.ts';

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
