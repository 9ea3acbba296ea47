import type { Estimate } from '../../decide/index.ts';

/** What every format says for a number that is missing or not finite. */
export const NOT_KNOWN = 'not known yet';

const MINUS = '−';
const SCALES = [
  { size: 1, suffix: '' },
  { size: 1e3, suffix: 'k' },
  { size: 1e6, suffix: 'M' },
  { size: 1e9, suffix: 'B' },
  { size: 1e12, suffix: 'T' },
] as const;
/** From here on a number is written as a power of ten: no reader has a word for it. */
const POWER_OF_TEN_FROM = 1e18;
const GPUS_IN_FULL_BELOW = 10_000;
const PRICE_IN_WHOLE_DOLLARS_FROM = 1000;
const PRICE_IN_FINE_DIGITS_BELOW = 0.1;

/** How a family of numbers is written: divided by `size`, with `decimals`, then `suffix`. */
export interface Scale {
  readonly size: number;
  readonly suffix: string;
  readonly decimals: number;
}

/** The parts of a written number around its digits. */
interface Frame {
  readonly prefix: string;
  readonly suffix: string;
}

/** Money in the three digits finance people read: $1.25B, $84.1B, $350M, −$6.1B; null is "not known yet". */
export function formatUsd(usd: number | null): string {
  if (!isKnown(usd)) return NOT_KNOWN;
  const scale = scaleOf([usd], SCALES[0].size);
  return framed(digitsOf([usd], scale, true)[0], { prefix: '$', suffix: scale.suffix });
}

/** Money with its range in the estimate's unit: $38.4B (35.1 to 41.7). */
export function formatUsdEstimate(usd: Estimate): string {
  const scale = tellingScale(usd, scaleOf(knownOf(usd), SCALES[0].size));
  return estimateText(usd, { scale, isTrimmed: true, frame: { prefix: '$', suffix: scale.suffix } });
}

/** Two amounts in one unit: $171B to $173B. */
export function formatUsdRange(lowUsd: number, highUsd: number): string {
  if (!isKnown(lowUsd) || !isKnown(highUsd)) return NOT_KNOWN;
  const scale = scaleOf([lowUsd, highUsd], SCALES[0].size);
  const [low, high] = digitsOf([lowUsd, highUsd], scale, true);
  const frame = { prefix: '$', suffix: scale.suffix };
  return low === high ? framed(low, frame) : `${framed(low, frame)} to ${framed(high, frame)}`;
}

/** A price in dollars and cents without its unit, for places that state the unit beside it: $1.30. */
export function formatPrice(usdPerGpuHour: number | null): string {
  if (!isKnown(usdPerGpuHour)) return NOT_KNOWN;
  return framed(digitsOf([usdPerGpuHour], priceScale([usdPerGpuHour]), false)[0], { prefix: '$', suffix: '' });
}

/** A price with its unit: $1.30/GPU-h. */
export function formatPricePerGpuHour(usdPerGpuHour: number | null): string {
  return isKnown(usdPerGpuHour) ? `${formatPrice(usdPerGpuHour)}/GPU-h` : NOT_KNOWN;
}

/** A price with its range, unit stated beside it: $1.62 (1.49 to 1.75). */
export function formatPriceEstimate(usdPerGpuHour: Estimate): string {
  const scale = priceScale(knownOf(usdPerGpuHour));
  return estimateText(usdPerGpuHour, { scale, isTrimmed: false, frame: { prefix: '$', suffix: '' } });
}

/** GPUs in three digits: 220k, 1.2M; below ten thousand in full: 9,500. */
export function formatGpus(gpus: number | null): string {
  if (!isKnown(gpus)) return NOT_KNOWN;
  const isShort = Math.abs(gpus) < GPUS_IN_FULL_BELOW;
  const scale = isShort ? { size: 1, suffix: '', decimals: 0 } : scaleOf([gpus], SCALES[1].size);
  return framed(digitsOf([gpus], scale, true)[0], { prefix: '', suffix: scale.suffix });
}

