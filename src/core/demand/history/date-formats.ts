import { DAYS_PER_WEEK, HOURS_PER_DAY, dayNumberOf, weekdayOf } from './civil-date.ts';

const MINUTES_PER_HOUR = 60;
const SECONDS_PER_HOUR = 3600;
/** Days from 1899-12-30, the day 0 of spreadsheets, to 1970-01-01. */
const SPREADSHEET_EPOCH_DAYS = 25569;
const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(?:[T ]+(\d{1,2})(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?\s*([AP]M)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?`;

/** Reads one written moment as hours since 1970-01-01 00:00, or null when it is not written so. */
type ReadMoment = (text: string) => number | null;

/** How dates may be written; nothing outside this list is read, and nothing by the platform's own rules. */
export const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYY-MM',
  'YYYY/MM/DD',
  'YYYY-Www',
  'DD.MM.YYYY',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'Mon YYYY',
  'spreadsheet',
  'unix-seconds',
  'unix-milliseconds',
] as const;
/** One of DATE_FORMATS; those with a day may be followed by a time and a zone, and years not in front may have two digits. */
export type DateFormat = (typeof DATE_FORMATS)[number];

const READERS: Readonly<Record<DateFormat, ReadMoment>> = {
  'YYYY-MM-DD': dayReader(String.raw`(\d{4})-(\d\d)-(\d\d)`, ['year', 'month', 'day']),
  'YYYY-MM': (text) => {
    const match = /^(\d{4})-(\d\d)$/.exec(text);
    return match ? hoursOf(Number(match[1]), Number(match[2]), 1) : null;
  },
  'YYYY/MM/DD': dayReader(String.raw`(\d{4})/(\d{1,2})/(\d{1,2})`, ['year', 'month', 'day']),
  'YYYY-Www': isoWeek,
  'DD.MM.YYYY': dayReader(String.raw`(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)`, ['day', 'month', 'year']),
  'DD/MM/YYYY': dayReader(String.raw`(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)`, ['day', 'month', 'year']),
  'MM/DD/YYYY': dayReader(String.raw`(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)`, ['month', 'day', 'year']),
  'Mon YYYY': (text) => {
    const match = /^([A-Za-z]{3})[a-z]*[ -](\d{4}|\d\d)$/.exec(text);
    const month = MONTH_NAMES.indexOf((match?.[1] ?? '').toLowerCase()) + 1;
    return match ? hoursOf(yearOf(match[2]!), month, 1) : null;
  },
  spreadsheet: (text) => {
    const days = /^\d{5}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return days >= 30000 && days < 80000 ? hourOf((days - SPREADSHEET_EPOCH_DAYS) * HOURS_PER_DAY) : null;
  },
  'unix-seconds': (text) => (/^\d{9,10}$/.test(text) ? Number(text) / SECONDS_PER_HOUR : null),
  'unix-milliseconds': (text) => (/^\d{12,13}$/.test(text) ? Number(text) / 1000 / SECONDS_PER_HOUR : null),
};

/** Hours since 1970-01-01 00:00 of a date written in this format (UTC where it states a zone), or null. */
export function readMoment(text: string, format: DateFormat): number | null {
  return READERS[format](text);
}

/** Spreadsheets keep hours as rounded fractions of a day. */
function hourOf(hours: number): number {
  const rounded = Math.round(hours);
  return Math.abs(hours - rounded) < 0.001 ? rounded : hours;
}

function dayReader(pattern: string, order: readonly ('year' | 'month' | 'day')[]): ReadMoment {
  const expression = new RegExp(`^${pattern}${TIME}$`);
  const [year, month, day] = (['year', 'month', 'day'] as const).map((part) => order.indexOf(part) + 1);
  return (text) => {
    const match = expression.exec(text);
    if (!match) return null;
    const start = hoursOf(yearOf(match[year!]!), Number(match[month!]), Number(match[day!]));
    const time = timeOf(match[4], match[5], match[7]);
    const seconds = Number(match[6] ?? 0);
    return start === null || time === null ? null : start + time + seconds / SECONDS_PER_HOUR - zoneHours(match[8]);
  };
}

/** Two digits are of this century, as spreadsheets write them. */
function yearOf(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function hoursOf(year: number, month: number, day: number): number | null {
  const dayNumber = dayNumberOf({ year, month, day });
  return dayNumber === null ? null : dayNumber * HOURS_PER_DAY;
}

function timeOf(hourText = '0', minuteText = '0', half?: string): number | null {
  const [hour, minute] = [Number(hourText), Number(minuteText)];
  if (hour >= HOURS_PER_DAY || minute >= MINUTES_PER_HOUR) return null;
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const ofDay = half === undefined ? hour : (hour % 12) + (half === 'PM' ? 12 : 0);
  return ofDay + minute / MINUTES_PER_HOUR;
}

function zoneHours(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) + Number(match[3]) / MINUTES_PER_HOUR);
}

/** The Monday of an ISO week: week 1 is the one that holds 4 January. */
function isoWeek(text: string): number | null {
  const match = /^(\d{4})-?W(\d\d)$/.exec(text);
  const week = Number(match?.[2]);
  const fourth = match ? dayNumberOf({ year: Number(match[1]), month: 1, day: 4 }) : null;
  if (fourth === null || !(week >= 1 && week <= 53)) return null;
  return (fourth - weekdayOf(fourth) + (week - 1) * DAYS_PER_WEEK) * HOURS_PER_DAY;
}
