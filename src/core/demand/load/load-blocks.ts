import { roundedShares, significant } from '../history/rounding.ts';
import type { LoadCurve } from './load-curve.ts';

const TIME_DIGITS = 4;
/** Hours are first gathered into at most so many groups of equal time. */
const GROUPS_MAX = 336;
const RATIO_DIGITS = 12;

/** A block of a plan's `loadBlocks`. */
export interface LoadBlockRow {
  readonly timeFraction: number;
  readonly ofMean: number;
}

/**
 * A load-duration curve in so many blocks, busiest first: the cuts that leave the least variance inside the blocks, by
 * dynamic programming. Time fractions sum to 1 exactly as decimals, and the time-weighted mean of `ofMean` is 1.
 *
 * A block's load is its mean, so the busiest hour lies above the first block.
 */
export function loadBlocksOf(curve: LoadCurve, blockCount: number): LoadBlockRow[] {
  const groups = groupsOf(curve);
  const cuts = bestCuts(groups, Math.min(blockCount, groups.length));
  const sizes = cuts.map((cut, block) => cut - (cuts[block - 1] ?? 0));
  const timeFractions = roundedShares(sizes, TIME_DIGITS);
  const means = cuts.map((cut, block) => meanBetween(groups, cuts[block - 1] ?? 0, cut));
  const total = means.reduce((sum, mean, block) => sum + mean * timeFractions[block]!, 0);
  return means
    .map((mean, block) => ({
      timeFraction: timeFractions[block]!,
      ofMean: significant(mean / total, RATIO_DIGITS),
    }))
    .filter(({ timeFraction }) => timeFraction > 0);
}

function groupsOf(curve: LoadCurve): Float64Array {
  if (curve.length <= GROUPS_MAX) return curve;
  return Float64Array.from({ length: GROUPS_MAX }, (_, group) => {
    const from = Math.floor((group * curve.length) / GROUPS_MAX);
    return meanBetween(curve, from, Math.floor(((group + 1) * curve.length) / GROUPS_MAX));
  });
}

function meanBetween(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += values[i]!;
  return sum / (to - from);
}

/** Ends of the blocks that leave the least sum of squares inside them. */
function bestCuts(values: Float64Array, blockCount: number): number[] {
  const count = values.length;
  const [sums, squares] = [new Float64Array(count + 1), new Float64Array(count + 1)];
  values.forEach((value, index) => {
    sums[index + 1] = sums[index]! + value;
    squares[index + 1] = squares[index]! + value * value;
  });
  const within = (from: number, to: number): number => {
    const sum = sums[to]! - sums[from]!;
    return squares[to]! - squares[from]! - (sum * sum) / (to - from);
  };
  let least = Float64Array.from({ length: count + 1 }, (_, to) => (to === 0 ? 0 : within(0, to)));
  const cutsOf: Int32Array[] = [];
  for (let block = 1; block < blockCount; block += 1) {
    const next = new Float64Array(count + 1).fill(Infinity);
    const cuts = new Int32Array(count + 1);
    for (let to = block + 1; to <= count; to += 1) {
      for (let from = block; from < to; from += 1) {
        const total = least[from]! + within(from, to);
        if (total >= next[to]!) continue;
        next[to] = total;
        cuts[to] = from;
      }
    }
    cutsOf.push(cuts);
    least = next;
  }
  const ends = [count];
  for (const cuts of cutsOf.toReversed()) ends.unshift(cuts[ends[0]!]!);
  return ends;
}

/** `loadBlocks:` of a plan's workload, on one line. */
export function loadBlocksYaml(blocks: readonly LoadBlockRow[]): string {
  const rows = blocks.map(({ timeFraction, ofMean }) => `{timeFraction: ${timeFraction}, ofMean: ${ofMean}}`);
  return `loadBlocks: [${rows.join(', ')}]`;
}
