/** Plans at the edge of what is valid are planned, and their certificates accepted. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { run } from '../../src/cli/run.ts';
import type { Result } from '../../src/core/decide/index.ts';
import { fakeSession } from '../support/fake-session.ts';

const CONSTANT = {
  regimes: [{ id: 'only', multiplePerYear: 1, meanMonths: 6, startProbability: 1 }],
  volatilityPerMonth: 0,
};
const TIERS = [
  { id: 'contracted', demandFraction: 0.75, valueUsdPerReferenceGpuHour: 9, protected: true },
  { id: 'free', demandFraction: 0.25, valueUsdPerReferenceGpuHour: 3 },
];
const LEASE = {
  id: 'lease',
  route: 'lease',
  host: 'neocloud',
  accelerator: 'h100',
  gpus: 800,
  blocks: 8,
  leadTimeMonths: 1,
  termMonths: 5,
  priceUsdPerGpuHour: 2.5,
  takeOrPayFraction: 1,
};

/** Demand that is certain and constant, decided on every month: every part of the engine can be reckoned by hand. */
const CERTAIN = {
  eightyfold: 1,
  name: 'Certain',
  asOf: '2026-07-01',
  startMonth: '2026-07',
  horizonMonths: 6,
  discountRatePerYear: 0,
  demand: { workloads: [{ id: 'customers', busyReferenceGpus: 400, tiers: TIERS, churn: 'none' }], growth: CONSTANT },
  market: {
    supplyRegimes: { start: 'normal' },
    onDemand: { accelerator: 'h100', priceUsdPerGpuHour: 4, availableGpus: 100 },
    reservedUsdPerReferenceGpuHour: 2,
  },
  offers: [LEASE],
  money: { openingLiquidityUsd: 25e6 },
  tree: { stageStartMonths: [0, 1, 2, 3, 4, 5], branches: [1, 1, 1, 1, 1], paths: 30, trees: 2 },
  lattice: { lattices: 2, nodesPerStage: 1, paths: 60, iterations: 2, rounds: 2, replayPaths: 30 },
};

/** Demand of the certain plan with its one workload changed. */
const workload = (more: object) => ({ ...CERTAIN.demand, workloads: [{ ...CERTAIN.demand.workloads[0], ...more }] });

/** Found by chance: the wealth of a path cancels against the quantile it is held against, and rounding is left. */
const UNPAID = {
  eightyfold: 1,
  name: 'Unpaid',
  asOf: '2026-06-28',
  startMonth: '2026-07',
  horizonMonths: 9,
  seed: 3,
  discountRatePerYear: 0.1,
  demand: {
    ...workload({ churn: undefined, tiers: TIERS.map((tier) => ({ ...tier, valueUsdPerReferenceGpuHour: 0 })) }),
    growth: {
      regimes: [
        { id: 'fast', multiplePerYear: 10, meanMonths: 4, startProbability: 0.4 },
        { id: 'slow', multiplePerYear: 1.2, meanMonths: 8, startProbability: 0.6 },
      ],
      jumps: { fast: { slow: 1 }, slow: { fast: 1 } },
      volatilityPerMonth: 0.08,
    },
  },
  market: {
    supplyRegimes: { start: 'normal', correlationWithGrowth: 0.3 },
    onDemand: {
      accelerator: 'h100',
      priceUsdPerGpuHour: { glut: 3, normal: 4, tight: 6 },
      availableGpus: { glut: 400, normal: 200, tight: 50 },
    },
    reservedUsdPerReferenceGpuHour: { glut: 1.5, normal: 2, tight: 3 },
  },
  fleet: [
    {
      id: 'old',
      host: 'cloud',
      route: 'lease',
      accelerator: 'h100',
      gpus: 300,
      untilMonth: '2026-12',
      priceUsdPerGpuHour: 2.3,
    },
  ],
  offers: [{ ...LEASE, gpus: 256, blocks: 4, termMonths: 12, priceUsdPerGpuHour: 2.4 }],
  money: { openingLiquidityUsd: 25e6, fixedCostUsdPerMonth: 3e5 },
  tree: { stageStartMonths: [0, 3], branches: [2], paths: 64, trees: 2, noisePoints: 2 },
  lattice: { lattices: 2, nodesPerStage: 3, paths: 128, iterations: 2, rounds: 2, replayPaths: 40 },
};

