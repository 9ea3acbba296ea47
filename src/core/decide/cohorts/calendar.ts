import type { Plan } from '../../domain/index.ts';
import { discountFactor } from '../../supply/index.ts';

/** Longest sub-period in which dispatch is decided once. */
export const SUB_PERIOD_MONTHS_MAX = 3;

/** Months in which capacity, demand and prices are taken as constant. */
export interface SubPeriod {
  readonly startMonth: number;
  /** exclusive */
  readonly endMonth: number;
}

/** Time as the planner's programme sees it: stages, their sub-periods, discounting. */
export interface Calendar {
  readonly horizonMonths: number;
  readonly stageStartMonths: readonly number[];
  /** [stage] consecutive sub-periods of at most SUB_PERIOD_MONTHS_MAX months */
  readonly subPeriods: readonly (readonly SubPeriod[])[];
  /** [month 0..horizon] factor of a payment at the start of that month: (1 + r)^(-month / 12) */
  readonly discountAtStart: Float64Array;
}

/** The calendar of a plan: stages from `tree.stageStartMonths`, the last one ending at the horizon. */
export function calendarOf(plan: Plan): Calendar {
  const { stageStartMonths } = plan.tree;
  const { horizonMonths } = plan;
  const subPeriods = stageStartMonths.map((start, stage) =>
    splitStage(start, stageStartMonths[stage + 1] ?? horizonMonths),
  );
  const discountAtStart = Float64Array.from({ length: horizonMonths + 1 }, (_, month) =>
    discountFactor(plan.discountRatePerYear, month),
  );
  return { horizonMonths, stageStartMonths, subPeriods, discountAtStart };
}

function splitStage(startMonth: number, endMonth: number): SubPeriod[] {
  const parts: SubPeriod[] = [];
  for (let month = startMonth; month < endMonth; month += SUB_PERIOD_MONTHS_MAX) {
    parts.push({ startMonth: month, endMonth: Math.min(month + SUB_PERIOD_MONTHS_MAX, endMonth) });
  }
  return parts;
}
