import { expect, test } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { deadlines } from './deadlines.ts';

test('dates come in order, and what is to be signed without a date comes last', () => {
  expect(deadlines(exampleResult).map(({ offerId, date }) => [date, offerId])).toEqual([
    ['2026-08-14', 'host-partner'],
    ['2026-09-30', 'hyperscaler-10y'],
    ['2026-10-31', 'hyperscaler-5y'],
    ['2026-12-31', 'own-build'],
    [null, 'neocloud'],
  ]);
});

test('only what is to be signed now has a price of waiting', () => {
  const waiting = deadlines(exampleResult).map((each) => each.waiting?.text ?? null);
  expect(waiting).toEqual([
    null,
    null,
    'waiting costs $1.4B (0.6 to 2.2)',
    'waiting costs $3.9B (2.1 to 5.7)',
    'may wait (−$200M to $800M)',
  ]);
});

test('what is signed already waits for nothing', () => {
  const offers = exampleResult.offers.map((offer) =>
    offer.offerId === 'own-build' ? { ...offer, isAlreadySigned: true as const } : offer,
  );
  const own = deadlines({ ...exampleResult, offers }).find(({ offerId }) => offerId === 'own-build');
  expect(own).toMatchObject({ verdict: 'already signed', waiting: null });
});

test('what is too dear today and signed later is not called too dear', () => {
  const [signing] = exampleResult.later;
  const later = [{ ...signing!, offerId: 'hyperscaler-10y', startMonth: '2027-05', probability: 0.4 }];
  const dear = (result = exampleResult) => deadlines(result).find(({ offerId }) => offerId === 'hyperscaler-10y');
  expect(dear()?.verdict).toBe('too dear');
  expect(dear({ ...exampleResult, later })?.verdict).toBe('later; 1 block, chance up to 40%');
});
