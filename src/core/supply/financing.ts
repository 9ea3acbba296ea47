import type { Gate, Offer } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { Bug, MONTHS_PER_YEAR } from '../units/index.ts';

/**
 * Level payment that repays a loan, at the end of each month.
 *
 * payment = balance · i / (1 − (1 + i)^−n), and balance / n when i = 0.
 *
 * @param balanceUsd owed at the start of the first month, ≥ 0
 * @param terms `ratePerMonth` i ≥ 0 as a fraction; `tenorMonths` n ≥ 1
 * @throws Bug when tenorMonths < 1
 * @source standard annuity formula, e.g. Brealey, Myers & Allen, Principles of Corporate Finance, ch. 2
 */
export function levelPaymentUsdPerMonth(
  balanceUsd: number,
  terms: { readonly ratePerMonth: number; readonly tenorMonths: number },
): number {
  if (terms.tenorMonths < 1) throw new Bug(`a loan needs a tenor of at least one month, found ${terms.tenorMonths}`);
  if (terms.ratePerMonth === 0) return balanceUsd / terms.tenorMonths;
  return (balanceUsd * terms.ratePerMonth) / (1 - pow(1 + terms.ratePerMonth, -terms.tenorMonths));
}

/** When a gate's capex is paid, by months after its start. */
export function gatePayments(gate: Gate): NonNullable<Gate['payments']> {
  return gate.payments ?? AT_THE_START;
}

const AT_THE_START = [{ monthsAfterStart: 0, fraction: 1 }] as const;

/**
 * Level repayment of what was drawn for a build's gates.
 *
 * The debt share of each payment of a gate is drawn with it; interest accrues at ratePerYear/12 a month,
 * compounding monthly, until first service, and is added to the balance; then level payments over the tenor.
 *
 * @param inServiceMonths months from signing to first service, `serviceFromMonth` included
 * @returns nominal USD per month for the whole offer, 0 without financing
 */
export function debtServiceUsdPerMonth(
  offer: Offer,
  timing: { readonly gateStartMonths: readonly number[]; readonly inServiceMonths: number },
): number {
  const financing = offer.financing;
  if (financing === null || financing.debtFraction === 0 || offer.gates.length === 0) return 0;
  const ratePerMonth = financing.ratePerYear / MONTHS_PER_YEAR;
  let balanceUsd = 0;
  offer.gates.forEach((gate, gateIndex) => {
    const gateMonths = timing.inServiceMonths - (timing.gateStartMonths[gateIndex] ?? Number.NaN);
    for (const { monthsAfterStart, fraction } of gatePayments(gate)) {
      const drawnUsd = gate.capexUsd * fraction * financing.debtFraction;
      balanceUsd += drawnUsd * pow(1 + ratePerMonth, gateMonths - monthsAfterStart);
    }
  });
  return levelPaymentUsdPerMonth(balanceUsd, { ratePerMonth, tenorMonths: financing.tenorMonths });
}
