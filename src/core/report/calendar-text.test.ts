import { expect, test } from 'vitest';

import type { CalendarEntry } from '../answers/index.ts';
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
const SURE = 'deciding later than this is sure to cost: its whole range lies above zero';
const FREE = 'until then waiting costs nothing that its range tells from zero';

test('a date after which waiting is sure to cost says so, in a row of a table as well', () => {
  expect(calendarEntryText(sign(1e6)).detail).toBe(`${SURE}; a month's delay costs $5M (1 to 9)`);
  expect(calendarTable([sign(1e6)]).rows[0]!.at(-1)!.text).toBe(SURE);
});

test('one until which it may cost nothing does not say that it is sure', () => {
  expect(calendarTable([sign(-1e6)]).rows[0]!.at(-1)!.text).toBe(FREE);
});
