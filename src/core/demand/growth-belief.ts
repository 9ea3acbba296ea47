import type { Plan } from '../domain/index.ts';
import { log } from '../numeric/index.ts';
import { Bug, MONTHS_PER_YEAR } from '../units/index.ts';
import { beliefFilterOf, updateBelief } from './belief.ts';
import { demandChainsOf } from './demand-chains.ts';
import { advanced } from './growth-chain.ts';

/** What an observer thinks of growth after months of it. */
export interface GrowthBelief {
  /** of the regime of the month after the coming one, [regime in plan order] */
  readonly probability: readonly number[];
  /** log growth expected of the coming month */
  readonly expectedLogGrowthPerMonth: number;
}

/**
 * The plan's belief about growth, filtered through months of it: Bayes on each month's log growth, then a step of the
 * chain (`updateBelief`), from the plan's start; and a further step to the month after the coming one.
 *
 * Mean growth of a regime is slowed by saturation at its median, and efficiency gains are taken at their median.
 *
 * @param seen `logGrowths` of demand from each month to the next, `busyReferenceGpus` the levels before them and the last
 * @throws Bug unless there is one level more than growths
 */
export function growthBeliefAfter(
  plan: Plan,
  seen: { readonly logGrowths: readonly number[]; readonly busyReferenceGpus: readonly number[] },
): GrowthBelief {
  if (seen.busyReferenceGpus.length !== seen.logGrowths.length + 1) throw new Bug('growths lie between levels');
  const chain = demandChainsOf(plan).growth;
  const filter = beliefFilterOf(chain, plan.growth.volatilityPerMonth);
  const { growth } = plan;
  const gain = growth.of === 'usage' ? log(growth.efficiencyMultiplePerYear.p50) / MONTHS_PER_YEAR : 0;
  const meansAt = (busy: number) => {
    const slowdown = growth.saturation === null ? 1 : Math.max(0, 1 - busy / growth.saturation.median);
    return chain.logGrowthPerMonth.map((drift) => (drift - gain > 0 ? (drift - gain) * slowdown : drift - gain));
  };
  seen.logGrowths.forEach((logGrowth, index) =>
    updateBelief(filter, logGrowth, meansAt(seen.busyReferenceGpus[index]!)),
  );
  const means = meansAt(seen.busyReferenceGpus.at(-1)!);
  const expected = filter.probability.reduce((sum, probability, regime) => sum + probability * means[regime]!, 0);
  return { probability: [...advanced(filter.probability, chain.transition)], expectedLogGrowthPerMonth: expected };
}
