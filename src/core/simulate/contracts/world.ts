import type { Offer, Plan } from '../../domain/index.ts';
import { capacityClassesOf, discountFactor, type CapacityClasses } from '../../supply/index.ts';
import { sharedFactorsOf, type SharedFactor } from '../chances/shared-factor.ts';
import { createDispatcher, type Dispatcher } from '../dispatch/dispatch.ts';
import type { CourseContext } from './course.ts';
import { schedulesOf, type Schedules } from './schedules.ts';

/** A plan made ready for replay: what every path and every policy share. */
export interface ReplayWorld {
  readonly plan: Plan;
  readonly classes: CapacityClasses;
  readonly courses: CourseContext;
  readonly dispatcher: Dispatcher;
  readonly schedules: Schedules;
  /** fleet, then offers: contracts as figures list them */
  readonly contracts: readonly Offer[];
  /** what several contracts share and may lose together */
  readonly factors: readonly SharedFactor[];
  /** [month 0..horizon] value at month 0 of a dollar at the start of the month */
  readonly discount: Float64Array;
}

export function replayWorld(plan: Plan): ReplayWorld {
  const classes = capacityClassesOf(plan);
  const dispatcher = createDispatcher(plan, classes);
  const contracts = [...plan.fleet, ...plan.offers];
  const discount = Float64Array.from({ length: plan.horizonMonths + 1 }, (_, month) =>
    discountFactor(plan.discountRatePerYear, month),
  );
  return {
    plan,
    classes,
    courses: {
      plan,
      shareOf: classes.shareOf,
      courses: new Map(),
      tiersWorth: ({ month, classIndex, usdPerUnit }) =>
        dispatcher.payersOf(month, classIndex).usdPerUnit.filter((usd) => usd >= usdPerUnit).length,
    },
    dispatcher,
    schedules: schedulesOf(plan),
    contracts,
    factors: sharedFactorsOf(contracts),
    discount,
  };
}

/** Months of a quarter of the horizon. */
export const QUARTER_MONTHS = 3;

export function quarterCountOf({ horizonMonths }: Plan): number {
  return Math.ceil(horizonMonths / QUARTER_MONTHS);
}

/** Blocks of an offer that may be signed under a supply regime, whole ones. */
export function blocksOnOffer(offer: Offer, supplyRegime: 0 | 1 | 2): number {
  return Math.floor(offer.blocks * offer.availableFraction[supplyRegime] + 1e-9);
}
