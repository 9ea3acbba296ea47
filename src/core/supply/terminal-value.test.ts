import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Offer, Plan } from '../domain/index.ts';
import { deliveryAtScore } from './delivery.ts';
import { HOST_PARTNER, NEOCLOUD, OWN_BUILD, SMALL_LEASE, UNDISCOUNTED_YEAR } from './example-offers.ts';
import { terminalValue } from './terminal-value.ts';
import type { TerminalValue } from './terminal-value.ts';

const DISCOUNTED_YEAR: Plan = {
  ...UNDISCOUNTED_YEAR,
  discountRatePerYear: 0.1,
  market: { ...UNDISCOUNTED_YEAR.market, rentalDeclinePerYearAfterHorizon: 0.2 },
};

function valueOf(offer: Offer, plan: Plan = UNDISCOUNTED_YEAR, endRegime: 0 | 1 | 2 = 1): TerminalValue {
  return terminalValue(offer, { plan, signMonth: 0, delivery: deliveryAtScore(offer, 0), signingRegime: 1, endRegime });
}

function netUsd(value: TerminalValue): number {
  const leavable = Math.max(0, value.rentalAfterExitUsd - value.paymentsAfterExitUsd);
  return value.rentalBeforeExitUsd - value.paymentsBeforeExitUsd - value.otherPaymentsUsd + leavable;
}

describe('the terminal value of a lease', () => {
  test('is rental less payments for the months after the horizon', () => {
    // 12 months are left: 100 × $1.90 × 730 × 12 = 1,664,400 against 100 × $1 × 730 × 12 = 876,000.
    const value = valueOf(SMALL_LEASE);
    expect(value.rentalBeforeExitUsd).toBeCloseTo(1_664_400, 6);
    expect(value.paymentsBeforeExitUsd).toBeCloseTo(876_000, 6);
    expect([value.otherPaymentsUsd, value.rentalAfterExitUsd, value.paymentsAfterExitUsd]).toEqual([0, 0, 0]);
  });

  test('takes the rental price of the supply regime at the end', () => {
    // $1.30 and $2.85.
    expect(valueOf(SMALL_LEASE, UNDISCOUNTED_YEAR, 0).rentalBeforeExitUsd).toBeCloseTo(1_138_800, 6);
    expect(valueOf(SMALL_LEASE, UNDISCOUNTED_YEAR, 2).rentalBeforeExitUsd).toBeCloseTo(2_496_600, 6);
  });

  test('declines the rental from the horizon and discounts month ends to month 0', () => {
    // Σ k=0..11 of 138,700 · 0.8^(k/12) / 1.1^((13+k)/12) and of 73,000 / 1.1^((13+k)/12), by decimal arithmetic.
    const value = valueOf(SMALL_LEASE, DISCOUNTED_YEAR);
    expect(value.rentalBeforeExitUsd).toBeCloseTo(RENTAL_USD, 5);
    expect(value.paymentsBeforeExitUsd).toBeCloseTo(PAYMENTS_USD, 5);
  });

  test('splits at the first date we can leave, counted from a notice at the horizon', () => {
    const value = valueOf({ ...SMALL_LEASE, buyerExit: { afterMonths: 3, noticeMonths: 3 } });
    // 3 of the 12 months cannot be left.
    expect(value.rentalBeforeExitUsd).toBeCloseTo(416_100, 6);
    expect(value.paymentsBeforeExitUsd).toBeCloseTo(219_000, 6);
    expect(value.rentalAfterExitUsd).toBeCloseTo(1_248_300, 6);
    expect(value.paymentsAfterExitUsd).toBeCloseTo(657_000, 6);
  });

  test('counts the share above take-or-pay with what may be declined', () => {
    const value = valueOf({ ...SMALL_LEASE, takeOrPayFraction: 0.75 });
    expect(value.rentalBeforeExitUsd).toBeCloseTo(0.75 * 1_664_400, 6);
    expect(value.paymentsBeforeExitUsd).toBeCloseTo(0.75 * 876_000, 6);
    expect(value.rentalAfterExitUsd).toBeCloseTo(0.25 * 1_664_400, 6);
    expect(value.paymentsAfterExitUsd).toBeCloseTo(0.25 * 876_000, 6);
  });

  test('owes the less the more was prepaid', () => {
    expect(valueOf({ ...SMALL_LEASE, upfrontFraction: 0.25 }).paymentsBeforeExitUsd).toBeCloseTo(657_000, 6);
  });

  test('is nothing once the contract has ended', () => {
    expect(Object.values(valueOf({ ...SMALL_LEASE, termMonths: 12 }))).toEqual([0, 0, 0, 0, 0]);
  });

  test('rents out to the workload that the kit serves best', () => {
    expect(valueOf({ ...SMALL_LEASE, referenceGpus: [30, 100] }).rentalBeforeExitUsd).toBeCloseTo(1_664_400, 6);
  });
});

