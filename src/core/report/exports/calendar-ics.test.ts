import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import type { CalendarEntry } from '../../answers/index.ts';
import { calendarIcs } from './calendar-ics.ts';

const entry: CalendarEntry = {
  date: '2026-09-30',
  kind: 'lapse',
  offerId: 'lease',
  gateId: null,
  capexUsd: null,
  range: null,
  costUsdPerMonth: null,
  isRecommended: false,
  isAssumed: false,
};

/** Undoes folding, as RFC 5545, 3.1 says a reader must before anything else. */
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

describe('the calendar file', () => {
  it('is a calendar of all-day events in lines that end as the standard wants', () => {
    const text = calendarIcs(exampleResult, [entry, { ...entry, kind: 'decide', date: '2026-08-01' }]);
    const lines = unfolded(text);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(lines.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0']);
    expect(lines.slice(-2)).toEqual(['END:VCALENDAR', '']);
    expect(lines.filter((line) => line.startsWith('DTSTART'))).toEqual([
      'DTSTART;VALUE=DATE:20260930',
      'DTSTART;VALUE=DATE:20260801',
    ]);
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(new Set(lines.filter((line) => line.startsWith('UID:'))).size).toBe(2);
    expect(calendarIcs(exampleResult, [entry])).toBe(calendarIcs(exampleResult, [entry]));
  });

  it('reminds two weeks ahead, but never before the date of the plan', () => {
    const alarms = (date: string) => calendarIcs(exampleResult, [{ ...entry, date }]).split('BEGIN:VALARM').length - 1;
    expect(exampleResult.plan.asOf).toBe('2026-07-20');
    expect([alarms('2026-08-02'), alarms('2026-08-03'), alarms('2026-07-20')]).toEqual([0, 1, 0]);
  });

  it('escapes what has a meaning in text, and lets no line break in', () => {
    const lines = unfolded(calendarIcs(exampleResult, [{ ...entry, offerId: 'a\\b;c,d\ne' }]));
    expect(lines).toContain('SUMMARY:a\\\\b\\;c\\,d e lapses');
  });

  it('folds at 75 octets without splitting a character, and loses nothing', () => {
    const offerId = '€'.repeat(60) + '😀'.repeat(20) + 'x'.repeat(200);
    const text = calendarIcs(exampleResult, [{ ...entry, offerId }]);
    for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(unfolded(text)).toContain(`SUMMARY:${offerId} lapses`);
    expect(text).not.toContain('\ufffd');
  });
});
