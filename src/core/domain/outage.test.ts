import { describe, expect, it } from 'vitest';

import { expectedOutage } from './outage.ts';

/** A tenth of the fee below 95 %, three tenths below 80 %. */
const creditAt = (out: number) => (1 - out < 0.8 ? 0.3 : 1 - out < 0.95 ? 0.1 : 0);

describe('expectedOutage', () => {
  it('tells the months of an outage apart, the last one as far as it is out', () => {
    // Twice a year for a month and a half: C = 6 months, of which one is out by 0.4 and one by 0.2.
    const { outage, outFraction, creditFraction } = expectedOutage(
      { perYear: 2, fraction: 0.4, months: 1.5 },
      creditAt,
    );
    expect(outage).toEqual({
      cycleMonths: 6,
      monthsOut: [
        { outFraction: 0.4, creditFraction: 0.3 },
        { outFraction: 0.2, creditFraction: 0.1 },
      ],
      creditFractionElse: 0,
    });
    expect(outFraction).toBeCloseTo((0.4 + 0.2) / 6, 12);
    expect(creditFraction).toBeCloseTo((0.3 + 0.1) / 6, 12);
  });

  it('takes outages that fill every month at their mean', () => {
    const found = expectedOutage({ perYear: 24, fraction: 0.5, months: 0.25 }, creditAt);
    expect(found).toEqual({ outage: null, outFraction: 0.25, creditFraction: 0.3 });
  });

  it('is nothing where none is stated', () => {
    expect(expectedOutage(undefined, creditAt)).toEqual({ outage: null, outFraction: 0, creditFraction: 0 });
  });
});
