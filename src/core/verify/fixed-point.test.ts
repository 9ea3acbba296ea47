import { describe, expect, test } from 'vitest';

import {
  cents,
  discountFactors,
  fixed,
  numberOf,
  ONE,
  over,
  power,
  times,
  twelfthRoot,
  usdOfCents,
} from './fixed-point.ts';

describe('a number as whole parts of 2^-160', () => {
  test('is exact for every float64 of a plan, either sign, tiny or large', () => {
    for (const value of [0, 1, -1, 0.1, -2.99, 1 / 3, 84_096_000_000, 1e200, 1e-9, Number.MAX_SAFE_INTEGER])
      expect(numberOf(fixed(value))).toBe(value);
    // 0.1 is not a tenth: the whole of what float64 holds is kept.
    expect(fixed(0.1) * 10n - ONE).toBe(ONE / 2n ** 54n);
    expect(() => fixed(Number.NaN)).toThrow(RangeError);
    expect(() => fixed(Infinity)).toThrow(RangeError);
  });

  test('has twelfth roots that give the number back', () => {
    for (const value of [1.12, 0.5, 1, 80, 1e-6]) {
      const error = power(twelfthRoot(fixed(value)), 12) - fixed(value);
      expect(Number(error < 0n ? -error : error)).toBeLessThan(Number(fixed(1e-30)));
    }
    expect(() => twelfthRoot(0n)).toThrow(RangeError);
  });

  test('discounts 12 % a year to 1/1.12 after twelve months and 1/1.12^2 after twenty-four', () => {
    const factors = discountFactors(0.12, 24);
    // 1 / 1.12 = 0.892857142857142857..., and its square 0.797193877551020408...
    expect(numberOf(factors[12]!)).toBeCloseTo(0.8928571428571429, 15);
    expect(numberOf(factors[24]!)).toBeCloseTo(0.7971938775510204, 15);
    // 1.12^(-1/12), by 30-digit decimal arithmetic.
    expect(numberOf(factors[1]!)).toBeCloseTo(0.9906003979430033, 15);
  });

  test('reads whole cents as dollars', () => {
    expect(numberOf(usdOfCents(-12345))).toBe(-123.45);
    expect(numberOf(times(cents(50), fixed(2)))).toBe(1);
    expect(numberOf(over(fixed(1), fixed(8)))).toBe(0.125);
  });
});
