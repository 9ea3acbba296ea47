import { studentQuantile } from './student.ts';
import { compensatedSum, CompensatedSum } from './summation.ts';

/** An estimate with its confidence interval, all in the unit of the values. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** The arithmetic mean, by compensated summation. @throws RangeError for no values */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError('the mean of no values');
  return compensatedSum(values) / values.length;
}

/**
 * The sample standard deviation, sqrt(Σ(value − mean)² / (n − 1)), in two passes.
 * @throws RangeError for fewer than two values
 */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) throw new RangeError('a standard deviation needs at least two values');
  const centre = mean(values);
  const squares = new CompensatedSum();
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] ?? Number.NaN) - centre;
    squares.add(deviation * deviation);
  }
  return Math.sqrt(squares.total / (values.length - 1));
}

/**
 * The skewness Σ(value − mean)³ / n over (Σ(value − mean)² / n)^(3/2); 0 of values that are all alike.
 * @throws RangeError for no values
 */
export function skewness(values: ArrayLike<number>): number {
  const centre = mean(values);
  const squares = new CompensatedSum();
  const cubes = new CompensatedSum();
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] ?? Number.NaN) - centre;
    squares.add(deviation * deviation);
    cubes.add(deviation * deviation * deviation);
  }
  const variance = squares.total / values.length;
  return variance === 0 ? 0 : cubes.total / values.length / (variance * Math.sqrt(variance));
}

/**
 * The quantile of values sorted ascending, by linear interpolation between order statistics at position
 * (n − 1) · probability: type 7 of Hyndman and Fan (1996), the default of R and NumPy.
 *
 * @param sorted ascending; the caller has sorted it (not checked)
 * @param probability in [0, 1]
 * @throws RangeError for no values or a probability outside [0, 1]
 */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) throw new RangeError('the quantile of no values');
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`not a probability: ${probability}`);
  const position = (sorted.length - 1) * probability;
  const index = Math.floor(position);
  const lower = sorted[index] ?? Number.NaN;
  const upper = sorted[Math.min(index + 1, sorted.length - 1)] ?? Number.NaN;
  // Equal neighbours first: an infinite order statistic must not become NaN.
  return lower === upper ? lower : lower + (position - index) * (upper - lower);
}

/**
 * The mean of independent values with its two-sided Student t interval: mean ± t · s / sqrt(n), t at n − 1 degrees.
 * Assumes independent, roughly normal values (replication means, not the months of one path).
 *
 * @param confidence in (0, 1): 0.95 is a 95 % interval
 * @throws RangeError for fewer than two values or a confidence outside (0, 1)
 */
export function intervalOfMean(values: ArrayLike<number>, confidence: number): Interval {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`not a confidence in (0, 1): ${confidence}`);
  const standardError = standardDeviation(values) / Math.sqrt(values.length);
  const halfWidth = studentQuantile(0.5 + confidence / 2, values.length - 1) * standardError;
  const estimate = mean(values);
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth };
}
