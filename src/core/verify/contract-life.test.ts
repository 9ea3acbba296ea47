import { describe, expect, test } from 'vitest';

import type { Offer } from '../domain/index.ts';
import { HOST_PARTNER, HYPERSCALER_10Y, NEOCLOUD, OWN_BUILD, SMALL_LEASE } from '../supply/example-offers.ts';
import { contractLife, medianUnfolding } from './contract-life.ts';
import { numberOf } from './fixed-point.ts';
import { liabilityOf } from './liability.ts';

/** Expected numbers are worked out by hand in core/supply's own tests, from the contract's words; they are not read from it. */
function lifeOf(offer: Offer, signMonth = 0) {
  const life = contractLife(offer, medianUnfolding(offer, { signMonth, supplyRegime: 'normal' }));
  const sum = (is: (cause: string, month: number) => boolean) =>
    numberOf(life.payments.reduce((all, { cause, month, usd }) => (is(cause, month) ? all + usd : all), 0n));
  const usd = (meant: string, at: number) => sum((cause, month) => cause === meant && month === at);
  const total = (meant: string) => sum((cause) => cause === meant);
  return { ...life, usd, total };
}

describe('a contract lived through', () => {
  test('bills 100 GPUs at $1 for 730 hours from first service for 24 months', () => {
    const life = lifeOf(SMALL_LEASE, 2);
    expect(life.service.start).toBe(2);
    expect([1, 2, 25, 26].map((month) => life.usd('committed', month))).toEqual([0, -73_000, -73_000, 0]);
  });

  test('commits 0.8 of $73,000 and leaves 0.2 to use', () => {
    const life = lifeOf({ ...SMALL_LEASE, takeOrPayFraction: 0.8 });
    expect(life.usd('committed', 0)).toBeCloseTo(-58_400, 8);
    expect(life.usd('usage', 0)).toBeCloseTo(-14_600, 8);
  });

  test('prepays a fifth of $22.0752B at signing and credits it evenly', () => {
    const life = lifeOf(NEOCLOUD);
    expect(life.usd('upfront', 0)).toBeCloseTo(-4_415_040_000, 3);
    expect(life.usd('committed', 5)).toBeCloseTo(-294_336_000, 5);
    expect(life.total('upfront') + life.total('committed')).toBeCloseTo(-22_075_200_000, 3);
  });

  test('prepaid before the plan began where the contract is fleet', () => {
    expect(lifeOf({ ...NEOCLOUD, kind: 'fleet' }).total('upfront')).toBe(0);
  });

  test('pays each gate as it starts, and a loan grows to $24.4B and is repaid with $405,662,304.51 a month', () => {
    const life = lifeOf(OWN_BUILD);
    expect(life.service.start).toBe(26);
    expect([0, 9, 21].map((month) => life.usd('capex', month))).toEqual([-0.4e9, -9.5e9, -28.1e9]);
    expect(life.usd('debtDrawn', 21)).toBeCloseTo(16.86e9, 3);
    // By 40-digit decimal arithmetic: balance of three draws at 10 %/12 over 26, 17 and 5 months, 84 level payments.
    expect(life.usd('debtService', 26)).toBeCloseTo(-405_662_304.5126995, 5);
    expect(life.usd('debtService', 109)).toBe(life.usd('debtService', 26));
    expect([25, 110].map((month) => life.usd('debtService', month))).toEqual([0, 0]);
    expect(life.usd('operations', 85)).toBe(-75e6);
  });

  test('repays in equal parts without interest', () => {
    const financing = { debtFraction: 0.6, ratePerYear: 0, tenorMonths: 84 };
    expect(lifeOf({ ...OWN_BUILD, financing }).usd('debtService', 30)).toBeCloseTo((-0.6 * 38e9) / 84, 4);
  });
});

describe('liability', () => {
  const of = (offer: Offer) => {
    const { firm, headline } = liabilityOf(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime: 'normal' }));
    return [numberOf(firm), numberOf(headline)];
  };

  test('is $84.096B without exit, $7.5B with one after 3 months and 90 days', () => {
    expect(of(HYPERSCALER_10Y)[0]).toBeCloseTo(84_096_000_000, 2);
    expect(of(HOST_PARTNER)).toEqual([7.5e9, 43.75e9]);
  });

  test('of a build is its first gate and what is lent for it; the headline is all of them, and operations', () => {
    const [firm, headline] = of(OWN_BUILD);
    expect(firm).toBeCloseTo(0.16e9 + 84 * 4_943_761.789_610_951, 1);
    expect(headline).toBeCloseTo(15.2e9 + 84 * 405_662_304.512_699_5 + 4.5e9, 1);
  });
});
