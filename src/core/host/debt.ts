import { pow } from '../numeric/index.ts';
import { levelPaymentUsdPerMonth } from '../supply/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostCause, HostLine } from './cash-cause.ts';
import type { Loan } from './host-plan.ts';

const BASIS_POINTS_PER_UNIT = 10_000;

/**
 * Cash of the debt: drawn with the capex at its share, interest added monthly at rate/12 until service, then level
 * payments at month ends over the tenor.
 *
 * @param project the project's lines; only their capex counts
 * @param options `spreadBasisPoints` off the rate (never below 0 %)
 */
export function debtLines(
  project: readonly HostLine[],
  loan: Loan,
  options: { readonly serviceMonth: number; readonly points: number; readonly spreadBasisPoints: number },
): HostLine[] {
  const { serviceMonth, points } = options;
  const ratePerYear = Math.max(0, loan.ratePerYear - options.spreadBasisPoints / BASIS_POINTS_PER_UNIT);
  const ratePerMonth = ratePerYear / MONTHS_PER_YEAR;
  const drawn = new Float64Array(points);
  let balanceUsd = 0;
  for (const { cause, usdByPoint } of project) {
    if (cause !== 'capex' && cause !== 'gpuCapex') continue;
    usdByPoint.forEach((usd, point) => {
      if (usd === 0) return;
      const drawnUsd = -usd * loan.loanToCostFraction;
      drawn[point] = (drawn[point] ?? 0) + drawnUsd;
      balanceUsd += drawnUsd * pow(1 + ratePerMonth, serviceMonth - point);
    });
  }
  const service = new Float64Array(points);
  const paymentUsd = levelPaymentUsdPerMonth(balanceUsd, { ratePerMonth, tenorMonths: loan.tenorMonths });
  for (let month = 1; month <= loan.tenorMonths; month++) service[serviceMonth + month] = -paymentUsd;
  return [
    { cause: 'debtDrawn', usdByPoint: drawn },
    { cause: 'debtService', usdByPoint: service },
  ];
}

/** Cash that serves debt: what running the site brings, not what building, selling or borrowing moves. */
const SERVICE_CAUSES: ReadonlySet<HostCause> = new Set<HostCause>([
  'rent',
  'nextRent',
  'prepaymentCredit',
  'exitFee',
  'backstop',
  'operations',
  'power',
  'interruptible',
  'interruptedRent',
  'groundRentPaid',
]);

/** How well the site's cash carries its debt. */
export interface Coverage {
  /** by year of service from the first: operating cash / debt service; the last may be a part of a year */
  readonly ratioByYear: readonly number[];
  readonly lowest: number;
}

/**
 * Debt service coverage by year of service: Σ operating cash / Σ debt service over the months of the year in which debt
 * is served. A prepayment taken at signing is not in it, its credits are.
 */
export function coverageOf(
  lines: readonly HostLine[],
  at: { readonly serviceMonth: number; readonly tenorMonths: number },
): Coverage {
  const ratioByYear: number[] = [];
  for (let from = 0; from < at.tenorMonths; from += MONTHS_PER_YEAR) {
    const until = Math.min(from + MONTHS_PER_YEAR, at.tenorMonths);
    let cashUsd = 0;
    let serviceUsd = 0;
    for (const { cause, usdByPoint } of lines) {
      for (let month = from + 1; month <= until; month++) {
        const usd = usdByPoint[at.serviceMonth + month] ?? 0;
        if (SERVICE_CAUSES.has(cause)) cashUsd += usd;
        if (cause === 'debtService') serviceUsd -= usd;
      }
    }
    ratioByYear.push(cashUsd / serviceUsd);
  }
  return { ratioByYear, lowest: ratioByYear.reduce((least, ratio) => Math.min(least, ratio), Infinity) };
}
