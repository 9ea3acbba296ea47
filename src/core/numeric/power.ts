import { expOfSum, LN2_HIGH, LN2_LOW } from './exponential.ts';
import { nearestExponent, productError, scaleByPowerOfTwo, sumError } from './floating-point.ts';

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;
/** 2^64: from here on every base but ±1 over- or underflows: |ln x| ≥ 2^−53. */
const EXPONENT_LIMIT = 18446744073709551616;
/** 2/3 as an unevaluated sum of two float64. */
const TWO_THIRDS_HIGH = 2 / 3;
const TWO_THIRDS_LOW = 3.700743415417188e-17;

/** The low part of the last logarithm: a second result without an allocation; read at once by the caller. */
let logarithmLow = 0;

/**
 * base^exponent with the same bits on every machine.
 *
 * exp(exponent · ln base), the logarithm and the product carried in double-double (relative error below 2^−64), so that
 * the result's error stays below 1 ulp, and powers that are float64 numbers themselves come out exact.
 * Special cases as ECMAScript's Number::exponentiate (pow(±1, ±Infinity) is NaN, unlike in C).
 *
 * @source own double-double logarithm by the atanh series; exact sums and products by Knuth and Dekker
 */
export function pow(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  const magnitude = Math.abs(base);
  if (Math.abs(exponent) >= EXPONENT_LIMIT || magnitude === 0 || magnitude === Infinity) {
    return powAtLimit(base, exponent);
  }
  if (base < 0 && !Number.isInteger(exponent)) return Number.NaN;
  const size = magnitude === 1 ? 1 : powOfPositive(magnitude, exponent);
  return base < 0 && isOdd(exponent) ? -size : size;
}

/** The cases where base is 0 or infinite, or the exponent so large that only |base| against 1 matters. */
function powAtLimit(base: number, exponent: number): number {
  const magnitude = Math.abs(base);
  if (magnitude === 1) return Math.abs(exponent) === Infinity ? Number.NaN : 1;
  if (base < 0 && magnitude !== Infinity && !Number.isInteger(exponent) && Math.abs(exponent) !== Infinity) {
    return Number.NaN;
  }
  const size = magnitude > 1 === exponent > 0 ? Infinity : 0;
  const isNegative = base < 0 || Object.is(base, -0);
  return isNegative && isOdd(exponent) ? -size : size;
}

function isOdd(x: number): boolean {
  return Math.abs(x % 2) === 1;
}

function powOfPositive(base: number, exponent: number): number {
  const high = logarithmInTwoParts(base);
  const low = logarithmLow;
  const product = exponent * high;
  if (product > 710) return Infinity;
  if (product < -746) return 0;
  return expOfSum(product, productError(exponent, high) + exponent * low);
}

/**
 * ln x as the returned high part plus `logarithmLow`.
 * x = 2^k m; s = (m − 1)/(m + 1); ln m = 2s + s (⅔ z + z² Q(z)), z = s² ≤ 0.0295. The leading terms are carried in two
 * parts; z² Q(z)/2 is below 2^−12 of the whole, so plain rounding there costs less than 2^−64.
 */
function logarithmInTwoParts(x: number): number {
  const isSubnormal = x < SMALLEST_NORMAL;
  const normal = isSubnormal ? x * TWO_TO_54 : x;
  const normalExponent = nearestExponent(normal);
  const m = scaleByPowerOfTwo(normal, -normalExponent);
  const k = isSubnormal ? normalExponent - 54 : normalExponent;

  const numerator = m - 1;
  const denominator = m + 1;
  const denominatorLow = m - (denominator - 1);
  const s = numerator / denominator;
  const sLow = (numerator - s * denominator - productError(s, denominator) - s * denominatorLow) / denominator;

  const z = s * s;
  const zLow = productError(s, s) + 2 * s * sLow;
  const cubic = TWO_THIRDS_HIGH * z;
  const cubicLow = productError(TWO_THIRDS_HIGH, z) + TWO_THIRDS_HIGH * zLow + TWO_THIRDS_LOW * z;
  const higher = z * z * atanhTail(z);
  const t = cubic + higher;
  const tLow = sumError(cubic, higher) + cubicLow;

  const st = s * t;
  const stLow = productError(s, t) + s * tLow + sLow * t;
  const ofMantissa = 2 * s + st;
  const ofMantissaLow = sumError(2 * s, st) + 2 * sLow + stLow;
  const sum = k * LN2_HIGH + ofMantissa;
  const low = sumError(k * LN2_HIGH, ofMantissa) + (ofMantissaLow + k * LN2_LOW);
  const high = sum + low;
  logarithmLow = sum - high + low;
  return high;
}

/** Q(z) = 2/5 + 2/7 z + 2/9 z² + …; the first term left out is below 2^−66 of the logarithm. */
function atanhTail(z: number): number {
  const upper = 2 / 17 + z * (2 / 19 + z * (2 / 21 + z * (2 / 23 + z * (2 / 25 + z * (2 / 27 + z * (2 / 29))))));
  return 2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * upper)))));
}
