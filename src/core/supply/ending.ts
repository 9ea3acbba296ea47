import type { ContractOption, Offer } from '../domain/index.ts';
import { serviceMonths } from './capacity.ts';
import type { CashLine } from './cash-line.ts';
import { agreedPriceUsdPerMonth, contractSeries, type ContractSeries, type Signing } from './contract-series.ts';
import { gateLines } from './gate-lines.ts';
import { lateCutOf, seriesWithoutLate } from './late-ending.ts';
import { stopMonthAfterNotice } from './leaving.ts';
import { usedOption } from './options.ts';
import { addAt } from './timeline.ts';

/** A right of ours that is used at the start of a stage: to end a contract or part of it, or to what an option gives. */
export interface EndingRight {
  /**
   * `exit`: leave on notice. `rampDown`: give part back. `sublet`: let capacity on. `endLate`: end what is late beyond
   * the long stop. `stopBuild`: start no further gate; what was spent is lost and what was drawn is repaid
   */
  readonly kind: 'exit' | 'rampDown' | 'sublet' | 'endLate' | 'stopBuild' | ContractOption['kind'];
  /** largest share of what was signed that may use it; above 1 only for a right to more */
  readonly fractionMax: number;
  /** null for a right that only ends */
  readonly option: ContractOption | null;
}

/** Whether what has used the right can use no other: all but a right to more. */
export function isUsedUp({ kind }: Pick<EndingRight, 'kind'>): boolean {
  return kind !== 'expand' && kind !== 'firstRefusal';
}

/** The rights that a contract gives us, in a fixed order. A build of one gate has nothing left to stop. */
export function endingRights(offer: Offer): readonly EndingRight[] {
  const { rampDown, sublet, late } = offer.terms;
  const rights: EndingRight[] = [];
  const add = (kind: EndingRight['kind'], fractionMax: number, option: ContractOption | null = null) => {
    if (fractionMax > 0) rights.push({ kind, fractionMax, option });
  };
  if (offer.buyerExit !== null) add('exit', 1);
  if (rampDown !== null) add('rampDown', rampDown.fractionMax);
  if (sublet !== null) add('sublet', sublet.fractionMax);
  if (late !== null && late.terminate !== 'nothing') add('endLate', 1);
  if (offer.gates.length > 1) add('stopBuild', 1);
  for (const option of offer.terms.options) add(option.kind, option.fractionMax, option);
  return rights;
}

/** A right used: notice is given at the start of that month. */
export interface EndingNotice {
  readonly right: EndingRight;
  readonly noticeMonth: number;
}

/**
 * The contract as it goes on after a notice, whole: `contractSeries` cut where the right cuts it.
 *
 * - exit: capacity, usage and what follows service stop at `stopMonthAfterNotice`, the exit fee is paid then, and what
 *   would have come back at the end comes back then; the rest stays as it is.
 * - rampDown: the same at its own first date and notice, without a fee.
 * - sublet: from its first date the capacity is another's, who pays our committed payments less the haircut.
 * - endLate: tranches that are not in service and beyond their long stop never come, or all ends; what was prepaid for
 *   what ends comes back. Without effect while nothing is so late.
 * - swap, buyout: the contract stops when what replaces it serves. Other options leave it as it is.
 * - stopBuild: no gate starts from the notice month on, so nothing is ever in service; capex and draws of those gates
 *   never come, and the level payments repay what the earlier gates drew, in the same months. Without effect once every
 *   gate has started.
 */
export function seriesAfterNotice(
  offer: Offer,
  options: Signing & EndingNotice & { readonly horizonMonths: number },
): ContractSeries {
  const series = contractSeries(offer, options);
  const at = { noticeMonth: options.noticeMonth, inServiceMonth: series.inServiceMonth };
  switch (options.right.kind) {
    case 'exit':
      return stoppedAt(series, stopMonthAfterNotice(offer, at), leavingLines(offer, series, options));
    case 'rampDown':
      return stoppedAt(series, rampDownMonth(offer, at), []);
    case 'sublet':
      return letOn(offer, series, Math.max(at.noticeMonth, at.inServiceMonth + (offer.terms.sublet?.afterMonths ?? 0)));
    case 'endLate': {
      const cut = lateCutOf(offer, options);
      if (cut === null) return series;
      return cut.isWhole
        ? stoppedAt(series, options.noticeMonth, refundLines(series, options.noticeMonth))
        : seriesWithoutLate(offer, series, { ...options, cut });
    }
    case 'stopBuild':
      return isBuildStopped(offer, options) ? afterStop(offer, series, options) : series;
    default:
      return stoppedAt(series, replacedFromMonth(offer, options), []);
  }
}

