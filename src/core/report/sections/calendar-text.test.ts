import { expect, test } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import type { CalendarEntry } from '../../answers/index.ts';
import { calendarEntryText, calendarTable } from './calendar-text.ts';

const sign = (low: number): CalendarEntry => ({
  date: '2026-08-01',
  kind: 'decide',
  offerId: 'neo',
  gateId: null,
  capexUsd: null,
  range: null,
  costUsdPerMonth: { estimate: 5e6, low, high: 9e6, method: 'lattices' },
  isRecommended: true,
  isAssumed: false,
});
const moreOf = (entry: CalendarEntry, result: Parameters<typeof calendarTable>[0] = exampleResult) =>
  calendarTable(result, [entry]).rows[0]!.at(-1)!.text;
const SURE = 'deciding later than this is sure to cost: its whole range lies above zero';
const FREE = 'until then waiting costs nothing that its range tells from zero';

test('a date after which waiting is sure to cost says so, in a row of a table as well', () => {
  expect(calendarEntryText(exampleResult, sign(1e6)).detail).toBe(`${SURE}; a month's delay costs $5M (1 to 9)`);
  expect(moreOf(sign(1e6))).toBe(SURE);
});

test('one until which it may cost nothing does not say that it is sure', () => {
  expect(moreOf(sign(-1e6))).toBe(FREE);
});

test('a cost of waiting within the gap is called a near tie, however sure its own range', () => {
  const [offer] = exampleResult.offers;
  const entry = { ...sign(1e6), offerId: offer!.offerId };
  const waiting = (low: number, estimate: number) => ({
    offers: [{ ...offer!, deferralCostUsd: { estimate, low, high: 9e8, method: 'lattices' } }],
    recipe: { ...exampleResult.recipe, gapUsd: { estimate: 3e8, low: 2e8, high: 4e8, method: 'lattices' } },
  });
  const said = (low: number, estimate: number) => moreOf(entry, waiting(low, estimate));
  expect(said(1e8, 2e8)).toContain('costs $200M on the samples, less than the gap ($300M): a near tie');
  expect(said(1e8, 5e8)).toContain('costs $500M on the samples, its range reaching below the gap ($300M)');
  expect(said(3.1e8, 5e8)).toBe(SURE);
});

test('a gate says what of it is own cash, and a range only where it is one', () => {
  const range = { from: '2026-08-01', to: '2026-08-01' };
  const gate: CalendarEntry = { ...sign(0), kind: 'gate', gateId: 'shell', capexUsd: 9e9, ownCapexUsd: 3.6e9, range };
  expect(moreOf(gate)).toBe('$9B falls due, $3.6B of it own cash');
  expect(moreOf({ ...gate, range: { ...range, to: '2026-10-01' } })).toContain(
    '; from 2026-08-01 to 2026-10-01 by how',
  );
});
