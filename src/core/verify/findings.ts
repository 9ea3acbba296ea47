import type { Issue } from '../domain/index.ts';
import { faultAt } from './claim.ts';
import { cents, fixed, numberOf, sizeOf, times, type Fixed } from './fixed-point.ts';

/** What is said of a rule that does not hold: where in the result, what, and what to do. */
export interface Broken {
  readonly path: string;
  readonly what: string;
  readonly fix?: string;
  readonly found?: string;
}

/** Collects what does not hold, in the order of the checks, and counts what was checked. */
export interface Findings {
  readonly faults: Issue[];
  checks: number;
  /** a rule that has to hold; the words are made only when it does not */
  that(holds: boolean, code: string, broken: () => Broken): void;
}

const DO_NOT_SIGN = 'do not sign on this result: plan again and compare, and report it if it comes back';

export function findings(): Findings {
  const faults: Issue[] = [];
  const found: Findings = {
    faults,
    checks: 0,
    that(holds, code, broken) {
      found.checks++;
      if (holds) return;
      const { fix = DO_NOT_SIGN, ...rest } = broken();
      faults.push(faultAt(code, { ...rest, fix }));
    },
  };
  return found;
}

/** Largest relative error of one float64 operation: 2^-53. */
const ROUNDING = fixed(Number.EPSILON) / 2n;

/**
 * How far a float64 figure may lie from the exact one: each of its operations rounds by at most 2^-53 of what it makes.
 *
 * @param operations how many operations made it, each on terms no larger than `gross`
 */
export function roundingOf(gross: Fixed, operations: number): Fixed {
  return times(sizeOf(gross), ROUNDING * BigInt(operations));
}

/** One amount of a ledger is rounded to a whole cent, up or down. */
export const ONE_CENT: Fixed = cents(1);
/** Operations that make one month's amount of a contract, powers of a loan included: at most this. */
export const MONTH_OPERATIONS = 64;
/** Operations that make a figure summed over a contract's life of up to 600 months: at most this. */
export const LIFE_OPERATIONS = 4096;

export const isWithin = (found: Fixed, exact: Fixed, tolerance: Fixed): boolean => sizeOf(found - exact) <= tolerance;

/** A float64 figure equals the exact one up to the rounding of so many operations. */
export function isSameNumber(found: number, exact: Fixed, operations = LIFE_OPERATIONS): boolean {
  if (!Number.isFinite(found)) return false;
  return isWithin(fixed(found), exact, roundingOf(exact, operations));
}

export function usdText(usd: Fixed): string {
  const rounded = numberOf(usd);
  return `${rounded < 0 ? '-' : ''}$${Math.abs(rounded).toFixed(2)}`;
}
