import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../../adapters/node/highs-solver.ts';
import { parsePlan, type Plan } from '../../domain/index.ts';
import type { RootDecision } from '../samples/question.ts';
import { blocksFor, type PolicyChoice } from '../samples/replay-server.ts';
import type { SampleCaller, SampleRequest } from '../samples/sample-caller.ts';
import { callerInThread } from '../samples/sample-server.ts';
import { isSamePolicy } from './limit-keeping.ts';
import { byValue, proposed } from './proposals.ts';
import { confirmingBlocks, REPLAY_PATHS_DEFAULT, tuningBlocks } from './replay-paths.ts';
import { foreseenMost, policyTrier, type TriedPolicy } from './tried-policy.ts';
import { otherWeights, tuned, type Tuning } from './tuning.ts';

/** Little money, and so often ruin. */
const PLAN_TEXT = readFileSync(new URL('../../../../test/support/little-money.yaml', import.meta.url), 'utf8');

/** One seed of the plan: its lattices, and the root decisions by value at the plan's own weight. */
interface Seeded {
  readonly plan: Plan;
  readonly caller: SampleCaller;
  readonly decisions: readonly RootDecision[];
}

/** By seed: on the second the tuning paths flatter what is best without limits. */
const seededBySeed = new Map<number, Seeded>();
beforeAll(async () => {
  for (const seed of [80, 83]) {
    const plan = { ...parsePlan(PLAN_TEXT, 'little-money.yaml').plan!, seed };
    const caller = callerInThread(plan, await createHighsSolver());
    seededBySeed.set(seed, { plan, caller, decisions: await decisionsAt({ plan, caller }) });
  }
}, 240_000);
afterAll(async () => {
  for (const { caller } of seededBySeed.values()) await caller.close();
});

async function decisionsAt(on: Pick<Seeded, 'plan' | 'caller'>, riskWeight?: number): Promise<RootDecision[]> {
  const { caller, plan } = on;
  const { lattices } = plan.lattice;
  const at = riskWeight === undefined ? {} : { riskWeight };
  const step = <T>(_: string, run: () => Promise<T>) => run();
  return byValue((await proposed({ caller, lattices, trialMultiples: [], others: [], step, ...at })).tried);
}

interface Tuned {
  readonly tuning: Tuning;
  readonly weights: readonly number[];
  /** blocks of paths that were looked at */
  readonly blocks: ReadonlySet<number>;
  /** ruin by a policy on the reported paths */
  readonly reportedRuin: (choice: PolicyChoice) => Promise<number>;
}

/** The blocks of paths that a request replays. */
function blocksOf(request: SampleRequest): readonly number[] {
  return request.kind === 'replayEngine' ? request.blocks.map(({ block }) => block) : [];
}

async function tunedFor(ruinProbabilityMax: number, seed = 80): Promise<Tuned> {
  const { plan, caller, decisions } = seededBySeed.get(seed)!;
  const weights: number[] = [];
  const blocks = new Set<number>();
  const proposeAt = async (riskWeight: number) => {
    weights.push(riskWeight);
    return (await decisionsAt({ plan, caller }, riskWeight))[0] ?? null;
  };
  const watched: SampleCaller = {
    ...caller,
    ask: (sampleIndex, request) => {
      for (const block of blocksOf(request)) blocks.add(block);
      return caller.ask(sampleIndex, request);
    },
  };
  const limited = { ...plan, limits: { ...plan.limits, ruinProbabilityMax } };
  const tuning = await tuned({ plan: limited, caller: watched, decisions: decisions.slice(0, 1), proposeAt });
  const reported = { blocks: blocksFor(REPLAY_PATHS_DEFAULT, 0), hasMargin: false };
  const reportedRuin = async (choice: PolicyChoice) => ruinOf(await policyTrier(limited, caller)(choice, reported));
  return { tuning, weights, blocks, reportedRuin };
}

const ruinOf = ({ limits }: TriedPolicy) => limits[0]!.found.estimate;
const chosenOf = ({ chosen, tried }: Tuning) => tried.find((one) => isSamePolicy(one, chosen))!;