/** Whether a notice in that month finds a gate that has not started. */
function isBuildStopped(offer: Offer, options: Signing & { readonly noticeMonth: number }): boolean {
  const lastStart = options.delivery.gateStartMonths.at(-1);
  return offer.gates.length > 1 && lastStart !== undefined && options.signMonth + lastStart >= options.noticeMonth;
}

/** From when a swap or a purchase takes the place of the contract; Infinity where none does. */
function replacedFromMonth(offer: Offer, options: Signing & EndingNotice): number {
  const { option } = options.right;
  return (option === null ? null : usedOption(offer, option, options))?.replacedFromMonth ?? Infinity;
}

/** Whether a notice in that month changes anything of the contract itself: a gate is left to start, or something is late beyond its long stop. */
export function isNoticeFelt(offer: Offer, options: Signing & EndingNotice): boolean {
  if (options.right.kind === 'stopBuild') return isBuildStopped(offer, options);
  if (options.right.kind === 'endLate') return lateCutOf(offer, options) !== null;
  return options.right.option === null || replacedFromMonth(offer, options) < Infinity;
}

/**
 * What leaving on our exit costs when the contract then stops in that month: dollars, months of the fee and a share of
 * the committed payments that remain. Nothing once the contract has ended.
 */
export function exitFeeUsd(
  offer: Offer,
  signing: Signing,
  at: { readonly inServiceMonth: number; readonly stopMonth: number },
): { readonly linkedUsd: number; readonly fixedUsd: number } {
  const { usd, months, fractionOfRemaining } = offer.terms.exitFee;
  if (usd === 0 && months === 0 && fractionOfRemaining === 0) return NO_FEE;
  const service = serviceMonths(offer, signing.delivery);
  const priceUsd = agreedPriceUsdPerMonth(offer, signing);
  const served = Math.max(0, at.stopMonth - at.inServiceMonth);
  if (served >= service.fee.length) return NO_FEE;
  let remainingUsd = 0;
  for (let month = served; month < service.fee.length; month++) {
    remainingUsd += priceUsd * (service.fee[month] ?? 0) * (service.takeOrPay[month] ?? 0);
  }
  const monthUsd = priceUsd * (service.fee[served] ?? 0);
  return { linkedUsd: months * monthUsd + fractionOfRemaining * remainingUsd, fixedUsd: usd };
}

const NO_FEE = { linkedUsd: 0, fixedUsd: 0 };

/** The fee at the stop, and what comes back then instead of at the end. */
function leavingLines(
  offer: Offer,
  series: ContractSeries,
  options: Signing & { readonly noticeMonth: number },
): CashLine[] {
  const { inServiceMonth, endMonth } = series;
  const stopMonth = stopMonthAfterNotice(offer, { noticeMonth: options.noticeMonth, inServiceMonth });
  if (stopMonth >= Math.min(endMonth, series.capacityFraction.length)) return [];
  const { linkedUsd, fixedUsd } = exitFeeUsd(offer, options, { inServiceMonth, stopMonth });
  const months = series.capacityFraction.length;
  const atStop = { timing: 'monthStart', followsService: true } as const;
  return [
    { cause: 'exitFee', usdByMonth: onlyAt(months, stopMonth, 0 - linkedUsd), isPriceLinked: true, ...atStop },
    { cause: 'exitFee', usdByMonth: onlyAt(months, stopMonth, 0 - fixedUsd), isPriceLinked: false, ...atStop },
    {
      cause: 'deposit',
      usdByMonth: onlyAt(months, stopMonth, offer.terms.depositUsd),
      isPriceLinked: false,
      ...atStop,
    },
  ];
}

/** What was prepaid and not earned, back at the stop. */
function refundLines(series: ContractSeries, stopMonth: number): CashLine[] {
  const usd = series.unearnedUsdByMonth[stopMonth] ?? 0;
  const usdByMonth = onlyAt(series.capacityFraction.length, stopMonth, usd);
  return [{ cause: 'refund', usdByMonth, timing: 'monthStart', isPriceLinked: true, followsService: true }];
}

