import { compensatedSum } from '../numeric/index.ts';
import { Bug, CENTS_PER_USD } from '../units/index.ts';
import type { LedgerCause } from './cash-line.ts';

/** One amount of money: why, under which contract, when, and how much. */
export interface LedgerLine<Cause = LedgerCause> {
  readonly cause: Cause;
  /** null where no contract is behind it (served margin, on-demand, fixed cost) */
  readonly contractId: string | null;
  readonly monthIndex: number;
  /** whole cents as a float64 integer, cost negative */
  readonly cents: number;
}

/** Exact amounts of one cause under one contract, before rounding. */
export interface UnroundedLine<Cause = LedgerCause> {
  readonly cause: Cause;
  readonly contractId: string | null;
  /** [month index], nominal USD, cost negative */
  readonly usdByMonth: Float64Array;
}

/**
 * The ledger: every amount in whole cents, adding up exactly to the rounded total.
 *
 * Each amount is rounded down, and the cents then missing from the rounded exact total go to the largest remainders
 * (ties: in the order given, then by month), so that no amount moves by a cent or more. Zero amounts have no line.
 *
 * @returns lines in the order given, months ascending within each
 * @throws Bug when an amount is not a number, or an amount or the total leaves ±(2^53 − 1) cents
 */
export function ledgerOf<Cause>(lines: readonly UnroundedLine<Cause>[]): LedgerLine<Cause>[] {
  const ledger: { cause: Cause; contractId: string | null; monthIndex: number; cents: number }[] = [];
  const remainders: number[] = [];
  for (const { cause, contractId, usdByMonth } of lines) {
    usdByMonth.forEach((usd, monthIndex) => {
      if (usd === 0) return;
      const exactCents = usd * CENTS_PER_USD;
      const cents = safeCents(Math.floor(exactCents));
      ledger.push({ cause, contractId, monthIndex, cents });
      remainders.push(exactCents - cents);
    });
  }
  const missingCents = Math.round(compensatedSum(remainders));
  const byRemainder = [...remainders.keys()].sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b);
  for (const index of byRemainder.slice(0, missingCents)) {
    const line = ledger[index];
    if (line) line.cents = safeCents(line.cents + 1);
  }
  sumCents(ledger);
  return ledger;
}

/**
 * Exact sum of ledger lines, in whole cents.
 * @throws Bug when the running sum leaves ±(2^53 − 1): beyond it float64 no longer counts single cents
 */
export function sumCents(lines: readonly Pick<LedgerLine, 'cents'>[]): number {
  let cents = 0;
  for (const line of lines) cents = safeCents(cents + line.cents);
  return cents;
}

function safeCents(cents: number): number {
  if (!Number.isSafeInteger(cents)) throw new Bug(`not a whole, exact number of cents: ${cents}`);
  // Adding 0 turns a negative zero, which a rounded amount may be, into zero.
  return cents + 0;
}
