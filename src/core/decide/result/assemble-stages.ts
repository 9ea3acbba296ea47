import { mean } from '../../numeric/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import { calendarOf } from '../cohorts/calendar.ts';
import type { LatticeReport } from '../samples/lattice-report.ts';
import { estimateOfFraction } from './estimates.ts';
import { demandFan, stageDemand } from './fan.ts';
import type { Findings } from './findings.ts';
import type { MonthlySeries, StageAnswer } from './stage-answer.ts';

/** Demand, capacity and shortage by stage. */
export function stagesOf({ plan, reports, freshPaths }: Findings): StageAnswer[] {
  const { stageStartMonths, horizonMonths } = calendarOf(plan);
  const months = capacityTotals(reports, horizonMonths);
  return stageStartMonths.map((start, stage) => {
    const end = stageStartMonths[stage + 1] ?? horizonMonths;
    return {
      startMonth: calendarMonthOf(start, plan.startMonth),
      demandReferenceGpus: stageDemand(plan, freshPaths, { start, end }),
      committedReferenceGpus: mean(months.committed.slice(start, end)),
      plannedReferenceGpus: mean(months.planned.slice(start, end)),
      shortageProbability: estimateOfFraction(reports.map((report) => report.shortage[stage]!.probability)),
      shortageFraction: estimateOfFraction(reports.map((report) => report.shortage[stage]!.fraction)),
    };
  });
}

function capacityTotals(
  reports: readonly LatticeReport[],
  horizonMonths: number,
): { committed: Float64Array; planned: Float64Array } {
  const committed = new Float64Array(horizonMonths);
  const planned = new Float64Array(horizonMonths);
  for (const { kind, referenceGpus } of reports.flatMap((report) => report.capacity)) {
    referenceGpus.forEach((count, month) => {
      planned[month]! += count / reports.length;
      if (kind !== 'later') committed[month]! += count / reports.length;
    });
  }
  return { committed, planned };
}

/** Demand and capacity by month, for pictures. */
export function seriesOf({ plan, reports, freshPaths }: Findings): MonthlySeries {
  const byKey = new Map<string, MonthlySeries['capacity'][number]>();
  for (const { contractId, host, kind, referenceGpus } of reports.flatMap((report) => report.capacity)) {
    const key = `${kind}/${contractId}`;
    const sum = byKey.get(key)?.referenceGpus ?? referenceGpus.map(() => 0);
    byKey.set(key, {
      contractId,
      host,
      kind,
      referenceGpus: sum.map((value, month) => value + referenceGpus[month]! / reports.length),
    });
  }
  return {
    months: Array.from({ length: plan.horizonMonths }, (_, month) => calendarMonthOf(month, plan.startMonth)),
    demandReferenceGpus: demandFan(plan, freshPaths),
    capacity: [...byKey.values()],
  };
}
