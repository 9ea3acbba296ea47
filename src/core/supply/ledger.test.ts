import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ledgerOf, sumCents } from './ledger.ts';
import type { UnroundedLine } from './ledger.ts';

function lineOf(usdByMonth: readonly number[], cause: UnroundedLine['cause'] = 'committed'): UnroundedLine {
  return { cause, contractId: 'a', usdByMonth: Float64Array.from(usdByMonth) };
}

describe('ledgerOf', () => {
  test('gives the missing cent to the largest remainder, so that thirds add up', () => {
    // 33.3 + 33.3 + 33.4 cents: down to 33 each, and the cent missing from 100 goes to the third.
    expect(ledgerOf([lineOf([0.333]), lineOf([0.333]), lineOf([0.334])]).map((line) => line.cents)).toEqual([
      33, 33, 34,
    ]);
  });

  test('breaks ties by order', () => {
    expect(ledgerOf([lineOf([1 / 3, 1 / 3, 1 / 3])]).map((line) => line.cents)).toEqual([34, 33, 33]);
  });

  test('keeps cause, contract and month, and drops zeros', () => {
    expect(ledgerOf([lineOf([0, -2.5], 'upfront'), { ...lineOf([1]), contractId: null }])).toEqual([
      { cause: 'upfront', contractId: 'a', monthIndex: 1, cents: -250 },
      { cause: 'committed', contractId: null, monthIndex: 0, cents: 100 },
    ]);
  });

  test('refuses what float64 cannot count in cents', () => {
    // 2^53 − 1 cents = $90,071,992,547,409.91.
    expect(sumCents(ledgerOf([lineOf([90e12])]))).toBe(9_000_000_000_000_000);
    expect(() => ledgerOf([lineOf([91e12])])).toThrow(/cents/);
    expect(() => ledgerOf([lineOf([60e12, 60e12])])).toThrow(/cents/);
    expect(() => ledgerOf([lineOf([Number.NaN])])).toThrow(/cents/);
  });

  test('adds up to the rounded exact total, and moves no amount by a cent or more', () => {
    // Eighths of a cent are exact in float64 at these sizes, so BigInt gives the exact total.
    const eighths = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 40 });
    fc.assert(
      fc.property(eighths, (amounts) => {
        const kept = amounts.filter((amount) => amount !== 0);
        const ledger = ledgerOf([lineOf(kept.map((amount) => amount / 800))]);
        const total = kept.reduce((sum, amount) => sum + BigInt(amount), 0n);
        // Rounded half up, as Math.round does: floor((total + 4) / 8).
        const shifted = total + 4n;
        const rounded = shifted >= 0n ? shifted / 8n : -((-shifted + 7n) / 8n);
        const isHalf = ((total % 8n) + 8n) % 8n === 4n;
        expect(Math.abs(sumCents(ledger) - Number(rounded))).toBeLessThanOrEqual(isHalf ? 1 : 0);
        ledger.forEach((line, index) => expect(Math.abs(line.cents - (kept[index] ?? 0) / 8)).toBeLessThan(1));
      }),
    );
  });
});
