import { describe, expect, it } from 'vitest';

import { levelPaymentUsdPerMonth } from '../supply/index.ts';
import { internalRate, netPresentValueUsd, paybackMonths } from './returns.ts';

const flow = (...usd: number[]): Float64Array => Float64Array.from(usd);

/** Amounts at the ends of years, as monthly points. */
function yearly(...usd: number[]): Float64Array {
  const points = new Float64Array((usd.length - 1) * 12 + 1);
  usd.forEach((amount, year) => {
    points[year * 12] = amount;
  });
  return points;
}

describe('internal rate', () => {
  it('of a loan at 1 % a month is (1.01)^12 - 1 = 12.6825 % a year', () => {
    const payment = levelPaymentUsdPerMonth(1000, { ratePerMonth: 0.01, tenorMonths: 24 });
    expect(payment).toBeCloseTo(47.0735, 4); // any annuity table: 1000 / 21.2434
    const rate = internalRate(flow(-1000, ...Array.from({ length: 24 }, () => payment)));
    expect(rate).toMatchObject({ kind: 'one', signChanges: 1 });
    expect(rate.kind === 'one' && rate.ratePerYear).toBeCloseTo(0.126825, 6);
  });

  it('of 100 that come back as 121 after two years is 10 %', () => {
    const rate = internalRate(yearly(-100, 0, 121));
    expect(rate.kind === 'one' && rate.ratePerYear).toBeCloseTo(0.1, 12);
  });

  it('below nothing is found too: 100 that come back as 81 after two years lose 10 %', () => {
    const rate = internalRate(yearly(-100, 0, 81));
    expect(rate.kind === 'one' && rate.ratePerYear).toBeCloseTo(-0.1, 12);
  });

  it('names both roots of the oil pump, 25 % and 400 % (Lorie and Savage 1955)', () => {
    const rate = internalRate(yearly(-1600, 10_000, -10_000));
    expect(rate).toMatchObject({ kind: 'several', signChanges: 2 });
    expect(rate.kind === 'several' && rate.ratesPerYear).toEqual([expect.closeTo(0.25, 9), expect.closeTo(4, 9)]);
  });

  it('of 1000, -3000, 2500 does not exist (Brealey, Myers and Allen, ch. 5)', () => {
    const rate = internalRate(yearly(1000, -3000, 2500));
    expect(rate).toMatchObject({ kind: 'none', signChanges: 2 });
    expect(rate.kind === 'none' && rate.why).toContain('changes sign 2 times');
  });

  it('is one where the signs change twice but only one rate solves', () => {
    // 10 % by construction: -100 + 150/1.1 - 40/1.21 is not 0, so the last amount is made to fit.
    const last = -(-100 + 150 / 1.1) * 1.21;
    const rate = internalRate(yearly(-100, 150, last));
    expect(rate).toMatchObject({ signChanges: 2 });
    const roots = rate.kind === 'one' ? [rate.ratePerYear] : rate.kind === 'several' ? rate.ratesPerYear : [];
    expect(roots.some((root) => Math.abs(root - 0.1) < 1e-9)).toBe(true);
    for (const root of roots) expect(netPresentValueUsd(yearly(-100, 150, last), root)).toBeCloseTo(0, 9);
  });

  it.each([
    ['only money out', [-1, -2], 'nothing comes back'],
    ['only money in', [1, 2], 'nothing is invested'],
    ['no money', [0, 0], 'no cash'],
    ['a loss of all but a trifle', [-1000, 0.0001], 'below'],
  ])('of %s: none, with the reason', (_case, usd, reason) => {
    const rate = internalRate(flow(...usd));
    expect(rate.kind === 'none' && rate.why).toContain(reason);
  });
});

describe('net present value', () => {
  it('at 12 % of 112 in a year is 100', () => expect(netPresentValueUsd(yearly(0, 112), 0.12)).toBeCloseTo(100, 10));
  it('at 0 % is the sum', () => expect(netPresentValueUsd(flow(-5, 2, 4), 0)).toBe(1));
});

describe('payback', () => {
  it('of 10 by 4 a month is in month 3', () => expect(paybackMonths(flow(-10, 4, 4, 4))).toBe(3));
  it('counts from the deepest hole, not from a first payment received', () => {
    expect(paybackMonths(flow(5, -25, 10, 5, 5))).toBe(4);
  });
  it('never comes when money is lost', () => expect(paybackMonths(flow(-10, 4, 4))).toBeNull());
});
