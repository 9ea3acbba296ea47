import type { Plan, SupplyRegime } from '../domain/index.ts';
import { SUPPLY_REGIMES } from '../domain/index.ts';
import type { EffectivePrice, HourCost } from './effective-price.ts';
import type { SignedOffer } from './signing.ts';

/** The use above which an offer costs less than buying exactly the used hours elsewhere. */
export interface BreakEven {
  readonly market: 'onDemand' | 'reserved';
  readonly regime: SupplyRegime;
  /** price of one used reference GPU hour there */
  readonly usdPerReferenceGpuHour: number;
  /** share of the offer's hours, in [0, 1]; null: no use is enough, the offer is dearer even when full */
  readonly utilisationFraction: number | null;
}

/**
 * Break-even use against the plan's on-demand and reserved prices in each supply regime, by the offer's first workload.
 *
 * At use u an hour of the offer costs `costAtUse` = F + b · max(0, u − τ), the market m · u. Equal at F / m when that is
 * at most τ, else at (F − b τ) / (m − b). Whether the market has the hours at that price is another question: the
 * planner's.
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
      utilisationFraction: breakEvenFraction(cost, usd),
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
    usageUsdPerGpuHour: cost.usageUsdPerGpuHour * perReference,
    takeOrPayFraction: cost.takeOrPayFraction,
  };
}

/** The share of use at which both cost the same: see `breakEvensOf`. @param marketUsd price of a used hour, > 0 */
export function breakEvenFraction(cost: HourCost, marketUsd: number): number | null {
  const { owedUsdPerGpuHour, usageUsdPerGpuHour, takeOrPayFraction } = cost;
  const owedUse = owedUsdPerGpuHour / marketUsd;
  if (owedUse <= takeOrPayFraction) return Math.max(0, owedUse);
  if (marketUsd <= usageUsdPerGpuHour) return null;
  const use = (owedUsdPerGpuHour - usageUsdPerGpuHour * takeOrPayFraction) / (marketUsd - usageUsdPerGpuHour);
  return use <= 1 ? use : null;
}
