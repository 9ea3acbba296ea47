import { fixedReferenceGpusOver, type Plan } from '../../domain/index.ts';
import { pow } from '../../numeric/index.ts';
import { discountFactor, type CapacityClasses } from '../../supply/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../../units/index.ts';

/** A tier as dispatch sees it, in the order in which tiers are served. */
export interface Rank {
  readonly workload: number;
  readonly tier: number;
  /** position among all tiers of the plan */
  readonly tierIndex: number;
  readonly isGrowing: boolean;
  /** busy reference GPUs per unit of demand multiple, or of a tier of fixed size; mean load */
  readonly referenceGpus: number;
  /** true: asks in the valleys of the growing load */
  readonly isDeferrable: boolean;
  readonly isCash: boolean;
  readonly isProtected: boolean;
  readonly hasChurn: boolean;
  /** USD of the month per reference GPU month served, and with what its customers' staying is worth */
  readonly valueUsd: number;
  readonly worthUsd: number;
  /** classes in the order of use: first those least wanted elsewhere; and reference GPUs served by a unit of each */
  readonly classes: readonly number[];
  readonly perUnit: Float64Array;
}

/** The tiers of all workloads in a month, in the order in which they are served: by worth. */
export function ranksIn(plan: Plan, classes: CapacityClasses, month: number): readonly Rank[] {
  const ranks = plan.workloads.flatMap((workload, workloadIndex): Rank[] => {
    const decline = pow(1 - workload.valueDeclinePerYear, month / MONTHS_PER_YEAR);
    const tiersBefore = plan.workloads.slice(0, workloadIndex).reduce((sum, { tiers }) => sum + tiers.length, 0);
    const stayingUsd = lossesWorthUsd(plan, workloadIndex, month);
    const perUnit = Float64Array.from(classes.classes, (known) => known.perUnit[workloadIndex]!);
    const order = [...perUnit]
      .flatMap((served, c) => (served > 0 ? [{ c, wantedElsewhere: wantedElsewhere(classes, c, workloadIndex) }] : []))
      .toSorted((a, b) => a.wantedElsewhere - b.wantedElsewhere || a.c - b.c);
    return workload.tiers.map((tier, tierIndex) => {
      const isGrowing = tier.demandFraction !== null;
      const valueUsd = tier.valueUsdPerReferenceGpuHour * HOURS_PER_MONTH * decline;
      return {
        workload: workloadIndex,
        tier: tierIndex,
        tierIndex: tiersBefore + tierIndex,
        isGrowing,
        referenceGpus: isGrowing
          ? tier.demandFraction * workload.busyReferenceGpus
          : fixedReferenceGpusOver(tier, month, month + 1),
        isDeferrable: tier.run?.isDeferrable ?? false,
        isCash: workload.isCash,
        isProtected: tier.isProtected,
        hasChurn: isGrowing && workload.churn !== null,
        valueUsd,
        worthUsd: valueUsd + (isGrowing ? stayingUsd : 0),
        classes: order.map(({ c }) => c),
        perUnit,
      };
    });
  });
  const meanPerUnit = (workload: number) =>
    classes.classes.reduce((sum, { perUnit }) => sum + perUnit[workload]!, 0) / classes.classes.length;
  const worth = (rank: Rank) => rank.worthUsd * meanPerUnit(rank.workload);
  return ranks.toSorted((a, b) => worth(b) - worth(a) || a.workload - b.workload || a.tier - b.tier);
}

/** What a unit of the class would serve of another workload, for each it serves of this one. */
function wantedElsewhere({ classes }: CapacityClasses, c: number, workload: number): number {
  const { perUnit } = classes[c]!;
  return Math.max(0, ...perUnit.map((served, other) => (other === workload ? 0 : served / perUnit[workload]!)));
}

/** USD per reference GPU month of unserved demand: first loss rate × what the customers lost would have earned. */
function lossesWorthUsd(plan: Plan, workloadIndex: number, month: number): number {
  const { churn, tiers, valueDeclinePerYear } = plan.workloads[workloadIndex]!;
  if (!churn) return 0;
  const meanUsd = tiers.reduce((sum, tier) => sum + (tier.demandFraction ?? 0) * tier.valueUsdPerReferenceGpuHour, 0);
  const keptPerMonth =
    churn.recoveryPerMonth *
    pow(1 - valueDeclinePerYear, 1 / MONTHS_PER_YEAR) *
    discountFactor(plan.discountRatePerYear, 1);
  let months = 0;
  let kept = 1;
  for (let later = month + 1; later < plan.horizonMonths; later++) {
    kept = later === month + 1 ? kept : kept * keptPerMonth;
    months += kept;
  }
  const decline = pow(1 - valueDeclinePerYear, month / MONTHS_PER_YEAR);
  return (churn.lossPerMonth[0] ?? 0) * meanUsd * HOURS_PER_MONTH * decline * months;
}
