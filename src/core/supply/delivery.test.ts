import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { deliveryAtScore } from './delivery.ts';
import { HOST_PARTNER, OWN_BUILD, SMALL_LEASE } from './example-offers.ts';

/** Standard normal 90 % quantile. */
const Z90 = 1.2815515655446004;

describe('deliveryAtScore', () => {
  test('passes through the quantiles that were given', () => {
    expect([-Z90, 0, Z90].map((z) => deliveryAtScore(HOST_PARTNER, z).inServiceMonths)).toEqual([1, 1, 3]);
  });

  test('starts each gate when the one before ends', () => {
    expect(deliveryAtScore(OWN_BUILD, -Z90)).toEqual({ gateStartMonths: [0, 6, 15], inServiceMonths: 19 });
    expect(deliveryAtScore(OWN_BUILD, 0)).toEqual({ gateStartMonths: [0, 9, 21], inServiceMonths: 26 });
    expect(deliveryAtScore(OWN_BUILD, Z90)).toEqual({ gateStartMonths: [0, 15, 33], inServiceMonths: 41 });
  });

  test('rounds every gate up to whole months', () => {
    // 9 (15/9)^0.39015 = 10.98 → 11; 12 (18/12)^0.39015 = 14.06 → 15; 5 (8/5)^0.39015 = 6.006 → 7; 0.39015 = 0.5/1.28155.
    expect(deliveryAtScore(OWN_BUILD, 0.5)).toEqual({ gateStartMonths: [0, 11, 26], inServiceMonths: 33 });
  });

  test('does not read the lead time of an offer with gates', () => {
    const offer = { ...OWN_BUILD, leadTimeMonths: { p10: 1, p50: 1, p90: 1 } };
    expect(deliveryAtScore(offer, 0).inServiceMonths).toBe(26);
  });

  test('lets capacity that is there be there', () => {
    expect(deliveryAtScore(SMALL_LEASE, 3)).toEqual({ gateStartMonths: [], inServiceMonths: 0 });
  });

  test('a higher score is never earlier', () => {
    const score = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(HOST_PARTNER, OWN_BUILD), score, score, (offer, a, b) => {
        const early = deliveryAtScore(offer, Math.min(a, b));
        const late = deliveryAtScore(offer, Math.max(a, b));
        expect(late.inServiceMonths).toBeGreaterThanOrEqual(early.inServiceMonths);
      }),
    );
  });
});
