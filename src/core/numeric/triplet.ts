import { exp } from './exponential.ts';
import { log, log1p } from './logarithm.ts';
import { normalQuantile } from './normal.ts';

/** The standard normal scores of the 10 % and 90 % quantiles are −this and +this. */
export const SCORE_P90 = 1.2815515655446004;

/** Three quantiles of one distribution, p10 ≤ p50 ≤ p90. */
export interface Triplet {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What values are possible, hence the scale the distribution is normal on: > 0 (log), in (0, 1) (logit), any (identity). */
export type TripletDomain = 'positive' | 'fraction' | 'real';

/** A triplet made ready for many draws: see `tripletCurve`. */
export interface TripletCurve {
  readonly triplet: Triplet;
  readonly domain: TripletDomain;
  /** change of the transformed value per unit of score, below and above the median; both ≥ 0 */
  readonly spreadBelow: number;
  readonly spreadAbove: number;
}

/**
 * The value at standard normal score z of the distribution that the three quantiles mean: a two-piece (split) normal on
 * the domain's scale g, with its own spread on either side of the median:
 *
 *   g(value) = g(p50) + z (g(p50) − g(p10)) / 1.28155…  for z < 0,  and with (g(p90) − g(p50)) for z > 0.
 *
 * Passes exactly through the three quantiles at z = −1.28155…, 0, 1.28155…; grows with z (up to an ulp between them);
 * equal quantiles give a constant; p10 = p50 or p50 = p90 makes that half flat. The mean is not the median, and a
 * positive triplet with p90 far above p50 has a heavy upper tail: the 99.9 % quantile is p50 (p90/p50)^2.41.
 *
 * @param z standard normal score, finite
 * @throws RangeError for quantiles out of order or outside the domain (equal quantiles may also be 0, or 1)
 */
export function tripletAtScore(triplet: Triplet, z: number, domain: TripletDomain): number {
  return curveAtScore(tripletCurve(triplet, domain), z);
}

/** As `tripletAtScore`, at the cumulative probability u in (0, 1): u = 0.1 is p10. */
export function quantileOfTriplet(triplet: Triplet, u: number, domain: TripletDomain): number {
  if (!(u > 0 && u < 1)) throw new RangeError(`not a probability in (0, 1): ${u}`);
  return tripletAtScore(triplet, normalQuantile(u), domain);
}

/** The checked triplet with its two spreads, so that a draw costs one exponential. @throws RangeError as `tripletAtScore` */
export function tripletCurve(triplet: Triplet, domain: TripletDomain): TripletCurve {
  const { p10, p50, p90 } = triplet;
  if (!isInDomain(triplet, domain)) {
    throw new RangeError(`p10 ${p10}, p50 ${p50}, p90 ${p90} are no quantiles of a ${domain} distribution`);
  }
  const spreadBelow = p10 === p50 ? 0 : transformedDistance(p10, p50, domain) / SCORE_P90;
  const spreadAbove = p50 === p90 ? 0 : transformedDistance(p50, p90, domain) / SCORE_P90;
  return { triplet, domain, spreadBelow, spreadAbove };
}

/** The value of a prepared curve at standard normal score z; see `tripletAtScore`. */
export function curveAtScore(curve: TripletCurve, z: number): number {
  const { p10, p50, p90 } = curve.triplet;
  if (z === 0 || (z < 0 ? p10 : p90) === p50) return p50;
  const value = shifted(p50, (z < 0 ? curve.spreadBelow : curve.spreadAbove) * z, curve.domain);
  // Rounding must neither miss the outer quantiles nor cross them.
  if (z < 0) return z > -SCORE_P90 ? Math.max(p10, value) : z < -SCORE_P90 ? Math.min(p10, value) : p10;
  return z < SCORE_P90 ? Math.min(p90, value) : z > SCORE_P90 ? Math.max(p90, value) : p90;
}

/**
 * The value at standard normal score z of a lognormal: median · e^(sigma z).
 * @param median > 0
 * @param sigma standard deviation of the logarithm, ≥ 0
 */
export function lognormalAtScore(median: number, sigma: number, z: number): number {
  return median * exp(sigma * z);
}

function isInDomain({ p10, p50, p90 }: Triplet, domain: TripletDomain): boolean {
  if (!(p10 <= p50 && p50 <= p90) || !Number.isFinite(p10) || !Number.isFinite(p90)) return false;
  const isConstant = p10 === p90;
  if (domain === 'real') return true;
  if (domain === 'positive') return isConstant ? p10 >= 0 : p10 > 0;
  return isConstant ? p10 >= 0 && p90 <= 1 : p10 > 0 && p90 < 1;
}

/** g(to) − g(from), > 0 for from < to. Close values go through log1p, where the difference of logarithms would cancel. */
function transformedDistance(from: number, to: number, domain: TripletDomain): number {
  if (domain === 'real') return to - from;
  const relativeStep = (to - from) / from / (domain === 'positive' ? 1 : 1 - to);
  if (relativeStep < 1) return log1p(relativeStep);
  const ofLogs = log(to) - log(from);
  return domain === 'positive' ? ofLogs : ofLogs + log1p(-from) - log1p(-to);
}

/** The value whose g lies `shift` from that of `centre`. */
function shifted(centre: number, shift: number, domain: TripletDomain): number {
  if (domain === 'real') return centre + shift;
  const factor = exp(shift);
  if (domain === 'positive') return centre * factor;
  // centre e / (1 − centre + centre e), for a negative shift; the mirror image otherwise, so that e never overflows.
  if (shift <= 0) return (centre * factor) / (1 - centre + centre * factor);
  return centre / (centre + (1 - centre) * exp(-shift));
}