describe('limits on ruin and shortage', { timeout: 300_000 }, () => {
  it('that the policy keeps move nothing, train nothing and take no further paths', async () => {
    const { tuning, weights, blocks } = await tunedFor(0.9);
    expect(weights).toEqual([]);
    expect(tuning.tried).toHaveLength(4);
    expect(tuning.chosen).toEqual(tuning.unlimited);
    expect(blocks).toEqual(new Set(tuningBlocks(2).map(({ block }) => block)));
  });

  it('that no reserve keeps move the risk weight, and the most valuable policy that keeps them is chosen', async () => {
    const limit = 0.25;
    const { tuning, weights } = await tunedFor(limit);
    expect(weights).toEqual([1 / 3, 2 / 3]);
    expect(Math.min(...tuning.tried.slice(0, 8).map(ruinOf))).toBeGreaterThan(limit);
    const met = tuning.tried.slice(8).filter((one) => ruinOf(one) <= limit);
    expect(met.length).toBeGreaterThan(0);
    const { decision, reserveUsd, riskWeight } = met.toSorted((a, b) => b.valueUsd - a.valueUsd)[0]!;
    expect(tuning.chosen).toEqual({ decision, reserveUsd, riskWeight });
    expect(tuning.unlimited).toMatchObject({ decision: seededBySeed.get(80)!.decisions[0], riskWeight: 0 });
  });

  it('that nothing keeps are missed by as little as was found, after a bounded search', async () => {
    const { tuning, weights } = await tunedFor(0.001);
    expect(new Set(weights)).toEqual(new Set([1 / 3, 2 / 3]));
    expect(tuning.tried).toHaveLength(12);
    const chosen = chosenOf(tuning);
    expect(chosen.missed).toBeGreaterThan(0);
    expect(chosen.missed).toBe(Math.min(...tuning.tried.map(({ missed }) => missed)));
  });

  it('that are kept by no more than chance gives are tried on further paths, and move nothing where they are kept there', async () => {
    const atBest = ruinOf((await tunedFor(0.9)).tuning.tried[0]!);
    const { tuning, weights, blocks } = await tunedFor(atBest);
    expect(tuning).toMatchObject({ chosen: tuning.unlimited, flattered: null });
    expect(weights).toEqual([]);
    for (const { block } of confirmingBlocks()) expect(blocks).toContain(block);
  });

  it('that the tuning paths flattered are kept by a margin, and so on the reported paths, which nobody looked at', async () => {
    const limit = 0.36;
    const { tuning, weights, blocks, reportedRuin } = await tunedFor(limit, 83);
    const { flattered, unlimited, chosen } = tuning;
    expect(ruinOf((await tunedFor(0.9, 83)).tuning.tried[0]!)).toBeLessThanOrEqual(limit);
    expect(flattered).toMatchObject({ ...unlimited, pathCount: REPLAY_PATHS_DEFAULT });
    expect(ruinOf(flattered!)).toBeGreaterThan(limit);
    expect(weights).toEqual([1 / 3, 2 / 3]);
    expect(new Set(tuning.tried.map(({ pathCount }) => pathCount))).toEqual(new Set([1500]));
    expect(foreseenMost(chosenOf(tuning).limits[0]!.found, 1500)).toBeLessThanOrEqual(limit);
    expect(Math.min(...blocks)).toBeGreaterThanOrEqual(tuningBlocks(2)[0]!.block);
    expect(await reportedRuin(chosen)).toBeLessThanOrEqual(limit);
    expect(await reportedRuin(unlimited)).toBeGreaterThan(limit);
  });

  it('that chance kept and no policy keeps by the margin take the one that is likeliest to keep them', async () => {
    const { tuning } = await tunedFor(0.15, 83);
    expect(tuning.flattered?.riskWeight).toBe(2 / 3);
    expect(tuning.tried).toHaveLength(4);
    expect(chosenOf(tuning).missed).toBeGreaterThan(0);
    expect(chosenOf(tuning).missed).toBe(Math.min(...tuning.tried.map(({ missed }) => missed)));
  });
});

describe('risk weights to try', () => {
  const missing = (...missedFields: TriedPolicy['missedFields']) => ({ missedFields });
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
