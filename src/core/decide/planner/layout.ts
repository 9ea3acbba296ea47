import type { Offer, Plan } from '../../domain/index.ts';
import type { State } from '../../programme/index.ts';
import type { CapacityClasses } from '../../supply/index.ts';
import type { Calendar } from '../cohorts/calendar.ts';
import type { Cohort } from '../cohorts/cohort.ts';
import { rollingGroupsOf } from '../cohorts/use-group.ts';

/**
 * Units of the programme's numbers: powers of two near the plan's own size, so that dividing by them is exact and the
 * solver sees figures near one.
 */
export interface ModelUnits {
  readonly usd: number;
  readonly referenceGpus: number;
}

/** Where each state of the planner's programme stands. */
export interface Layout {
  readonly states: readonly State[];
  /** [cohort] state holding the blocks signed; -1 for the fleet, whose volume is fixed at its whole contract */
  readonly volume: readonly number[];
  /** [cohort][departure] state holding the volume that has ended by it */
  readonly ended: readonly (readonly number[])[];
  /** offer id -> state holding the blocks that may still be signed; offers that have one date only have none */
  readonly right: ReadonlyMap<string, number>;
  /** group of volumes used as one -> state holding what is committed, unused and may still be used, in unit months */
  readonly rolled: ReadonlyMap<string, number>;
  /** [workload] state holding the fraction of demand lost to churn; -1 where shortage loses no customers */
  readonly churn: readonly number[];
  readonly liquidity: number;
  readonly creditUsed: number;
}

/** Everything a node's builders share. */
export interface PlannerFrame {
  readonly plan: Plan;
  readonly calendar: Calendar;
  readonly cohorts: readonly Cohort[];
  readonly classes: CapacityClasses;
  readonly layout: Layout;
  readonly units: ModelUnits;
}

/** States of the planner's programme, in a fixed order. */
export function layoutOf(plan: Plan, cohorts: readonly Cohort[], units: ModelUnits): Layout {
  const states: State[] = [];
  const add = (name: string, initial: number, isCarried: boolean) => states.push({ name, initial, isCarried }) - 1;
  const volume = cohorts.map((cohort) =>
    cohort.signStage < 0 ? -1 : add(`volume of ${cohort.contract.id} signed at stage ${cohort.signStage}`, 0, false),
  );
  const ended = cohorts.map((cohort) =>
    cohort.departures.map(({ right, stage }) =>
      add(
        `volume of ${cohort.contract.id} of stage ${cohort.signStage} ended by ${right.kind} at stage ${stage}`,
        0,
        false,
      ),
    ),
  );
  const right = new Map(
    plan.offers.flatMap((offer) => {
      const stages = cohorts.flatMap(({ contract, signStage }) => (contract === offer ? [signStage] : []));
      if (!hasRight(offer, stages)) return [];
      // The root grants a quote's right; nothing has to grant a later offer's.
      return [[offer.id, add(`blocks left of ${offer.id}`, offer.kind === 'quote' ? 0 : offer.blocks, false)] as const];
    }),
  );
  const rolled = new Map(
    rollingGroupsOf(cohorts).map((group) => [group, add(`unused commitment of ${group}`, 0, false)] as const),
  );
  const churn = plan.workloads.map((workload) => (workload.churn ? add(`churn of ${workload.id}`, 0, true) : -1));
  const liquidity = add('liquidity', plan.money.openingLiquidityUsd / units.usd, true);
  const creditUsed = add('credit used', 0, false);
  return { states, volume, ended, right, rolled, churn, liquidity, creditUsed };
}

/** A quote that can be signed after the root, or any offer with several dates. */
function hasRight({ kind }: Offer, signStages: readonly number[]): boolean {
  return signStages.length > 1 || (kind === 'quote' && signStages.some((stage) => stage > 0));
}

/** Units that make a month of the plan's demand about 1,000 capacity units and its value about 1,000 money units. */
export function modelUnitsOf(plan: Plan): ModelUnits {
  const demand = plan.workloads.reduce((sum, workload) => sum + workloadSize(workload), 0);
  const value = Math.max(
    ...plan.workloads.flatMap((workload) => workload.tiers.map((tier) => tier.valueUsdPerReferenceGpuHour)),
  );
  const referenceGpus = powerOfTwoBelow(demand / 1000);
  return { referenceGpus, usd: powerOfTwoBelow(Math.max(value, 1e-6) * referenceGpus * 730) };
}

function workloadSize(workload: Plan['workloads'][number]): number {
  return workload.tiers.reduce((sum, tier) => sum + (tier.fixedReferenceGpus ?? 0), workload.busyReferenceGpus);
}

/** Largest power of two at most `value`; 1 when there is nothing to measure. */
function powerOfTwoBelow(value: number): number {
  if (!(value > 0)) return 1;
  let power = 1;
  while (power * 2 <= value) power *= 2;
  while (power > value) power /= 2;
  return power;
}
