import {
  isCashCause,
  type Estimate,
  type ObjectiveCause,
  type StudyAnswer,
  type TierDemotion,
  type TierService,
} from '../decide/index.ts';
import type { Tier } from '../domain/index.ts';
import { figureOf, repliesTo, shareOf, type Ground } from './studies.ts';

/** Question 12 in one growth regime, or on the plan's own belief (`regimeId` null). */
export interface UnitCostAnswer {
  readonly regimeId: string | null;
  /** cash paid for capacity over reference-GPU hours served to customers and research, both discounted */
  readonly costUsdPerServedGpuHour: Estimate;
  /** margin earned by serving customers over the same hours, before that cost */
  readonly earnedUsdPerServedGpuHour: Estimate;
  /** (earned less cost) over earned */
  readonly marginFraction: Estimate;
}

/** Question 13: one tier, and what it gets when capacity is short. */
export interface TierAnswer {
  readonly workloadId: string;
  readonly tierId: string;
  /** value of a served hour at month 0: the order of service */
  readonly valueUsdPerReferenceGpuHour: number;
  readonly isProtected: boolean;
  /** [stage] unserved share of what is asked for */
  readonly unservedFraction: readonly Estimate[];
  /**
   * What serving the next tier of the same workload before it would cost, in the same capacity: the difference of their
   * worths over the hours that would change hands, discounted. Null for the last tier of a workload
   */
  readonly demotionCostUsd: Estimate | null;
}

/** Costs of capacity: everything paid to contracts and the market; not the fixed cost of the business. */
const CAPACITY_EXCLUDED: readonly ObjectiveCause[] = ['servedMargin', 'fixedCost'];

/** What an hour costs and earns, with the recommended signings held, on the plan's belief and in every regime. */
export function unitCostAnswers({ plan, base, regimes }: Ground): UnitCostAnswer[] {
  return [
    { regimeId: null, ...unitCost(repliesTo(base, 'held')) },
    ...regimes.map((replies, regime) => ({
      regimeId: plan.growth.regimes[regime]!.id,
      ...unitCost(repliesTo(replies, 'held')),
    })),
  ];
}

function unitCost(answers: readonly StudyAnswer[]): Omit<UnitCostAnswer, 'regimeId'> {
  const costOf = (answer: StudyAnswer) => -linesUsd(answer, (cause) => !CAPACITY_EXCLUDED.includes(cause));
  const earnedOf = (answer: StudyAnswer) => linesUsd(answer, (cause) => cause === 'servedMargin');
  return {
    costUsdPerServedGpuHour: figureOf(answers, (answer) => costOf(answer) / servedHours(answer)),
    earnedUsdPerServedGpuHour: figureOf(answers, (answer) => earnedOf(answer) / servedHours(answer)),
    marginFraction: figureOf(answers, (answer) => 1 - costOf(answer) / earnedOf(answer)),
  };
}

function linesUsd({ lines }: StudyAnswer, belongs: (cause: ObjectiveCause) => boolean): number {
  return lines.reduce((sum, { cause, usd }) => sum + (isCashCause(cause) && belongs(cause) ? usd : 0), 0);
}

function servedHours({ service }: StudyAnswer): number {
  return service.reduce((sum, { servedHoursDiscounted }) => sum + servedHoursDiscounted, 0);
}

/** Who gets capacity when short: every tier in the order of its value, and what of it goes unserved by stage. */
export function tierAnswers({ plan, base }: Ground): TierAnswer[] {
  const answers = repliesTo(base, 'held');
  const stages = plan.tree.stageStartMonths.map((_, stage) => stage);
  return plan.workloads
    .flatMap(({ id, tiers }) =>
      tiers.map((tier) => ({
        workloadId: id,
        tierId: tier.id,
        valueUsdPerReferenceGpuHour: tier.valueUsdPerReferenceGpuHour,
        isProtected: tier.isProtected,
        unservedFraction: stages.map((stage) =>
          shareOf(answers, ({ service }) => unserved(service, { workloadId: id, tierId: tier.id, stage })),
        ),
        demotionCostUsd: isLeast(tiers, tier)
          ? null
          : figureOf(answers, ({ demotions }) => demotionUsd(demotions, { workloadId: id, tierId: tier.id })),
      })),
    )
    .toSorted((a, b) => b.valueUsdPerReferenceGpuHour - a.valueUsdPerReferenceGpuHour);
}

/** No later tier of the workload has as little value, and none less. */
function isLeast(tiers: readonly Tier[], tier: Tier): boolean {
  return tiers.toSorted((a, b) => b.valueUsdPerReferenceGpuHour - a.valueUsdPerReferenceGpuHour).at(-1) === tier;
}

function demotionUsd(demotions: readonly TierDemotion[], at: Pick<TierDemotion, 'workloadId' | 'tierId'>): number {
  const found = demotions.find(({ workloadId, tierId }) => workloadId === at.workloadId && tierId === at.tierId);
  return found?.costUsd ?? 0;
}

function unserved(service: readonly TierService[], at: Pick<TierService, 'workloadId' | 'tierId' | 'stage'>): number {
  const found = service.find(
    ({ workloadId, tierId, stage }) => workloadId === at.workloadId && tierId === at.tierId && stage === at.stage,
  );
  return found && found.askedHours > 0 ? 1 - Math.min(1, found.servedHours / found.askedHours) : 0;
}
