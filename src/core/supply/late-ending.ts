import type { Offer } from '../domain/index.ts';
import type { CashLine } from './cash-line.ts';
import { contractSeries, type ContractSeries, type Signing } from './contract-series.ts';
import { addAt } from './timeline.ts';

/** What a notice for lateness ends. */
export interface LateCut {
  /** tranches that are not in service at the notice and beyond their long stop */
  readonly tranches: readonly number[];
  /** true: all ends with them, what is in service too */
  readonly isWhole: boolean;
}

/** What may be ended for lateness by a notice in that month; null when nothing is so late. */
export function lateCutOf(offer: Offer, options: Signing & { readonly noticeMonth: number }): LateCut | null {
  const { late, tranches } = offer.terms;
  const { delivery, signMonth, noticeMonth } = options;
  if (late === null || late.terminate === 'nothing' || delivery.trancheMonths === undefined) return null;
  const since = noticeMonth - signMonth;
  const cut = tranches.flatMap(({ dueMonths }, index) => {
    const delivered = delivery.trancheMonths?.[index] ?? 0;
    return delivered > since && since >= dueMonths + late.longStopMonths ? [index] : [];
  });
  if (cut.length === 0) return null;
  return { tranches: cut, isWhole: late.terminate === 'all' || cut.length === tranches.length };
}

/**
 * The contract without the tranches that were ended: they never come and are never paid for, their damages end with the
 * notice, and their share of what was prepaid comes back.
 */
export function seriesWithoutLate(
  offer: Offer,
  series: ContractSeries,
  options: Signing & { readonly noticeMonth: number; readonly horizonMonths: number; readonly cut: LateCut },
): ContractSeries {
  const { delivery, noticeMonth, cut } = options;
  const trancheMonths = (delivery.trancheMonths ?? []).map((month, index) =>
    cut.tranches.includes(index) ? Infinity : month,
  );
  const inServiceMonths = Math.min(...trancheMonths);
  const left = contractSeries(offer, { ...options, delivery: { ...delivery, inServiceMonths, trancheMonths } });
  const others = left.lines.filter(({ cause }) => cause !== 'upfront' && cause !== 'lateDamages');
  const damages = damagesLines(series, withoutTranches(offer, options), noticeMonth);
  return { ...left, lines: [...others, ...damages, ...prepaidLines(series, left, noticeMonth)] };
}

/** The contract of the tranches that are left, in a contract of their own. */
function withoutTranches(
  offer: Offer,
  options: Signing & { readonly horizonMonths: number; readonly cut: LateCut },
): ContractSeries {
  const { delivery, cut } = options;
  const isLeft = (_: unknown, index: number) => !cut.tranches.includes(index);
  const trancheMonths = (delivery.trancheMonths ?? []).filter(isLeft);
  const left = { ...offer, terms: { ...offer.terms, tranches: offer.terms.tranches.filter(isLeft) } };
  return contractSeries(left, {
    ...options,
    delivery: { ...delivery, inServiceMonths: Math.min(...trancheMonths), trancheMonths },
  });
}

/** Damages of all that is late until the notice, and from then on of what is left. */
function damagesLines(whole: ContractSeries, left: ContractSeries, noticeMonth: number): CashLine[] {
  const damages = ({ lines }: ContractSeries) => lines.filter(({ cause }) => cause === 'lateDamages');
  return [
    ...damages(whole).map((line) => ({ ...line, usdByMonth: before(line.usdByMonth, noticeMonth) })),
    ...damages(left).map((line) => ({
      ...line,
      usdByMonth: line.usdByMonth.map((usd, month) => (month < noticeMonth ? 0 : usd)),
    })),
  ];
}

/** What was prepaid until the notice, what is from then on, and what of the former was for what has ended. */
function prepaidLines(whole: ContractSeries, left: ContractSeries, noticeMonth: number): CashLine[] {
  const upfrontOf = ({ lines }: ContractSeries, month: number) =>
    lines.reduce((sum, line) => sum + (line.cause === 'upfront' ? (line.usdByMonth[month] ?? 0) : 0), 0);
  const upfront = new Float64Array(whole.capacityFraction.length);
  const refund = new Float64Array(whole.capacityFraction.length);
  upfront.forEach((_, month) => {
    const isPaid = month < noticeMonth;
    upfront[month] = upfrontOf(isPaid ? whole : left, month);
    if (isPaid) addAt(refund, noticeMonth, upfrontOf(left, month) - upfrontOf(whole, month));
  });
  const atStart = { timing: 'monthStart', isPriceLinked: true, followsService: false } as const;
  return [
    { cause: 'upfront', usdByMonth: upfront, ...atStart },
    { cause: 'refund', usdByMonth: refund, ...atStart },
  ];
}

function before(values: Float64Array, end: number): Float64Array {
  return values.map((value, month) => (month < end ? value : 0));
}