async function planned(plan: object): Promise<Result> {
  const path = join(mkdtempSync(join(tmpdir(), 'odd-plan-')), 'plan.yaml');
  writeFileSync(path, JSON.stringify(plan));
  const session = fakeSession();
  expect(await run(['plan', path, '--json', '--workers', '1'], session), session.said.err).toBe(0);
  expect(session.said.err).toContain('certificate accepted');
  return JSON.parse(session.said.out) as Result;
}

describe('a plan at the edge', () => {
  it('of which all is certain comes out as reckoned by hand, on lattices, trees and unseen futures', async () => {
    const { value, crossCheck, offers, signNow, replay } = await planned(CERTAIN);
    // 730 h x (300 x $9 + 100 x $3 - 400 x $2.50) in each of months 1 to 5; month 0 buys 100 at $4 for the tier at $9.
    const served = 730 * (300 * 9 + 100 * 3 - 400 * 2.5) * 5 + 730 * 100 * (9 - 4);
    // Without the lease the 100 bought by the hour are all there is.
    const added = served - 730 * 100 * (9 - 4) * 6;
    expect(signNow[0]!.blocks).toBe(4);
    for (const found of [value.recommendedUsd, value.reachedUsd, replay!.policies[0]!.valueUsd]) {
      for (const usd of [found.estimate, found.low, found.high]) expect(usd! / served).toBeCloseTo(1, 9);
    }
    expect(replay!.lostAgainstBoundUsd.estimate / served).toBeCloseTo(0, 9);
    expect(crossCheck.addedValueUsd.estimate / added).toBeCloseTo(1, 9);
    expect(offers[0]!.walkAwayPriceUsdPerGpuHour.estimate).toBeCloseTo(2.5 + added / (400 * 730 * 5), 6);
  });

  it('with nothing to serve signs nothing', async () => {
    const { signNow, value } = await planned({
      ...CERTAIN,
      demand: workload({ busyReferenceGpus: 0, churn: undefined }),
    });
    expect(signNow).toEqual([]);
    expect(value.recommendedUsd.estimate).toBe(0);
  });

  it('whose customers pay nothing signs nothing: its wealth is certain in spite of uncertain demand', async () => {
    const { signNow } = await planned(UNPAID);
    expect(signNow).toEqual([]);
  });

  it('whose quote is signed already is certified', async () => {
    const { signNow } = await planned({ ...CERTAIN, offers: [{ ...LEASE, status: 'signed' }] });
    expect(signNow.map(({ blocks, isAlreadySigned }) => [blocks, isAlreadySigned])).toEqual([[8, true]]);
  });

  it('without offers says which renewal is taken up at the start', async () => {
    const fleet = [{ ...UNPAID.fleet[0], untilMonth: '2026-08', renewal: { priceUsdPerGpuHour: 2, termMonths: 4 } }];
    const { signNow, rightsNow } = await planned({ ...CERTAIN, fleet, offers: [] });
    expect(signNow).toEqual([]);
    // From month 2 to the end: an hour at $2 is worth $9 or $3 but for the 100 that are had by the hour.
    expect(rightsNow).toMatchObject([{ right: { kind: 'takeUp', contractId: 'old-renewal' }, referenceGpus: 300 }]);
  });

  it('of one month without offers, fleet or market is planned', async () => {
    const tree = { ...CERTAIN.tree, stageStartMonths: [0], branches: [] };
    const market = { ...CERTAIN.market, onDemand: 'none' };
    const { signNow, value } = await planned({ ...CERTAIN, horizonMonths: 1, offers: [], market, tree });
    expect(signNow).toEqual([]);
    expect(value.recommendedUsd.estimate).toBe(0);
  });
});
