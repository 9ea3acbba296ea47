import { compensatedSum, quantileOfSorted } from '../numeric/index.ts';
import type { DemandPaths } from './paths.ts';

/** GPU demand relative to month 0. */
export interface DemandQuantiles {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
  readonly mean: number;
}

/** Quantiles (linear between order statistics) and mean of the demand multiple over the paths, for each of `months`, in their order. */
export function demandQuantiles(paths: DemandPaths, months: readonly number[]): readonly DemandQuantiles[] {
  return months.map((month) => quantilesOfSample(demandAtMonth(paths, month)));
}

/** The demand multiple at one month, [path]. */
export function demandAtMonth(paths: DemandPaths, month: number): Float64Array {
  return Float64Array.from({ length: paths.pathCount }, (_, path) => paths.multiple[path * paths.monthCount + month]!);
}

/** Mean demand multiple over months from .. to − 1, [path]. */
export function meanDemandOver(paths: DemandPaths, fromMonth: number, toMonth: number): Float64Array {
  return Float64Array.from({ length: paths.pathCount }, (_, path) => {
    let sum = 0;
    for (let month = fromMonth; month < toMonth; month += 1) sum += paths.multiple[path * paths.monthCount + month]!;
    return sum / (toMonth - fromMonth);
  });
}

function quantilesOfSample(values: Float64Array): DemandQuantiles {
  const sorted = values.toSorted();
  return {
    p5: quantileOfSorted(sorted, 0.05),
    p50: quantileOfSorted(sorted, 0.5),
    p95: quantileOfSorted(sorted, 0.95),
    mean: compensatedSum(values) / values.length,
  };
}
