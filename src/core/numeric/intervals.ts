import { exp } from './exponential.ts';
import { log } from './logarithm.ts';
import { normalQuantile } from './normal.ts';
import { pow } from './power.ts';
import { intervalOfMean, mean, quantileOfSorted, skewness, standardDeviation, type Interval } from './statistics.ts';
import { studentQuantile } from './student.ts';

/**
 * Wilson's score interval of a probability.
 *
 * centre = (p + z²/2n) / (1 + z²/n), half width = z √(p (1 − p)/n + z²/4n²) / (1 + z²/n), p = hits / trials. It holds near
 * 0 and 1, where the normal interval collapses; `estimate` is p itself, and rounding does not put it outside: p = 0 is the
 * low end, p = 1 the high end.
 *
 * @throws RangeError without trials, or with hits outside [0, trials]
 * @source Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212
 */
export function wilsonInterval(hits: number, trials: number, confidence: number): Interval {
  if (!(trials > 0 && hits >= 0 && hits <= trials)) throw new RangeError(`${hits} hits of ${trials} trials`);
  const z = normalQuantile(0.5 + confidence / 2);
  const share = hits / trials;
  const weight = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / weight;
  const half = (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) / weight;
  return {
    estimate: share,
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}

/** The interval of a share: what of it lies in [0, 1], where every share does; an estimate that rounding puts outside is its own end. */
export function heldToShare({ estimate, low, high }: Interval): Interval {
  return { estimate, low: Math.min(estimate, Math.max(0, low)), high: Math.max(estimate, Math.min(1, high)) };
}

/**
 * A quantile with the interval between two order statistics that holds whatever the distribution: the ranks are the
 * tightest whose binomial tails are at most (1 − confidence)/2 each. ∓Infinity where so few values have no such rank.
 *
 * @param sorted values, ascending
 * @source David and Nagaraja (2003), Order Statistics, section 7.1
 */
export function intervalOfQuantile(sorted: ArrayLike<number>, probability: number, confidence: number): Interval {
  const count = sorted.length;
  const tail = (1 - confidence) / 2;
  const cumulative = binomialCumulative(count, probability);
  // Below the quantile lie Binomial(count, probability) values: the value of rank r (one-based) is below it when r do.
  let low = 0;
  while (low < count && cumulative[low]! <= tail) low += 1;
  let high = count;
  while (high > 0 && 1 - cumulative[high - 1]! <= tail) high -= 1;
  return {
    estimate: quantileOfSorted(sorted, probability),
    low: low === 0 ? -Infinity : sorted[low - 1]!,
    high: high >= count ? Infinity : sorted[high]!,
  };
}

/** [successes] chance of at most so many, 0 < probability < 1. */
function binomialCumulative(count: number, probability: number): Float64Array {
  const cumulative = new Float64Array(count + 1);
  const logOdds = log(probability / (1 - probability));
  let logMass = count * log(1 - probability);
  let sum = 0;
  for (let hits = 0; hits <= count; hits += 1) {
    sum += exp(logMass);
    cumulative[hits] = Math.min(1, sum);
    logMass += log((count - hits) / (hits + 1)) + logOdds;
  }
  return cumulative;
}

/** (1 − weight) · mean + weight · mean of the worst tailFraction. */
export interface MeanAndTail {
  readonly tailFraction: number;
  readonly weight: number;
}

/**
 * What each value contributes to the mean and tail measure: their mean is the estimate, their spread its error.
 *
 * contribution = (1 − weight) x + weight (q − max(0, q − x) / tailFraction), q the sample's tailFraction quantile (its
 * ⌈tailFraction n⌉-th value from below), so that the mean of the second term is the mean of the worst tailFraction, the
 * last value counted in part.
 *
 * @source Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), 21-41
 */
export function contributionsToMeanAndTail(values: Float64Array, { tailFraction, weight }: MeanAndTail): Float64Array {
  const rank = Math.max(1, Math.ceil(tailFraction * values.length - 1e-9));
  const quantile = values.toSorted()[rank - 1]!;
  return values.map((x) => (1 - weight) * x + weight * (quantile - Math.max(0, quantile - x) / tailFraction));
}

/** The mean and tail measure with its interval, `intervalOfContributions` of what each value contributes. */
export function intervalOfMeanAndTail(values: Float64Array, risk: MeanAndTail, confidence: number): Interval {
  return intervalOfContributions(contributionsToMeanAndTail(values, risk), risk, confidence);
}

/**
 * The interval of a mean of contributions, or of their paired differences.
 *
 * Contributions to a tail are nothing for most values and large for a few, so their mean is skewed as well: Hall's cubic
 * takes that back, with Student's quantile on the tail's own count less one, for only what lies there says how far it
 * spreads. With k = skewness / √n the ends are mean − s / √n · h(±t), h(x) = (3 / k) (∛(1 + k x − k² / 6) − 1); for k = 0
 * they are Student's. With few values in the tail their skewness is hardly known: then an end is the farther of both.
 * Without a tail: Student's on all values.
 *
 * @source Hall (1992), On the removal of skewness by transformation, JRSS B 54, 221-228
 */
export function intervalOfContributions(contributions: Float64Array, risk: MeanAndTail, confidence: number): Interval {
  if (risk.weight === 0 || risk.tailFraction === 1) return intervalOfMean(contributions, confidence);
  const count = contributions.length;
  const informed = Math.max(2, Math.floor(risk.tailFraction * count));
  const standardError = standardDeviation(contributions) / Math.sqrt(count);
  const quantile = studentQuantile(0.5 + confidence / 2, informed - 1);
  const skew = skewness(contributions) / Math.sqrt(count);
  const estimate = mean(contributions);
  const isFew = informed < TAIL_VALUES_MIN;
  const [down, up] = [unskewed(quantile, skew), -unskewed(-quantile, skew)];
  return {
    estimate,
    low: estimate - standardError * (isFew ? Math.max(down, quantile) : down),
    high: estimate + standardError * (isFew ? Math.max(up, quantile) : up),
  };
}

/** Fewer values in a tail do not say how skewed it is. */
const TAIL_VALUES_MIN = 20;

/** h(x): ∛v − 1 as (v − 1) / (∛v² + ∛v + 1), so that a small k takes no digits. */
function unskewed(x: number, k: number): number {
  const value = 1 + k * (x - k / 6);
  const root = Math.sign(value) * pow(Math.abs(value), 1 / 3);
  return (3 * (x - k / 6)) / (root * root + root + 1);
}

/** The ratio of two sums over the same items with its interval. NaN where the denominators sum to nothing. */
export function intervalOfRatio(numerators: Float64Array, denominators: Float64Array, confidence: number): Interval {
  const { low, high } = intervalOfMean(contributionsToRatio(numerators, denominators), confidence);
  const estimate = mean(numerators) / mean(denominators);
  // Contributions that are all alike have a mean that may round to the other side of the ratio.
  return { estimate, low: Math.min(low, estimate), high: Math.max(high, estimate) };
}

/**
 * What each item contributes to the ratio of two sums: their mean is the ratio, their spread its error (delta method).
 *
 * contribution = ratio + (numerator − ratio · denominator) / mean denominator
 *
 * @source Cochran (1977), Sampling Techniques, section 2.11
 */
export function contributionsToRatio(numerators: Float64Array, denominators: Float64Array): Float64Array {
  const meanDenominator = mean(denominators);
  const ratio = mean(numerators) / meanDenominator;
  return numerators.map((numerator, index) => ratio + (numerator - ratio * denominators[index]!) / meanDenominator);
}
