import { csvRows } from '../history/csv-rows.ts';
import type { UsageHistory } from '../history/usage-history.ts';
import { hourlyLoadsOf, loadCurveOf, type LoadCurve } from './load-curve.ts';

/** A named load shape. */
export interface LoadProfile {
  readonly name: string;
  readonly curve: LoadCurve;
  /** load over its mean in the order of the hours */
  readonly hourly: Float64Array;
  /** hours that it was measured over; 0 for one that is assumed */
  readonly hourCount: number;
  /** where it comes from, in words */
  readonly origin: string;
}

/** Work that waits: nothing was measured, it is assumed to run level. */
const BATCH: LoadProfile = {
  name: 'batch',
  curve: Float64Array.of(1),
  hourly: Float64Array.of(1),
  hourCount: 0,
  origin: 'assumed: work that can wait runs at one level',
};

/**
 * The load profiles of the catalogue's table, and `batch`.
 * @param table text of catalogue/load-shapes.csv: profile, hourly_rate_over_mean (rates parted by blanks), source_url
 */
export function loadProfiles(table: string): LoadProfile[] {
  const [header, ...rows] = [...csvRows(table, ',')].map(({ cells }) => cells.map(({ text }) => text));
  const at = (name: string, row: readonly string[]): string => row[(header ?? []).indexOf(name)] ?? '';
  const measured = rows.map((row) => {
    const loads = Float64Array.from(at('hourly_rate_over_mean', row).split(' '), Number);
    const origin = `${at('pool', row)}, ${at('source_url', row)}: ${at('note', row)}`;
    return { name: at('profile', row), curve: loadCurveOf(loads), hourly: loads, hourCount: loads.length, origin };
  });
  return [...measured, BATCH];
}

/** The load shape of a history's hours, each over the mean of its 28 days; null when its rows are no hours. */
export function loadProfileOf(history: UsageHistory, name: string): LoadProfile | null {
  const loads = hourlyLoadsOf(history);
  if (loads === null) return null;
  const origin = `hours of ${name}, ${history.firstDate} to ${history.lastDate}, each over the mean of its 28 days`;
  return { name: 'measured', curve: loadCurveOf(loads), hourly: loads, hourCount: loads.length, origin };
}
