import type { Findings } from './findings.ts';
import type { ClaimedInterval, ClaimedPolicy } from './replay-claim.ts';

/** Quantile of the standard normal at 0.975, to the last digit. */
const NORMAL_QUANTILE = 1.959963984540054;
/** How closely a probability is counted and its interval found. */
const ROUNDING = 1e-9;

/** A share is one; none where nothing was asked for. */
export function checkShare(found: Findings, path: string, share: number | null): void {
  found.that(share === null || (share >= 0 && share <= 1 + ROUNDING), 'probability', () => ({
    path,
    found: String(share),
    what: `${share} is no share`,
  }));
}

/** Figures that come in order. */
export function checkOrder(found: Findings, path: string, ascending: readonly number[]): void {
  const isOrdered = ascending.every((value, index) => {
    const before = ascending[index - 1] ?? -Infinity;
    return before <= value + ROUNDING * Math.abs(value);
  });
  found.that(isOrdered, 'replay-figures', () => ({
    path,
    what: `${ascending.join(', ')} come in this order, each at least the one before it`,
  }));
}

/** A probability counted on paths: so many of them, and the interval is Wilson's for that count. */
export function checkCounted(found: Findings, path: string, claimed: ClaimedInterval, pathCount: number): void {
  const { estimate, low, high } = claimed;
  const hits = estimate * pathCount;
  const isCount =
    hits > -ROUNDING && hits < pathCount + ROUNDING && Math.abs(hits - Math.round(hits)) <= ROUNDING * pathCount;
  found.that(isCount, 'probability', () => ({
    path,
    found: String(estimate),
    what: `${estimate} is no number of ${pathCount} paths`,
  }));
  if (!isCount) return;
  const ends = wilson(estimate, pathCount);
  const isIts = isNear(low, ends.low) && isNear(high, ends.high);
  found.that(isIts, 'interval', () => ({
    path,
    what: `of ${pathCount} paths ${estimate} has the range ${ends.low} to ${ends.high}, not ${low} to ${high}`,
  }));
}

const isNear = (end: number | null, exact: number): boolean => end !== null && Math.abs(end - exact) <= ROUNDING;

/** Both roots p of (share - p)^2 = z^2 p (1 - p) / n. */
function wilson(share: number, count: number): { readonly low: number; readonly high: number } {
  const square = (NORMAL_QUANTILE * NORMAL_QUANTILE) / count;
  const half = share + square / 2;
  const root = Math.sqrt(Math.max(0, half * half - (1 + square) * share * share));
  return { low: Math.max(0, (half - root) / (1 + square)), high: Math.min(1, (half + root) / (1 + square)) };
}

/** A few roundings of an end: an estimate and half a range were added. */
const END_ROUNDING = 4 * Number.EPSILON;

/** Half a mean's range is Student's quantile times its standard error, and on one policy's paths that quantile is one. */
export function checkStandardErrors(found: Findings, path: string, policy: ClaimedPolicy): void {
  const fields = Object.keys(policy.standardErrors) as (keyof ClaimedPolicy['standardErrors'])[];
  const means = fields.map((field) => {
    const { estimate, low, high } = policy[field];
    const half = low === null || high === null ? null : (high - low) / 2;
    return { field, estimate, half, error: policy.standardErrors[field] };
  });
  const [first] = means;
  for (const { field, estimate, half, error } of means) {
    if (half === null || first!.half === null) continue;
    const rounding =
      END_ROUNDING * ((Math.abs(estimate) + half) * first!.error + (Math.abs(first!.estimate) + first!.half) * error);
    const isIts = Math.abs(half * first!.error - first!.half * error) <= rounding;
    const isWide = half >= NORMAL_QUANTILE * error * (1 - ROUNDING) - END_ROUNDING * Math.abs(estimate);
    found.that(isIts && isWide, 'interval', () => ({
      path: `${path}.${field}`,
      found: String(error),
      what: `a standard error of ${error} does not belong to a range of ${half} on either side`,
    }));
  }
}
