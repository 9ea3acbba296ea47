/** A month has 730 hours and a year 12 months: said here again, so that nothing of the engine's own units is taken over. */
export const HOURS_PER_MONTH = 730;
export const MONTHS_PER_YEAR = 12;

/** The calendar month "YYYY-MM" that lies so many months after another. */
export function monthAfter(startMonth: string, months: number): string {
  let year = Number(startMonth.slice(0, 4));
  let month = Number(startMonth.slice(5, 7)) + months;
  while (month > MONTHS_PER_YEAR) {
    month -= MONTHS_PER_YEAR;
    year++;
  }
  while (month < 1) {
    month += MONTHS_PER_YEAR;
    year--;
  }
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}
