import { pow } from '../../numeric/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../../units/index.ts';
import type { ServedColumn } from './dispatch.ts';
import type { Solution, Visit } from './reading.ts';

/** What changing the order of service would cost, for one tier. */
export interface TierDemotion {
  readonly workloadId: string;
  readonly tierId: string;
  /** expected, discounted: serving the next less valuable tier of the workload first, capacity as it is */
  readonly costUsd: number;
}

/**
 * The cost of putting each tier one place down within its workload, in the capacity that a solution has.
 *
 * In every operating state min(served of the tier, unserved of the next) hours change hands, at the difference of their
 * values. Churn is by workload, so it does not move, and exact while capacity is held; re-optimised it would cost less.
 */
export function demotionsOf(solution: Solution): TierDemotion[] {
  const { plan } = solution.planner.frame;
  return plan.workloads.flatMap((workload, workloadIndex) => {
    const order = workload.tiers
      .map(({ valueUsdPerReferenceGpuHour }, tierIndex) => ({ tierIndex, valueUsdPerReferenceGpuHour }))
      .toSorted((a, b) => b.valueUsdPerReferenceGpuHour - a.valueUsdPerReferenceGpuHour);
    return order.slice(0, -1).map((upper, place) => {
      const lower = order[place + 1]!;
      const lostUsdPerHour = upper.valueUsdPerReferenceGpuHour - lower.valueUsdPerReferenceGpuHour;
      const hours = movedHours(solution, { workloadIndex, upper: upper.tierIndex, lower: lower.tierIndex });
      return { workloadId: workload.id, tierId: workload.tiers[upper.tierIndex]!.id, costUsd: lostUsdPerHour * hours };
    });
  });
}

interface Pair {
  readonly workloadIndex: number;
  readonly upper: number;
  readonly lower: number;
}

/** Expected reference-GPU hours that would change hands, discounted and with the yearly decline of value. */
function movedHours(solution: Solution, pair: Pair): number {
  const { planner, visits } = solution;
  let hours = 0;
  for (const visit of visits) {
    const { served } = planner.nodes[visit.node]!;
    const lowers = served.filter(
      ({ workloadIndex, tierIndex }) => workloadIndex === pair.workloadIndex && tierIndex === pair.lower,
    );
    for (const upper of served) {
      if (upper.workloadIndex !== pair.workloadIndex || upper.tierIndex !== pair.upper) continue;
      const lower = lowers.find(
        ({ subIndex, stateIndex }) => subIndex === upper.subIndex && stateIndex === upper.stateIndex,
      );
      if (lower) hours += visit.probability * upper.weight * movedGpus(solution, visit, { upper, lower });
    }
  }
  return hours;
}

/** Reference GPUs that change hands in one state, times the discounted hours of its sub-period. */
function movedGpus(
  { planner }: Solution,
  visit: Visit,
  { upper, lower }: { readonly upper: ServedColumn; readonly lower: ServedColumn },
): number {
  const { frame, programme } = planner;
  const churned = lower.churnColumn < 0 ? 0 : visit.column(lower.churnColumn);
  const asked = lower.demandReferenceGpus * (1 - churned);
  const servedOf = ({ column }: ServedColumn) => visit.column(column) * frame.units.referenceGpus;
  const moved = Math.max(0, Math.min(servedOf(upper), asked - servedOf(lower)));
  const { startMonth, endMonth } = frame.calendar.subPeriods[programme.nodes[visit.node]!.stage]![upper.subIndex]!;
  const { valueDeclinePerYear } = frame.plan.workloads[upper.workloadIndex]!;
  let hours = 0;
  for (let month = startMonth; month < endMonth; month++) {
    const kept = pow(1 - valueDeclinePerYear, month / MONTHS_PER_YEAR);
    hours += HOURS_PER_MONTH * frame.calendar.discountAtStart[month + 1]! * kept;
  }
  return moved * hours;
}