/** A share in [0, 1] as per cent, never rounded to a false 0 % or 100 %: 0.42%, 3.4%, <0.01%. */
export function formatFraction(fraction: number | null): string {
  if (!isKnown(fraction)) return NOT_KNOWN;
  const scale = percentScale([fraction]);
  return percentText(fraction, digitsOf([fraction], scale, true)[0], scale);
}

/**
 * A share in [0, 1] with its range, in per cent: 8.1% (6.2 to 9.9). What happened on no sampled path has no width: that
 * is said of the paths, not as a range of zero.
 */
export function formatFractionEstimate(fraction: Estimate): string {
  if (!isEstimated(fraction)) return NOT_KNOWN;
  if (fraction.estimate === 0 && fraction.low === 0 && fraction.high === 0) return '0% on these paths';
  const scale = percentScale(knownOf(fraction));
  const [estimate, low, high] = digitsOf([fraction.estimate, fraction.low, fraction.high], scale, true);
  const end = (value: number | null, digits: string | null | undefined) =>
    value === null ? null : boundedDigits(value, digits, scale);
  return percentText(fraction.estimate, estimate, scale) + rangeText(end(fraction.low, low), end(fraction.high, high));
}

/** A count with thousands separators and at most one decimal: 2,000 or 1.5. */
export function formatCount(count: number | null): string {
  if (!isKnown(count)) return NOT_KNOWN;
  return framed(digitsOf([count], { size: 1, suffix: '', decimals: 1 }, true)[0], { prefix: '', suffix: '' });
}

/** A duration: 1 month, 12 months. */
export function formatMonths(months: number): string {
  return `${formatCount(months)} month${months === 1 ? '' : 's'}`;
}

