import { exp } from './exponential.ts';
import { log1p } from './logarithm.ts';
import { normalQuantile } from './normal.ts';

const SQRT_PI = 1.7724538509055159;
/** Up to here the gamma ratio is multiplied out; beyond it its asymptotic series is exact to 1e-16. */
const RECURRENCE_DEGREES_MAX = 1000;
/** Beyond this the fraction's argument nears 1 and loses digits, while four terms of the expansion are exact to 1e-12. */
const FRACTION_DEGREES_MAX = 100_000;
const FRACTION_TOLERANCE = 1e-16;
const FRACTION_STEPS_MAX = 10_000;

/**
 * The t with P(T ≤ t) = probability for Student's t distribution; error below 1e-12 of t, or, close to the
 * median, 1e-16 in probability.
 *
 * Two degrees have a closed form, very many an expansion; otherwise a bracketed Newton iteration on the tail, which
 * stops when a step no longer moves t by 1e-14 relatively. A search for few replications, not for inner loops.
 *
 * @param probability in (0, 1)
 * @param degreesOfFreedom integer ≥ 1
 * @throws RangeError outside these
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`not a probability in (0, 1): ${probability}`);
  if (!Number.isSafeInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`degrees of freedom must be an integer >= 1, not ${degreesOfFreedom}`);
  }
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const size = upperQuantile(tail, degreesOfFreedom);
  return probability < 0.5 ? -size : size;
}

/**
 * P(T > t) for t ≥ 0: ½ I(ν/2, ½) at x = ν/(ν + t²), by the continued fraction of the incomplete beta function.
 *
 * @param t ≥ 0
 * @param degreesOfFreedom integer ≥ 1
 * @source Abramowitz and Stegun 26.5.8, 26.7.1; the fraction evaluated by Lentz's method
 */
export function studentUpperTail(t: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2;
  const share = (t * t) / (degreesOfFreedom + t * t);
  // x^a (1 − x)^½ / B(a, ½), with ln x = −ln(1 + t²/ν) so that large ν loses nothing.
  const weight =
    (exp(-a * log1p((t * t) / degreesOfFreedom)) * Math.sqrt(share) * gammaRatio(degreesOfFreedom)) / SQRT_PI;
  if (share > 1.5 / (a + 2.5)) return (0.5 * weight) / (a * betaFraction(1 - share, a, 0.5));
  return 0.5 - weight / betaFraction(share, 0.5, a);
}

function upperQuantile(tail: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 2) return (1 - 2 * tail) / Math.sqrt(2 * tail * (1 - tail));
  return degreesOfFreedom > FRACTION_DEGREES_MAX
    ? expandedQuantile(-normalQuantile(tail), 1 / degreesOfFreedom)
    : iteratedQuantile(tail, degreesOfFreedom);
}

/** Fisher's expansion about the normal score in v = 1/ν, four terms: Abramowitz and Stegun 26.7.5. */
function expandedQuantile(score: number, v: number): number {
  const square = score * score;
  const first = (square + 1) / 4;
  const second = ((5 * square + 16) * square + 3) / 96;
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384;
  const fourth = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160;
  return score * (1 + v * (first + v * (second + v * (third + v * fourth))));
}

function iteratedQuantile(tail: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = Math.max(1, -2 * normalQuantile(tail));
  while (studentUpperTail(high, degreesOfFreedom) > tail) {
    low = high;
    high *= 2;
  }
  let t = 0.5 * (low + high);
  for (let step = 0; step < 200; step++) {
    const excess = studentUpperTail(t, degreesOfFreedom) - tail;
    if (excess > 0) low = t;
    else high = t;
    const newton = t + excess / density(t, degreesOfFreedom);
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - t) <= 1e-14 * t) return next;
    t = next;
  }
  return t;
}

function density(t: number, degreesOfFreedom: number): number {
  const power = exp(-0.5 * (degreesOfFreedom + 1) * log1p((t * t) / degreesOfFreedom));
  return (gammaRatio(degreesOfFreedom) * power) / (SQRT_PI * Math.sqrt(degreesOfFreedom));
}

/** Γ((ν + 1)/2) / Γ(ν/2): 1/√π for ν = 1, √π/2 for ν = 2, times (ν + 1)/ν for every further two. */
function gammaRatio(degreesOfFreedom: number): number {
  const v = 1 / degreesOfFreedom;
  if (degreesOfFreedom > RECURRENCE_DEGREES_MAX) {
    const series = 1 + v * (-1 / 4 + v * (1 / 32 + v * (5 / 128 + v * (-21 / 2048))));
    return Math.sqrt(degreesOfFreedom / 2) * series;
  }
  const isOdd = degreesOfFreedom % 2 === 1;
  let ratio = isOdd ? 1 / SQRT_PI : SQRT_PI / 2;
  for (let degrees = isOdd ? 1 : 2; degrees < degreesOfFreedom; degrees += 2) ratio *= (degrees + 1) / degrees;
  return ratio;
}

/** The denominator 1 + d1/(1 + d2/(1 + …)) of Abramowitz and Stegun 26.5.8; quick for x < (a + 1)/(a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  let numeratorRatio = 1;
  let denominatorRatio = 0;
  let fraction = 1;
  for (let step = 1; step <= FRACTION_STEPS_MAX; step++) {
    const term = betaFractionTerm(step, x, { a, b });
    denominatorRatio = 1 / (1 + term * denominatorRatio);
    numeratorRatio = 1 + term / numeratorRatio;
    const factor = numeratorRatio * denominatorRatio;
    fraction *= factor;
    if (Math.abs(factor - 1) <= FRACTION_TOLERANCE) return fraction;
  }
  return fraction;
}

function betaFractionTerm(step: number, x: number, shape: { readonly a: number; readonly b: number }): number {
  const { a, b } = shape;
  const m = Math.floor(step / 2);
  if (step % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}
