import { expect, test } from 'vitest';

import { priceCurve } from './price-curve.ts';

/** Value of a quote whose dear half is let on above 1.5 times the ask: it falls by 10 up to there, by 4 from there on. */
const bent = (multiple: number) => (multiple < 1.5 ? 20 - 10 * multiple : 11 - 4 * multiple);

test('a bent curve is met where it is, not where its first line is', async () => {
  const { onLine, refined } = await priceCurve({
    valuesAt: (multiples) => Promise.resolve(multiples.map(bent)),
    without: [3, 5],
    triedMultiple: 0.8,
    refinements: 3,
  });
  // The line through 10 and 12 falls by 10: it meets 3 at 1.7. The curve is at 3 where 11 - 4 m is, at 2; at 5 at once.
  expect(onLine[0]).toBeCloseTo(1.7, 12);
  expect(refined[0]).toBeCloseTo(2, 9);
  expect(refined[1]).toBeCloseTo(1.5, 9);
});

test('a price that changes nothing is met nowhere, and one far away is not looked for', async () => {
  const flat = { without: [0], triedMultiple: 0.8, refinements: 0 };
  const { onLine } = await priceCurve({ ...flat, valuesAt: () => Promise.resolve([7]) });
  expect(onLine).toEqual([NaN]);
  const slow = (multiples: readonly number[]) => Promise.resolve(multiples.map((multiple) => 100 - multiple));
  const { refined } = await priceCurve({ ...flat, refinements: 2, valuesAt: slow });
  expect(refined).toEqual([10]);
});
