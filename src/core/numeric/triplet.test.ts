import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  lognormalAtScore,
  normalQuantile,
  quantileOfTriplet,
  SCORE_P90,
  tripletAtScore,
  type TripletDomain,
} from './index.ts';

const ranges: Record<TripletDomain, { min: number; max: number }> = {
  positive: { min: 1e-9, max: 1e12 },
  fraction: { min: 1e-9, max: 1 - 1e-9 },
  real: { min: -1e12, max: 1e12 },
};

describe.each(['positive', 'fraction', 'real'] as const)('%s', (domain) => {
  const triplets = fc
    .array(fc.double({ ...ranges[domain], noNaN: true }), { minLength: 3, maxLength: 3 })
    .map((values) => values.toSorted((a, b) => a - b))
    .map(([p10 = 0, p50 = 0, p90 = 0]) => ({ p10, p50, p90 }));
  const scores = fc.double({ min: -8.3, max: 8.3, noNaN: true });

  test('passes exactly through the three quantiles', () => {
    const exact = fc.property(triplets, (triplet) => {
      expect(tripletAtScore(triplet, -SCORE_P90, domain)).toBe(triplet.p10);
      expect(tripletAtScore(triplet, 0, domain)).toBe(triplet.p50);
      expect(tripletAtScore(triplet, SCORE_P90, domain)).toBe(triplet.p90);
    });
    fc.assert(exact);
  });

  test('grows with the score and stays in the domain', () => {
    const growing = fc.property(triplets, scores, scores, (triplet, a, b) => {
      const low = tripletAtScore(triplet, Math.min(a, b), domain);
      const high = tripletAtScore(triplet, Math.max(a, b), domain);
      expect(low).toBeLessThanOrEqual(high + 1e-15 * Math.abs(high));
      expect(low).toBeGreaterThanOrEqual(domain === 'real' ? -Infinity : 0);
      expect(high).toBeLessThanOrEqual(domain === 'fraction' ? 1 : Infinity);
    });
    fc.assert(growing);
  });

  test('equal quantiles are a constant, an equal pair a flat half', () => {
    expect(tripletAtScore({ p10: 0.4, p50: 0.4, p90: 0.4 }, 5, domain)).toBe(0.4);
    expect(tripletAtScore({ p10: 0.4, p50: 0.4, p90: 0.9 }, -5, domain)).toBe(0.4);
    expect(tripletAtScore({ p10: 0.4, p50: 0.4, p90: 0.9 }, 1, domain)).toBeGreaterThan(0.4);
    expect(tripletAtScore({ p10: 0.1, p50: 0.4, p90: 0.4 }, 5, domain)).toBe(0.4);
    expect(tripletAtScore({ p10: 0.1, p50: 0.4, p90: 0.4 }, -1, domain)).toBeLessThan(0.4);
  });

  test('quantiles out of order or not finite are refused', () => {
    expect(() => tripletAtScore({ p10: 0.5, p50: 0.4, p90: 0.9 }, 0, domain)).toThrow(RangeError);
    expect(() => tripletAtScore({ p10: 0.1, p50: 0.4, p90: 0.3 }, 0, domain)).toThrow(RangeError);
    expect(() => tripletAtScore({ p10: 0.1, p50: Number.NaN, p90: 0.3 }, 0, domain)).toThrow(RangeError);
    expect(() => tripletAtScore({ p10: 0.1, p50: 0.2, p90: Infinity }, 0, domain)).toThrow(RangeError);
  });
});

test('by hand: twice the score squares the ratio, doubles the distance, doubles the log odds', () => {
  expect(tripletAtScore({ p10: 2, p50: 3, p90: 4.5 }, 2 * SCORE_P90, 'positive')).toBeCloseTo(6.75, 12);
  expect(tripletAtScore({ p10: 2, p50: 3, p90: 4.5 }, -2 * SCORE_P90, 'positive')).toBeCloseTo(4 / 3, 12);
  expect(tripletAtScore({ p10: -2, p50: 3, p90: 4.5 }, 2 * SCORE_P90, 'real')).toBeCloseTo(6, 12);
  // Odds 1, then 3 at p90 = 0.75, so 9 at twice the score.
  expect(tripletAtScore({ p10: 0.2, p50: 0.5, p90: 0.75 }, 2 * SCORE_P90, 'fraction')).toBeCloseTo(0.9, 12);
});

test('by probability: the 10, 50 and 90 % quantiles are the three numbers', () => {
  const triplet = { p10: 2, p50: 3, p90: 4.5 };
  expect(quantileOfTriplet(triplet, 0.1, 'positive')).toBeCloseTo(2, 14);
  expect(quantileOfTriplet(triplet, 0.5, 'positive')).toBe(3);
  expect(quantileOfTriplet(triplet, 0.9, 'positive')).toBeCloseTo(4.5, 14);
  expect(() => quantileOfTriplet(triplet, 1, 'positive')).toThrow(RangeError);
  expect(Math.abs(normalQuantile(0.9) - SCORE_P90)).toBeLessThan(1e-15);
});

test('zero and one are constants only', () => {
  expect(tripletAtScore({ p10: 0, p50: 0, p90: 0 }, 2, 'positive')).toBe(0);
  expect(tripletAtScore({ p10: 1, p50: 1, p90: 1 }, 2, 'fraction')).toBe(1);
  expect(() => tripletAtScore({ p10: 0, p50: 1, p90: 2 }, 0, 'positive')).toThrow(RangeError);
  expect(() => tripletAtScore({ p10: 0.5, p50: 0.9, p90: 1 }, 0, 'fraction')).toThrow(RangeError);
});

test('a lognormal has its median at score 0 and grows by e^sigma a score', () => {
  expect(lognormalAtScore(5e6, 0.7, 0)).toBe(5e6);
  expect(lognormalAtScore(2, 0.5, 2)).toBeCloseTo(2 * Math.E, 14);
});