describe('the terminal value of owned kit', () => {
  const ownedKit: Offer = { ...SMALL_LEASE, price: { kind: 'owned', opexUsdPerMonth: 50_000 } };

  test('is rental less operations to the end of its life', () => {
    const value = valueOf(ownedKit);
    expect(value.rentalBeforeExitUsd).toBeCloseTo(1_664_400, 6);
    expect(value.otherPaymentsUsd).toBeCloseTo(600_000, 6);
    expect(value.paymentsBeforeExitUsd).toBe(0);
  });

  test('is switched off in months that do not cover its operations', () => {
    const value = valueOf({ ...ownedKit, price: { kind: 'owned', opexUsdPerMonth: 150_000 } });
    expect(Object.values(value)).toEqual([0, 0, 0, 0, 0]);
    // Rental of 138,700 · 0.8^(k/12) a month covers 120,000 while k ≤ 7 (0.8^(7/12) = 0.878, 0.8^(8/12) = 0.862; limit 0.865).
    const declining = { ...DISCOUNTED_YEAR, discountRatePerYear: 0 };
    const some = valueOf({ ...ownedKit, price: { kind: 'owned', opexUsdPerMonth: 120_000 } }, declining);
    expect(some.otherPaymentsUsd).toBeCloseTo(8 * 120_000, 6);
  });

  test('keeps the debt when the kit is worth nothing', () => {
    const debt = { debtFraction: 0.5, ratePerYear: 0, tenorMonths: 24 };
    const gates = [{ id: 'all', months: { p10: 0, p50: 0, p90: 0 }, capexUsd: 2_400_000 }];
    const offer: Offer = { ...ownedKit, gates, financing: debt, price: { kind: 'owned', opexUsdPerMonth: 150_000 } };
    const value = valueOf(offer);
    // 1,200,000 in 24 repayments of 50,000, 12 of them after the horizon.
    expect(value.paymentsBeforeExitUsd).toBeCloseTo(600_000, 6);
    expect(netUsd(value)).toBeCloseTo(-600_000, 6);
  });

  test('owes the equity of gates that start after the horizon, at the start of their month', () => {
    const plan = { ...DISCOUNTED_YEAR, horizonMonths: 12 };
    const offer: Offer = { ...OWN_BUILD, financing: null };
    // The last gate, $28.1B, starts in month 21.
    expect(valueOf(offer, plan).paymentsBeforeExitUsd).toBeCloseTo(28.1e9 / 1.1 ** (21 / 12), 2);
  });
});

describe('laws', () => {
  const offers = fc.constantFrom(SMALL_LEASE, HOST_PARTNER, NEOCLOUD, OWN_BUILD);
  const regime = fc.constantFrom<0 | 1 | 2>(0, 1, 2);

  test('every part is at least zero', () => {
    fc.assert(
      fc.property(offers, regime, (offer, endRegime) => {
        for (const usd of Object.values(valueOf(offer, DISCOUNTED_YEAR, endRegime)))
          expect(usd).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('L15 a right to leave, and a lower take-or-pay, never lower it', () => {
    const terms = fc.record({
      afterMonths: fc.integer({ min: 0, max: 24 }),
      noticeMonths: fc.integer({ min: 0, max: 12 }),
      price: fc.double({ min: 0.1, max: 4, noNaN: true }),
      takeOrPay: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(terms, regime, ({ afterMonths, noticeMonths, price, takeOrPay }, endRegime) => {
        const bound: Offer = { ...SMALL_LEASE, price: { kind: 'perGpuHour', usd: [price, price, price] } };
        const worth = (offer: Offer): number => netUsd(valueOf(offer, DISCOUNTED_YEAR, endRegime));
        const atLeast = worth(bound) - 1e-6;
        expect(worth({ ...bound, buyerExit: { afterMonths, noticeMonths } })).toBeGreaterThanOrEqual(atLeast);
        expect(worth({ ...bound, takeOrPayFraction: takeOrPay })).toBeGreaterThanOrEqual(atLeast);
      }),
    );
  });
});

/** By 40-digit decimal arithmetic apart from this code. */
const RENTAL_USD = 1_302_709.943395;
const PAYMENTS_USD = 756_577.828674;
