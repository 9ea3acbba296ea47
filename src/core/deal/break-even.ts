import type { Plan, SupplyRegime } from '../domain/index.ts';
import { SUPPLY_REGIMES } from '../domain/index.ts';
import type { EffectivePrice } from './effective-price.ts';
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
 * At use u an hour of the offer costs F + p · max(τ, u): p is what is billed by use beyond the take-or-pay share τ, F is
 * every other cash; the market costs m · u. Equal at (F + p τ) / m when that is at most τ, else at F / (m − p).
 * Whether the market has the hours at that price is another question: the planner's.
 */
export function breakEvensOf(plan: Plan, signed: SignedOffer, price: EffectivePrice): readonly BreakEven[] {
  const { offer } = signed;
  const workload = offer.referenceGpus.findIndex((count) => count > 0);
  if (workload < 0) return [];
  const perReference = price.gpus / price.referenceGpus;
  const cost = costOf(signed, price, perReference);
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

/** Cost of an hour of the offer: whatever the use, by use, and the share of the latter that is owed anyway. */
export interface HourCost {
  readonly fixedUsd: number;
  readonly byUseUsd: number;
  readonly takeOrPayFraction: number;
}

function costOf({ offer }: SignedOffer, price: EffectivePrice, perReference: number): HourCost {
  const isOwned = offer.price.kind === 'owned';
  const billed = price.steps
    .filter(({ id }) => id === 'quoted' || id === 'timing')
    .reduce((sum, { usdPerGpuHour }) => sum + usdPerGpuHour, 0);
  const byUse = isOwned ? 0 : billed;
  return {
    fixedUsd: (price.allInUsdPerGpuHour - byUse) * perReference,
    byUseUsd: byUse * perReference,
    takeOrPayFraction: offer.takeOrPayFraction,
  };
}

/** The share of use at which both cost the same: see `breakEvensOf`. @param marketUsd price of a used hour, > 0 */
export function breakEvenFraction(cost: HourCost, marketUsd: number): number | null {
  const { fixedUsd, byUseUsd, takeOrPayFraction } = cost;
  const owedUse = (fixedUsd + byUseUsd * takeOrPayFraction) / marketUsd;
  if (owedUse <= takeOrPayFraction) return Math.max(0, owedUse);
  if (marketUsd <= byUseUsd) return null;
  const use = fixedUsd / (marketUsd - byUseUsd);
  return use <= 1 ? use : null;
}
