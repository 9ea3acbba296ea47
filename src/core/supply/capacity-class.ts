import type { Offer, Plan } from '../domain/index.ts';
import { optionOffer } from './options.ts';

/**
 * Capacity that substitutes alike in every workload: one reference GPU of the class serves `perUnit[w]` reference GPUs
 * of workload w. Contracts of a class add up; only capacity whose ratio between workloads differs needs a class of its
 * own (a site that is good for inference and poor for training, say).
 */
export interface CapacityClass {
  /** [workload] reference GPUs per unit of the class; 1 for its base workload, 0 = not eligible */
  readonly perUnit: readonly number[];
}

/** How one contract counts in its class. */
export interface ClassShare {
  readonly classIndex: number;
  /** units of the class when the whole contract is in service */
  readonly units: number;
}

/** All classes of a plan, in order of first appearance, and each contract's share in them. */
export interface CapacityClasses {
  readonly classes: readonly CapacityClass[];
  readonly shareOf: (contract: Offer) => ClassShare;
  /** the on-demand market's class and class units per GPU */
  readonly onDemand: ClassShare | null;
}

/** Groups fleet, offers and the on-demand market by their equivalents' ratios across workloads. */
export function capacityClassesOf(plan: Plan): CapacityClasses {
  const classes: CapacityClass[] = [];
  const shares = new Map<string, ClassShare>();
  for (const contract of [...plan.fleet, ...plan.offers]) {
    shares.set(contract.id, shareIn(classes, contract.referenceGpus));
    for (const option of contract.terms.options) {
      const given = optionOffer(contract, option);
      shares.set(given.id, shareIn(classes, given.referenceGpus));
    }
  }
  const market = plan.market.onDemand;
  const onDemand = market ? shareIn(classes, plan.accelerators[market.acceleratorIndex]!.equivalents) : null;
  return { classes, shareOf: (contract) => shares.get(contract.id)!, onDemand };
}

/** Reference GPUs of a contract in the plan's first workload for which it is eligible: the figure shown to people. */
export function shownReferenceGpus(contract: Offer): number {
  return contract.referenceGpus.find((count) => count > 0) ?? 0;
}

/** Whom a contract depends on: the host, or who owns it where that is stated. */
export function hostOf({ host, terms }: Offer): string {
  return terms.parent ?? host;
}

function shareIn(classes: CapacityClass[], referenceGpus: readonly number[]): ClassShare {
  const units = referenceGpus.find((count) => count > 0) ?? 0;
  const perUnit = referenceGpus.map((count) => (units === 0 ? 0 : count / units));
  let classIndex = classes.findIndex((candidate) => isSameRatio(candidate.perUnit, perUnit));
  if (classIndex < 0) classIndex = classes.push({ perUnit }) - 1;
  return { classIndex, units };
}

/** Equal up to the rounding of one division: relative 1e-12. */
function isSameRatio(first: readonly number[], second: readonly number[]): boolean {
  return first.every((value, workload) => Math.abs(value - second[workload]!) <= 1e-12 * Math.max(1, value));
}
