import { HOURS_PER_DAY, DAYS_PER_WEEK, weekdayOf } from './civil-date.ts';
import type { UsageHistory } from './usage-history.ts';

const HOURS_PER_WEEK = HOURS_PER_DAY * DAYS_PER_WEEK;
/** Fewest whole weeks from which a usual week is told. */
const WEEKS_MIN = 4;

/** How usage swings within its week and day, as ratios to the mean of each. */
export interface Seasonality {
  /** Monday to Sunday: mean of day over mean of its week, [7] */
  readonly ofWeekday: readonly number[];
  /** share of the days' variance about their weeks' means that the weekday explains, in [0, 1] */
  readonly weekdayFraction: number;
  /** mean of hour over mean of its day, as times are written, [24]; null unless rows are hours */
  readonly ofHour: readonly number[] | null;
  readonly hourFraction: number | null;
}

/**
 * The usual week of a daily or hourly history, from its whole weeks counted from the end; null for other rows and for
 * fewer than 4 weeks. It removes nothing: growth is read from steps of whole weeks, where it cancels.
 */
export function seasonalityOf(history: UsageHistory): Seasonality | null {
  if (history.cadence !== 'day' && history.cadence !== 'hour') return null;
  const rowHours = history.cadence === 'day' ? HOURS_PER_DAY : 1;
  const end = history.starts.at(-1)! + rowHours;
  const weekday = ratios(history, {
    periodOf: (start) => Math.floor((end - rowHours - start) / HOURS_PER_WEEK),
    bucketOf: (start) => weekdayOf(Math.floor(start / HOURS_PER_DAY)),
    partOf: (start) => Math.floor((end - rowHours - start) / HOURS_PER_DAY),
    bucketCount: DAYS_PER_WEEK,
  });
  if (weekday === null) return null;
  const hour =
    history.cadence === 'day'
      ? null
      : ratios(history, {
          periodOf: (start) => Math.floor((end - rowHours - start) / HOURS_PER_DAY),
          bucketOf: (start) => ((Math.floor(start) % HOURS_PER_DAY) + HOURS_PER_DAY) % HOURS_PER_DAY,
          partOf: (start) => end - start,
          bucketCount: HOURS_PER_DAY,
        });
  return {
    ofWeekday: weekday.ofBucket,
    weekdayFraction: weekday.explained,
    ofHour: hour?.ofBucket ?? null,
    hourFraction: hour?.explained ?? null,
  };
}

interface Buckets {
  /** which period a row belongs to, counted from the end */
  readonly periodOf: (start: number) => number;
  readonly bucketOf: (start: number) => number;
  /** which part of the period: rows of one part are averaged first */
  readonly partOf: (start: number) => number;
  /** parts of a whole period */
  readonly bucketCount: number;
}

interface Part {
  sum: number;
  count: number;
  readonly bucket: number;
  readonly period: number;
}

function ratios(history: UsageHistory, by: Buckets): { ofBucket: number[]; explained: number } | null {
  const parts = new Map<number, Part>();
  history.starts.forEach((start, row) => {
    const key = by.partOf(start);
    const part = parts.get(key) ?? { sum: 0, count: 0, bucket: by.bucketOf(start), period: by.periodOf(start) };
    part.sum += history.ratePerHour[row]!;
    part.count += 1;
    parts.set(key, part);
  });
  const periods = Map.groupBy(parts.values(), ({ period }) => period);
  const whole = [...periods.values()].filter((each) => each.length === by.bucketCount);
  if (whole.length < WEEKS_MIN) return null;
  const sums = new Float64Array(by.bucketCount);
  const samples = whole.flatMap((each) => {
    const mean = each.reduce((sum, part) => sum + part.sum / part.count, 0) / each.length;
    return mean > 0 ? each.map((part) => ({ bucket: part.bucket, ratio: part.sum / part.count / mean })) : [];
  });
  const counts = new Float64Array(by.bucketCount);
  for (const { bucket, ratio } of samples) {
    sums[bucket]! += ratio;
    counts[bucket]! += 1;
  }
  const ofBucket = Array.from(sums, (sum, bucket) => (counts[bucket]! > 0 ? sum / counts[bucket]! : 1));
  const [all, rest] = samples.reduce(
    ([total, left], { bucket, ratio }) => [
      total + (ratio - 1) * (ratio - 1),
      left + (ratio - ofBucket[bucket]!) * (ratio - ofBucket[bucket]!),
    ],
    [0, 0],
  );
  return { ofBucket, explained: all > 0 ? Math.max(0, 1 - rest / all) : 0 };
}
