import { describe, expect, it } from 'vitest';

import { testOffer } from '../demand/test-plan.ts';
import { deliveryAtScore } from '../supply/index.ts';
import { leadMoved } from './sensitivity.ts';

describe('a lead time moved', () => {
  const offer = { ...testOffer('lease', []), leadTimeMonths: { p10: 1, p50: 1, p90: 3 } };

  it('stays a distribution that can be sampled, however much is taken off', () => {
    for (const months of [-1, -2, -3, -10, 6]) {
      const moved = leadMoved(offer, months);
      for (const score of [-2, 0, 2]) expect(deliveryAtScore(moved, score).inServiceMonths).toBeGreaterThanOrEqual(0);
    }
    expect(leadMoved(offer, -1).leadTimeMonths).toEqual({ p10: 0.5, p50: 0.5, p90: 2 });
    expect(leadMoved(offer, -3).leadTimeMonths).toEqual({ p10: 0, p50: 0, p90: 0 });
    expect(leadMoved(offer, 6).leadTimeMonths).toEqual({ p10: 7, p50: 7, p90: 9 });
  });

  it('moves the longest gate of a build alone', () => {
    const months = (p50: number) => ({ p10: p50 - 1, p50, p90: p50 + 2 });
    const gates = [
      { id: 'land', months: months(3), capexUsd: 1 },
      { id: 'shell', months: months(9), capexUsd: 2 },
    ];
    const moved = leadMoved({ ...offer, gates }, -1);
    expect(moved.gates.map((gate) => gate.months.p50)).toEqual([3, 8]);
  });
});
