import { compensatedSum } from '../../numeric/index.ts';

/**
 * Shares as decimals that sum to 1 exactly: scaled to units of 10^-digits, rounded down, and the units left over given
 * to the largest remainders (the first of equals).
 *
 * @param shares >= 0 with a sum above 0
 */
export function roundedShares(shares: readonly number[], digits: number): number[] {
  const units = Number(`1e${digits}`);
  const total = compensatedSum(shares);
  const exact = shares.map((share) => (share / total) * units);
  const whole = exact.map(Math.floor);
  const order = exact
    .map((_, index) => index)
    .toSorted((a, b) => exact[b]! - whole[b]! - (exact[a]! - whole[a]!) || a - b);
  const left = units - whole.reduce((sum, unit) => sum + unit, 0);
  for (const index of order.slice(0, left)) whole[index]! += 1;
  return whole.map((unit) => unit / units);
}

/** A number to so many significant figures. */
export function significant(value: number, figures: number): number {
  return Number(value.toPrecision(figures));
}
