import { priceLinkedUsd, signingsAt } from './reading.ts';
import type { Answer, TreeSession } from './tree-session.ts';

/** The walk-away price is found to this share of itself. */
export const PRICE_TOLERANCE_FRACTION = 0.005;
/** Values are found to this share of themselves: about a hundredth of the price tolerance times the payments at stake. */
export const VALUE_GAP_FRACTION = 1e-5;
/** Prices beyond this multiple of the ask are not looked at: such an offer is worth having at any price asked for. */
export const PRICE_MULTIPLE_MAX = 20;
const STEP_COUNT_MAX = 12;

export interface WalkAway {
  /** value with the offer held at the root, at its ask; NaN when the plan's limits forbid it */
  readonly withUsd: number;
  /** value with the offer removed from all its windows */
  readonly withoutUsd: number;
  /** price at which both are equal, as a multiple of the ask; NaN when it cannot be signed */
  readonly multiple: number;
}

/**
 * Walk-away price of one quote on one tree: the multiple of its ask at which holding `blocks` of it at the root is worth
 * as much as removing it from all its windows, everything else re-optimised each time. Never a dual.
 *
 * Secant on with(p) - without, which falls in p, safeguarded by a bracket, to PRICE_TOLERANCE_FRACTION. The first step
 * takes the payments' present value as the slope. 0 when it would be refused as a gift; PRICE_MULTIPLE_MAX when it is
 * worth more than any price looked at.
 */
export function walkAwayOf(session: TreeSession, quote: number, blocks: number): WalkAway {
  const base = session.base();
  const how = { relativeGap: VALUE_GAP_FRACTION };
  const without = isEverSigned(base, session.quotes[quote]!.id) ? session.ask({ removed: [quote] }, how) : base;
  const held = base.decision[quote] === blocks ? base : session.ask({ held: [[quote, blocks]] }, how);
  const { valueUsd: withUsd } = held;
  const withoutUsd = without.valueUsd;
  if (Number.isNaN(withUsd)) return { withUsd, withoutUsd, multiple: NaN };
  let from = held.basis;
  const marginAt = (multiple: number): number => {
    const answer = session.ask({ held: [[quote, blocks]], price: { quote, multiple } }, { ...how, from });
    from = answer.basis;
    return answer.valueUsd - withoutUsd;
  };
  const paymentsUsd = priceLinkedUsd(held.solution, quote);
  return { withUsd, withoutUsd, multiple: rootOf(marginAt, { margin: withUsd - withoutUsd, slope: -paymentsUsd }) };
}

function isEverSigned(answer: Answer, offerId: string): boolean {
  return signingsAt(answer.solution).some((signed) => (signed.get(offerId) ?? 0) > 0);
}

interface Point {
  readonly multiple: number;
  readonly margin: number;
}

/** Root of a falling function on [0, PRICE_MULTIPLE_MAX], its value at 1 and a first guess of its slope being known. */
function rootOf(marginAt: (multiple: number) => number, atAsk: { margin: number; slope: number }): number {
  let low: Point | null = atAsk.margin >= 0 ? { multiple: 1, margin: atAsk.margin } : null;
  let high: Point | null = low ? null : { multiple: 1, margin: atAsk.margin };
  let estimate = inRange(1 - atAsk.margin / Math.min(atAsk.slope, -Number.MIN_VALUE));
  let last = 1;
  for (let step = 0; step < STEP_COUNT_MAX; step++) {
    if (Math.abs(estimate - last) <= PRICE_TOLERANCE_FRACTION * estimate) return estimate;
    const at = { multiple: estimate, margin: marginAt(estimate) };
    last = estimate;
    if (at.margin >= 0) low = low && high ? closer(low, high, at, 'low') : at;
    else high = low && high ? closer(low, high, at, 'high') : at;
    if (at.margin > 0 && estimate === PRICE_MULTIPLE_MAX) return PRICE_MULTIPLE_MAX;
    if (at.margin < 0 && estimate === 0) return 0;
    estimate = low && high ? crossing(low, high) : inRange(beyond(at, atAsk.slope));
  }
  return estimate;
}

/** The new end of a bracket; the other end's margin is not touched, crossings of a near-linear function need no more. */
function closer(low: Point, high: Point, at: Point, side: 'low' | 'high'): Point {
  const isInside = at.multiple > low.multiple && at.multiple < high.multiple;
  return isInside ? at : side === 'low' ? low : high;
}

/** Where a line of the guessed slope through a point crosses zero, overshooting by a quarter so that a bracket forms. */
function beyond(at: Point, slope: number): number {
  return at.multiple - (1.25 * at.margin) / Math.min(slope, -Number.MIN_VALUE) + (at.margin > 0 ? 0.01 : -0.01);
}

function inRange(multiple: number): number {
  return Math.min(PRICE_MULTIPLE_MAX, Math.max(0, multiple));
}

function crossing(low: Point, high: Point): number {
  const span = low.margin - high.margin;
  return span === 0 ? low.multiple : low.multiple + ((high.multiple - low.multiple) * low.margin) / span;
}
