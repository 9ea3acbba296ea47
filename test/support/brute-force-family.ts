/** Runs a family of random plans: one test per family, whose name states how many plans it compares. */
import { expect, it } from 'vitest';

import type { Solver } from '../../src/core/solve/index.ts';
import { comparePlanner } from './brute-force-compare.ts';
import type { Met } from './brute-force.ts';
import { randomPlan, type Family } from './random-plan.ts';

export const PLANS_PER_FAMILY = 60;

/**
 * @param options `expected`: least number of the plans that must meet each thing, so that a family stays what it says;
 *   `isBound` as for `comparePlanner`
 */
export function itAgrees(
  family: Family,
  solver: () => Solver,
  options: { readonly expected?: Partial<Record<keyof Met, number>>; readonly isBound?: boolean } = {},
): void {
  const verb = options.isBound ? 'is never worse than a policy' : 'equals the brute force';
  it(`${verb} on ${PLANS_PER_FAMILY} plans: ${family}`, () => {
    const found: string[] = [];
    const counts: Record<keyof Met, number> = { rescue: 0, beyondCredit: 0, churn: 0, forbidden: 0, laterDecision: 0 };
    for (let seed = 0; seed < PLANS_PER_FAMILY; seed++) {
      const { disagreements, met } = comparePlanner(randomPlan(family, seed), solver(), options);
      found.push(...disagreements);
      for (const what of Object.keys(counts) as (keyof Met)[]) counts[what] += met[what] ? 1 : 0;
    }
    // Each line names the family and the seed: randomPlan(family, seed) is the plan.
    expect(found).toEqual([]);
    for (const [what, least] of Object.entries(options.expected ?? {})) {
      expect(counts[what as keyof Met], what).toBeGreaterThanOrEqual(least);
    }
  });
}
