// Writes examples/usage.csv: twenty weeks of hourly GPU use of a made-up start-up. Run: node scripts/write-usage-example.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exp, loadProfiles, log, streamFor } from '../src/core/index.ts';

const ROOT = join(import.meta.dirname, '..');
const FIRST_HOUR = Date.UTC(2026, 1, 9);
const HOURS = 20 * 7 * 24;
const HOURS_PER_DAY = 24;
const HOURS_PER_YEAR = 8760;
/** Mean busy GPUs in the last week. */
const LAST_GPUS = 400;
/** Twelve weeks at 2.5x a year, then a launch and eight at 12x. */
const LAUNCH_HOUR = 12 * 7 * 24;
const [BEFORE, AFTER] = [2.5, 12];
const WEEKDAYS = [0.86, 1.04, 1.08, 1.1, 1.1, 1.04, 0.78];
const NOISE = 0.06;

/** The table: a date in UTC and busy GPUs, hour by hour. */
export function usageExample(loadShapes: string): string {
  const day = hoursOfDay(loadShapes);
  const stream = streamFor(80, 'example/usage');
  const rows = Array.from({ length: HOURS }, (_, hour) => {
    const growth = exp((growthTo(hour) - growthTo(HOURS - 1 - (7 * HOURS_PER_DAY) / 2)) / HOURS_PER_YEAR);
    const weekday = WEEKDAYS[new Date(FIRST_HOUR + hour * 3.6e6).getUTCDay()]!;
    const noise = exp(NOISE * stream.normalAt(0, hour));
    const gpus = LAST_GPUS * growth * weekday * day[hour % HOURS_PER_DAY]! * noise;
    return `${new Date(FIRST_HOUR + hour * 3.6e6).toISOString().slice(0, 13)}:00Z,${gpus.toFixed(1)}`;
  });
  return `# A made-up start-up: busy H100 GPUs by the hour. Daily shape from catalogue/load-shapes.csv (text).\nhour_utc,busy_gpus\n${rows.join('\n')}\n`;
}

/** Mean of each hour of the day over the fourteen days of the text pool, over their mean. */
function hoursOfDay(loadShapes: string): number[] {
  const text = loadProfiles(loadShapes).find(({ name }) => name === 'text')!;
  const hourly = text.hourly;
  const sums = new Float64Array(HOURS_PER_DAY);
  hourly.forEach((load, hour) => (sums[hour % HOURS_PER_DAY]! += load));
  return Array.from(sums, (sum) => (sum * HOURS_PER_DAY) / hourly.length);
}

/** Log growth since the first hour, times the hours of a year. */
function growthTo(hour: number): number {
  return log(BEFORE) * Math.min(hour, LAUNCH_HOUR) + log(AFTER) * Math.max(0, hour - LAUNCH_HOUR);
}

if (import.meta.main) {
  const loadShapes = readFileSync(join(ROOT, 'catalogue', 'load-shapes.csv'), 'utf8');
  writeFileSync(join(ROOT, 'examples', 'usage.csv'), usageExample(loadShapes));
}
