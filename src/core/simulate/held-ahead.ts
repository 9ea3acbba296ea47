import type { Plan } from '../domain/index.ts';
import { contractSeries, deliveryAtScore, shownReferenceGpus } from '../supply/index.ts';
import type { SeenHolding } from './policy.ts';
import { isFlexibleOffer } from './rule-dates.ts';

/** Reads what holdings serve in months to come, as far as can be seen: at their nominal schedule, or at their own once they serve. */
export interface AheadReader {
  /** adds the reference GPUs of a holding in some months; firm are those that cannot be left within FLEXIBLE_TERM_MONTHS */
  add(holding: SeenHolding, months: readonly number[], to: HeldAhead): void;
  in(holding: SeenHolding, month: number): number;
}

/** [month asked for] reference GPUs */
export interface HeldAhead {
  readonly all: Float64Array;
  readonly firm: Float64Array;
}

export function aheadReader(plan: Plan): AheadReader {
  const contracts = [...plan.fleet, ...plan.offers];
  const sizes = Float64Array.from(contracts, (contract) => shownReferenceGpus(contract) / contract.blocks);
  const isFirm = contracts.map((contract, index) => index < plan.fleet.length || !isFlexibleOffer(contract));
  const fractionsOf = fractionReader(plan);
  const indexOf = ({ isFleet, offerIndex }: SeenHolding): number => (isFleet ? 0 : plan.fleet.length) + offerIndex;
  return {
    add(holding, months, { all, firm }) {
      const contract = indexOf(holding);
      const fractions = fractionsOf(holding, contract);
      const referenceGpus = holding.blocks * sizes[contract]!;
      const goneFrom = holding.goneFromMonth ?? Infinity;
      for (let index = 0; index < months.length; index++) {
        const month = months[index]!;
        if (month >= goneFrom) continue;
        all[index]! += referenceGpus * fractions[month]!;
        if (isFirm[contract]!) firm[index]! += referenceGpus * fractions[month]!;
      }
    },
    in(holding, month) {
      if (month >= (holding.goneFromMonth ?? Infinity)) return 0;
      const contract = indexOf(holding);
      return holding.blocks * sizes[contract]! * fractionsOf(holding, contract)[month]!;
    },
  };
}

/** [month] share of a contract in service. */
function fractionReader(plan: Plan): (holding: SeenHolding, contract: number) => Float64Array {
  const { horizonMonths } = plan;
  const contracts = [...plan.fleet, ...plan.offers];
  const places = { length: contracts.length * horizonMonths * (horizonMonths + 1) };
  const known = Array.from(places, (): Float64Array | undefined => undefined);
  return (holding, contract) => {
    const isSeen = !holding.isFleet && holding.inServiceMonth !== null;
    const leadMonths = isSeen ? holding.inServiceMonth - holding.signMonth : null;
    // Asked for millions of times: a number for (contract, month signed, lead), which lie within the horizon.
    const key = (contract * horizonMonths + holding.signMonth) * (horizonMonths + 1) + (leadMonths ?? horizonMonths);
    let fractions = known[key];
    if (!fractions) {
      const offer = contracts[contract]!;
      const nominal = holding.isFleet ? { gateStartMonths: [], inServiceMonths: 0 } : deliveryAtScore(offer, 0);
      const delivery = leadMonths === null ? nominal : { ...nominal, inServiceMonths: leadMonths };
      const signing = { signMonth: holding.signMonth, delivery, signingRegime: 1 } as const;
      fractions = contractSeries(offer, { ...signing, horizonMonths }).capacityFraction;
      known[key] = fractions;
    }
    return fractions;
  };
}
