/** What a path is worth to one who knows it: where nothing is by chance, as much as the best of all decisions. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { foresightOutcome } from '../../src/core/decide/samples/foresight.ts';
import type { Plan } from '../../src/core/domain/plan.ts';
import { blockChances, portfolioPolicy, replayWorld, simulateBlock } from '../../src/core/simulate/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const EVERY_MONTH = Array.from({ length: 15 }, (_, month) => month);
/** The gap at which a path's programme is near enough, and rounding. */
const TOLERANCE = 2e-3;

/** Every month a stage, so that the programme sees what the replay does. */
function monthly(plan: Plan): Plan {
  const workloads = plan.workloads.map((workload) => ({ ...workload, churn: null }));
  const branches = EVERY_MONTH.slice(1).map(() => 1);
  return {
    ...plan,
    workloads,
    money: { ...plan.money, openingLiquidityUsd: 1e12 },
    tree: { ...plan.tree, stageStartMonths: EVERY_MONTH, branches, noisePoints: 1 },
  };
}

/** All ways to sign quotes now, blocks by blocks. */
function decisionsOf({ offers }: Plan): number[][] {
  return offers.reduce<number[][]>(
    (all, { blocks, kind }) =>
      all.flatMap((before) => {
        const most = kind === 'quote' ? blocks : 0;
        return Array.from({ length: most + 1 }, (_, count) => [...before, count]);
      }),
    [[]],
  );
}

async function bestPortfolioUsd(plan: Plan): Promise<number> {
  const world = replayWorld(plan);
  const chances = blockChances(plan, 0, 1);
  let best = -Infinity;
  for (const blocks of decisionsOf(plan)) {
    const signings = blocks.map((count, offerIndex) => ({ offerIndex, month: 0, blocks: count }));
    const policy = portfolioPolicy(plan, { name: 'held', signings, notices: [], renewsFleet: false });
    best = Math.max(best, (await simulateBlock(world, policy, chances)).valueUsd[0]!);
  }
  return best;
}

const CERTAIN = {
  isDeterministic: true,
  hasCertainDelivery: true,
  hasNoHazards: true,
  hasNoLimits: true,
  isRiskNeutral: true,
};
const sampled = (options: Parameters<typeof smallPlan>[0], numRuns: number) =>
  fc.sample(smallPlan(options), { numRuns, seed: 81 }).map((plan, index) => [index, monthly(plan)] as const);

describe('foresight', () => {
  it.each(sampled(CERTAIN, 12))('is worth at least the best portfolio of now, plan %i', async (_, plan) => {
    const { valueUsd } = await foresightOutcome(replayWorld(plan), solver, blockChances(plan, 0, 1));
    const best = await bestPortfolioUsd(plan);
    expect(valueUsd[0]).toBeGreaterThanOrEqual(best - TOLERANCE * Math.abs(best));
  });

  it.each(sampled({ hasNoLimits: true }, 6))('is carried out on every path, plan %i', async (_, plan) => {
    const found = await foresightOutcome(replayWorld(plan), solver, blockChances(plan, 0, 4));
    expect(found.pathCount).toBe(4);
    expect(found.valueUsd.every(Number.isFinite)).toBe(true);
    expect(found.contractSignedBlocks.some((blocks) => blocks > 0)).toBe(true);
  });
});
