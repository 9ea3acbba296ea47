/**
 * Arithmetic that gives the same bits on every machine: elementary functions, the normal and Student distributions,
 * compensated sums and statistics, and the distribution that three quantiles mean (`tripletAtScore`).
 *
 * Invariants: only + − × ÷, Math.sqrt, floor, abs, min and max occur, which IEEE 754 fixes to the bit; the platform's
 * exp, log and pow never do. Everything is a pure function except the accumulator `CompensatedSum`.
 * A violated precondition throws RangeError, for this folder imports nothing; elementary functions return NaN instead.
 */
export { exp, expm1 } from './exponential.ts';
export { log, log1p } from './logarithm.ts';
export { pow } from './power.ts';
export { normalCdf, normalDensity, normalQuantile } from './normal.ts';
export { studentQuantile } from './student.ts';
export { CompensatedSum, compensatedSum } from './summation.ts';
export {
  contributionsToMeanAndTail,
  contributionsToRatio,
  intervalOfContributions,
  intervalOfMeanAndTail,
  intervalOfQuantile,
  intervalOfRatio,
  heldToShare,
  wilsonInterval,
  type MeanAndTail,
} from './intervals.ts';
export { intervalOfMean, mean, quantileOfSorted, standardDeviation, type Interval } from './statistics.ts';
export {
  curveAtScore,
  lognormalAtScore,
  quantileOfTriplet,
  SCORE_P90,
  tripletAtScore,
  tripletCurve,
  type Triplet,
  type TripletCurve,
  type TripletDomain,
} from './triplet.ts';
