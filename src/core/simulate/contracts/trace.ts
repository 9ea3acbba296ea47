import type { Delivery, EndingRight } from '../../supply/index.ts';
import type { Loss } from '../chances/loss.ts';
import type { Holding } from './holding.ts';

/** What became of one contract on one path, in plain data: enough to work out its cash and capacity again. */
export interface ContractTrace {
  readonly offerIndex: number;
  readonly isFleet: boolean;
  /** the right of the contract `parent` of the same path that gave it; null for what was signed */
  readonly givenBy: { readonly parent: number; readonly right: EndingRight['kind'] } | null;
  readonly signMonth: number;
  /** share of the whole contract */
  readonly contractFraction: number;
  readonly signingRegime: 0 | 1 | 2;
  /** price agreed over the offer's price in that regime */
  readonly priceFactor: number;
  readonly delivery: Delivery;
  readonly loss: Pick<Loss, 'stopMonth' | 'isRecall'> | null;
  readonly notices: readonly {
    readonly right: EndingRight['kind'];
    readonly month: number;
    readonly contractFraction: number;
  }[];
  /** [month 0..horizon] month of an outage, from 1, 0 = none; null without outages that are drawn */
  readonly monthOfOutage: readonly number[] | null;
}

/** Every contract of a path, in the order in which it was taken up. */
export function tracesOf(holdings: readonly Holding[], horizonMonths: number): readonly ContractTrace[] {
  return holdings.map((holding) => {
    const { wholePerBlock, fate, given } = holding;
    const { course, loss, outages } = fate;
    const { signMonth, signingRegime, priceFactor = 1, delivery } = course.signing;
    return {
      offerIndex: holding.offerIndex,
      isFleet: holding.isFleet,
      givenBy: given && { parent: holdings.indexOf(given.parent), right: given.right },
      signMonth,
      contractFraction: holding.blocks * wholePerBlock,
      signingRegime,
      priceFactor,
      delivery,
      loss: loss.stopMonth < horizonMonths ? { stopMonth: loss.stopMonth, isRecall: loss.isRecall } : null,
      notices: [...holding.ended, ...holding.added].map(({ right, noticeMonth, blocks }) => ({
        right,
        month: noticeMonth,
        contractFraction: blocks * wholePerBlock,
      })),
      monthOfOutage: outages === null ? null : [...outages.monthOfOutage].slice(0, horizonMonths),
    };
  });
}
