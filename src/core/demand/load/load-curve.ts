import { compensatedSum } from '../../numeric/index.ts';
import type { UsageHistory } from '../history/usage-history.ts';

const HOURS_PER_WINDOW = 28 * 24;
/** A shorter cut window at the start is left out: it has no mean to speak of. */
const HOURS_MIN = 7 * 24;

/** Load over its mean by hour, from the busiest to the idlest: a load-duration curve. Its mean is 1. */
export type LoadCurve = Float64Array;

/**
 * The load-duration curve of hourly loads in any unit.
 * @param loads >= 0, one for each hour, in any order; some above 0
 */
export function loadCurveOf(loads: Float64Array): LoadCurve {
  const mean = compensatedSum(loads) / loads.length;
  return loads
    .map((load) => load / mean)
    .sort()
    .reverse();
}

/**
 * Hourly loads of a history over the mean of their own 28 days, windows laid from the end, so that growth from month to
 * month is no peak. Null unless the rows are hours and at least a week of them.
 */
export function hourlyLoadsOf(history: UsageHistory): Float64Array | null {
  if (history.cadence !== 'hour') return null;
  const { starts, ratePerHour } = history;
  const end = starts.at(-1)!;
  const windows = new Map<number, number[]>();
  starts.forEach((start, row) => {
    const window = Math.floor((end - start) / HOURS_PER_WINDOW);
    const loads = windows.get(window) ?? [];
    loads.push(ratePerHour[row]!);
    windows.set(window, loads);
  });
  const whole = [...windows.values()].filter((loads) => loads.length >= HOURS_MIN && loads.some((load) => load > 0));
  if (whole.length === 0) return null;
  return Float64Array.from(whole.flatMap(overMean));
}

function overMean(loads: readonly number[]): number[] {
  const mean = compensatedSum(loads) / loads.length;
  return loads.map((load) => load / mean);
}

/**
 * The curve when a share of the work can wait for idle hours: what must run at once is (1 − share) of each hour, and the
 * rest fills the valleys up to one level, so that load = max((1 − share) × load, level) with the mean kept at 1.
 *
 * Assumes that deferred work may wait as long as the curve's whole span, so it bounds what waiting can do.
 *
 * @param deferrableFraction share of the work, in [0, 1]
 */
export function withDeferred(curve: LoadCurve, deferrableFraction: number): LoadCurve {
  const firm = curve.map((load) => (1 - deferrableFraction) * load);
  let poured = deferrableFraction * curve.length;
  let level = firm.at(-1)!;
  for (let filled = 1; filled < firm.length; filled += 1) {
    const next = firm[firm.length - 1 - filled]!;
    const needed = (next - level) * filled;
    if (needed >= poured) return filledTo(firm, level + poured / filled);
    poured -= needed;
    level = next;
  }
  return filledTo(firm, level + poured / firm.length);
}

function filledTo(firm: Float64Array, level: number): LoadCurve {
  return firm.map((load) => Math.max(load, level));
}
