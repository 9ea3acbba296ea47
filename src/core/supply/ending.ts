import type { Offer } from '../domain/index.ts';
import type { CashLine } from './cash-line.ts';
import { contractSeries, type ContractSeries, type Signing } from './contract-series.ts';
import { inServiceMonthOf } from './delivery.ts';
import { debtServiceUsdPerMonth } from './financing.ts';
import { stopMonthAfterNotice } from './leaving.ts';

/** A right of ours to end a contract, or part of it, before its term. */
export interface EndingRight {
  /** `exit`: leave on notice. `stopBuild`: start no further gate; what was spent is lost and what was drawn is repaid */
  readonly kind: 'exit' | 'stopBuild';
  /** largest share of what was signed that may end by it, in (0, 1] */
  readonly fractionMax: number;
}

/** The rights that a contract gives us, in a fixed order. A build of one gate has nothing left to stop. */
export function endingRights(offer: Offer): readonly EndingRight[] {
  return [
    ...(offer.buyerExit === null ? [] : [{ kind: 'exit', fractionMax: 1 } as const]),
    ...(offer.gates.length < 2 ? [] : [{ kind: 'stopBuild', fractionMax: 1 } as const]),
  ];
}

/** A right used: notice is given at the start of that month. */
export interface EndingNotice {
  readonly right: EndingRight;
  readonly noticeMonth: number;
}

/**
 * The contract as it goes on after a notice, whole: `contractSeries` cut where the right cuts it.
 *
 * - exit: capacity, usage and what follows service stop at `stopMonthAfterNotice`; the rest stays as it is.
 * - stopBuild: no gate starts from the notice month on, so nothing is ever in service; capex and draws of those gates
 *   never come, and the level payments repay what the earlier gates drew, in the same months. Without effect once every
 *   gate has started.
 */
export function seriesAfterNotice(
  offer: Offer,
  options: Signing & EndingNotice & { readonly horizonMonths: number },
): ContractSeries {
  const series = contractSeries(offer, options);
  if (options.right.kind === 'exit') return afterExit(offer, series, options.noticeMonth);
  return isBuildStopped(offer, options) ? afterStop(offer, series, options) : series;
}

/** Whether a notice in that month finds a gate that has not started. */
export function isBuildStopped(offer: Offer, options: Signing & { readonly noticeMonth: number }): boolean {
  const lastStart = options.delivery.gateStartMonths.at(-1);
  return offer.gates.length > 1 && lastStart !== undefined && options.signMonth + lastStart >= options.noticeMonth;
}

function afterExit(offer: Offer, series: ContractSeries, noticeMonth: number): ContractSeries {
  const stop = stopMonthAfterNotice(offer, { noticeMonth, inServiceMonth: series.inServiceMonth });
  return {
    ...series,
    capacityFraction: before(series.capacityFraction, stop),
    usageUsdByMonth: before(series.usageUsdByMonth, stop),
    lines: series.lines.map((line) =>
      line.followsService ? { ...line, usdByMonth: before(line.usdByMonth, stop) } : line,
    ),
  };
}

function afterStop(offer: Offer, series: ContractSeries, options: Signing & EndingNotice): ContractSeries {
  const repaidFraction = repaidFractionOf(offer, options);
  const lines = series.lines.flatMap((line): CashLine[] => {
    if (line.followsService) return [];
    const isRepayment = line.cause === 'debtService';
    const usdByMonth = isRepayment
      ? line.usdByMonth.map((usd) => usd * repaidFraction)
      : before(line.usdByMonth, options.noticeMonth);
    return [{ ...line, usdByMonth }];
  });
  return {
    ...series,
    capacityFraction: new Float64Array(series.capacityFraction.length),
    usageUsdByMonth: new Float64Array(series.usageUsdByMonth.length),
    lines,
  };
}

/** Level payment of what the gates before the notice drew, as a share of that of all gates. */
function repaidFractionOf(offer: Offer, options: Signing & EndingNotice): number {
  const { gateStartMonths } = options.delivery;
  const inServiceMonths = inServiceMonthOf(offer, options) - options.signMonth;
  const started = gateStartMonths.filter((month) => options.signMonth + month < options.noticeMonth);
  const whole = debtServiceUsdPerMonth(offer, { gateStartMonths, inServiceMonths });
  const built = { ...offer, gates: offer.gates.slice(0, started.length) };
  return whole === 0 ? 0 : debtServiceUsdPerMonth(built, { gateStartMonths: started, inServiceMonths }) / whole;
}

/** The months before `end`; nothing from there on. */
function before(values: Float64Array, end: number): Float64Array {
  const kept = values.slice();
  if (end < kept.length) kept.fill(0, Math.max(0, end));
  return kept;
}
