import type { Timing } from './contract-terms.ts';

/** What is known of a cause of cash: when in a month it moves, and which way. */
interface Cause {
  readonly timings: readonly Timing[];
  readonly moves: 'in' | 'out' | 'either';
  readonly hasContract: boolean;
}

const AT_START: readonly Timing[] = ['monthStart'];
const AT_END: readonly Timing[] = ['monthEnd'];
const AT_EITHER: readonly Timing[] = ['monthStart', 'monthEnd'];

const of = (moves: Cause['moves'], timings: readonly Timing[], hasContract = true): Cause => ({
  timings,
  moves,
  hasContract,
});

/** Every cause there is; nothing else is cash. */
export const CAUSES: ReadonlyMap<string, Cause> = new Map([
  ['upfront', of('out', AT_START)],
  ['creditBack', of('in', AT_END)],
  ['committed', of('out', AT_END)],
  ['usage', of('out', AT_END)],
  ['lateDamages', of('in', AT_END)],
  ['serviceCredit', of('in', AT_END)],
  ['power', of('out', AT_END)],
  ['adders', of('out', AT_EITHER)],
  ['deposit', of('either', AT_EITHER)],
  ['optionFee', of('out', AT_START)],
  ['exitFee', of('out', AT_START)],
  ['refund', of('in', AT_START)],
  ['sublet', of('in', AT_END)],
  ['ownHardware', of('out', AT_START)],
  ['warrant', of('either', AT_EITHER)],
  ['rebate', of('either', AT_EITHER)],
  ['backstop', of('either', AT_EITHER)],
  ['residualGuarantee', of('either', AT_EITHER)],
  ['endOfLife', of('either', AT_END)],
  ['relationship', of('out', AT_END)],
  ['capex', of('out', AT_START)],
  ['debtDrawn', of('in', AT_START)],
  ['debtService', of('out', AT_END)],
  ['operations', of('out', AT_END)],
  ['servedMargin', of('in', AT_END, false)],
  ['onDemand', of('out', AT_END, false)],
  ['fixedCost', of('out', AT_END, false)],
]);

/** Whether an amount may move that way under a cause. */
export function isMove(cause: string, amount: number): boolean {
  const moves = CAUSES.get(cause)?.moves ?? 'either';
  if (moves === 'either') return true;
  return moves === 'in' ? amount >= 0 : amount <= 0;
}
