import { mean, quantileOfSorted, standardDeviation } from '../numeric/index.ts';

/** Of the demand multiple, meaned over a stage's months. */
export interface LatticeMoments {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** A value and its chance. */
export interface Weighted {
  readonly value: number;
  readonly probability: number;
}

/** Moments of a discrete distribution; a quantile is the least value that its share does not exceed. */
export function momentsOfWeighted(values: readonly Weighted[]): LatticeMoments {
  const ascending = values.toSorted((a, b) => a.value - b.value);
  const quantile = (share: number): number => {
    let cumulative = 0;
    for (const { value, probability } of ascending) {
      cumulative += probability;
      if (cumulative >= share) return value;
    }
    return ascending.at(-1)!.value;
  };
  return {
    mean: meanOf(values),
    standardDeviation: Math.sqrt(varianceOf(values)),
    p10: quantile(0.1),
    p50: quantile(0.5),
    p90: quantile(0.9),
    p99: quantile(0.99),
  };
}

function meanOf(values: readonly Weighted[]): number {
  return values.reduce((sum, { value, probability }) => sum + probability * value, 0);
}

/** Σ p (value − mean)², for probabilities that sum to 1. */
export function varianceOf(values: readonly Weighted[]): number {
  const centre = meanOf(values);
  return values.reduce((sum, { value, probability }) => sum + probability * (value - centre) * (value - centre), 0);
}

/** Moments of a sample; quantiles are linear between order statistics. */
export function momentsOfSample(values: Float64Array): LatticeMoments {
  const sorted = values.toSorted();
  return {
    mean: mean(values),
    standardDeviation: deviationOf(values),
    p10: quantileOfSorted(sorted, 0.1),
    p50: quantileOfSorted(sorted, 0.5),
    p90: quantileOfSorted(sorted, 0.9),
    p99: quantileOfSorted(sorted, 0.99),
  };
}

/** A sample that spreads less than this about its mean is rounding. */
const SPREAD_MIN = 1e-12;

/** Sample standard deviation; 0 for a single path, where none can be told, and for rounding about the mean. */
export function deviationOf(values: Float64Array): number {
  const deviation = values.length < 2 ? 0 : standardDeviation(values);
  return deviation > SPREAD_MIN * Math.abs(mean(values)) ? deviation : 0;
}
