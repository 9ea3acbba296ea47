/** Laws of the replay: it agrees with the engine where nothing is uncertain, looks at nothing later, and needs no order. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { leafValues, linesOf } from '../../src/core/decide/planner/reading.ts';
import { openLattice } from '../../src/core/decide/samples/lattice-session.ts';
import { rollingMeanPlan } from '../../src/core/decide/samples/rolling-mean-plan.ts';
import type { Plan } from '../../src/core/domain/plan.ts';
import {
  blockChances,
  forecasterOf,
  portfolioPolicy,
  quotedRule,
  QUOTED_RULES,
  replayWorld,
  simulateBlock,
  type BlockChances,
  type Decision,
  type ReplayPolicy,
} from '../../src/core/simulate/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { isPaidByUse } from '../../src/core/supply/index.ts';
import { holds, withTree } from '../support/law.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const EVERY_MONTH = Array.from({ length: 15 }, (_, month) => month);

/** One date at which anything is decided, every month a stage of its own, and nothing by chance. */
function oncePlan(plan: Plan): Plan {
  const offers = plan.offers
    .filter(({ kind }) => kind === 'quote')
    .map((offer) => ({ ...offer, signByMonth: 0, buyerExit: null, gates: offer.gates.slice(-1) }));
  return {
    ...plan,
    offers,
    fleet: plan.fleet.map((contract) => ({ ...contract, buyerExit: null })),
    money: { ...plan.money, openingLiquidityUsd: 1e12 },
    tree: {
      stageStartMonths: EVERY_MONTH,
      branches: EVERY_MONTH.slice(1).map(() => 1),
      paths: 1,
      trees: 2,
      noisePoints: 1,
    },
  };
}

/** What the engine's exact tree and the replay make of the same decision. */
async function bothValues(
  plan: Plan,
  blocks: readonly number[],
): Promise<{ engine: number; replay: number; gross: number } | null> {
  const engine = withTree(plan, solver, (session) => {
    const held = blocks.map((count, quote): [number, number] => [quote, count]);
    const answer = session.ask({ held });
    if (answer.status !== 'optimal') return null;
    return {
      usd: leafValues(answer.solution).reduce((sum, { usd, probability }) => sum + usd * probability, 0),
      gross: linesOf(answer.solution).reduce((sum, { usd }) => sum + Math.abs(usd), 1),
    };
  });
  if (!engine) return null;
  const signings = blocks.map((count, offerIndex) => ({ offerIndex, month: 0, blocks: count }));
  const policy = portfolioPolicy(plan, { name: 'held', signings, notices: [], renewsFleet: false });
  const { valueUsd } = await simulateBlock(replayWorld(plan), policy, blockChances(plan, 0, 1));
  return { engine: engine.usd, replay: valueUsd[0]!, gross: engine.gross };
}

/** By what share of gross cash the replay's dispatch by value may fall short of the engine's own. */
function dispatchTolerance({ workloads, offers, fleet }: Plan): number {
  const contracts = offers.concat(fleet);
  const hasChurn = workloads.some(({ churn }) => churn !== null);
  const hasOneClass = contracts.every(({ referenceGpus }) => referenceGpus[0] === referenceGpus.at(-1));
  // With churn or several classes dispatch by value is not always best; it is never better, and not far off.
  if (hasChurn || !hasOneClass) return 0.05;
  // Several contracts paid by use are blended by one share; the engine blends each by its own.
  return contracts.filter(isPaidByUse).length > 1 ? 1e-4 : 1e-7;
}

const CERTAIN = {
  isDeterministic: true,
  hasCertainDelivery: true,
  hasNoHazards: true,
  hasNoLimits: true,
  isRiskNeutral: true,
};

