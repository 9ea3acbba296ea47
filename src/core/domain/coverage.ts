import { pow } from '../numeric/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../units/index.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { byRegimeOf } from './normalise-context.ts';
import type { Gate, Offer } from './plan.ts';

/** A loan as it is asked for, and what has to cover it. */
interface AskedLoan {
  readonly financing: NonNullable<Offer['financing']>;
  readonly gates: readonly Gate[];
  /** what the kit would bring less what it costs to run, nominal USD a month in service */
  readonly operatingUsdPerMonth: number;
  /** least of operating cash over debt service, > 0 */
  readonly coverageMin: number;
}

/**
 * Share of the capex that a lender gives: what is asked for, or as much less as keeps operating cash at `coverageMin`
 * times the level payment in a month of full service, with the gates at their medians.
 *
 *     share <= operating / (coverageMin x payment on a loan of all the capex)
 *
 * @returns in [0, debtFraction]; 0 where the kit does not earn its operations
 */
export function lentFraction({ financing, gates, operatingUsdPerMonth, coverageMin }: AskedLoan): number {
  const ratePerMonth = financing.ratePerYear / MONTHS_PER_YEAR;
  const paymentPerUsd =
    ratePerMonth === 0 ? 1 / financing.tenorMonths : ratePerMonth / (1 - pow(1 + ratePerMonth, -financing.tenorMonths));
  const wholeUsdPerMonth = balanceOfAllUsd(gates, ratePerMonth) * paymentPerUsd;
  if (wholeUsdPerMonth === 0) return financing.debtFraction;
  return Math.max(0, Math.min(financing.debtFraction, operatingUsdPerMonth / (coverageMin * wholeUsdPerMonth)));
}

/** Owed at first service if all capex were lent, with the interest until then. */
function balanceOfAllUsd(gates: readonly Gate[], ratePerMonth: number): number {
  const months = gates.map((gate) => Math.ceil(gate.months.p50));
  const inService = months.reduce((sum, each) => sum + each, 0);
  let start = 0;
  return gates.reduce((balanceUsd, { capexUsd, payments = AT_THE_START }, index) => {
    const gateUsd = payments.reduce(
      (sum, { monthsAfterStart, fraction }) =>
        sum + capexUsd * fraction * pow(1 + ratePerMonth, inService - start - monthsAfterStart),
      0,
    );
    start += months[index] ?? 0;
    return balanceUsd + gateUsd;
  }, 0);
}

const AT_THE_START = [{ monthsAfterStart: 0, fraction: 1 }];

/** What kit would be let for at the normal reserved price, at its best workload: nominal USD a month. */
export function marketRentUsdPerMonth(referenceGpus: readonly number[], { input }: NormaliseContext): number {
  const [, normal] = byRegimeOf(input.market.reservedUsdPerReferenceGpuHour);
  return Math.max(0, ...referenceGpus) * normal * HOURS_PER_MONTH;
}
