import type { Plan } from '../domain/index.ts';
import { deliveryAtScore, firmLiability } from '../supply/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import type { Held } from './shares.ts';

/** Question 8: what is firmly owed as time goes by, after every right to leave; undiscounted, the plan's months. */
export interface ExposureAnswer {
  /** "YYYY-MM", one for each entry */
  readonly months: readonly string[];
  /** still firm at the start of the month, by the contracts already signed and by what is signed now */
  readonly fleetUsd: readonly number[];
  readonly signedUsd: readonly number[];
}

/** Firm cash still payable in each month if every right of ours is used at its first date. */
export function exposureOf(plan: Plan, signed: readonly Held[]): ExposureAnswer {
  const months = Array.from({ length: plan.horizonMonths }, (_, month) => month);
  const fleet = plan.fleet.map((offer) => ({ offer, fraction: 1 }));
  return {
    months: months.map((month) => calendarMonthOf(month, plan.startMonth)),
    fleetUsd: remainingOf(fleet, months),
    signedUsd: remainingOf(signed, months),
  };
}

function remainingOf(held: readonly Held[], months: readonly number[]): number[] {
  const each = held.map(({ offer, fraction }) => {
    const delivery = deliveryAtScore(offer, 0);
    const { remainingUsdByMonth } = firmLiability(offer, { signMonth: 0, signingRegime: 1, delivery });
    return { remainingUsdByMonth, fraction };
  });
  return months.map((month) =>
    each.reduce((sum, { remainingUsdByMonth, fraction }) => sum + fraction * (remainingUsdByMonth[month] ?? 0), 0),
  );
}
