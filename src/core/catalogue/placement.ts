import { quantileOfSorted } from '../numeric/index.ts';

/** A price is an outlier when it is more than this multiple of the middle of its set, or less than one over it. */
export const OUTLIER_MULTIPLE = 2;
/** One price is no middle to be far from. */
const OUTLIER_PRICES_MIN = 2;

/** Where a value stands among published ones. */
export interface Placement {
  /** how many are counted */
  readonly count: number;
  /** share of the counted below it, those equal by half; null when none is counted */
  readonly quantile: number | null;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Places a value among others, in their unit. */
export function placementOf(value: number, others: readonly number[]): Placement {
  const sorted = others.toSorted((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return { count, quantile: null, median: null, low: null, high: null };
  const below = sorted.filter((other) => other < value).length;
  const equal = sorted.filter((other) => other === value).length;
  return {
    count,
    quantile: (below + equal / 2) / count,
    median: quantileOfSorted(sorted, 0.5),
    low: sorted[0]!,
    high: sorted[count - 1]!,
  };
}

/** True when a price is far from the middle of a set of at least two: see OUTLIER_MULTIPLE. */
export function isOutlier(price: number, { count, median }: Placement): boolean {
  if (count < OUTLIER_PRICES_MIN || median === null) return false;
  return price > OUTLIER_MULTIPLE * median || price * OUTLIER_MULTIPLE < median;
}
