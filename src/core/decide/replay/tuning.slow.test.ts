import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../../adapters/node/highs-solver.ts';
import { parsePlan, type Plan } from '../../domain/index.ts';
import type { RootDecision } from '../samples/question.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import { callerInThread } from '../samples/sample-server.ts';
import { byValue, proposed } from './proposals.ts';
import { otherWeights, tuned, type Tuning } from './tuning.ts';

/** Long leases of a growing load under little money: who does not weigh the tail signs so much that money often runs out. */
const PLAN_TEXT = `
eightyfold: 1
name: Little money
asOf: 2026-07-01
startMonth: 2026-07
horizonMonths: 18
discountRatePerYear: 0.12
seed: 80
tree: {stageStartMonths: [0, 4, 9], branches: [2, 2], paths: 512, trees: 2}
lattice: {lattices: 2, nodesPerStage: 4, paths: 512, iterations: 3, rounds: 3, replayPaths: 64}
demand:
  workloads:
    - id: product
      busyReferenceGpus: 1000
      tiers:
        - {id: paying, demandFraction: 0.7, valueUsdPerReferenceGpuHour: 4.2, protected: true}
        - {id: free, demandFraction: 0.3, valueUsdPerReferenceGpuHour: 2.0}
  growth:
    regimes:
      - {id: fast, multiplePerYear: 8, meanMonths: 6, startProbability: 0.5}
      - {id: slow, multiplePerYear: 0.6, meanMonths: 8, startProbability: 0.5}
    jumps: {fast: {slow: 1}, slow: {fast: 1}}
    volatilityPerMonth: 0.10
market:
  supplyRegimes: {start: normal}
  onDemand: {accelerator: h100, priceUsdPerGpuHour: 3.8, availableGpus: 400}
  reservedUsdPerReferenceGpuHour: 1.9
offers:
  - {id: long, route: lease, host: a, accelerator: h100, gpus: 2048, blocks: 8, leadTimeMonths: 1, termMonths: 30, priceUsdPerGpuHour: 1.90, takeOrPayFraction: 1}
  - {id: short, route: lease, host: b, accelerator: h100, gpus: 2048, blocks: 8, leadTimeMonths: 2, termMonths: 9, priceUsdPerGpuHour: 2.90, takeOrPayFraction: 1}
money: {openingLiquidityUsd: 6e6, fixedCostUsdPerMonth: 0.8e6}
risk: {tailFraction: 0.05, weight: 0}
`;

let plan: Plan;
let caller: SampleCaller;
let decisions: RootDecision[];
beforeAll(async () => {
  plan = parsePlan(PLAN_TEXT, 'little-money.yaml').plan!;
  caller = callerInThread(plan, await createHighsSolver());
  decisions = await decisionsAt(undefined);
}, 120_000);
afterAll(() => caller.close());

async function decisionsAt(riskWeight: number | undefined): Promise<RootDecision[]> {
  const { lattices } = plan.lattice;
  const at = riskWeight === undefined ? {} : { riskWeight };
  const step = <T>(_: string, run: () => Promise<T>) => run();
  return byValue((await proposed({ caller, lattices, trialMultiples: [], others: [], step, ...at })).tried);
}

async function tunedFor(limits: Partial<Plan['limits']>): Promise<{ tuning: Tuning; weights: readonly number[] }> {
  const weights: number[] = [];
  const proposeAt = async (riskWeight: number) => {
    weights.push(riskWeight);
    return (await decisionsAt(riskWeight))[0] ?? null;
  };
  const limited = { ...plan, limits: { ...plan.limits, ...limits } };
  return { tuning: await tuned({ plan: limited, caller, decisions: decisions.slice(0, 1), proposeAt }), weights };
}

describe('limits on ruin and shortage', { timeout: 300_000 }, () => {
  it('that the policy keeps move nothing and train nothing', async () => {
    const { tuning, weights } = await tunedFor({ ruinProbabilityMax: 0.9 });
    expect(weights).toEqual([]);
    expect(tuning.tried).toHaveLength(4);
    expect(tuning.chosen).toEqual(tuning.unlimited);
  });

  it('that no reserve keeps move the risk weight, and the most valuable policy that keeps them is chosen', async () => {
    const limit = 0.25;
    const { tuning, weights } = await tunedFor({ ruinProbabilityMax: limit });
    const ruinOf = ({ limits }: Tuning['tried'][number]) => limits[0]!.found.estimate;
    expect(weights).toEqual([1 / 3, 2 / 3]);
    expect(Math.min(...tuning.tried.slice(0, 8).map(ruinOf))).toBeGreaterThan(limit);
    const met = tuning.tried.slice(8).filter((one) => ruinOf(one) <= limit);
    expect(met.length).toBeGreaterThan(0);
    const { decision, reserveUsd, riskWeight } = met.toSorted((a, b) => b.valueUsd - a.valueUsd)[0]!;
    expect(tuning.chosen).toEqual({ decision, reserveUsd, riskWeight });
    expect(tuning.unlimited).toMatchObject({ decision: decisions[0], riskWeight: 0 });
  });

  it('that nothing keeps are missed by as little as was found, after a bounded search', async () => {
    const { tuning, weights } = await tunedFor({ ruinProbabilityMax: 0.001 });
    expect(new Set(weights)).toEqual(new Set([1 / 3, 2 / 3]));
    expect(tuning.tried).toHaveLength(12);
    const { riskWeight, reserveUsd } = tuning.chosen;
    const chosen = tuning.tried.find((one) => one.riskWeight === riskWeight && one.reserveUsd === reserveUsd)!;
    expect(chosen.missed).toBeGreaterThan(0);
    expect(chosen.missed).toBe(Math.min(...tuning.tried.map(({ missed }) => missed)));
  });
});

describe('risk weights to try', () => {
  const missing = (...fields: readonly ('limits.ruinProbabilityMax' | 'limits.shortage.probabilityMax')[]) => ({
    limits: fields.map((field) => ({
      field,
      factor: null,
      limit: 0.01,
      found: { estimate: 0.1, low: 0.05, high: 0.15 },
      isMet: false,
      isSure: false,
      wouldTake: null,
    })),
  });
  const at = (weight: number, tailFraction = 0.05) => ({ weight, tailFraction });

  it('are higher for ruin, lower for shortage, and never 1', () => {
    expect(otherWeights(at(0.4), missing('limits.ruinProbabilityMax'))).toEqual([
      expect.closeTo(0.6, 12),
      expect.closeTo(0.8, 12),
    ]);
    expect(otherWeights(at(0.3), missing('limits.shortage.probabilityMax'))).toEqual([
      expect.closeTo(0.2, 12),
      expect.closeTo(0.1, 12),
    ]);
    expect(otherWeights(at(0.3), missing('limits.ruinProbabilityMax', 'limits.shortage.probabilityMax'))).toHaveLength(
      4,
    );
  });

  it('are none where the tail is all there is, or where neither limit is missed', () => {
    expect(otherWeights(at(0.3, 1), missing('limits.ruinProbabilityMax'))).toEqual([]);
    expect(otherWeights(at(0), missing('limits.shortage.probabilityMax'))).toEqual([]);
    expect(otherWeights(at(0.3), missing())).toEqual([]);
  });
});
