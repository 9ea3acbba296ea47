import { log } from '../../numeric/index.ts';
import { HOURS_PER_MONTH } from '../../units/index.ts';
import type { UsageHistory } from './usage-history.ts';

const HOURS_PER_WEEK = 168;
/** Weeks of a long step, so that weekdays weigh alike in every step. */
const WEEKS_PER_LONG_STEP = 4;
/** A daily or hourly history of this many long steps is read in them, a shorter one in weeks. */
const LONG_STEPS_MIN = 12;
/** A step with fewer of its rows is missing. */
const PRESENT_FRACTION_MIN = 0.5;

/** Growth seen between two steps with usage. */
export interface SeenGrowth {
  /** first step of the growth, counted from the first step of the history */
  readonly fromStep: number;
  /** whole steps that it took: 1, or more over a gap */
  readonly stepCount: number;
  /** log of the later rate over the earlier one */
  readonly logGrowth: number;
}

/** A history in equal steps. */
export interface GrowthSteps {
  /** length of a step in months of 730 hours; calendar months count as one */
  readonly stepMonths: number;
  /** mean rate per hour in each step, NaN where too little was seen; [step] */
  readonly ratePerHour: Float64Array;
  readonly seen: readonly SeenGrowth[];
}

/**
 * A usage history in steps: calendar months when its rows are months; otherwise windows of 28 days, or of 7 days below
 * 12 of those, laid from the end so that only the start may be cut. Windows are whole weeks: no weekday weighs more.
 * A window's rate is the mean of its rows.
 */
export function growthStepsOf(history: UsageHistory): GrowthSteps {
  if (history.cadence === 'month') return monthlySteps(history);
  const hours = { hour: 1, day: 24, week: HOURS_PER_WEEK }[history.cadence];
  const end = history.starts.at(-1)! + hours;
  const weekCount = Math.floor((end - history.starts[0]!) / HOURS_PER_WEEK);
  const isLong = weekCount >= LONG_STEPS_MIN * WEEKS_PER_LONG_STEP;
  const stepHours = HOURS_PER_WEEK * (isLong ? WEEKS_PER_LONG_STEP : 1);
  const stepCount = Math.floor((end - history.starts[0]!) / stepHours);
  const sums = new Float64Array(stepCount);
  const counts = new Float64Array(stepCount);
  history.starts.forEach((start, row) => {
    const step = stepCount - 1 - Math.floor((end - hours - start) / stepHours);
    if (step < 0) return;
    sums[step]! += history.ratePerHour[row]!;
    counts[step]! += 1;
  });
  const fewest = (stepHours / hours) * PRESENT_FRACTION_MIN;
  const ratePerHour = sums.map((sum, step) => (counts[step]! >= fewest ? sum / counts[step]! : Number.NaN));
  return { stepMonths: stepHours / HOURS_PER_MONTH, ratePerHour, seen: seenGrowth(ratePerHour) };
}

function monthlySteps({ starts, ratePerHour: rates }: UsageHistory): GrowthSteps {
  const first = starts[0]!;
  const ratePerHour = new Float64Array(starts.at(-1)! - first + 1).fill(Number.NaN);
  starts.forEach((start, row) => {
    ratePerHour[start - first] = rates[row]!;
  });
  return { stepMonths: 1, ratePerHour, seen: seenGrowth(ratePerHour) };
}

/** Growth from each step with usage to the next; steps without usage lie inside a longer growth. */
export function seenGrowth(ratePerHour: Float64Array): SeenGrowth[] {
  const seen: SeenGrowth[] = [];
  let before = -1;
  ratePerHour.forEach((rate, step) => {
    if (!(rate > 0)) return;
    if (before >= 0) {
      seen.push({ fromStep: before, stepCount: step - before, logGrowth: log(rate / ratePerHour[before]!) });
    }
    before = step;
  });
  return seen;
}
