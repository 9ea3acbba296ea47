import type { DemandPaths } from '../../demand/index.ts';
import { fixedReferenceGpusOver, type Plan } from '../../domain/index.ts';
import { quantileOfSorted } from '../../numeric/index.ts';
import type { MonthlySeries, StageAnswer } from './stage-answer.ts';

/** Quantiles shown of demand, and its mean. */
export type DemandFan = MonthlySeries['demandReferenceGpus'];

/**
 * Mean busy demand in reference GPUs: growing demand (the paths' multiple x what is busy now) and protected tiers of
 * fixed size. Load peaks stand above it, optional tiers outside it.
 */
function demandOf(plan: Plan, multiple: number, { start, end }: { start: number; end: number }): number {
  return plan.workloads.reduce((sum, workload) => {
    const floor = workload.tiers.reduce(
      (total, tier) => total + (tier.isProtected ? fixedReferenceGpusOver(tier, start, end) : 0),
      0,
    );
    return sum + workload.busyReferenceGpus * multiple + floor;
  }, 0);
}

/** Demand by month 0 .. horizon - 1 over the paths. */
export function demandFan(plan: Plan, paths: DemandPaths): DemandFan {
  const fan = {
    p5: [] as number[],
    p25: [] as number[],
    p50: [] as number[],
    p75: [] as number[],
    p95: [] as number[],
    mean: [] as number[],
  };
  for (let month = 0; month < plan.horizonMonths; month++) {
    const sorted = meanMultiples(paths, month, month + 1).sort();
    for (const [name, probability] of [
      ['p5', 0.05],
      ['p25', 0.25],
      ['p50', 0.5],
      ['p75', 0.75],
      ['p95', 0.95],
    ] as const) {
      fan[name].push(demandOf(plan, quantileOfSorted(sorted, probability), { start: month, end: month + 1 }));
    }
    fan.mean.push(demandOf(plan, meanOf(sorted), { start: month, end: month + 1 }));
  }
  return fan;
}

/** Mean demand over the months of a stage, over the paths. */
export function stageDemand(
  plan: Plan,
  paths: DemandPaths,
  months: { start: number; end: number },
): StageAnswer['demandReferenceGpus'] {
  const sorted = meanMultiples(paths, months.start, months.end).sort();
  return {
    p5: demandOf(plan, quantileOfSorted(sorted, 0.05), months),
    p50: demandOf(plan, quantileOfSorted(sorted, 0.5), months),
    p95: demandOf(plan, quantileOfSorted(sorted, 0.95), months),
    mean: demandOf(plan, meanOf(sorted), months),
  };
}

function meanMultiples(paths: DemandPaths, start: number, end: number): Float64Array {
  return Float64Array.from({ length: paths.pathCount }, (_, path) => {
    let sum = 0;
    for (let month = start; month < end; month++) sum += paths.multiple[path * paths.monthCount + month]!;
    return sum / (end - start);
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
