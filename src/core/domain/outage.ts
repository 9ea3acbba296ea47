import { MONTHS_PER_YEAR } from '../units/index.ts';

/**
 * Partial outages of a contract, one at a time, as whole months see them: an outage begins with a month, and its last
 * month may be out in part of its time only.
 */
export interface Outage {
  /** mean months from the beginning of one outage to that of the next, >= the months of one */
  readonly cycleMonths: number;
  /** month by month of an outage */
  readonly monthsOut: readonly OutMonth[];
  /** service credit of a month without outage, share of the fee */
  readonly creditFractionElse: number;
}

export interface OutMonth {
  /** share of capacity and time that is out, in [0, 1] */
  readonly outFraction: number;
  /** service credit of the month, share of the fee */
  readonly creditFraction: number;
}

/** What outages come to: on the mean, and month by month where that can be told apart. */
export interface ExpectedOutage {
  /** null = none, or so many that every month has its mean share */
  readonly outage: Outage | null;
  /** mean share of capacity and time that is out */
  readonly outFraction: number;
  /** mean service credit, share of the fee */
  readonly creditFraction: number;
}

/**
 * Outages stated by number a year n, share f and length L months. The mean share out is f n L / 12 whatever their dates;
 * a month out throughout is out by f, the last one by f (L - floor L). An outage fills ceil L months, and where 12 / n
 * months are fewer than that they are taken at their mean in every month.
 *
 * @param creditAt share of the fee credited in a month that is out by so much
 */
export function expectedOutage(
  stated: { readonly perYear: number; readonly fraction: number; readonly months: number } | undefined,
  creditAt: (outFraction: number) => number,
): ExpectedOutage {
  const { perYear, fraction, months } = stated ?? { perYear: 0, fraction: 0, months: 0 };
  const outFraction = (perYear * fraction * months) / MONTHS_PER_YEAR;
  if (outFraction === 0) return { outage: null, outFraction, creditFraction: creditAt(0) };
  const cycleMonths = MONTHS_PER_YEAR / perYear;
  const count = Math.ceil(months);
  if (cycleMonths < count) return { outage: null, outFraction, creditFraction: creditAt(outFraction) };
  const monthsOut = Array.from({ length: count }, (_, month) => {
    const out = fraction * Math.min(1, months - month);
    return { outFraction: out, creditFraction: creditAt(out) };
  });
  const creditFractionElse = creditAt(0);
  const credited = monthsOut.reduce((sum, month) => sum + month.creditFraction, 0);
  return {
    outage: { cycleMonths, monthsOut, creditFractionElse },
    outFraction,
    creditFraction: (credited + (cycleMonths - count) * creditFractionElse) / cycleMonths,
  };
}
