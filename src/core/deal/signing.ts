import type { Offer, Plan } from '../domain/index.ts';
import { contractSeries, deliveryAtScore, lifeEndMonth, type ContractSeries, type Signing } from '../supply/index.ts';
import { KILOWATTS_PER_MEGAWATT } from '../units/index.ts';

/** An offer signed when it first can be, at its median delivery, with its whole life as series. */
export interface SignedOffer {
  readonly offer: Offer;
  readonly signing: Signing;
  readonly series: ContractSeries;
}

/**
 * Signs an offer for its description. A quote has one price whatever the market; a later offer is taken at the price of
 * the market as it is today.
 */
export function signedOffer(plan: Plan, offer: Offer): SignedOffer {
  const signingRegime = plan.market.startRegime as Signing['signingRegime']; // an index into the three supply regimes
  const signing = {
    signMonth: Math.max(0, offer.signFromMonth),
    delivery: deliveryAtScore(offer, 0),
    signingRegime,
  };
  return {
    offer,
    signing,
    series: contractSeries(offer, { ...signing, horizonMonths: lifeEndMonth(offer, signing) }),
  };
}

/** Facility megawatts of an offer's GPUs; null where some accelerator's power is not known. */
export function facilityMegawattsOf(plan: Plan, offer: Offer): number | null {
  let kilowatts = 0;
  for (const { acceleratorIndex, gpus } of offer.quantities) {
    const perGpu = plan.accelerators[acceleratorIndex]?.facilityKwPerGpu ?? null;
    if (perGpu === null) return null;
    kilowatts += perGpu * gpus;
  }
  return kilowatts === 0 ? null : kilowatts / KILOWATTS_PER_MEGAWATT;
}
