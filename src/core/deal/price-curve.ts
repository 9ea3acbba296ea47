/** What signing is worth as its price rises, on each sampled tree, and the multiple of the ask at which it adds nothing. */
export interface PriceCurve {
  /** [tree] value at the ask */
  readonly atAsk: readonly number[];
  /** [tree] value at the tried price */
  readonly atTried: readonly number[];
  /** [tree] on the line through the ask and the tried price; NaN on a flat line */
  readonly onLine: readonly number[];
  /** [tree] the same, tried again at each meeting point; as on the line without refinements */
  readonly refined: readonly number[];
}

interface Priced {
  /** [tree] multiple of the ask in; value with the quote signed out */
  readonly valuesAt: (multiples: readonly number[]) => Promise<readonly number[]>;
  /** [tree] value with the quote not signed */
  readonly without: readonly number[];
  readonly triedMultiple: number;
  readonly refinements: number;
}

/** A price this many times the ask is as good as none: further away nothing is looked for. */
const MULTIPLE_MAX = 10;

/**
 * Value is convex and falls with the price, so that a secant through two points meets the value without the quote at or
 * before the true price where both lie on one side of it, and ever nearer as it is tried again.
 */
export async function priceCurve({ valuesAt, without, triedMultiple, refinements }: Priced): Promise<PriceCurve> {
  const everywhere = (multiple: number) => without.map(() => multiple);
  const [atAsk, atTried] = await Promise.all([valuesAt(everywhere(1)), valuesAt(everywhere(triedMultiple))]);
  let before = pointsAt(everywhere(1), atAsk);
  let last = pointsAt(everywhere(triedMultiple), atTried);
  const onLine = meetings(before, last, without);
  let refined = onLine;
  for (let round = 0; round < refinements; round++) {
    const tried = refined.map((multiple) => Math.min(MULTIPLE_MAX, Math.max(0, multiple)));
    const usd = await valuesAt(tried);
    before = last;
    last = pointsAt(tried, usd);
    refined = meetings(before, last, without).map((multiple, tree) =>
      // Where the two points are one, it has been found.
      Number.isFinite(multiple) ? multiple : tried[tree]!,
    );
  }
  return { atAsk, atTried, onLine, refined: refined.map((multiple) => Math.min(MULTIPLE_MAX, multiple)) };
}

/** Whether every tree could be signed at every price. */
export function isKnown({ atAsk, atTried }: PriceCurve): boolean {
  return [...atAsk, ...atTried].every(Number.isFinite);
}

interface Point {
  readonly multiple: number;
  readonly usd: number;
}

function pointsAt(multiples: readonly number[], usd: readonly number[]): Point[] {
  return multiples.map((multiple, tree) => ({ multiple, usd: usd[tree]! }));
}

/** [tree] where the line through two points meets the value without the quote; NaN on a flat or rising line. */
function meetings(first: readonly Point[], second: readonly Point[], without: readonly number[]): number[] {
  return first.map((from, tree) => {
    const to = second[tree]!;
    const fallPerMultiple = (from.usd - to.usd) / (to.multiple - from.multiple);
    return fallPerMultiple > 0 ? from.multiple + (from.usd - without[tree]!) / fallPerMultiple : NaN;
  });
}
