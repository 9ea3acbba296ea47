/** Dated runs: what their dates mean to the programme and to the replay. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import type { DatedRun, Plan, Tier } from '../../src/core/domain/plan.ts';
import { blockChances, portfolioPolicy, replayWorld, simulateBlock } from '../../src/core/simulate/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { expectNotAbove, expectSame, holds, optimum } from '../support/law.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const PATHS = 20;

/** The plan with every tier of fixed size replaced; null where it has none. */
function withFixed(plan: Plan, change: (tier: Tier) => readonly Tier[]): Plan | null {
  if (!plan.workloads.some(({ tiers }) => tiers.some(({ fixedReferenceGpus }) => fixedReferenceGpus))) return null;
  const workloads = plan.workloads.map((workload) => ({
    ...workload,
    tiers: workload.tiers.flatMap((tier) => (tier.fixedReferenceGpus ? change(tier) : [tier])),
  }));
  return { ...plan, workloads };
}

const dated = (tier: Tier, run: Omit<DatedRun, 'isDeferrable'>): Tier => ({
  ...tier,
  run: { ...run, isDeferrable: false },
});

/** Signs nothing and lives with the fleet. */
async function replayedUsd(plan: Plan): Promise<Float64Array> {
  const policy = portfolioPolicy(plan, { name: 'held', signings: [], notices: [], renewsFleet: false });
  return (await simulateBlock(replayWorld(plan), policy, blockChances(plan, 0, PATHS))).valueUsd;
}

const FORMS: readonly (readonly [string, (tier: Tier, plan: Plan) => readonly Tier[]])[] = [
  ['over all months is a floor', (tier, plan) => [dated(tier, { fromMonth: -2, toMonth: plan.horizonMonths + 3 })]],
  [
    'in two parts, one after the other, is one run',
    (tier, { horizonMonths }) => {
      const half = Math.ceil(horizonMonths / 2);
      return [
        dated(tier, { fromMonth: 0, toMonth: half }),
        dated({ ...tier, id: `${tier.id}-b` }, { fromMonth: half, toMonth: horizonMonths }),
      ];
    },
  ],
];

describe('a dated run', () => {
  it.each(FORMS)('%s, to the programme', (_, change) => {
    holds(smallPlan(), { runs: 40, spoken: 10 }, (plan) => {
      const other = withFixed(plan, (tier) => change(tier, plan));
      if (other === null) return false;
      expectSame(optimum(plan, solver), optimum(other, solver));
      return true;
    });
  });

  it.each(FORMS)('%s, to the replay', async (_, change) => {
    let spoken = 0;
    for (const plan of fc.sample(smallPlan(), { numRuns: 25, seed: 82 })) {
      const other = withFixed(plan, (tier) => change(tier, plan));
      if (other === null) continue;
      const [one, two] = [await replayedUsd(plan), await replayedUsd(other)];
      spoken += 1;
      one.forEach((usd, path) => expect(Math.abs(two[path]! - usd)).toBeLessThanOrEqual(1e-9 * (1e6 + Math.abs(usd))));
    }
    expect(spoken).toBeGreaterThanOrEqual(5);
  });

  it('before or after the plan asks for nothing', () => {
    holds(smallPlan(), { runs: 40, spoken: 10 }, (plan) => {
      const gone = withFixed(plan, (tier) => [{ ...tier, fixedReferenceGpus: 0 }]);
      const past = withFixed(plan, (tier) => [dated(tier, { fromMonth: -9, toMonth: 0 })]);
      if (gone === null || past === null) return false;
      expectSame(optimum(gone, solver), optimum(past, solver));
      return true;
    });
  });

  it('that comes after everything else is worth no less when it may wait', () => {
    const run = { fromMonth: 0, toMonth: 6 };
    const last = { isProtected: false, valueUsdPerReferenceGpuHour: 0.4 };
    holds(smallPlan({ hasNoLimits: true, isRiskNeutral: true }), { runs: 80, spoken: 15 }, (plan) => {
      const [flat, waiting] = [false, true].map((isDeferrable) =>
        withFixed(plan, (tier) => [{ ...tier, ...last, run: { ...run, isDeferrable } }]),
      );
      if (!flat || !waiting || plan.loadBlocks.length === 1) return false;
      expectNotAbove(optimum(flat, solver), optimum(waiting, solver));
      return true;
    });
  });
});