/** A calendar month as it stands ("2026-08"); null is "not known yet". */
export function formatMonth(calendarMonth: string | null): string {
  return calendarMonth ?? NOT_KNOWN;
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** False where there is none: not finite, or nought without any range, as the engine writes it. */
export function isEstimated(value: Estimate): boolean {
  return isKnown(value.estimate) && !(value.estimate === 0 && value.low === null && value.high === null);
}

function knownOf(value: Estimate): readonly number[] {
  return [value.estimate, value.low, value.high].filter(isKnown);
}

function largestOf(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** The finest scale on which the largest value still has at most three digits after rounding; sizes from `sizeMin`. */
export function scaleOf(values: readonly number[], sizeMin: number): Scale {
  const largest = largestOf(values);
  for (const { size, suffix } of SCALES) {
    if (size < sizeMin) continue;
    for (const [decimals, limit] of DIGITS) {
      // Whole units need no decimals: nobody plans in cents.
      if (size === 1 && decimals > 0) continue;
      if (Number((largest / size).toFixed(decimals)) < limit) return { size, suffix, decimals };
    }
  }
  return { ...SCALES[4], decimals: 0 };
}

/** The scale with one decimal more where only that tells an end of the range from the estimate; never cents. */
function tellingScale({ estimate, low, high }: Estimate, scale: Scale): Scale {
  const finer = { ...scale, decimals: scale.decimals + 1 };
  const isTold = (end: number | null, at: Scale) => isKnown(end) && fixedText(end, at) !== fixedText(estimate, at);
  const isToldOnlyFiner = [low, high].some((end) => isTold(end, finer) && !isTold(end, scale));
  return scale.size > 1 && isKnown(estimate) && isToldOnlyFiner ? finer : scale;
}

/** Decimals and the value they stop at, for three digits in all. */
const DIGITS = [
  [2, 10],
  [1, 100],
  [0, 1000],
] as const;

/** The scale of a family of prices: cents, finer where all are below ten cents, none from a thousand dollars. */
export function priceScale(values: readonly number[]): Scale {
  const largest = largestOf(values);
  if (largest >= PRICE_IN_WHOLE_DOLLARS_FROM) return { size: 1, suffix: '', decimals: 0 };
  const isFine = largest > 0 && largest < PRICE_IN_FINE_DIGITS_BELOW;
  return { size: 1, suffix: '', decimals: isFine ? 4 : 2 };
}

function percentScale(values: readonly number[]): Scale {
  const largest = largestOf(values) * 100;
  if (Number(largest.toFixed(1)) >= 10) return { size: 0.01, suffix: '%', decimals: 0 };
  return { size: 0.01, suffix: '%', decimals: Number(largest.toFixed(2)) >= 1 ? 1 : 2 };
}

/**
 * Each value's digits on one scale, rounded once and signed; null where a value is not known. Trailing zeros go when
 * every value has them, so that the numbers of one range keep the same decimals.
 */
function digitsOf(values: readonly (number | null)[], scale: Scale, isTrimmed: boolean): (string | null)[] {
  const texts = values.map((value) => (isKnown(value) ? fixedText(value, scale) : null));
  const known = texts.filter((text) => text !== null);
  const canTrim = isTrimmed && known.every((text) => /\.\d+$/.test(text));
  if (!canTrim) return texts;
  const zeros = known.map((text) => /\.?0*$/.exec(text)?.[0].replace('.', '').length ?? 0);
  const cut = zeros.reduce((least, count) => Math.min(least, count), scale.decimals);
  const end = cut === scale.decimals ? cut + 1 : cut;
  return texts.map((text) => (text === null || end === 0 ? text : text.slice(0, text.length - end)));
}

/** One value's digits: a true minus sign, thousands separators, no negative zero. */
export function fixedText(value: number, scale: Scale): string {
  const magnitude = Math.abs(value);
  const scaled = magnitude / scale.size;
  const digits =
    magnitude >= POWER_OF_TEN_FROM
      ? scaled.toExponential(2).replace('e+', 'e')
      : grouped(scaled.toFixed(scale.decimals));
  const isZero = !/[1-9]/.test(digits);
  return value < 0 && !isZero ? MINUS + digits : digits;
}

function grouped(fixed: string): string {
  const [whole = '', decimals] = fixed.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? withCommas : `${withCommas}.${decimals}`;
}

/** Puts prefix and suffix around signed digits: the sign stands before the currency. */
export function framed(digits: string | null | undefined, frame: Frame): string {
  if (digits === null || digits === undefined) return NOT_KNOWN;
  const isNegative = digits.startsWith(MINUS);
  const magnitude = isNegative ? digits.slice(MINUS.length) : digits;
  return `${isNegative ? MINUS : ''}${frame.prefix}${magnitude}${frame.suffix}`;
}

function estimateText(value: Estimate, as: { scale: Scale; isTrimmed: boolean; frame: Frame }): string {
  if (!isEstimated(value)) return NOT_KNOWN;
  const [estimate, low, high] = digitsOf([value.estimate, value.low, value.high], as.scale, as.isTrimmed);
  return framed(estimate, as.frame) + rangeText(low, high);
}

function rangeText(low: string | null | undefined, high: string | null | undefined): string {
  const [lowest, highest] = [low ?? null, high ?? null];
  if (lowest === null && highest === null) return ' (range not known yet)';
  if (lowest === null) return ` (at most ${highest})`;
  return highest === null ? ` (at least ${lowest})` : ` (${lowest} to ${highest})`;
}

/** A share's per cent: what rounds to 0 or 100 without being it is said as a bound. */
function percentText(fraction: number, digits: string | null | undefined, scale: Scale): string {
  return `${boundedDigits(fraction, digits, scale)}%`;
}

function boundedDigits(fraction: number, digits: string | null | undefined, scale: Scale): string {
  const step = scale.decimals === 0 ? '1' : `0.${'0'.repeat(scale.decimals - 1)}1`;
  const shown = Number((fraction * 100).toFixed(scale.decimals));
  if (fraction > 0 && shown === 0) return `<${step}`;
  if (fraction < 1 && shown === 100) return '>99';
  return digits ?? NOT_KNOWN;
}
