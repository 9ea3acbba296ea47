import type { Offer } from '../domain/index.ts';
import type { CashLine } from './cash-line.ts';
import { contractSeries, lifeEndMonth } from './contract-series.ts';
import type { ContractSeries, Signing } from './contract-series.ts';
import { stopMonthAfterNotice } from './leaving.ts';

/** Nominal, undiscounted USD for the whole offer, positive; months indexed from month 0. */
export interface FirmLiability {
  readonly totalUsd: number;
  /** [month index 0..end of the contract's life), firm cash of each month */
  readonly byMonthUsd: Float64Array;
  /** [same months], what is still firm at the start of the month, that month included; 0 from then on */
  readonly remainingUsdByMonth: Float64Array;
  /** everything payable when the contract runs its whole life and is fully used: usage and operations included */
  readonly headlineUsd: number;
}

/**
 * Cash payable if every right of ours is used at its first date.
 *
 * Committed payments run to the first date on which our notice can have stopped them (without the right: to the end of
 * the term); usage and operations can be zero and are not firm; what is paid at signing, a build's equity and its debt
 * service are firm whatever happens. Cash before month 0 is spent, not owed, and no notice can be given before it.
 *
 * A build counts all its gates: that they can be stopped one by one is the planner's decision, not a lower figure here.
 */
export function firmLiability(offer: Offer, signing: Signing): FirmLiability {
  const series = contractSeries(offer, { ...signing, horizonMonths: lifeEndMonth(offer, signing) });
  const firstFreeMonth = stopMonthAfterNotice(offer, {
    noticeMonth: Math.max(0, series.inServiceMonth),
    inServiceMonth: series.inServiceMonth,
  });
  const byMonthUsd = new Float64Array(series.capacityFraction.length);
  for (const line of series.lines) addFirm(byMonthUsd, line, firstFreeMonth);
  const remainingUsdByMonth = new Float64Array(byMonthUsd.length);
  let totalUsd = 0;
  for (let month = byMonthUsd.length - 1; month >= 0; month--) {
    totalUsd += byMonthUsd[month] ?? 0;
    remainingUsdByMonth[month] = totalUsd;
  }
  return { totalUsd, byMonthUsd, remainingUsdByMonth, headlineUsd: headlineUsdOf(series) };
}

function addFirm(byMonthUsd: Float64Array, line: CashLine, firstFreeMonth: number): void {
  if (line.cause === 'operations') return;
  const end = line.followsService ? Math.min(firstFreeMonth, byMonthUsd.length) : byMonthUsd.length;
  for (let month = 0; month < end; month++) {
    byMonthUsd[month] = (byMonthUsd[month] ?? 0) - (line.usdByMonth[month] ?? 0);
  }
}

function headlineUsdOf(series: ContractSeries): number {
  let usd = 0;
  for (const line of series.lines) for (const lineUsd of line.usdByMonth) usd -= lineUsd;
  for (const usageUsd of series.usageUsdByMonth) usd += usageUsd;
  return usd;
}
