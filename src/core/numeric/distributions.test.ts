import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { normalCdf, normalDensity, normalQuantile, studentQuantile } from './index.ts';

function relativeError(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.abs(expected);
}

/** Expected values: mpmath 1.3 at 250 bits. */
describe('normal', () => {
  test.each([
    [0.9, 1.2815515655446006],
    [0.1, -1.2815515655446004],
    [0.25, -0.6744897501960817],
    [0.975, 1.9599639845400538],
    [0.001, -3.0902323061678136],
    [1e-20, -9.262340089798407],
    [1e-300, -37.0470962993612],
  ])('quantile of %f', (p, expected) => expect(relativeError(normalQuantile(p), expected)).toBeLessThanOrEqual(1e-15));

  test.each([
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145705],
    [1.96, 0.9750021048517795],
    [-5, 2.866515718791939e-7],
    [-10, 7.619853024160525e-24],
    [-37, 5.725571222524577e-300],
  ])('distribution function at %f', (x, expected) =>
    expect(relativeError(normalCdf(x), expected)).toBeLessThanOrEqual(1e-14),
  );

  test('edges', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(0.5)).toBe(0);
    for (const p of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(p)).toBeNaN();
    expect([normalCdf(-Infinity), normalCdf(0), normalCdf(Infinity), normalCdf(Number.NaN)]).toEqual([
      0,
      0.5,
      1,
      Number.NaN,
    ]);
    expect(normalDensity(0)).toBe(0.3989422804014327);
    expect(normalDensity(Infinity)).toBe(0);
  });

  test('the two are inverse', () => {
    // An error e of z moves the probability by e · density(z) ≤ e · tail · (|z| + 1): 38 · 1e-15 and Φ's own 1e-14.
    const tails = fc.double({ min: 1e-290, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(tails, (p) => {
        expect(relativeError(normalCdf(normalQuantile(p)), p)).toBeLessThanOrEqual(1e-12);
      }),
      { numRuns: 3000 },
    );
  });

  test('the quantile grows through the borders of its three approximations', () => {
    let previous = -Infinity;
    for (const border of [1.38e-11, 0.075, 0.5, 0.925]) {
      for (let i = -50; i <= 50; i++) {
        const z = normalQuantile(border * (1 + i * 1e-12));
        expect(z).toBeGreaterThan(previous);
        previous = z;
      }
    }
  });
});

describe('student', () => {
  /** NIST/SEMATECH handbook 1.3.6.7.2, three decimals. */
  test.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.95, 29, 1.699],
    [0.99, 7, 2.998],
    [0.975, 100, 1.984],
  ])('the printed table: probability %f, degrees %i', (probability, degrees, expected) => {
    expect(Math.abs(studentQuantile(probability, degrees) - expected)).toBeLessThanOrEqual(0.0005001);
  });

  test('closed forms of one, two and four degrees', () => {
    for (const p of [0.0001, 0.05, 0.3, 0.6, 0.75, 0.9, 0.975, 0.999, 0.999999]) {
      expect(relativeError(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)))).toBeLessThanOrEqual(1e-9);
      expect(relativeError(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThanOrEqual(1e-9);
      // Shaw (2006): t = sign · 2 sqrt(q − 1), q = cos(acos(sqrt a)/3)/sqrt a, a = 4 p (1 − p).
      const a = Math.sqrt(4 * p * (1 - p));
      const q = Math.cos(Math.acos(a) / 3) / a;
      expect(relativeError(studentQuantile(p, 4), Math.sign(p - 0.5) * 2 * Math.sqrt(q - 1))).toBeLessThanOrEqual(1e-9);
    }
  });

  /** mpmath 1.3: the root of the incomplete beta function at 150 bits. */
  test.each([
    [0.025, 3, 3.1824463052837095],
    [1e-9, 3, 1033.1096745038078],
    [0.025, 17, 2.109815577833317],
    [1e-9, 17, 11.47071193297662],
    [0.025, 10_000, 1.9602012398906263],
    [1e-9, 10_000, 6.003355447947142],
    [0.025, 100_000, 1.9599877075346097],
    [1e-9, 100_000, 5.998361461679076],
    [0.025, 100_001, 1.9599877072973793],
    [1e-9, 100_001, 5.998361456134225],
    [0.025, 1_000_000, 1.959966356814107],
    [1e-9, 1_000_000, 5.997862455710895],
  ])('lower tail %f, %i degrees', (tail, degrees, expected) => {
    expect(relativeError(studentQuantile(tail, degrees), -expected)).toBeLessThanOrEqual(1e-12);
  });

  test('falls as degrees grow, through the borders of its three methods', () => {
    for (const border of [1000, 100_000]) {
      let previous = Infinity;
      for (let degrees = border - 3; degrees < border + 4; degrees++) {
        const t = studentQuantile(0.975, degrees);
        expect(t).toBeLessThan(previous);
        previous = t;
      }
    }
  });

  test('antisymmetric, 0 at the median, refuses what has no meaning', () => {
    expect(studentQuantile(0.5, 3)).toBe(0);
    expect(studentQuantile(0.25, 5)).toBe(-studentQuantile(0.75, 5));
    for (const [p, degrees] of [
      [0, 3],
      [1, 3],
      [0.9, 0],
      [0.9, 2.5],
      [Number.NaN, 3],
    ] as const) {
      expect(() => studentQuantile(p, degrees)).toThrow(RangeError);
    }
  });
});
