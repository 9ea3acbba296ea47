/** Where the risk weight is moved for a limit, what is done is read from the lattices that decide; what it is worth is not. */
import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { sampleWorkers } from '../../src/adapters/node/sample-workers.ts';
import { sha256Of } from '../../src/adapters/node/sha256.ts';
import type { CarriedOut } from '../../src/core/decide/samples/lattice-report.ts';
import type { SampleRequest } from '../../src/core/decide/samples/sample-caller.ts';
import { answersOf, callerInThread, decide, parsePlan, type Result, type SampleCaller } from '../../src/core/index.ts';
import { verified } from '../support/faulty-result.ts';

/** On this seed the tuning paths flatter the first choice, so the weight is moved after the confirming paths. */
const text = `${readFileSync(new URL('../support/little-money.yaml', import.meta.url), 'utf8').replace('seed: 80', 'seed: 83')}
limits: {ruinProbabilityMax: 0.36}
`;
const plan = parsePlan(text, 'little-money.yaml').plan!;
const MOVED_WEIGHT = 2 / 3;

async function plannedBy(caller: SampleCaller, isCallerKept = false): Promise<Result> {
  const facts = { planHash: sha256Of(text), engineVersion: '0.1.0', issues: [], sources: [] };
  const outcome = await decide(plan, { ...facts, caller, isCallerKept, replay: { pathCount: 200, portfolios: [] } });
  if (outcome.status !== 'planned') throw new Error(`the plan is ${outcome.status}`);
  return outcome.result;
}

/** The risk weight of the lattices that are asked. */
const weightOf = (request: SampleRequest) => ('riskWeight' in request ? request.riskWeight : undefined);

let caller: SampleCaller;
let result: Result;
/** what the lattices said on the way: by the plan's own weight, and by the moved one */
const own: CarriedOut[] = [];
const moved: CarriedOut[] = [];
beforeAll(async () => {
  caller = callerInThread(plan, await createHighsSolver());
  const overheard: SampleCaller = {
    ...caller,
    ask: async (sampleIndex, request) => {
      const reply = await caller.ask(sampleIndex, request);
      if (request.kind === 'report') own[sampleIndex] = reply as never;
      if (request.kind === 'carriedOut') {
        expect(weightOf(request)).toBe(MOVED_WEIGHT);
        moved[sampleIndex] = reply as never;
      }
      return reply;
    },
  };
  result = await plannedBy(overheard, true);
}, 240_000);
afterAll(() => caller.close());

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a moved risk weight', { timeout: 240_000 }, () => {
  it('is that of stages, capacity, cash, liquidity and later signings', () => {
    const flattered = { pathCount: 1000, isKeptByMargin: true };
    expect(result.replay!.keeping).toMatchObject({ riskWeight: MOVED_WEIGHT, planRiskWeight: 0, flattered });
    const last = result.stages.length - 1;
    expect(moved).toHaveLength(2);
    const shortIn = (done: typeof moved) => mean(done.map(({ shortage }) => shortage[last]!.fraction));
    expect(result.stages[last]!.shortageFraction.estimate).toBeCloseTo(shortIn(moved), 12);
    expect(shortIn(own)).not.toBeCloseTo(shortIn(moved), 6);
    const expectedIn = (done: typeof moved) => mean(done.map(({ expectedUsd }) => expectedUsd));
    expect(result.value.expectedUsd.estimate).toBeCloseTo(expectedIn(moved), 2);
    expect(expectedIn(own)).not.toBeCloseTo(expectedIn(moved), 2);
    expect(result.liquidity.troughUsd.estimate).toBeCloseTo(mean(moved.map(({ liquidity }) => liquidity.troughUsd)), 2);
    expect(result.later).toEqual(moved[0]!.later);
  });

  it('is not that of values: the lines still lead to the bound of the plan, and the verifier agrees', () => {
    const { lines, recommendedUsd, reachedUsd } = result.value;
    const usd = (cause: string) => lines.find((line) => line.cause === cause)!.usd;
    expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(recommendedUsd.estimate, 0);
    expect(usd('optimalityGap')).toBeCloseTo(recommendedUsd.estimate - reachedUsd.estimate, 2);
    expect(usd('limitKeeping')).not.toBe(0);
    expect(verified(plan, result).violations).toEqual([]);
  });

  it('is that of the later decisions from which triggers are learned, whose lattices are still open', async () => {
    const asked: unknown[] = [];
    const recording: SampleCaller = {
      ...caller,
      ask: (_, request) => {
        if (request.kind === 'laterDecisions') asked.push(weightOf(request));
        return Promise.reject(new Error('recorded only'));
      },
    };
    await expect(answersOf(plan, { caller: recording, result, hasLattices: true })).rejects.toThrow('recorded only');
    expect(asked).toEqual([MOVED_WEIGHT, MOVED_WEIGHT, MOVED_WEIGHT]);
    const decision = result.decision.map(({ blocks }) => blocks);
    const places = { replication: 2_000, pathCount: 8, riskWeight: MOVED_WEIGHT };
    expect((await caller.ask(1, { kind: 'laterDecisions', decision, ...places })).pathCount).toBe(8);
  });

  it('gives the same bytes on threads as alone', async () => {
    expect(JSON.stringify(await plannedBy(await sampleWorkers(plan, { workerCount: 2 })))).toBe(JSON.stringify(result));
  });
});
