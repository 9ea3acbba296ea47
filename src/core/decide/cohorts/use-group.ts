import type { Offer } from '../../domain/index.ts';
import { isPaidByUse } from '../../supply/index.ts';
import type { Cohort } from './cohort.ts';

/** Volumes of one contract that are used as one, by name: those that share a price; null where nothing is paid by use. */
export function useGroupOf({ contract, signStage, isTrial }: Cohort): string | null {
  if (!isPaidByUse(contract)) return null;
  const name = isTrial ? `${contract.id} at its trial price` : contract.id;
  return isPriceFixed(contract) ? name : `${name} of stage ${signStage}`;
}

/** The groups of which unused commitment may be used a period later. */
export function rollingGroupsOf(cohorts: readonly Cohort[]): readonly string[] {
  const groups = cohorts.filter(({ contract }) => contract.terms.hasRollover).map(useGroupOf);
  return [...new Set(groups.filter((group) => group !== null))];
}

/** True where the price of a month depends neither on the market at signing nor on how long the contract has served. */
function isPriceFixed({ price, terms }: Offer): boolean {
  const { priceSteps, escalatorPerYear, takeOrPaySteps, tranches } = terms;
  if (priceSteps.length > 0 || escalatorPerYear !== 0 || takeOrPaySteps.length > 0 || tranches.length > 0) return false;
  return price.kind === 'owned' || price.usd.every((usd) => usd === price.usd[0]);
}
