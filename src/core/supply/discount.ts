import { pow } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';

/** (1 + r)^(-months / 12): value at month 0 of a dollar paid `months` later. */
export function discountFactor(discountRatePerYear: number, months: number): number {
  return pow(1 + discountRatePerYear, -months / MONTHS_PER_YEAR);
}
