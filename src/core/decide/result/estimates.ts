import { intervalOfMean } from '../../numeric/index.ts';

/** Every estimate carries its interval; low and high are null where none is known yet. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  /** how the interval was made, in words */
  readonly method: string;
}

/** Confidence of every interval that samples give. */
const CONFIDENCE = 0.95;

/**
 * Mean over independent samples with its Student interval; a difference must be given as the list of differences, sample by
 * sample, so that what they share cancels. Not-a-number values leave no estimate.
 */
export function estimateOf(values: readonly number[], what = 'mean', of = 'lattices'): Estimate {
  if (values.some(Number.isNaN)) return { estimate: 0, low: null, high: null, method: `not available on all ${of}` };
  const { estimate, low, high } = intervalOfMean(values, CONFIDENCE);
  return { estimate, low, high, method: `${what} of ${values.length} sampled ${of}, Student t 95 %` };
}

/** A share: its interval cannot leave [0, 1]. */
export function estimateOfFraction(values: readonly number[], of = 'lattices'): Estimate {
  const estimate = estimateOf(values, 'mean', of);
  return {
    ...estimate,
    low: estimate.low === null ? null : Math.max(0, estimate.low),
    high: estimate.high === null ? null : Math.min(1, estimate.high),
  };
}

/** Element-wise differences. */
export function differences(first: readonly number[], second: readonly number[]): number[] {
  return first.map((value, index) => value - second[index]!);
}
