import { scaleByPowerOfTwo } from './floating-point.ts';

const LN2_INVERSE = 1.4426950408889634;
/** ln 2 in two parts; the high one ends in 32 zero bits, so that its product with an exponent is exact. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

/**
 * e^x with the same bits on every machine.
 *
 * x = k ln 2 + r with |r| ≤ (ln 2)/2, and e^r by a rational function with remainder below 2^−59.
 * Error below 1 ulp. NaN gives NaN, +Infinity itself, −Infinity 0; overflow gives Infinity, underflow 0.
 *
 * @source the method and coefficients of fdlibm's e_exp.c (Sun Microsystems, 1993)
 */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e^(high + low) where |low| is below an ulp or two of `high`: what a power needs beyond `exp`. */
export function expOfSum(high: number, low: number): number {
  if (high > 710) return Infinity;
  if (high < -746) return 0;
  const k = Math.floor(high * LN2_INVERSE + 0.5);
  const y = 1 + expMinusOneNearZero(high - k * LN2_HIGH, k * LN2_LOW - low);
  return scaleByPowerOfTwo(y, k);
}

/**
 * e^x − 1 without the cancellation near 0, with the same bits on every machine: monthly rates are expm1(log1p(yearly) / 12).
 * Error below 2 ulp. Special cases as Math.expm1, −0 included.
 */
export function expm1(x: number): number {
  // Beyond these the 1 is lost in rounding, or the result is; below 2^−54 the result rounds to x itself, and −0 stays.
  if (x > 40 || x < -40) return exp(x) - 1;
  if (Math.abs(x) < 5e-17) return x;
  const k = Math.floor(x * LN2_INVERSE + 0.5);
  const remainder = expMinusOneNearZero(x - k * LN2_HIGH, k * LN2_LOW);
  if (k === 0) return remainder;
  return scaleByPowerOfTwo(1, k) * (remainder + (1 - scaleByPowerOfTwo(1, -k)));
}

/** e^r − 1 for r = high − low, |r| ≤ 0.35: r + r c / (2 − c), c = r − r² P(r²). */
function expMinusOneNearZero(high: number, low: number): number {
  const r = high - low;
  const t = r * r;
  const tail =
    0.16666666666666602 +
    t *
      (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8)));
  const c = r - t * tail;
  return high - (low - (r * c) / (2 - c));
}
