import type { Growth, Market, Plan } from '../domain/index.ts';
import type { GrowthChain } from './growth-chain.ts';
import { growthChainOf } from './growth-chain.ts';
import type { SupplyChain } from './supply-chain.ts';
import { supplyChainOf } from './supply-chain.ts';

/** The two Markov chains that a plan's futures follow; read only, for every sample of the plan shares them. */
export interface DemandChains {
  readonly growth: GrowthChain;
  readonly supply: SupplyChain;
}

const known = new WeakMap<Growth, WeakMap<Market, DemandChains>>();

/**
 * The chains of a plan's growth and market. A plan is never changed, so they are calibrated once for each pair of these
 * two records and remembered while the records live: calibrating takes longer than drawing a thousand paths.
 */
export function demandChainsOf({ growth, market }: Pick<Plan, 'growth' | 'market'>): DemandChains {
  const byMarket = known.get(growth) ?? new WeakMap<Market, DemandChains>();
  known.set(growth, byMarket);
  const chains = byMarket.get(market) ?? chainsFor(growth, market);
  byMarket.set(market, chains);
  return chains;
}

function chainsFor(growth: Growth, market: Market): DemandChains {
  const chain = growthChainOf(growth);
  return { growth: chain, supply: supplyChainOf(market, chain) };
}
