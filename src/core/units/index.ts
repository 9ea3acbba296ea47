/**
 * Units and calendar months: every conversion in the project, named by both ends.
 *
 * Invariants: a month is 730 hours; time is an integer `monthIndex` counted from the plan's start month;
 * calendar text ("2026-07") lives only in plan files and reports.
 */

export const HOURS_PER_MONTH = 730;
export const MINUTES_PER_HOUR = 60;
export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3600;
export const MONTHS_PER_YEAR = 12;
export const HOURS_PER_YEAR = HOURS_PER_MONTH * MONTHS_PER_YEAR;
export const DAYS_PER_NOTICE_MONTH = 30;
export const KILOWATTS_PER_MEGAWATT = 1000;
export const CENTS_PER_USD = 100;

/** A programming error of ours: thrown, never caught in core. */
export class Bug extends Error {
  override name = 'Bug';
}

/**
 * Months since year 0 of a calendar month, so that differences are durations in months.
 * @param calendarMonth "YYYY-MM"; a full date "YYYY-MM-DD" counts as its month
 * @throws Bug when the text is not a calendar month (parsers must have checked it)
 */
export function monthNumberOf(calendarMonth: string): number {
  const match = /^(\d{4})-(\d{2})/.exec(calendarMonth);
  const month = Number(match?.[2]);
  if (!match || month < 1 || month > MONTHS_PER_YEAR) throw new Bug(`not a calendar month: ${calendarMonth}`);
  return Number(match[1]) * MONTHS_PER_YEAR + month - 1;
}

/** Whole months from `startMonth` to `calendarMonth`; negative when it lies before. */
export function monthIndexOf(calendarMonth: string, startMonth: string): number {
  return monthNumberOf(calendarMonth) - monthNumberOf(startMonth);
}

/** The calendar month ("YYYY-MM") that lies `monthIndex` months after `startMonth`. */
export function calendarMonthOf(monthIndex: number, startMonth: string): string {
  const number = monthNumberOf(startMonth) + monthIndex;
  const year = Math.floor(number / MONTHS_PER_YEAR);
  const month = number - year * MONTHS_PER_YEAR + 1;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}

/** Days of notice as whole months, 30 days to the month, rounded up: 90 days are 3 months, 91 are 4. */
export function noticeDaysToMonths(noticeDays: number): number {
  return Math.ceil(noticeDays / DAYS_PER_NOTICE_MONTH);
}
