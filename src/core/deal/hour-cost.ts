import { compensatedSum } from '../numeric/index.ts';
import type { SignedOffer } from './signing.ts';

/**
 * Cost of an hour in service by the share of hours in use: owed whatever the use, and what use beyond take-or-pay adds.
 * Take-or-pay is met month by month, so that months with a share of their own count apart.
 */
export interface HourCost {
  /** USD per GPU hour in service when no month uses more than its take-or-pay share */
  readonly owedUsdPerGpuHour: number;
  /** one for each take-or-pay share of the term below 1 */
  readonly usage: readonly UsageCost[];
}

/** What use beyond one take-or-pay share costs. */
export interface UsageCost {
  readonly takeOrPayFraction: number;
  /** USD per GPU hour of use beyond that share, times the weight of its months among all hours in service */
  readonly usdPerGpuHour: number;
}

/** Cost of an hour in service at a use: owed + Σ usage · max(0, use − take-or-pay). @param useFraction in [0, 1] */
export function costAtUse(cost: HourCost, useFraction: number): number {
  return cost.owedUsdPerGpuHour + usageAtUse(cost, useFraction);
}

/** The part of `costAtUse` that use beyond take-or-pay adds. */
export function usageAtUse({ usage }: HourCost, useFraction: number): number {
  return compensatedSum(usage.map((part) => part.usdPerGpuHour * Math.max(0, useFraction - part.takeOrPayFraction)));
}

/** Equal shares that were computed month by month differ in their last digits. */
const SHARE_STEPS = 1e9;

/**
 * The usage of a term by take-or-pay share.
 * @param usdPerGpuHourOf what cash of the months is over the hours in service
 */
export function usageCosts(
  { series }: SignedOffer,
  usdPerGpuHourOf: (usdByMonth: Float64Array) => number,
): readonly UsageCost[] {
  const { usageUsdByMonth, capacityFraction, committedCapacityFraction } = series;
  const shares = capacityFraction.map((capacity, month) =>
    capacity > 0 ? Math.round(((committedCapacityFraction[month] ?? 0) / capacity) * SHARE_STEPS) / SHARE_STEPS : 1,
  );
  return [...new Set(shares)]
    .filter((share) => share < 1)
    .map((takeOrPayFraction) => {
      const ofShare = usageUsdByMonth.map((usd, month) => (shares[month] === takeOrPayFraction ? usd : 0));
      return { takeOrPayFraction, usdPerGpuHour: usdPerGpuHourOf(ofShare) / (1 - takeOrPayFraction) };
    })
    .filter(({ usdPerGpuHour }) => usdPerGpuHour !== 0);
}

/** The shares of use between which an offer costs less than buying the hours used; `until` 1: however much is used. */
export interface CheaperUse {
  readonly from: number;
  readonly until: number;
}

/** Prices that differ by less than this share of the market's are equal. */
const EQUAL_FRACTION = 1e-12;

/**
 * Where `costAtUse` is at most what the hours used cost elsewhere: one range, since the cost is convex in the use; null
 * where it is dearer, or nowhere cheaper, at any use.
 *
 * @param marketUsd price of a used hour, > 0
 */
export function cheaperUse(cost: HourCost, marketUsd: number): CheaperUse | null {
  const knots = [0, ...cost.usage.map(({ takeOrPayFraction }) => takeOrPayFraction).toSorted((a, b) => a - b), 1];
  const points = knots.map((use) => {
    const dearerUsd = costAtUse(cost, use) - marketUsd * use;
    return { use, dearerUsd: Math.abs(dearerUsd) < EQUAL_FRACTION * marketUsd ? 0 : dearerUsd };
  });
  const first = points.findIndex(({ use, dearerUsd }) => dearerUsd < 0 || (dearerUsd === 0 && use > 0));
  if (first < 0 || points.every(({ dearerUsd }) => dearerUsd === 0)) return null;
  const last = points.findLastIndex(({ use, dearerUsd }) => dearerUsd < 0 || (dearerUsd === 0 && use > 0));
  return {
    from: equalBetween(points[first - 1], points[first]!),
    until: last === points.length - 1 ? 1 : equalBetween(points[last + 1], points[last]!),
  };
}

interface UsePoint {
  readonly use: number;
  readonly dearerUsd: number;
}

/** The use at which the line from a dearer point to a cheaper one meets the market. */
function equalBetween(dearer: UsePoint | undefined, cheaper: UsePoint): number {
  if (dearer === undefined || dearer.dearerUsd <= 0) return dearer?.use ?? cheaper.use;
  return dearer.use + ((cheaper.use - dearer.use) * dearer.dearerUsd) / (dearer.dearerUsd - cheaper.dearerUsd);
}
