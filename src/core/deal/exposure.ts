import type { Plan } from '../domain/index.ts';
import { firmLiability, ledgerOf, type LedgerCause } from '../supply/index.ts';
import { calendarMonthOf, CENTS_PER_USD } from '../units/index.ts';
import type { SignedOffer } from './signing.ts';

/** Cash of one cause, nominal USD in whole cents, cost negative. */
export interface CauseCash {
  readonly cause: LedgerCause;
  readonly usdByMonth: readonly number[];
}

/** What is payable, and what of it is firm once every right of ours is used at its first date. Nominal USD. */
export interface Exposure {
  readonly headlineUsd: number;
  readonly firmUsd: number;
  /** firm / headline, in [0, 1]; null for an offer without payments */
  readonly firmFraction: number | null;
  /** [month index] "YYYY-MM" of each row below: the contract's whole life from month 0 */
  readonly months: readonly string[];
  /** [month index] payments of the month, positive, at full use and for the whole term */
  readonly headlineUsdByMonth: readonly number[];
  readonly firmUsdByMonth: readonly number[];
  /** [month index] what is still firm at the start of the month */
  readonly firmRemainingUsdByMonth: readonly number[];
  /** the cash profile; its sum is minus the headline, to the cent */
  readonly cash: readonly CauseCash[];
  readonly years: readonly ExposureYear[];
}

/** The same by calendar year. */
export interface ExposureYear {
  readonly year: string;
  readonly headlineUsd: number;
  readonly firmUsd: number;
  /** still firm at the start of the year, or of month 0 in the first */
  readonly firmRemainingUsd: number;
  readonly cashByCauseUsd: Readonly<Partial<Record<LedgerCause, number>>>;
}

/** The exposure of an offer as it is signed. */
export function exposureOf(plan: Plan, { offer, signing, series }: SignedOffer): Exposure {
  const firm = firmLiability(offer, signing);
  const months = Array.from(firm.byMonthUsd, (_, month) => calendarMonthOf(month, plan.startMonth));
  const cash = cashInCents(series, months.length);
  const headlineUsdByMonth = months.map((_, month) => usdOfCents(-centsOf(cash, month)));
  const firmUsdByMonth = Array.from(firm.byMonthUsd);
  const firmRemainingUsdByMonth = Array.from(firm.remainingUsdByMonth);
  const yearsOf = [...new Set(months.map((month) => month.slice(0, 4)))];
  return {
    headlineUsd: firm.headlineUsd,
    firmUsd: firm.totalUsd,
    firmFraction: fractionOf(firm.totalUsd, firm.headlineUsd),
    months,
    headlineUsdByMonth,
    firmUsdByMonth,
    firmRemainingUsdByMonth,
    cash: cash.map(({ cause, centsByMonth }) => ({ cause, usdByMonth: centsByMonth.map(usdOfCents) })),
    years: yearsOf.map((year) => {
      const first = months.findIndex((month) => month.startsWith(year));
      const inYear = <T>(values: readonly T[]) => values.filter((_, month) => months[month]?.startsWith(year));
      return {
        year,
        headlineUsd: sum(inYear(headlineUsdByMonth)),
        firmUsd: sum(inYear(firmUsdByMonth)),
        firmRemainingUsd: firmRemainingUsdByMonth[first] ?? 0,
        cashByCauseUsd: Object.fromEntries(
          cash.map(({ cause, centsByMonth }) => [cause, usdOfCents(sum(inYear(centsByMonth)))]),
        ),
      };
    }),
  };
}

/** A share that is whole but for rounding is whole. */
function fractionOf(usd: number, ofUsd: number): number | null {
  if (ofUsd <= 0) return null;
  return Math.abs(usd - ofUsd) * CENTS_PER_USD < 1 ? 1 : usd / ofUsd;
}

interface CauseCents {
  readonly cause: LedgerCause;
  readonly centsByMonth: readonly number[];
}

/** The contract's lines in whole cents that add up to the rounded total; full use is the usage line. */
function cashInCents(series: SignedOffer['series'], months: number): readonly CauseCents[] {
  const usage = { cause: 'usage' as const, contractId: null, usdByMonth: series.usageUsdByMonth.map((usd) => 0 - usd) };
  const lines = [...series.lines.map(({ cause, usdByMonth }) => ({ cause, contractId: null, usdByMonth })), usage];
  const centsByCause = new Map<LedgerCause, number[]>();
  for (const { cause, monthIndex, cents } of ledgerOf(lines)) {
    const centsByMonth = centsByCause.get(cause) ?? Array.from({ length: months }, () => 0);
    centsByMonth[monthIndex] = (centsByMonth[monthIndex] ?? 0) + cents;
    centsByCause.set(cause, centsByMonth);
  }
  return [...centsByCause].map(([cause, centsByMonth]) => ({ cause, centsByMonth }));
}

function centsOf(cash: readonly CauseCents[], month: number): number {
  return cash.reduce((total, { centsByMonth }) => total + (centsByMonth[month] ?? 0), 0);
}

function usdOfCents(cents: number): number {
  return cents / CENTS_PER_USD + 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