describe('L8: where nothing is uncertain the replay is worth what the engine says', () => {
  it.each(fc.sample(smallPlan(CERTAIN), { numRuns: 60, seed: 80 }).map((plan, index) => [index, plan] as const))(
    'plan %i',
    async (_, plan) => {
      const once = oncePlan(plan);
      const found = await bothValues(
        once,
        once.offers.map(({ blocks }) => blocks),
      );
      if (!found) return;
      const { engine, replay, gross } = found;
      expect(replay).toBeLessThanOrEqual(engine + 1e-7 * gross);
      expect(engine - replay).toBeLessThanOrEqual(dispatchTolerance(once) * gross);
    },
  );
});

const SERVICE = { inServiceMonth: 1, endMonth: 13 };

/** Chances that are the same up to a month and others afterwards. */
function changedAfter(plan: Plan, month: number): { before: BlockChances; after: BlockChances } {
  const before = blockChances(plan, 0, 40);
  const other = blockChances(plan, 1, 40);
  const { monthCount } = before.paths;
  const mixed = <T extends Float64Array | Uint8Array>(first: T, second: T): T =>
    first.map((value: number, index: number) => (index % monthCount <= month ? value : second[index]!)) as T;
  const paths = {
    ...before.paths,
    multiple: mixed(before.paths.multiple, other.paths.multiple),
    regime: mixed(before.paths.regime, other.paths.regime),
    supplyRegime: mixed(before.paths.supplyRegime, other.paths.supplyRegime),
    expectedLogGrowthPerYear: mixed(before.paths.expectedLogGrowthPerYear, other.paths.expectedLogGrowthPerYear),
  };
  return { before, after: { ...before, paths } };
}

function recorded(policy: ReplayPolicy, upToMonth: number): { policy: ReplayPolicy; decisions: Decision[] } {
  const decisions: Decision[] = [];
  return {
    decisions,
    policy: {
      ...policy,
      async decide(month, seen) {
        const made = await policy.decide(month, seen);
        if (month <= upToMonth) decisions.push(...made);
        return made;
      },
    },
  };
}

describe('L16: changing paths after a month changes no decision up to it', () => {
  const plans = fc.sample(smallPlan({ hasNoLimits: true, hasNoHazards: true }), { numRuns: 6, seed: 16 });
  it.each(plans.map((plan, index) => [index, plan] as const))('quoted rules, plan %i', async (_, plan) => {
    const world = replayWorld(plan);
    const month = plan.tree.stageStartMonths.at(-1)!;
    const { before, after } = changedAfter(plan, month);
    const forecaster = forecasterOf(plan);
    const policies = [
      ...QUOTED_RULES.map(
        ({ id }) =>
          () =>
            quotedRule(plan, id, forecaster),
      ),
      () => rollingMeanPlan(plan, solver, forecaster.lattice),
    ];
    for (const policy of policies) {
      const first = recorded(policy(), month);
      const second = recorded(policy(), month);
      await simulateBlock(world, first.policy, before);
      await simulateBlock(world, second.policy, after);
      expect(second.decisions).toEqual(first.decisions);
    }
  });
});

describe('L16: the same for the policy of the engine', () => {
  const plans = fc.sample(smallPlan({ hasNoLimits: true }), { numRuns: 4, seed: 16 });
  const kinds = ['policyOf', 'replanningPolicyOf'] as const;
  it.each(plans.flatMap((plan, index) => kinds.map((kind) => [kind, index, plan] as const)))(
    '%s, plan %i',
    async (kind, _, plan) => {
      const world = replayWorld(plan);
      const month = plan.tree.stageStartMonths[1]!;
      const { before, after } = changedAfter(plan, month);
      const run = async (chances: BlockChances) => {
        const session = await openLattice(plan, solver, { sampleIndex: 0 });
        const { policy, decisions } = recorded(await session[kind]({}, 0), month);
        const { valueUsd } = await simulateBlock(world, policy, chances);
        await session.dispose();
        return { decisions, valueUsd };
      };
      const first = await run(before);
      const second = await run(after);
      expect(second.valueUsd).not.toEqual(first.valueUsd);
      expect(first.decisions.length).toBe(2 * before.paths.pathCount);
      expect(second.decisions).toEqual(first.decisions);
    },
  );
});

