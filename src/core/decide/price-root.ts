/** A price is found to this share of itself. */
export const PRICE_TOLERANCE_FRACTION = 0.005;
/** Prices beyond this multiple of the ask are not looked at: such an offer is worth having at any price asked for. */
export const PRICE_MULTIPLE_MAX = 20;
/** Prices below this multiple of the ask are a gift. */
const PRICE_MULTIPLE_MIN = 1e-6;
const STEP_COUNT_MAX = 12;

/** A price as a multiple of the ask, and what signing at it adds. */
export interface PricePoint {
  readonly multiple: number;
  readonly margin: number;
}

/** Points on either side of the root, as far as they are known. */
interface Bracket {
  readonly low: PricePoint | null;
  readonly high: PricePoint | null;
}

/**
 * Root of a falling function on [0, PRICE_MULTIPLE_MAX] from a known point and a first guess of its slope: secant, kept
 * inside the bracket once there is one. Stops when a step is below PRICE_TOLERANCE_FRACTION of the price, at an end of
 * the range that the root lies beyond, or after STEP_COUNT_MAX evaluations.
 *
 * @param slope change of the margin per unit of the multiple, < 0
 */
export function rootOf(marginAt: (multiple: number) => number, start: PricePoint, slope: number): number {
  let bracket = narrowed({ low: null, high: null }, start);
  let last = start;
  let estimate = crossing(start, slope);
  for (let step = 0; step < STEP_COUNT_MAX; step++) {
    if (Math.abs(estimate - last.multiple) <= PRICE_TOLERANCE_FRACTION * estimate) return estimate;
    const at = { multiple: estimate, margin: marginAt(estimate) };
    if (isBeyond(at)) return at.multiple;
    bracket = narrowed(bracket, at);
    estimate = within(bracket, crossing(at, slopeBetween(last, at, slope)));
    last = at;
  }
  return estimate;
}

/** True where the range ends and the root lies still further out. */
function isBeyond({ multiple, margin }: PricePoint): boolean {
  return (multiple === PRICE_MULTIPLE_MAX && margin > 0) || (multiple === 0 && margin < 0);
}

function narrowed(bracket: Bracket, at: PricePoint): Bracket {
  return at.margin >= 0 ? { ...bracket, low: at } : { ...bracket, high: at };
}

/** Slope of the secant; the guess where it is flat or rises, which only the solver's tolerance can make it do. */
function slopeBetween(first: PricePoint, second: PricePoint, guess: number): number {
  const run = second.multiple - first.multiple;
  const slope = run === 0 ? guess : (second.margin - first.margin) / run;
  return slope < guess / 1000 ? slope : guess;
}

/** Where the line of a slope through a point crosses zero, kept in range. */
function crossing(at: PricePoint, slope: number): number {
  const multiple = at.multiple - at.margin / slope;
  return multiple < PRICE_MULTIPLE_MIN ? 0 : Math.min(PRICE_MULTIPLE_MAX, multiple);
}

/** The estimate itself where it lies in the bracket, else the bracket's middle. */
function within({ low, high }: Bracket, estimate: number): number {
  if (!low || !high || (estimate >= low.multiple && estimate <= high.multiple)) return estimate;
  return (low.multiple + high.multiple) / 2;
}
