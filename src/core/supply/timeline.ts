import type { ServiceMonths } from './capacity.ts';
import type { Delivery } from './delivery.ts';

/** A signed offer on the months of the plan, while its lines are written. */
export interface Timeline {
  readonly signMonth: number;
  readonly delivery: Delivery;
  readonly horizonMonths: number;
  readonly inServiceMonth: number;
  readonly service: ServiceMonths;
  /** USD per month of the whole offer at its stated price */
  readonly priceUsd: number;
  /** a contract of the fleet: what falls at signing was paid before month 0 */
  readonly isSignedBefore: boolean;
}

/** [month index 0..horizon-1] a value for each month of service, `lagMonths` later; 0 elsewhere. */
export function placed(timeline: Timeline, valueOf: (serviceMonth: number) => number, lagMonths = 0): Float64Array {
  const { inServiceMonth, service, horizonMonths } = timeline;
  const values = new Float64Array(horizonMonths);
  for (let month = 0; month < service.delivered.length; month++) {
    // Adding 0 keeps negative zeros out of the series.
    addAt(values, inServiceMonth + month + lagMonths, valueOf(month) + 0);
  }
  return values;
}

/** Adds where the month lies inside the series; a month outside it is not ours to show. */
export function addAt(usdByMonth: Float64Array, monthIndex: number, usd: number): void {
  if (monthIndex >= 0 && monthIndex < usdByMonth.length) usdByMonth[monthIndex] = (usdByMonth[monthIndex] ?? 0) + usd;
}

/** Adds 0 to the product so that no series holds a negative zero. */
export function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => value * factor + 0);
}