function onlyAt(months: number, monthIndex: number, usd: number): Float64Array {
  const values = new Float64Array(months);
  addAt(values, monthIndex, usd);
  return values;
}

/** The series with service, and what follows it, stopped; further lines are added. */
function stoppedAt(series: ContractSeries, stopMonth: number, added: readonly CashLine[]): ContractSeries {
  return {
    ...series,
    capacityFraction: before(series.capacityFraction, stopMonth),
    committedCapacityFraction: before(series.committedCapacityFraction, stopMonth),
    usageUsdByMonth: before(series.usageUsdByMonth, stopMonth),
    recallUsdByMonth: before(series.recallUsdByMonth, stopMonth),
    unearnedUsdByMonth: before(series.unearnedUsdByMonth, stopMonth),
    lines: [
      ...series.lines.map((line) =>
        line.followsService || NOT_AFTER_STOP.has(line.cause)
          ? { ...line, usdByMonth: before(line.usdByMonth, stopMonth + (line.lagMonths ?? 0)) }
          : line,
      ),
      ...added.filter(({ usdByMonth }) => usdByMonth.some((usd) => usd !== 0)),
    ],
  };
}

/** Owed whatever happens to the service, but not for what comes after a stop. */
const NOT_AFTER_STOP: ReadonlySet<CashLine['cause']> = new Set(['upfront', 'lateDamages']);

/** First month without the part given back, for a notice in that month. */
export function rampDownMonth(
  offer: Offer,
  at: { readonly noticeMonth: number; readonly inServiceMonth: number },
): number {
  const right = offer.terms.rampDown;
  if (right === null) return Infinity;
  return Math.max(at.noticeMonth, at.inServiceMonth + right.afterMonths) + right.noticeMonths;
}

/** Our payments go on; the capacity, its use and its energy are another's, who pays for it. */
function letOn(offer: Offer, series: ContractSeries, fromMonth: number): ContractSeries {
  const kept = 1 - (offer.terms.sublet?.haircutFraction ?? 0);
  const income = series.lines.flatMap((line): CashLine[] => {
    if (line.cause !== 'committed') return [];
    const from = fromMonth + (line.lagMonths ?? 0);
    const usdByMonth = line.usdByMonth.map((usd, month) => (month < from ? 0 : -usd * kept + 0));
    return [{ ...line, cause: 'sublet', usdByMonth, isPriceLinked: false }];
  });
  return {
    ...series,
    capacityFraction: before(series.capacityFraction, fromMonth),
    committedCapacityFraction: before(series.committedCapacityFraction, fromMonth),
    usageUsdByMonth: before(series.usageUsdByMonth, fromMonth),
    lines: [
      ...series.lines.map((line) =>
        line.cause === 'power' ? { ...line, usdByMonth: before(line.usdByMonth, fromMonth) } : line,
      ),
      ...income,
    ],
  };
}

function afterStop(
  offer: Offer,
  series: ContractSeries,
  options: Signing & EndingNotice & { horizonMonths: number },
): ContractSeries {
  const { delivery, signMonth } = options;
  const started = delivery.gateStartMonths.filter((month) => signMonth + month < options.noticeMonth);
  const built = { ...offer, gates: offer.gates.slice(0, started.length) };
  const nothing = new Float64Array(series.capacityFraction.length);
  const gates = gateLines(built, {
    signMonth,
    horizonMonths: options.horizonMonths,
    inServiceMonth: series.inServiceMonth,
    delivery: { ...delivery, gateStartMonths: started },
  });
  const others = series.lines.flatMap((line): CashLine[] => {
    if (GATE_CAUSES.has(line.cause)) return [];
    return [line.followsService ? { ...line, usdByMonth: before(line.usdByMonth, options.noticeMonth) } : line];
  });
  return {
    ...series,
    capacityFraction: nothing,
    committedCapacityFraction: nothing,
    usageUsdByMonth: nothing,
    recallUsdByMonth: nothing,
    unearnedUsdByMonth: nothing,
    lines: [...gates, ...others],
  };
}

/** Written again for the gates that were built; kit that never came has no end of its own. */
const GATE_CAUSES: ReadonlySet<CashLine['cause']> = new Set(['capex', 'debtDrawn', 'debtService', 'endOfLife']);

/** The months before `end`; nothing from there on. */
function before(values: Float64Array, end: number): Float64Array {
  const kept = values.slice();
  if (end < kept.length) kept.fill(0, Math.max(0, end));
  return kept;
}
