import type { Interval } from '../numeric/index.ts';

export interface GapParts {
  readonly sense: 'maximise' | 'minimise';
  /** proved bound on the optimum */
  readonly bound: number;
  /** value of a policy that can be carried out, with its interval; of no width when it is exact */
  readonly estimate: Interval;
  /** what the answer is about, > 0: value of the recommendation less value of doing nothing new, in absolute terms */
  readonly span?: number;
}

/** How far a policy can be from the optimum, in the programme's units. */
export interface Gap {
  readonly bound: number;
  readonly estimate: Interval;
  /** estimate - bound when minimising, bound - estimate when maximising; below 0 by chance only */
  readonly gap: number;
  /** the gap at both ends of the estimate's interval, low <= gap <= high */
  readonly gapInterval: Interval;
  /** what a claim may rest on: the interval's high end, at least 0. A bound inside the interval proves nothing */
  readonly gapAtMost: number;
  /** the three above as shares of the span; null without one */
  readonly relativeToSpan: { readonly gap: number; readonly low: number; readonly high: number } | null;
}

/**
 * The gap between a proved bound and a policy's simulated value.
 *
 * It is never said to be closed because the bound lies inside the estimate's interval: fewer paths would make any gap
 * look closed so. What counts is `gapAtMost`.
 *
 * @throws RangeError for a span that is not above 0, and for numbers that are not finite
 */
export function gapOf({ sense, bound, estimate, span }: GapParts): Gap {
  const numbers = [bound, estimate.estimate, estimate.low, estimate.high];
  if (!numbers.every(Number.isFinite))
    throw new RangeError(`a gap of numbers that are not finite: ${numbers.join(', ')}`);
  if (span !== undefined && !(span > 0)) throw new RangeError(`the span of a gap is above 0, not ${span}`);
  const distance = (value: number): number => (sense === 'minimise' ? value - bound : bound - value);
  const gap = distance(estimate.estimate);
  const ends = [distance(estimate.low), distance(estimate.high)];
  const gapInterval = { estimate: gap, low: Math.min(...ends), high: Math.max(...ends) };
  return {
    bound,
    estimate,
    gap,
    gapInterval,
    gapAtMost: Math.max(0, gapInterval.high),
    relativeToSpan:
      span === undefined ? null : { gap: gap / span, low: gapInterval.low / span, high: gapInterval.high / span },
  };
}
