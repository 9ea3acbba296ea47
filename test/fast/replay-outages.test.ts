/** Partial outages as the replay draws them: means are what the plan expects, factors strike together, no draw moves. */
import { describe, expect, it } from 'vitest';

import { expectedOutage } from '../../src/core/domain/outage.ts';
import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS } from '../../src/core/domain/term-sheet.ts';
import {
  BLOCK_PATHS,
  blockChances,
  portfolioPolicy,
  replayWorld,
  simulateBlock,
} from '../../src/core/simulate/index.ts';
import { SMALL_LEASE, UNDISCOUNTED_YEAR } from '../../src/core/supply/example-offers.ts';

const STANDARD_ERRORS = 4;
const BLOCKS = 8;

/** Twice a year 40 % is out for a month and a half; a fifth of the fee is credited for months out by 30 % or more. */
const STATED = { perYear: 2, fraction: 0.4, months: 1.5 };

function lease(id: string, stated: typeof STATED, factors: readonly string[] = []): Offer {
  const { outage, outFraction, creditFraction } = expectedOutage(stated, (out) => (out >= 0.3 ? 0.2 : 0));
  const terms = {
    ...PLAIN_TERMS,
    outage,
    usefulFraction: 1 - outFraction,
    serviceCreditFraction: creditFraction,
    paymentLagMonths: 1,
  };
  return { ...SMALL_LEASE, id, termMonths: 9, referenceGpus: [100 * (1 - outFraction)], factors, terms };
}

/** Demand far above any capacity, at $3 an hour. */
const PAID = {
  id: 'paid',
  demandFraction: 1,
  fixedReferenceGpus: null,
  valueUsdPerReferenceGpuHour: 3,
  isProtected: true,
};
const planOf = (...offers: Offer[]): Plan => ({
  ...UNDISCOUNTED_YEAR,
  accelerators: [{ id: 'h100', equivalents: [1], facilityKwPerGpu: 1.36 }],
  workloads: [
    { id: 'customers', busyReferenceGpus: 1e4, tiers: [PAID], valueDeclinePerYear: 0, churn: null, isCash: true },
  ],
  loadBlocks: [{ timeFraction: 1, ofMean: [1] }],
  growth: {
    ...UNDISCOUNTED_YEAR.growth,
    regimes: [{ id: 'level', multiplePerYear: 1, meanMonths: 6, startProbability: 1 }],
    jumps: [[0]],
  },
  money: { openingLiquidityUsd: 1e12, creditLineUsd: 0, fixedCostUsdPerMonth: 0 },
  offers,
});

/** Of a block and month by month, how much of its capacity each path's lease has over what is expected. */
function multiples(plan: Plan, offer: Offer, block: number): number[][] {
  const chances = blockChances(plan, block, BLOCK_PATHS);
  return Array.from({ length: BLOCK_PATHS }, (_, path) => {
    const { capacityMultiple, monthOfOutage } = chances.outagesOf(offer, path)!;
    return Array.from({ length: plan.horizonMonths }, (__, month) => capacityMultiple[monthOfOutage[month]!]!);
  });
}

function expectMean(values: readonly number[], truth: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  expect(variance).toBeGreaterThan(0);
  expect(Math.abs(mean - truth)).toBeLessThanOrEqual(STANDARD_ERRORS * Math.sqrt(variance / values.length));
}

const allBlocks = (of: (block: number) => readonly number[][]) =>
  Array.from({ length: BLOCKS }, (_, block) => of(block)).flat();

describe('outages of the replay', () => {
  it('leave in every month the capacity that the plan expects', () => {
    const offer = lease('lease', STATED);
    const found = allBlocks((block) => multiples(planOf(offer), offer, block));
    for (const month of [0, 1, 5, 11])
      expectMean(
        found.map((path) => path[month]!),
        1,
      );
  });

  it('come back after the months of an outage, and not before', () => {
    const offer = lease('lease', STATED);
    const chances = blockChances(planOf(offer), 0, BLOCK_PATHS);
    for (let path = 0; path < BLOCK_PATHS; path++) {
      const row = [...chances.outagesOf(offer, path)!.monthOfOutage];
      // The second month follows every first one, and nothing else.
      expect(row.slice(1).map((month) => month === 2)).toEqual(row.slice(0, -1).map((month) => month === 1));
    }
  });

  it('of two contracts with a factor in common fall together as their correlation says', () => {
    // Every other month, for a month: a month is out by the sign of its score, so P(both) = 1/4 + asin(0.25) / 2 pi.
    const every = { perYear: 6, fraction: 0.4, months: 1 };
    const [first, second, apart] = [lease('a', every, ['grid-x']), lease('b', every, ['grid-x']), lease('c', every)];
    const plan = planOf(first, second, apart);
    const both = (one: Offer, other: Offer) =>
      allBlocks((block) => {
        const others = multiples(plan, other, block);
        return multiples(plan, one, block).map((path, index) => [
          path.reduce((sum, value, month) => sum + Number(value < 1 && others[index]![month]! < 1), 0) / path.length,
        ]);
      }).flat();
    expectMean(both(first, second), 0.25 + Math.asin(0.25) / (2 * Math.PI));
    expectMean(both(first, apart), 0.25);
  });

  it('do not move when another contract is added or delivery is late', () => {
    const offer = lease('lease', STATED, ['grid-x']);
    const alone = multiples(planOf(offer), offer, 0);
    const more = { ...lease('other', STATED, ['grid-x']), leadTimeMonths: { p10: 1, p50: 2, p90: 5 } };
    expect(multiples(planOf(more, offer), offer, 0)).toEqual(alone);
  });

  it('cost on the mean what the plan expects, service credits included', async () => {
    // Demand without end and nothing discounted: value is linear in capacity and credits.
    const offer = lease('lease', STATED);
    const values: number[] = [];
    const replay = async (held: Offer, block: number) => {
      const plan = planOf(held);
      const signings = [{ offerIndex: 0, month: 0, blocks: held.blocks }];
      const policy = portfolioPolicy(plan, { name: 'held', signings, notices: [], renewsFleet: false });
      return simulateBlock(replayWorld(plan), policy, blockChances(plan, block, BLOCK_PATHS));
    };
    const expected = await replay({ ...offer, terms: { ...offer.terms, outage: null } }, 0);
    for (let block = 0; block < BLOCKS; block++) values.push(...(await replay(offer, block)).valueUsd);
    expect(expected.valueUsd.every((usd) => usd === expected.valueUsd[0])).toBe(true);
    expectMean(values, expected.valueUsd[0]!);
  });
});
