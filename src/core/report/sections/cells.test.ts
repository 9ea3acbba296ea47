import { expect, test } from 'vitest';

import { gpusCell, monthsCell, priceCell, shareCell, shareOnlyCell, usdCell, usdOnlyCell } from './cells.ts';

const of = (estimate: number, low: number | null, high: number | null) => ({ estimate, low, high, method: '' });

test('what is rounded for reading tells its figure to whoever asks', () => {
  expect(usdCell(of(1_234_567_890.4, 1e9, 1.5e9))).toMatchObject({
    text: '$1.23B (1.00 to 1.50)',
    exact: '1,234,567,890, from 1,000,000,000 to 1,500,000,000 USD',
  });
  expect(usdOnlyCell(-2_500_000)).toMatchObject({ text: '−$2.5M', exact: '−2,500,000 USD' });
  expect(shareCell(of(0.0123456, 0.01, 0.02))).toMatchObject({
    text: '1.2% (1.0 to 2.0)',
    exact: '0.0123456, from 0.01 to 0.02 (a share of 1)',
  });
  expect(shareOnlyCell(0.3333333)).toMatchObject({ text: '33%', exact: '0.333333 (a share of 1)' });
  expect(priceCell(of(1.7412345, null, null)).exact).toBe('1.74123 USD');
});

test('GPUs and months tell their figures as money does', () => {
  expect(gpusCell(80_250)).toMatchObject({ text: '80.3k', exact: '80,250 GPUs' });
  expect(monthsCell(6.6667, 'none')).toMatchObject({ text: '6.7', exact: '6.6667 months' });
});

test('what is not known has nothing to tell', () => {
  expect(gpusCell(null)).not.toHaveProperty('exact');
  expect(monthsCell(null, 'none')).toMatchObject({ text: 'none' });
  expect(monthsCell(null, 'none')).not.toHaveProperty('exact');
  expect(usdOnlyCell(null)).not.toHaveProperty('exact');
  expect(shareOnlyCell(Number.NaN)).not.toHaveProperty('exact');
  // A redacted result holds null where a number stood.
  const hidden = JSON.parse(JSON.stringify(of(Number.NaN, null, null))) as ReturnType<typeof of>;
  for (const cell of [usdCell(hidden), shareCell(hidden), priceCell(hidden)]) {
    expect(cell.text).toBe('not known yet');
    expect(cell).not.toHaveProperty('exact');
  }
});
