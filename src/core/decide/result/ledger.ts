import { compensatedSum } from '../../numeric/index.ts';
import { ledgerOf } from '../../supply/index.ts';
import { CENTS_PER_USD } from '../../units/index.ts';
import type { CashByMonth } from '../planner/cash-reading.ts';

/** What was signed when: the fleet before the start, the recommended decision now, the rest at later stages. */
export type SignedWhen = 'fleet' | 'signNow' | 'later';

/** One account of a ledger: nominal money by month, not discounted, in whole cents; costs are negative. */
export interface LedgerAccount {
  readonly cause: string;
  /** null where no contract is behind it (served margin, on demand, fixed cost) */
  readonly contractId: string | null;
  readonly signed: SignedWhen | null;
  /** when in its month the money moves: discounted by (1+r)^(-m/12) at the start of month m, by (1+r)^(-(m+1)/12) at its end */
  readonly timing: 'monthStart' | 'monthEnd';
  /** [month index 0..horizon-1] */
  readonly centsByMonth: readonly number[];
}

/** Accounts in whole cents, adding up to the rounded total; an account without a cent is left out. */
export function accountsOf(cash: readonly CashByMonth[]): LedgerAccount[] {
  const cents = cash.map(({ usdByMonth }) => new Float64Array(usdByMonth.length));
  const lines = ledgerOf(cash.map(({ contractId, usdByMonth }, cause) => ({ cause, contractId, usdByMonth })));
  for (const line of lines) cents[line.cause]![line.monthIndex] = line.cents;
  return cash.flatMap(({ cause, contractId, signed, timing }, index) => {
    const centsByMonth = [...cents[index]!];
    return centsByMonth.some((amount) => amount !== 0) ? [{ cause, contractId, signed, timing, centsByMonth }] : [];
  });
}

/** Mean of the samples' cash, account by account, in order of first appearance. */
export function meanCash(samples: readonly (readonly CashByMonth[])[]): CashByMonth[] {
  const found = new Map<string, CashByMonth>();
  for (const account of samples.flat()) {
    const { cause, contractId, signed, timing } = account;
    const key = `${cause}/${contractId ?? ''}/${signed ?? ''}/${timing}`;
    const mean = found.get(key) ?? { ...account, usdByMonth: new Float64Array(account.usdByMonth.length) };
    found.set(key, mean);
    account.usdByMonth.forEach((usd, month) => (mean.usdByMonth[month]! += usd / samples.length));
  }
  return [...found.values()];
}

/** What an account is worth at month 0. @param discountAtStart [month 0..horizon] factor of the start of each month */
export function discountedUsd({ centsByMonth, timing }: LedgerAccount, discountAtStart: Float64Array): number {
  const shift = timing === 'monthEnd' ? 1 : 0;
  return compensatedSum(centsByMonth.map((cents, month) => (cents / CENTS_PER_USD) * discountAtStart[month + shift]!));
}
