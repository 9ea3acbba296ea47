import { SUPPLY_REGIMES } from '../domain/index.ts';
import type { BySupplyRegime, SupplyRegime } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { Bug, MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostPlan } from './host-plan.ts';
import { mixedOccupancy } from './occupancy.ts';
import { medianCase, valuationOf } from './valuation.ts';

/** What deciding later is worth against deciding now, before debt, at the medians of dates and costs. */
export interface WaitValue {
  readonly structureId: string;
  readonly months: number;
  /** started now, over the mix of regimes */
  readonly nowUsd: number;
  /** decided after the wait, knowing the regime; holding costs taken off */
  readonly waitUsd: number;
  readonly waitLessNowUsd: number;
  readonly byRegime: readonly {
    readonly regime: SupplyRegime;
    readonly probability: number;
    /** of starting then, worth today */
    readonly valueUsd: number;
    readonly isStarted: boolean;
  }[];
}

/**
 * Value of waiting: Σ over regimes of probability × max(0, value of starting after the wait), less what holding costs.
 * The grid's date runs on meanwhile; equipment is ordered after the wait. The regime seen then sets the first tenant's
 * price; what it leaves behind later is as uncertain as today, at today's price.
 * @throws Bug when the plan has no such structure (the parser has checked it)
 */
export function waitValueOf(plan: HostPlan): WaitValue | null {
  const { wait } = plan;
  if (wait === null) return null;
  const structure = plan.structures.find(({ id }) => id === wait.structureId);
  if (structure === undefined) throw new Bug(`no structure ${wait.structureId}`);
  const mixed = mixedOccupancy(structure, plan.supplyRegimeProbability);
  const nowUsd = valuationOf(plan, structure, { ...medianCase(plan, structure), occupancy: mixed }).projectNpvUsd;
  const later = medianCase(plan, structure, wait.months);
  const byRegime = SUPPLY_REGIMES.map((regime, index) => {
    const priceUsdPerItMegawattYear = structure.priceUsdPerItMegawattYear * at(wait.priceMultiple, index);
    const circumstance = { ...later, priceUsdPerItMegawattYear, occupancy: mixed };
    const valueUsd = signedLaterUsd(plan, { structure, circumstance, months: wait.months });
    return { regime, probability: at(plan.supplyRegimeProbability, index), valueUsd, isStarted: valueUsd > 0 };
  });
  const waitUsd =
    byRegime.reduce((sum, { probability, valueUsd }) => sum + probability * Math.max(0, valueUsd), 0) -
    holdingUsd(plan, wait);
  return {
    structureId: structure.id,
    months: wait.months,
    nowUsd,
    waitUsd,
    waitLessNowUsd: waitUsd - nowUsd,
    byRegime,
  };
}

const at = (byRegime: BySupplyRegime, index: number): number => byRegime[index] ?? Number.NaN;

/** Signing money moves when the host signs, after the wait, not at month 0. */
function signedLaterUsd(
  plan: HostPlan,
  at: {
    readonly structure: Parameters<typeof valuationOf>[1];
    readonly circumstance: Parameters<typeof valuationOf>[2];
    readonly months: number;
  },
): number {
  const { structure, circumstance, months } = at;
  const shifted = {
    ...circumstance,
    plannedMonth: circumstance.plannedMonth - months,
    serviceMonth: circumstance.serviceMonth - months,
  };
  const valueThenUsd = valuationOf(plan, structure, shifted).projectNpvUsd;
  return valueThenUsd * pow(1 + plan.requiredReturnPerYear, -months / MONTHS_PER_YEAR);
}

function holdingUsd(plan: HostPlan, wait: NonNullable<HostPlan['wait']>): number {
  let sum = 0;
  for (let month = 1; month <= wait.months; month++) {
    sum += wait.holdUsdPerMonth * pow(1 + plan.requiredReturnPerYear, -month / MONTHS_PER_YEAR);
  }
  return sum;
}
