import type { Offer } from '../domain/index.ts';
import { isFirm } from './cash-line.ts';
import { contractSeries, lifeEndMonth } from './contract-series.ts';
import type { ContractSeries, Signing } from './contract-series.ts';
import { endingRights, seriesAfterNotice, type EndingRight } from './ending.ts';

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
 * Cash payable if every right of ours is used at its first date: the least of running the whole term; leaving on our
 * exit, its fee in; giving back and letting on all that may be, the income of it out; and starting no further gate of a
 * build, which leaves what its first gate costs and the debt drawn for it.
 *
 * Committed payments run to the first date on which our notice can have stopped them (without the right: to the end of
 * the term); usage, operations, energy and people can be zero and are not firm; what is paid at signing, a build's equity
 * and its debt service are firm whatever happens. Cash before month 0 is spent, not owed, and no notice can be given
 * before it. No right but the stop of a build takes effect before first service here: an exit counts from there.
 *
 * A gate that can still be stopped binds nobody; it becomes firm as it starts.
 */
export function firmLiability(offer: Offer, signing: Signing): FirmLiability {
  const horizonMonths = lifeEndMonth(offer, signing);
  const series = contractSeries(offer, { ...signing, horizonMonths });
  const firstNoticeMonth = Math.max(0, series.inServiceMonth);
  const whole = firmByMonth(series);
  const after = (right: EndingRight) => {
    const noticeMonth = right.kind === 'stopBuild' ? nextGateMonth(signing) : firstNoticeMonth;
    return firmByMonth(seriesAfterNotice(offer, { ...signing, horizonMonths, right, noticeMonth }));
  };
  const byMonthUsd = usesOfRights(endingRights(offer), whole, after).reduce((least, candidate) =>
    sumOf(candidate) < sumOf(least) ? candidate : least,
  );
  const remainingUsdByMonth = new Float64Array(byMonthUsd.length);
  let totalUsd = 0;
  for (let month = byMonthUsd.length - 1; month >= 0; month--) {
    totalUsd += byMonthUsd[month] ?? 0;
    remainingUsdByMonth[month] = totalUsd;
  }
  return { totalUsd, byMonthUsd, remainingUsdByMonth, headlineUsd: headlineUsdOf(series) };
}

/** When the first gate after the one that signing starts would start, not before month 0; Infinity where none does. */
function nextGateMonth({ signMonth, delivery }: Signing): number {
  const next = delivery.gateStartMonths.find((month) => month > 0) ?? Infinity;
  return Math.max(0, signMonth + next);
}

/** Firm cash by month under each way to use our rights at their first date. */
function usesOfRights(
  rights: readonly EndingRight[],
  whole: Float64Array,
  after: (right: EndingRight) => Float64Array,
): Float64Array[] {
  const uses = [whole];
  for (const right of rights) if (right.kind === 'exit' || right.kind === 'stopBuild') uses.push(after(right));
  let partial = whole;
  let leftFraction = 1;
  for (const right of rights) {
    if (right.kind !== 'rampDown' && right.kind !== 'sublet') continue;
    const used = Math.min(right.fractionMax, leftFraction);
    leftFraction -= used;
    const ended = after(right);
    partial = partial.map((usd, month) => usd - used * ((whole[month] ?? 0) - (ended[month] ?? 0)));
    uses.push(partial);
  }
  return uses;
}

function firmByMonth({ lines, capacityFraction }: ContractSeries): Float64Array {
  const usdByMonth = new Float64Array(capacityFraction.length);
  for (const line of lines) {
    if (!isFirm(line)) continue;
    line.usdByMonth.forEach((usd, month) => (usdByMonth[month] = (usdByMonth[month] ?? 0) - usd));
  }
  return usdByMonth;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function headlineUsdOf(series: ContractSeries): number {
  let usd = 0;
  for (const line of series.lines) for (const lineUsd of line.usdByMonth) usd -= lineUsd;
  for (const usageUsd of series.usageUsdByMonth) usd += usageUsd;
  return usd;
}
