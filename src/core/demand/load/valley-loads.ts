/** Rounds of bisection for a level; 60 halvings leave nothing of a float64. */
const BISECTIONS = 60;

/**
 * Load of work that may wait, over its mean, in each load block: it fills the valleys of the other load up to one level,
 *
 *   run(b) = max(0, level - other(b)),   sum of timeFraction(b) run(b) = size,
 *
 * which needs the least capacity that any schedule of such work needs.
 *
 * @param other reference GPUs of the load that cannot wait, [block]
 * @param timeFractions [block], sum 1
 * @param size mean reference GPUs of the work that can
 * @returns ratios whose time-weighted mean is 1, [block]
 */
export function valleyLoads(other: readonly number[], timeFractions: readonly number[], size: number): number[] {
  if (size <= 0) return other.map(() => 1);
  const filled = (level: number): number =>
    other.reduce((sum, load, block) => sum + timeFractions[block]! * Math.max(0, level - load), 0);
  let low = Math.min(...other);
  let high = Math.max(...other) + size;
  for (let round = 0; round < BISECTIONS; round += 1) {
    const middle = (low + high) / 2;
    if (filled(middle) < size) low = middle;
    else high = middle;
  }
  const total = filled(high);
  return other.map((load) => Math.max(0, high - load) / total);
}
