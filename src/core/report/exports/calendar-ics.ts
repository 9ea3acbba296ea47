import type { CalendarEntry } from '../../answers/index.ts';
import type { Result } from '../../decide/index.ts';
import { dayNumberOf } from '../../demand/index.ts';
import { calendarEntryText } from '../sections/calendar-text.ts';
import { plainText } from '../words/plain-text.ts';

/** Longest content line in octets, without its line break (RFC 5545, 3.1). */
const LINE_OCTETS_MAX = 75;
/** A reminder so many days before a date. */
const REMINDER_DAYS = 14;

/**
 * The dates as an iCalendar file (RFC 5545) that any calendar reads: one all-day event for each, with a reminder two
 * weeks ahead where that is not before the plan's date. Its stamps are the plan's date: no clock is read, so the same result gives the same bytes.
 */
export function calendarIcs(result: Result, calendar: readonly CalendarEntry[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Eightyfold//${escapedText(result.recipe.engineVersion)}//EN`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapedText(result.plan.name)}`,
    ...calendar.flatMap((entry) => eventLines(result, entry)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventLines(result: Result, entry: CalendarEntry): string[] {
  const { title, detail } = calendarEntryText(result, entry);
  const name = [entry.kind, entry.offerId, entry.gateId ?? ''].join('/');
  return [
    'BEGIN:VEVENT',
    `UID:${escapedText(`${name}/${result.plan.hash.slice(-16)}@eightyfold`)}`,
    `DTSTAMP:${result.plan.asOf.replaceAll('-', '')}T000000Z`,
    `DTSTART;VALUE=DATE:${entry.date.replaceAll('-', '')}`,
    `SUMMARY:${escapedText(title)}`,
    `DESCRIPTION:${escapedText(detail)}`,
    'TRANSP:TRANSPARENT',
    ...(dayOf(entry.date) - REMINDER_DAYS < dayOf(result.plan.asOf) ? [] : alarmLines(title)),
    'END:VEVENT',
  ];
}

function alarmLines(title: string): string[] {
  return [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escapedText(title)}`,
    `TRIGGER:-P${REMINDER_DAYS}D`,
    'END:VALARM',
  ];
}

/** Days since 1970-01-01 of "YYYY-MM-DD"; NaN where there is no such day. */
function dayOf(date: string): number {
  const [year, month, day] = date.split('-').map(Number);
  return dayNumberOf({ year: year!, month: month!, day: day! }) ?? Number.NaN;
}

/** A TEXT value: backslash, semicolon, comma and line breaks escaped (RFC 5545, 3.3.11). */
function escapedText(text: string): string {
  return plainText(text).replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll('\n', '\\n');
}

/** A long line goes on after a line break and a space; a character is never split. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0)!);
    if (octets + size > LINE_OCTETS_MAX) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}

/** Octets of a code point in UTF-8. */
function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
