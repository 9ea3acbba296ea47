import type { Plan, Workload } from '../../domain/index.ts';
import { pow } from '../../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../../units/index.ts';

/** What an hour that goes unserved now costs, in one band of depth. */
export interface ShortageBand {
  /** share of the workload's demand that goes unserved: from, to */
  readonly fromFraction: number;
  readonly toFraction: number;
  /** demand lost a month, for each unit unserved in the band */
  readonly lossPerMonth: number;
  /** hours lost within the horizon to customers who left, for each hour unserved, at today's demand */
  readonly laterHoursFlat: number;
  /** and with the mean growth of the sampled paths, of which those who left are no part: what rivals gain beside the hour itself */
  readonly laterHours: number;
  /** discounted value of the hour and of those: the most that an hour of capacity is worth in this band */
  readonly usdPerUnservedHour: number;
}

/** A workload's churn in hours and dollars. */
export interface ShortageCost {
  readonly workloadId: string;
  /** mean over its tiers by demand, at month 0 */
  readonly valueUsdPerReferenceGpuHour: number;
  readonly bands: readonly ShortageBand[];
}

/**
 * What shortage does beyond the hour itself, by the plan's churn: of an hour unserved in month 0, `lossPerMonth` hours of
 * demand are gone in month 1, of which `recoveryPerMonth` is still gone a month later, and so on to the horizon:
 *
 *   later hours = Σ over t = 1 .. H − 1 of loss recovery^(t − 1) D(t) / D(0),
 *
 * D the mean demand of the paths, since who left does not grow with the rest. Dollars fall with the value of an hour and
 * the discount. This is the planner's own churn (its state per workload) for a small shortage at the start; there it is
 * weighed with everything else.
 *
 * @param meanMultiple mean demand over today's, [month]
 */
export function shortageCosts(plan: Plan, meanMultiple: readonly number[]): ShortageCost[] {
  return plan.workloads.flatMap((workload) => {
    const value = meanValueOf(workload);
    return workload.churn === null || value === null
      ? []
      : [
          {
            workloadId: workload.id,
            valueUsdPerReferenceGpuHour: value,
            bands: bandsOf(workload, { plan, value, meanMultiple }),
          },
        ];
  });
}

function meanValueOf({ tiers }: Workload): number | null {
  const growing = tiers.filter(({ demandFraction }) => demandFraction !== null);
  if (growing.length === 0) return null;
  return growing.reduce((sum, tier) => sum + tier.demandFraction! * tier.valueUsdPerReferenceGpuHour, 0);
}

function bandsOf(
  workload: Workload,
  of: { readonly plan: Plan; readonly value: number; readonly meanMultiple: readonly number[] },
): ShortageBand[] {
  const { plan, value, meanMultiple } = of;
  const { depthFractions, lossPerMonth, recoveryPerMonth } = workload.churn!;
  const keptPerMonth = pow((1 - workload.valueDeclinePerYear) / (1 + plan.discountRatePerYear), 1 / MONTHS_PER_YEAR);
  let [flat, grown, discounted] = [0, 0, 0];
  for (let month = 1; month < plan.horizonMonths; month += 1) {
    const left = pow(recoveryPerMonth, month - 1);
    flat += left;
    grown += left * meanMultiple[month]!;
    discounted += left * meanMultiple[month]! * pow(keptPerMonth, month);
  }
  return lossPerMonth.map((loss, band) => ({
    fromFraction: depthFractions[band - 1] ?? 0,
    toFraction: depthFractions[band] ?? 1,
    lossPerMonth: loss,
    laterHoursFlat: loss * flat,
    laterHours: loss * grown,
    usdPerUnservedHour: value * (1 + loss * discounted),
  }));
}
