import { LN2_HIGH, LN2_LOW } from './exponential.ts';
import { nearestExponent, scaleByPowerOfTwo } from './floating-point.ts';

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

/**
 * Natural logarithm with the same bits on every machine.
 *
 * x = 2^k (1 + f) with sqrt(1/2) ≤ 1 + f < sqrt(2), and ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)) with s = f / (2 + f).
 * Error below 1 ulp. Negative x and NaN give NaN, ±0 gives −Infinity, Infinity itself.
 *
 * @source the method and coefficients of fdlibm's e_log.c (Sun Microsystems, 1993)
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const isSubnormal = x < SMALLEST_NORMAL;
  const normal = isSubnormal ? x * TWO_TO_54 : x;
  const exponent = nearestExponent(normal);
  const f = scaleByPowerOfTwo(normal, -exponent) - 1;
  const k = isSubnormal ? exponent - 54 : exponent;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  return s * (halfSquare + remainderOf(s * s)) + k * LN2_LOW - halfSquare + f + k * LN2_HIGH;
}

/**
 * ln(1 + x) without the cancellation near 0, with the same bits on every machine.
 * The rounding error e of u = 1 + x is known exactly, and ln(1 + x) = ln u + e / u. Error below 2 ulp.
 * Special cases as Math.log1p, −0 included.
 */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1 || u === Infinity) return x;
  if (!(u > 0)) return log(u);
  const roundingError = x > 1 ? 1 - (u - x) : x - (u - 1);
  return log(u) + roundingError / u;
}

/** R(z) ≈ ln((1 + s)/(1 − s)) / s − 2 for z = s², remainder below 2^−58. */
function remainderOf(z: number): number {
  const w = z * z;
  const evenTerms = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const oddTerms =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return evenTerms + oddTerms;
}
