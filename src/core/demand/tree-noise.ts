import type { DemandPaths } from './paths.ts';

/** One level of demand inside a node. */
export interface NoisePoint {
  /** given the node */
  readonly probability: number;
  /** mean demand multiple of the point's paths, by month of the stage */
  readonly multipleByMonth: Float64Array;
}

/** Shares of a node's paths by point, lowest demand first: finer where shortage costs. */
const NOISE_SHARES: readonly (readonly number[])[] = [[1], [0.7, 0.3], [0.6, 0.3, 0.1]];

/** Demand in a node that spreads less than this about itself is one point. */
const SPREAD_MIN = 1e-12;

export interface NoiseSettings {
  readonly startMonth: number;
  readonly endMonth: number;
  /** mean demand multiple over the stage, [path] */
  readonly stageMean: Float64Array;
  readonly pointCount: number;
}

/**
 * The demand of a node's paths in strata by their mean over the stage, lowest first.
 *
 * 2 points hold the lower 70 % and upper 30 % of the paths, 3 hold 60/30/10 %, and of more each holds half of the one
 * below it. Each point is its paths' mean month by month, so the points average to the node's mean exactly. A node with
 * fewer paths than points, or with no spread, has fewer points.
 */
export function noisePointsOf(
  paths: DemandPaths,
  pathIndices: Int32Array,
  settings: NoiseSettings,
): readonly NoisePoint[] {
  const { stageMean } = settings;
  const ordered = pathIndices.toSorted((a, b) => stageMean[a]! - stageMean[b]! || a - b);
  const low = stageMean[ordered[0]!]!;
  const high = stageMean[ordered.at(-1)!]!;
  const shares = high - low <= SPREAD_MIN * high ? [1] : sharesOf(settings.pointCount);
  const points: NoisePoint[] = [];
  let start = 0;
  let cumulative = 0;
  shares.forEach((share, point) => {
    cumulative += share;
    const end = point === shares.length - 1 ? ordered.length : Math.round(cumulative * ordered.length);
    if (end <= start) return;
    const stratum = ordered.subarray(start, end);
    points.push({
      probability: stratum.length / ordered.length,
      multipleByMonth: meanByMonth(paths, stratum, settings),
    });
    start = end;
  });
  return points;
}

function sharesOf(pointCount: number): readonly number[] {
  const listed = NOISE_SHARES[pointCount - 1];
  if (listed) return listed;
  const halves = Array.from({ length: pointCount }, (_, point) => 1 / (1 << point));
  const total = halves.reduce((sum, share) => sum + share, 0);
  return halves.map((share) => share / total);
}

function meanByMonth(paths: DemandPaths, stratum: Int32Array, { startMonth, endMonth }: NoiseSettings): Float64Array {
  const sums = new Float64Array(endMonth - startMonth);
  for (const path of stratum) {
    const row = path * paths.monthCount + startMonth;
    for (let month = 0; month < sums.length; month += 1) sums[month]! += paths.multiple[row + month]!;
  }
  return sums.map((sum) => sum / stratum.length);
}
