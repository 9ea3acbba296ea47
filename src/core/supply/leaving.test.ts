import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Offer } from '../domain/index.ts';
import { HOST_PARTNER, SMALL_LEASE } from './example-offers.ts';
import { stopMonthAfterNotice, survivalByMonth } from './leaving.ts';

const GLUT = 0;
const TIGHT = 2;

function regimes(horizonMonths: number, regime: number): Uint8Array {
  return new Uint8Array(horizonMonths).fill(regime);
}

describe('survivalByMonth', () => {
  test('is 1 without hazards', () => {
    const survival = survivalByMonth(SMALL_LEASE, {
      inServiceMonth: 0,
      supplyRegimeByMonth: regimes(48, TIGHT),
      horizonMonths: 48,
    });
    expect([...survival]).toEqual(Array.from({ length: 48 }, () => 1));
  });

  test('of a constant failure hazard f is (1 − f)^(months in service / 12), this month included', () => {
    const offer: Offer = { ...SMALL_LEASE, failureHazardPerYear: 0.19, termMonths: 48 };
    const survival = survivalByMonth(offer, {
      inServiceMonth: 5,
      supplyRegimeByMonth: regimes(48, TIGHT),
      horizonMonths: 48,
    });
    survival.forEach((chance, month) => {
      expect(chance).toBeCloseTo(month < 5 ? 1 : 0.81 ** ((month - 4) / 12), 13);
    });
    // Half a year in service: 0.81^(1/2).
    expect(survival[10]).toBeCloseTo(0.9, 13);
  });

  test('of a host that may leave after 3 months at 90 days is whole for 6 months in service', () => {
    const survival = survivalByMonth(HOST_PARTNER, {
      inServiceMonth: 1,
      supplyRegimeByMonth: regimes(48, TIGHT),
      horizonMonths: 36,
    });
    // First notice in month 4 stops in month 7; a year of notices at 50 % (months 4 to 15) leaves a half in month 18.
    expect(survival[6]).toBe(1);
    expect(survival[7]).toBeCloseTo(0.5 ** (1 / 12), 13);
    expect(survival[18]).toBeCloseTo(0.5, 13);
    expect(survival[30]).toBeCloseTo(0.25, 13);
  });

  test('takes the hazard of the month in which notice is given, not of the month it takes effect', () => {
    const supplyRegimeByMonth = regimes(12, GLUT);
    supplyRegimeByMonth[5] = TIGHT;
    const survival = survivalByMonth(HOST_PARTNER, { inServiceMonth: 0, supplyRegimeByMonth, horizonMonths: 12 });
    const step = [7, 8, 9].map((month) => (survival[month] ?? 0) / (survival[month - 1] ?? 0));
    // Months 4, 5, 6 of notice at 2, 50 and 2 % a year.
    expect(step[0]).toBeCloseTo(0.98 ** (1 / 12), 13);
    expect(step[1]).toBeCloseTo(0.5 ** (1 / 12), 13);
    expect(step[2]).toBeCloseTo(0.98 ** (1 / 12), 13);
  });

  test('stays at its last value after the term', () => {
    const offer: Offer = { ...SMALL_LEASE, failureHazardPerYear: 0.19, termMonths: 6 };
    const options = { inServiceMonth: 0, supplyRegimeByMonth: regimes(9, GLUT), horizonMonths: 9 };
    const survival = survivalByMonth(offer, options);
    expect(survival[5]).toBeCloseTo(0.9, 13);
    expect(survival.slice(6)).toEqual(new Float64Array(3).fill(survival[5] ?? Number.NaN));
  });

  test('a certain recall leaves nothing', () => {
    const offer: Offer = { ...SMALL_LEASE, hostExit: { afterMonths: 0, noticeMonths: 0, hazardPerYear: [1, 1, 1] } };
    const options = { inServiceMonth: 1, supplyRegimeByMonth: regimes(3, GLUT), horizonMonths: 3 };
    expect([...survivalByMonth(offer, options)]).toEqual([1, 0, 0]);
  });

  test('a fleet contract is known to have come to month 0', () => {
    const offer: Offer = { ...HOST_PARTNER, kind: 'fleet', failureHazardPerYear: 0.19 };
    const options = { inServiceMonth: -10, supplyRegimeByMonth: regimes(6, TIGHT), horizonMonths: 6 };
    const survival = survivalByMonth(offer, options);
    expect(survival[0]).toBeCloseTo(0.81 ** (1 / 12), 13);
    // No notice before month 0, so the first recall takes effect in month 3.
    expect(survival[2]).toBeCloseTo(0.81 ** (3 / 12), 13);
    expect(survival[3]).toBeCloseTo(0.81 ** (4 / 12) * 0.5 ** (1 / 12), 13);
  });

  test('lies in [0, 1], never rises, and falls with every hazard', () => {
    const hazard = fc.double({ min: 0, max: 1, noNaN: true });
    const path = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(fc.tuple(hazard, hazard, hazard), hazard, path, (byRegime, failureHazardPerYear, regimePath) => {
        const options = { inServiceMonth: 2, supplyRegimeByMonth: Uint8Array.from(regimePath), horizonMonths: 24 };
        const exit = { afterMonths: 3, noticeMonths: 2 };
        const safe: Offer = { ...SMALL_LEASE, hostExit: { ...exit, hazardPerYear: byRegime } };
        const risky: Offer = { ...safe, failureHazardPerYear };
        const ofSafe = survivalByMonth(safe, options);
        survivalByMonth(risky, options).forEach((chance, month, all) => {
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(month === 0 ? 1 : (all[month - 1] ?? Number.NaN));
          expect(chance).toBeLessThanOrEqual(ofSafe[month] ?? Number.NaN);
        });
      }),
    );
  });

  test('refuses a path that is too short or knows another regime', () => {
    const options = { inServiceMonth: 0, supplyRegimeByMonth: regimes(6, TIGHT), horizonMonths: 12 };
    expect(() => survivalByMonth(HOST_PARTNER, options)).toThrow(/shorter/);
    const unknown = { inServiceMonth: 0, supplyRegimeByMonth: regimes(12, 3), horizonMonths: 12 };
    expect(() => survivalByMonth(HOST_PARTNER, unknown)).toThrow(/unknown supply regime/);
  });
});

describe('stopMonthAfterNotice', () => {
  test('waits for the right, then for the notice', () => {
    // In service in month 1: the right from month 4, 3 months of notice.
    const stops = [0, 4, 5, 20].map((noticeMonth) =>
      stopMonthAfterNotice(HOST_PARTNER, { noticeMonth, inServiceMonth: 1 }),
    );
    expect(stops).toEqual([7, 7, 8, 23]);
  });

  test('never comes without the right', () => {
    expect(stopMonthAfterNotice(SMALL_LEASE, { noticeMonth: 0, inServiceMonth: 0 })).toBe(Infinity);
  });
});