describe('the rolling mean plan', () => {
  it.each(fc.sample(smallPlan(CERTAIN), { numRuns: 24, seed: 81 }).map((plan, index) => [index, plan] as const))(
    'is the best plan where nothing is uncertain, plan %i',
    async (_, plan) => {
      const once = oncePlan(plan);
      const engine = withTree(once, solver, (session) => {
        const answer = session.ask({});
        if (answer.status !== 'optimal') return null;
        return {
          usd: leafValues(answer.solution).reduce((sum, { usd, probability }) => sum + usd * probability, 0),
          gross: linesOf(answer.solution).reduce((sum, { usd }) => sum + Math.abs(usd), 1),
        };
      });
      if (!engine) return;
      const policy = rollingMeanPlan(once, solver, forecasterOf(once).lattice);
      const { valueUsd } = await simulateBlock(replayWorld(once), policy, blockChances(once, 0, 1));
      expect(valueUsd[0]!).toBeLessThanOrEqual(engine.usd + 1e-7 * engine.gross);
      expect(engine.usd - valueUsd[0]!).toBeLessThanOrEqual(dispatchTolerance(once) * engine.gross);
    },
  );

  it('decides for a path what it would decide for it alone', async () => {
    const [plan] = fc.sample(smallPlan({ hasNoLimits: true }), { numRuns: 1, seed: 18 });
    const policy = rollingMeanPlan(plan!, solver, forecasterOf(plan!).lattice);
    const alone: Decision[] = [];
    const together: Decision[] = [];
    let laterSignings = 0;
    const watched: ReplayPolicy = {
      ...policy,
      async decide(month, seen) {
        const made = await policy.decide(month, seen);
        together.push(...made);
        for (const one of seen) alone.push(...(await policy.decide(month, [one])));
        if (month > 0) laterSignings += made.flatMap(({ signings }) => signings).length;
        return made;
      },
    };
    await simulateBlock(replayWorld(plan!), watched, blockChances(plan!, 0, 12));
    expect(alone).toEqual(together);
    expect(laterSignings).toBeGreaterThan(0);
  });
});

describe('planning again', () => {
  // One iteration leaves a policy that knows little of what follows: planned again from where paths stand it does better.
  const plans = fc
    .sample(smallPlan({ hasNoLimits: true, isRiskNeutral: true }), { numRuns: 6, seed: 17 })
    .map((plan) => ({ ...plan, lattice: { ...plan.lattice, iterations: 1 } }));

  it('gains on a policy that is hardly trained, and loses on none', async () => {
    const gains: number[] = [];
    for (const plan of plans) {
      const world = replayWorld(plan);
      const chances = blockChances(plan, 0, 20);
      const session = await openLattice(plan, solver, { sampleIndex: 0 });
      const [once, again] = [await session.policyOf({}, 0), await session.replanningPolicyOf({}, 0)];
      const values = [await simulateBlock(world, once, chances), await simulateBlock(world, again, chances)].map(
        ({ valueUsd }) => valueUsd.reduce((sum, usd) => sum + usd, 0) / valueUsd.length,
      );
      gains.push((values[1]! - values[0]!) / Math.abs(values[0]!));
      await session.dispose();
    }
    expect(Math.max(...gains)).toBeGreaterThan(0.01);
    expect(Math.min(...gains)).toBeGreaterThan(-0.01);
  });
});

describe('more of what is free', () => {
  it('a first path is the same alone as among others', () => {
    holds(smallPlan(), { runs: 8, spoken: 8 }, (plan) => {
      const one = blockChances(plan, 3, 1);
      const many = blockChances(plan, 3, 25);
      expect(many.paths.multiple.slice(0, plan.horizonMonths + 1)).toEqual(one.paths.multiple);
      for (const offer of plan.offers) {
        expect(many.deliveryOf(offer, 0)).toEqual(one.deliveryOf(offer, 0));
        expect(many.lossOf(offer, 0, SERVICE)).toEqual(one.lossOf(offer, 0, SERVICE));
      }
      return true;
    });
  });
});
