import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  CompensatedSum,
  compensatedSum,
  heldToShare,
  intervalOfMean,
  mean,
  quantileOfSorted,
  standardDeviation,
} from './index.ts';

test('a compensated sum keeps what plain addition loses', () => {
  // Neumaier's own example: plain and Kahan summation both give 0.
  expect(compensatedSum([1, 1e100, 1, -1e100])).toBe(2);
  expect(compensatedSum(new Float64Array(1e6).fill(0.1))).toBe(100_000);
  expect(compensatedSum([])).toBe(0);
});

test('infinities pass through as in plain addition', () => {
  expect(compensatedSum([1, Infinity, 2])).toBe(Infinity);
  expect(compensatedSum([Infinity, -Infinity])).toBeNaN();
  expect(compensatedSum([1, Number.NaN])).toBeNaN();
});

test('the accumulator gives the bits of the whole sum', () => {
  const values = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }));
  const same = fc.property(values, (list) => {
    const sum = new CompensatedSum();
    for (const value of list) sum.add(value);
    expect(sum.total).toBe(compensatedSum(list));
  });
  fc.assert(same);
});

test('whole numbers sum exactly', () => {
  const values = fc.array(fc.maxSafeInteger(), { maxLength: 200 });
  const exact = fc.property(values, (list) => {
    const exactSum = list.reduce((sum, value) => sum + BigInt(value), 0n);
    // Below 2^61 the exact sum, rounded, differs from the compensated one by an ulp (512 up to 2^62) at most.
    expect(Math.abs(compensatedSum(list) - Number(exactSum))).toBeLessThanOrEqual(Math.abs(Number(exactSum)) * 2.3e-16);
  });
  fc.assert(exact);
});

test('mean and sample standard deviation, also far from zero', () => {
  // NIST StRD NumAcc3 in small: the deviations are ±0.1 about 1000000.2; s = 0.1 for 500 pairs and the centre.
  const values = [1_000_000.2];
  for (let i = 0; i < 500; i++) values.push(1_000_000.1, 1_000_000.3);
  expect(mean(values)).toBeCloseTo(1_000_000.2, 9);
  expect(Math.abs(standardDeviation(values) - 0.1)).toBeLessThan(1e-9);
  expect(() => mean([])).toThrow(RangeError);
  expect(() => standardDeviation([1])).toThrow(RangeError);
});

test('quantiles by type 7', () => {
  // R: quantile(c(1, 2, 4, 8), c(0, .1, .5, .9, 1)) is 1, 1.3, 3, 6.8, 8.
  const sorted = [1, 2, 4, 8];
  expect(quantileOfSorted(sorted, 0)).toBe(1);
  expect(quantileOfSorted(sorted, 0.1)).toBeCloseTo(1.3, 14);
  expect(quantileOfSorted(sorted, 0.5)).toBe(3);
  expect(quantileOfSorted(sorted, 0.9)).toBeCloseTo(6.8, 14);
  expect(quantileOfSorted(sorted, 1)).toBe(8);
  expect(quantileOfSorted([7], 0.3)).toBe(7);
  expect(quantileOfSorted([1, Infinity, Infinity], 0.75)).toBe(Infinity);
  expect(() => quantileOfSorted([], 0.5)).toThrow(RangeError);
  expect(() => quantileOfSorted(sorted, 1.1)).toThrow(RangeError);
});

test('the interval of a mean by Student t', () => {
  // Mean 3, s = sqrt(2.5), n = 5, t(0.975, 4) = 2.7764451051977987: half width 1.9632431614775...
  const { estimate, low, high } = intervalOfMean([1, 2, 3, 4, 5], 0.95);
  expect(estimate).toBe(3);
  expect(high - 3).toBeCloseTo(2.7764451051977987 * Math.sqrt(0.5), 12);
  expect(3 - low).toBeCloseTo(high - 3, 14);
  expect(intervalOfMean([2, 2, 2], 0.9)).toEqual({ estimate: 2, low: 2, high: 2 });
  expect(() => intervalOfMean([1], 0.95)).toThrow(RangeError);
  expect(() => intervalOfMean([1, 2], 95)).toThrow(RangeError);
});

test('an interval of a share is held to [0, 1]', () => {
  expect(heldToShare({ estimate: 0.01, low: -0.02, high: 0.04 })).toEqual({ estimate: 0.01, low: 0, high: 0.04 });
  expect(heldToShare({ estimate: 0.99, low: 0.9, high: 1.08 })).toEqual({ estimate: 0.99, low: 0.9, high: 1 });
});
