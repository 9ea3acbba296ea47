import type { Offer, Plan } from '../../domain/index.ts';
import { contractSeries, deliveryAtScore, shownReferenceGpus, type Delivery } from '../../supply/index.ts';
import { DELIVERED } from './course.ts';

/** When the plan's contracts serve, by the month in which they are signed: what policies look ahead by. */
export interface Schedules {
  /** [contract: fleet, then offers] reference GPUs of a block */
  readonly blockReferenceGpus: Float64Array;
  /** [row and month] share of a contract in service */
  fractions: Float64Array;
  /** where the row begins of a contract that comes as it should, or after another lead; made when first asked for */
  rowOf(contract: number, signMonth: number, leadMonths: number | null): number;
}

export function schedulesOf({ fleet, offers, horizonMonths }: Plan): Schedules {
  const contracts = [...fleet, ...offers];
  // [contract × month signed × lead, the last for the nominal one]
  const known = new Int32Array(contracts.length * horizonMonths * (horizonMonths + 1)).fill(-1);
  let used = 0;
  const schedules: Schedules = {
    blockReferenceGpus: Float64Array.from(contracts, blockReferenceGpus),
    fractions: new Float64Array(64 * horizonMonths),
    rowOf(contract, signMonth, leadMonths) {
      const key = (contract * horizonMonths + signMonth) * (horizonMonths + 1) + (leadMonths ?? horizonMonths);
      if (known[key]! >= 0) return known[key]!;
      const { fractions } = schedules;
      if (used === fractions.length) {
        schedules.fractions = new Float64Array(2 * used);
        schedules.fractions.set(fractions);
      }
      const offer = contracts[contract]!;
      const nominal = contract < fleet.length ? DELIVERED : deliveryAtScore(offer, 0);
      const delivery = leadMonths === null ? nominal : { ...nominal, inServiceMonths: leadMonths };
      schedules.fractions.set(scheduleOf(offer, { signMonth, delivery, horizonMonths }), used);
      known[key] = used;
      used += horizonMonths;
      return known[key];
    },
  };
  return schedules;
}

/** Share of an offer in service, [month]; the market at signing moves prices alone. */
export function scheduleOf(
  offer: Offer,
  signing: { readonly signMonth: number; readonly delivery: Delivery; readonly horizonMonths: number },
): Float64Array {
  return contractSeries(offer, { ...signing, signingRegime: 1 }).capacityFraction;
}

/** Reference GPUs of one block, in the workload shown to people. */
export function blockReferenceGpus(offer: Offer): number {
  return shownReferenceGpus(offer) / offer.blocks;
}
