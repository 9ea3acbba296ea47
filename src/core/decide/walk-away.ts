import type { TreeSession } from './tree-session.ts';

/** The walk-away price is found to this share of itself. */
export const PRICE_TOLERANCE_FRACTION = 0.005;
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
 * Safeguarded secant on with(p) - without, which falls in p, to PRICE_TOLERANCE_FRACTION. 0 when it would be refused as
 * a gift; PRICE_MULTIPLE_MAX when it is worth more than any price looked at.
 */
export function walkAwayOf(session: TreeSession, quote: number, blocks: number): WalkAway {
  const withoutUsd = session.ask({ removed: [quote] }).valueUsd;
  const valueAt = (multiple: number): number =>
    session.ask({ held: [[quote, blocks]], price: { quote, multiple } }).valueUsd;
  const withUsd = valueAt(1);
  if (Number.isNaN(withUsd)) return { withUsd, withoutUsd, multiple: NaN };
  const multiple = rootOf((price) => (price === 1 ? withUsd : valueAt(price)) - withoutUsd);
  return { withUsd, withoutUsd, multiple };
}

/** Root of a falling function on [0, PRICE_MULTIPLE_MAX], starting from 1. */
function rootOf(marginAt: (multiple: number) => number): number {
  const atAsk = marginAt(1);
  if (atAsk === 0) return 1;
  let low = { multiple: 1, margin: atAsk };
  let high = low;
  // Walk out from the ask until the sign changes: doubling the step up, halving the price down.
  for (let step = 0.1; low.margin > 0 && high.margin > 0; step *= 2) {
    low = high;
    const multiple = Math.min(PRICE_MULTIPLE_MAX, 1 + step);
    high = { multiple, margin: marginAt(multiple) };
    if (multiple === PRICE_MULTIPLE_MAX && high.margin > 0) return PRICE_MULTIPLE_MAX;
  }
  for (let step = 0.1; low.margin < 0; step *= 2) {
    high = low;
    const multiple = Math.max(0, 1 - step);
    low = { multiple, margin: marginAt(multiple) };
    if (multiple === 0 && low.margin < 0) return 0;
  }
  return narrow(marginAt, low, high);
}

interface Point {
  readonly multiple: number;
  readonly margin: number;
}

/** Regula falsi with the Illinois rule: a bound that stays put twice has its margin halved. */
function narrow(marginAt: (multiple: number) => number, from: Point, to: Point): number {
  let low = from;
  let high = to;
  let estimate = crossing(low, high);
  let movedLast: 'low' | 'high' | null = null;
  for (let step = 0; step < STEP_COUNT_MAX && high.multiple - low.multiple > PRICE_TOLERANCE_FRACTION * low.multiple; step++) {
    const margin = marginAt(estimate);
    if (margin === 0) return estimate;
    if (margin > 0) {
      low = { multiple: estimate, margin };
      if (movedLast === 'low') high = { ...high, margin: high.margin / 2 };
      movedLast = 'low';
    } else {
      high = { multiple: estimate, margin };
      if (movedLast === 'high') low = { ...low, margin: low.margin / 2 };
      movedLast = 'high';
    }
    const next = crossing(low, high);
    if (Math.abs(next - estimate) <= (PRICE_TOLERANCE_FRACTION / 4) * estimate) return next;
    estimate = next;
  }
  return estimate;
}

function crossing(low: Point, high: Point): number {
  const span = low.margin - high.margin;
  return span === 0 ? low.multiple : low.multiple + ((high.multiple - low.multiple) * low.margin) / span;
}
