import { PRICE_MULTIPLE_MAX, PRICE_TOLERANCE_FRACTION, rootOf, type PricePoint } from './price-root.ts';
import { priceLinkedUsd, signingsAt } from './reading.ts';
import type { Answer, TreeSession } from './tree-session.ts';

/** Values are found to this share of themselves: about a hundredth of the price tolerance times the payments at stake. */
export const VALUE_GAP_FRACTION = 1e-5;
export interface WalkAway {
  /** value with the blocks held at the root, none later, at the ask; NaN when the plan's limits forbid it */
  readonly withUsd: number;
  /** value with the offer removed from all its windows */
  readonly withoutUsd: number;
  /** value when it is not signed at the root but may be later */
  readonly deferredUsd: number;
  /** price at which with and without are equal, as a multiple of the ask; NaN when it cannot be signed */
  readonly multiple: number;
}

/**
 * Walk-away price of one quote on one tree: the multiple of its ask at which holding `blocks` of it at the root (and none
 * later) is worth as much as removing it from all its windows, everything else re-optimised each time. Never a dual.
 *
 * With the other root decisions d fixed, with_d(p) - without falls in p and a secant finds its root. with(p) is the
 * largest with_d(p), so that root is at most the price sought: the best d is found anew there, and the search goes on
 * with it until nothing is left to gain, to PRICE_TOLERANCE_FRACTION. 0 when it would be refused as a gift;
 * PRICE_MULTIPLE_MAX when it is worth more than any price looked at.
 */
export function walkAwayOf(session: TreeSession, quote: number, blocks: number): WalkAway {
  const base = session.base();
  const how = { relativeGap: VALUE_GAP_FRACTION };
  const without = isEverSigned(base, session.quotes[quote]!.id) ? session.ask({ removed: [quote] }, how) : base;
  const held = session.ask({ held: [[quote, blocks]], nowOrNever: [quote] }, how);
  const deferred = base.decision[quote] === 0 ? base : session.ask({ held: [[quote, 0]] }, how);
  const found = { withUsd: held.valueUsd, withoutUsd: without.valueUsd, deferredUsd: deferred.valueUsd };
  if (Number.isNaN(held.valueUsd)) return { ...found, multiple: NaN };
  // Without it the plan's limits cannot be kept at all: no price is too high.
  if (Number.isNaN(without.valueUsd)) return { ...found, multiple: PRICE_MULTIPLE_MAX };
  const paymentsUsd = Math.max(priceLinkedUsd(held.solution, quote), Number.MIN_VALUE);
  return {
    ...found,
    multiple: searchPrice(session, { quote, blocks, held, paymentsUsd, withoutUsd: without.valueUsd }),
  };
}

function isEverSigned(answer: Answer, offerId: string): boolean {
  return signingsAt(answer.solution).some((signed) => (signed.get(offerId) ?? 0) > 0);
}

interface PriceSearch {
  readonly quote: number;
  readonly blocks: number;
  /** the answer with the quote held, at its ask */
  readonly held: Answer;
  /** present value of its price-linked payments at the ask: about how fast value falls as the price rises */
  readonly paymentsUsd: number;
  readonly withoutUsd: number;
}

const DECISION_COUNT_MAX = 8;

function searchPrice(session: TreeSession, search: PriceSearch): number {
  const { quote, blocks, paymentsUsd } = search;
  let best = search.held;
  let at: PricePoint = { multiple: 1, margin: marginOf(best, search) };
  for (let round = 0; round < DECISION_COUNT_MAX; round++) {
    const { decision } = best;
    let from = best.basis;
    const marginAt = (multiple: number): number => {
      const held = decision.map((count, other): [number, number] => [other, count]);
      const answer = session.ask({ held, nowOrNever: [quote], price: { quote, multiple } }, { from });
      from = answer.basis ?? from;
      return marginOf(answer, search);
    };
    const multiple = rootOf(marginAt, at, -paymentsUsd);
    // A step too small to be looked at is not taken: the price is one at which signing has been seen to pay.
    if (round > 0 && Math.abs(multiple - at.multiple) <= PRICE_TOLERANCE_FRACTION * multiple) return at.multiple;
    const price = { quote, multiple };
    best = session.ask(
      { held: [[quote, blocks]], nowOrNever: [quote], price },
      { from, relativeGap: VALUE_GAP_FRACTION },
    );
    at = { multiple, margin: marginOf(best, search) };
    const isDone =
      at.margin <= (PRICE_TOLERANCE_FRACTION / 2) * multiple * paymentsUsd ||
      best.decision.length === 0 ||
      isSame(decision, best.decision);
    if (isDone || multiple === PRICE_MULTIPLE_MAX) return multiple;
  }
  return at.multiple;
}

/** What signing adds; where the price breaks a limit (firm liability grows with it), a loss beyond any other. */
function marginOf(answer: Answer, { withoutUsd, paymentsUsd }: PriceSearch): number {
  return Number.isNaN(answer.valueUsd) ? -PRICE_MULTIPLE_MAX * paymentsUsd : answer.valueUsd - withoutUsd;
}

function isSame(first: readonly number[], second: readonly number[]): boolean {
  return first.every((value, index) => value === second[index]);
}
