import type { Market } from '../domain/plan.ts';
import { normalCdf, normalQuantile } from '../numeric/index.ts';
import type { GrowthChain } from './growth-chain.ts';

export const SUPPLY_REGIME_COUNT = 3;

/** Monthly chances of the supply regime's moves given the growth regime of the month, [growth regime × supply regime]. */
export interface SupplyChain {
  readonly startRegime: number;
  /** one step towards glut */
  readonly loosenProbability: Float64Array;
  /** one step towards tight */
  readonly tightenProbability: Float64Array;
}

/**
 * The supply regime's monthly moves, one step at a time between glut, normal and tight.
 *
 * With u = Φ(r ζ + √(1 − r²) ε), r the plan's `correlationWithGrowth`, ζ the growth regime's rank score and ε standard
 * normal: glut tightens when u > 1 − 1/mean; tight loosens when u < 1/mean; normal loosens when u < 1/(2 mean) and
 * tightens when u > 1 − 1/(2 mean). As ε alone is drawn, each event's chance given the growth regime is
 * P(u < a) = Φ((Φ⁻¹(a) − r ζ) / √(1 − r²)), which is what this returns.
 *
 * At r = 0 durations are geometric with exactly the plan's means. At other r they lengthen or shorten with growth, and
 * the stated means hold only roughly, because growth regimes last.
 */
export function supplyChainOf(market: Market, growth: GrowthChain): SupplyChain {
  const size = growth.regimeCount * SUPPLY_REGIME_COUNT;
  const loosenProbability = new Float64Array(size);
  const tightenProbability = new Float64Array(size);
  const [glut, normal, tight] = market.regimeMeanMonths;
  const loosenShares = [0, 1 / (2 * normal), 1 / tight];
  const tightenShares = [1 / glut, 1 / (2 * normal), 0];
  growth.rankScore.forEach((score, regime) => {
    const push = market.correlationWithGrowth * score;
    const rest = Math.sqrt(1 - market.correlationWithGrowth * market.correlationWithGrowth);
    for (let supply = 0; supply < SUPPLY_REGIME_COUNT; supply += 1) {
      const index = regime * SUPPLY_REGIME_COUNT + supply;
      loosenProbability[index] = chanceBelow(loosenShares[supply]!, push, rest);
      // u > 1 − a is 1 − u < a, and 1 − u has the opposite push.
      tightenProbability[index] = chanceBelow(tightenShares[supply]!, -push, rest);
    }
  });
  return { startRegime: market.startRegime, loosenProbability, tightenProbability };
}

/** P(Φ(push + rest ε) < share) for ε standard normal. */
function chanceBelow(share: number, push: number, rest: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  const distance = normalQuantile(share) - push;
  if (rest > 0) return normalCdf(distance / rest);
  return distance > 0 ? 1 : 0;
}
