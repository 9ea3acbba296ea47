import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Estimate } from '../../decide/index.ts';
import { formatUsdColumn } from './format-column.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatMonth,
  formatPrice,
  formatPriceEstimate,
  formatPricePerGpuHour,
  formatUsd,
  formatUsdEstimate,
  NOT_KNOWN,
} from './format.ts';

const between = (estimate: number, low: number | null, high: number | null): Estimate => ({
  estimate,
  low,
  high,
  method: 'test',
});

describe('money', () => {
  it.each([
    [1.25e9, '$1.25B'],
    [84.1e9, '$84.1B'],
    [350e6, '$350M'],
    [-6.1e9, '−$6.1B'],
    [0, '$0'],
    [-0, '$0'],
    [-0.4, '$0'],
    [12.4, '$12'],
    [950, '$950'],
    [12_500, '$12.5k'],
    [12e6, '$12M'],
    [1234.5e12, '$1,235T'],
    [3.21e20, '$3.21e8T'],
  ])('%d is %s', (usd, text) => expect(formatUsd(usd)).toBe(text));

  it('a value that rounds up to the next unit takes that unit', () => {
    expect(formatUsd(999.4e6)).toBe('$999M');
    expect(formatUsd(999.6e6)).toBe('$1B');
    expect(formatUsd(9.996e9)).toBe('$10B');
    expect(formatUsd(99.96e9)).toBe('$100B');
    expect(formatUsd(999.6)).toBe('$1k');
  });

  it('rounds once: 1.2449 is 1.24, not 1.245 and then 1.25', () => expect(formatUsd(1.2449e9)).toBe('$1.24B'));

  it('says so when a number is missing or not finite', () => {
    for (const missing of [null, Number.NaN, Infinity]) expect(formatUsd(missing)).toBe(NOT_KNOWN);
  });

  it('puts a range into the unit of its largest number, with the same decimals', () => {
    expect(formatUsdEstimate(between(38.4e9, 35.1e9, 41.7e9))).toBe('$38.4B (35.1 to 41.7)');
    expect(formatUsdEstimate(between(350e6, -1.2e9, 1.9e9))).toBe('$0.35B (−1.20 to 1.90)');
    expect(formatUsdEstimate(between(-6.1e9, -9e9, -3.2e9))).toBe('−$6.1B (−9.0 to −3.2)');
    expect(formatUsdEstimate(between(400e9, 395.2e9, 404.9e9))).toBe('$400B (395 to 405)');
  });

  it('takes a fourth digit where only that tells an end of the range from the estimate, and no fifth', () => {
    expect(formatUsdEstimate(between(-10.02e9, -10.04e9, -10e9))).toBe('−$10.02B (−10.04 to −10.00)');
    expect(formatUsdEstimate(between(265.1e9, 263.2e9, 265.4e9))).toBe('$265.1B (263.2 to 265.4)');
    expect(formatUsdEstimate(between(10.001e9, 10.0005e9, 10.002e9))).toBe('$10B (10 to 10)');
    expect(formatUsdEstimate(between(12.3, 12.1, 12.4))).toBe('$12 (12 to 12)');
  });

  it('says what is missing from a range', () => {
    expect(formatUsdEstimate(between(2e9, null, null))).toBe('$2B (range not known yet)');
    expect(formatUsdEstimate(between(2e9, 1e9, null))).toBe('$2B (at least 1)');
    expect(formatUsdEstimate(between(2e9, null, 3e9))).toBe('$2B (at most 3)');
    expect(formatUsdEstimate(between(Number.NaN, 1, 2))).toBe(NOT_KNOWN);
  });

  it('stays within half of the last digit shown, for any amount below a thousand trillion', () => {
    const sizes: Record<string, number> = { '': 1, k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
    fc.assert(
      fc.property(fc.double({ min: -9e14, max: 9e14, noNaN: true }), (usd) => {
        const match = /^(−?)\$([\d.]+)([kMBT]?)$/.exec(formatUsd(usd));
        expect(match).not.toBeNull();
        const size = sizes[match?.[3] ?? ''] ?? Number.NaN;
        const shown = Number(match?.[2]) * size * (match?.[1] === '−' ? -1 : 1);
        // Three digits: half a unit of the third is at most 0.5 % of the value; whole dollars below a thousand.
        expect(Math.abs(shown - usd)).toBeLessThanOrEqual(Math.max(0.5, Math.abs(usd) * 0.005) * (1 + 1e-9));
      }),
    );
  });
});

describe('prices', () => {
  it.each([
    [1.3, '$1.30/GPU-h'],
    [7.78, '$7.78/GPU-h'],
    [0, '$0.00/GPU-h'],
    [-0.001, '−$0.0010/GPU-h'],
    [1234.5, '$1,235/GPU-h'],
    [null, NOT_KNOWN],
  ])('%s is %s', (usd, text) => expect(formatPricePerGpuHour(usd)).toBe(text));

  it('keep their cents in a range', () => {
    expect(formatPrice(4.9)).toBe('$4.90');
    expect(formatPriceEstimate(between(6.4, 4.9, 8.2))).toBe('$6.40 (4.90 to 8.20)');
    expect(formatPriceEstimate(between(-0.25, -1, 0.5))).toBe('−$0.25 (−1.00 to 0.50)');
  });
});

describe('GPUs, shares, counts and months', () => {
  it.each([
    [220_000, '220k'],
    [1_200_000, '1.2M'],
    [9_500, '9,500'],
    [12_345, '12.3k'],
    [400, '400'],
    [0, '0'],
    [null, NOT_KNOWN],
  ])('%s GPUs are %s', (gpus, text) => expect(formatGpus(gpus)).toBe(text));

  it.each([
    [0, '0%'],
    [1, '100%'],
    [0.05, '5%'],
    [0.0042, '0.42%'],
    [0.034, '3.4%'],
    [0.152, '15%'],
    [0.000001, '<0.01%'],
    [0.9999, '>99%'],
    [0.0999, '10%'],
    [null, NOT_KNOWN],
  ])('the share %s is %s', (fraction, text) => expect(formatFraction(fraction)).toBe(text));

  it("a share's range is in per cent too", () => {
    expect(formatFractionEstimate(between(0.081, 0.062, 0.099))).toBe('8.1% (6.2 to 9.9)');
    expect(formatFractionEstimate(between(0.001, 0, 0.2))).toBe('<1% (0 to 20)');
    expect(formatFractionEstimate(between(0.00002, 0, 0.00004))).toBe('<0.01% (0 to <0.01)');
    expect(formatFractionEstimate(between(0.998, 0.9, 0.9999))).toBe('>99% (90 to >99)');
    expect(formatFractionEstimate(between(0, 0, 0))).toBe('0% on these paths');
    expect(formatFractionEstimate(between(0.08, null, null))).toBe('8% (range not known yet)');
  });

  it('counts and months', () => {
    expect(formatCount(2000)).toBe('2,000');
    expect(formatCount(1.5)).toBe('1.5');
    expect(formatMonth('2026-08')).toBe('2026-08');
    expect(formatMonth(null)).toBe(NOT_KNOWN);
  });
});

describe('columns that add up', () => {
  const thousandths = (text: string) => Math.round(Number(text.replace('−', '-').replace(/[$BMkT,]/g, '')) * 1000);

  it('the printed amounts sum to the printed total', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9e11, max: 9e11 }), { minLength: 1, maxLength: 12 }), (usd) => {
        const { amounts, total } = formatUsdColumn(usd);
        expect(amounts.reduce((sum, text) => sum + thousandths(text), 0)).toBe(thousandths(total));
      }),
    );
  });

  it('has no total when an amount is not known', () => {
    expect(formatUsdColumn([1e9, Number.NaN])).toEqual({ amounts: ['$1B', NOT_KNOWN], total: NOT_KNOWN });
  });

  it('moves the amount that rounding moved most: thirds of 100', () => {
    // Largest remainder on 33.33, 33.33, 33.34 hundredths of $100.00B at one decimal: the last gets the step.
    expect(formatUsdColumn([33.33e9, 33.33e9, 33.34e9])).toEqual({
      amounts: ['$33.3B', '$33.3B', '$33.4B'],
      total: '$100.0B',
    });
  });
});
