import type { Basis } from '../solve/index.ts';
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
 * with it until signing pays at the price and no longer does PRICE_TOLERANCE_FRACTION above it. 0 when it would be refused as a gift;
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
  const noiseUsd = 2 * VALUE_GAP_FRACTION * Math.abs(search.held.valueUsd);
  const exactly = (multiple: number, from: Basis | null): Priced => {
    const price = { quote, multiple };
    const how = { from, relativeGap: VALUE_GAP_FRACTION };
    const answer = session.ask({ held: [[quote, blocks]], nowOrNever: [quote], price }, how);
    return { answer, multiple, margin: marginOf(answer, search) };
  };
  let at: Priced = { answer: search.held, multiple: 1, margin: marginOf(search.held, search) };
  for (let round = 0; round < DECISION_COUNT_MAX; round++) {
    const multiple = rootOf(marginsWith(session, search, at.answer), at, -paymentsUsd);
    if (multiple === 0 || multiple === PRICE_MULTIPLE_MAX) return multiple;
    at = exactly(multiple, at.answer.basis);
    // The price is told from the two that bracket it: here signing pays, a step further up it does not.
    const isAbove = at.margin < -noiseUsd;
    const next = exactly(multiple * (1 + (isAbove ? -1 : 1) * PRICE_TOLERANCE_FRACTION), at.answer.basis);
    if (isAbove && next.margin >= -noiseUsd) return next.multiple;
    if (!isAbove && next.margin <= noiseUsd) return multiple;
    at = next;
  }
  return at.multiple;
}

interface Priced extends PricePoint {
  readonly answer: Answer;
}

/** What signing adds at a price with all root decisions as in `answer`: one relaxation each. */
function marginsWith(session: TreeSession, search: PriceSearch, answer: Answer): (multiple: number) => number {
  const held = answer.decision.map((count, other): [number, number] => [other, count]);
  let from = answer.basis;
  return (multiple) => {
    const price = { quote: search.quote, multiple };
    const priced = session.ask({ held, nowOrNever: [search.quote], price }, { from });
    from = priced.basis ?? from;
    return marginOf(priced, search);
  };
}

/** What signing adds; where the price breaks a limit (firm liability grows with it), a loss beyond any other. */
function marginOf(answer: Answer, { withoutUsd, paymentsUsd }: PriceSearch): number {
  return Number.isNaN(answer.valueUsd) ? -PRICE_MULTIPLE_MAX * paymentsUsd : answer.valueUsd - withoutUsd;
}
