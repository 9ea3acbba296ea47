import type { Plan, SupplyRegime } from '../domain/index.ts';
import { SUPPLY_REGIMES } from '../domain/index.ts';
import type { EffectivePrice } from './effective-price.ts';
import { cheaperUse, type CheaperUse, type HourCost } from './hour-cost.ts';
import type { SignedOffer } from './signing.ts';

/** The use at which an offer costs less than buying exactly the used hours elsewhere. */
export interface BreakEven {
  readonly market: 'onDemand' | 'reserved';
  readonly regime: SupplyRegime;
  /** price of one used reference GPU hour there */
  readonly usdPerReferenceGpuHour: number;
  /** shares of the offer's hours, in [0, 1]; null: it is cheaper at no use */
  readonly cheaper: CheaperUse | null;
}

/**
 * Break-even use against the plan's on-demand and reserved prices in each supply regime, by the offer's first workload.
 *
 * At use u an hour of the offer costs `costAtUse`, the market m · u. Whether the market has the hours at that price is
 * another question: the planner's.
 */
export function breakEvensOf(plan: Plan, signed: SignedOffer, price: EffectivePrice): readonly BreakEven[] {
  const { offer } = signed;
  const workload = offer.referenceGpus.findIndex((count) => count > 0);
  if (workload < 0) return [];
  const cost = perReferenceGpu(price);
  const { onDemand, reservedUsdPerReferenceGpuHour } = plan.market;
  const equivalents = onDemand ? (plan.accelerators[onDemand.acceleratorIndex]?.equivalents[workload] ?? 0) : 0;
  return SUPPLY_REGIMES.flatMap((regime, index) => {
    const at = (market: BreakEven['market'], usd: number): BreakEven => ({
      market,
      regime,
      usdPerReferenceGpuHour: usd,
      cheaper: cheaperUse(cost, usd),
    });
    const reserved = at('reserved', reservedUsdPerReferenceGpuHour[index] ?? Number.NaN);
    if (onDemand === null || equivalents <= 0) return [reserved];
    return [at('onDemand', (onDemand.priceUsdPerGpuHour[index] ?? Number.NaN) / equivalents), reserved];
  });
}

function perReferenceGpu({ cost, gpus, referenceGpus }: EffectivePrice): HourCost {
  const perReference = gpus / referenceGpus;
  return {
    owedUsdPerGpuHour: cost.owedUsdPerGpuHour * perReference,
    usage: cost.usage.map((part) => ({ ...part, usdPerGpuHour: part.usdPerGpuHour * perReference })),
  };
}
