/** Days from 1970-01-01 to the first of January of the year 0 in the Gregorian calendar, negated. */
const DAYS_TO_EPOCH = 719468;
const DAYS_PER_ERA = 146097;
const YEARS_PER_ERA = 400;
/** Hours of a day, for positions in time; daylight saving is the reader's business. */
export const HOURS_PER_DAY = 24;
export const DAYS_PER_WEEK = 7;

/** A day of the Gregorian calendar. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** 1 to 31 */
  readonly day: number;
}

/**
 * Days since 1970-01-01 of a Gregorian date, by integer arithmetic on years that start in March.
 * @returns null when the month has no such day
 */
export function dayNumberOf({ year, month, day }: CivilDate): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null;
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / YEARS_PER_ERA);
  const yearOfEra = marchYear - era * YEARS_PER_ERA;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_EPOCH;
}

/** The Gregorian date that lies so many days after 1970-01-01. */
export function civilDateOf(dayNumber: number): CivilDate {
  const shifted = dayNumber + DAYS_TO_EPOCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36524) + Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

/** Days that a Gregorian month has. */
export function daysOfMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** "YYYY-MM-DD" of a day number. */
export function dateTextOf(dayNumber: number): string {
  const { year, month, day } = civilDateOf(dayNumber);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** Day of the week of a day number: 0 is Monday. */
export function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 3) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
}
