/** Laws of what a trained policy says: bounds from both sides of the integer optimum, however little it was trained. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  createNodePool,
  enumeratePolicy,
  nestedRiskForm,
  openHead,
  optimise,
  trainPolicy,
  type NodePool,
  type Policy,
  type Programme,
  type RiskMeasure,
  type Solver,
} from '../../src/core/index.ts';
import { stockProgramme, type StockCase } from '../../src/core/sddp/simulate-test-policy.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** Objectives here are below 1e3; solving is exact to about 1e-9 of them. */
const ROOM = 1e-6;
const SEED = Number(process.env['LAWS_SEED'] ?? 80);
const RUNS = 20 * Number(process.env['LAWS_RUNS'] ?? 1);

const tenths = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 10);
const stockArbitrary: fc.Arbitrary<StockCase> = fc.record({
  sense: fc.constantFrom('maximise', 'minimise'),
  dates: fc.integer({ min: 1, max: 3 }),
  demands: fc.array(tenths(0, 80), { minLength: 1, maxLength: 2 }),
  multiples: fc.array(tenths(0, 25), { minLength: 0, maxLength: 2 }),
  lot: tenths(5, 30),
  isInteger: fc.constant(true),
  discount: tenths(5, 10),
  stay: tenths(1, 9),
});
const riskArbitrary: fc.Arbitrary<RiskMeasure> = fc.oneof(
  fc.record({ kind: fc.constant('meanCvar' as const), weight: tenths(1, 10), tailFraction: tenths(1, 9) }),
  fc.constant({ kind: 'worstCase' as const }),
);
const iterationsArbitrary = fc.integer({ min: 1, max: 4 });

interface Trained {
  readonly stock: StockCase;
  readonly programme: Programme;
  readonly policy: Policy;
  readonly pool: NodePool;
  /** 1 when minimising, -1 when maximising: sign x bound is from below */
  readonly sign: 1 | -1;
}

async function everyPolicy(
  arbitraries: readonly [fc.Arbitrary<RiskMeasure>, fc.Arbitrary<number>],
  judge: (trained: Trained) => Promise<void> | void,
): Promise<void> {
  const [risks, iterations] = arbitraries;
  const property = fc.asyncProperty(stockArbitrary, risks, iterations, async (stock, risk, iterationCount) => {
    const programme = stockProgramme(stock);
    const pool = createNodePool(programme, solver);
    const { policy } = await trainPolicy(programme, { pool, risk, iterations: iterationCount, seed: 1 });
    await judge({ stock, programme, policy, pool, sign: stock.sense === 'minimise' ? 1 : -1 });
    await pool.close();
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED });
}

const neutral = fc.constant<RiskMeasure>({ kind: 'expectation' });

function optimumOf({ programme, policy }: Trained, relax: boolean): number {
  const optimum = optimise(nestedRiskForm(programme, policy.risk).model, solver, { relax });
  expect(optimum.status).toBe('optimal');
  return optimum.objective;
}

function headValues({ policy, stock }: Trained, held?: number): readonly number[] {
  return Array.from({ length: stock.dates + 1 }, (_, index) => {
    const head = openHead(policy, solver, { stages: index + 1 });
    const { status, value } = head.solve(held === undefined ? {} : { held: { columns: [0], values: [held] } });
    head.dispose();
    expect(status).toBe('optimal');
    return value;
  });
}

function expectAscending(sign: 1 | -1, values: readonly number[]): void {
  const ascending = values.map((value) => sign * value);
  for (const [index, value] of ascending.slice(1).entries()) {
    expect(value, ascending.join(' <= ')).toBeGreaterThanOrEqual(ascending[index]! - ROOM);
  }
}

describe('bounds of a policy', () => {
  it('more dates in the head bound the integer optimum closer, all dates reach it, no policy of whole numbers beats it', () =>
    everyPolicy([neutral, iterationsArbitrary], async (trained) => {
      const { policy, pool, sign } = trained;
      const optimum = optimumOf(trained, false);
      const heads = headValues(trained);
      const whole = await enumeratePolicy(policy, { pool, integer: { solver } });
      expect(whole.stuck).toEqual([]);
      expectAscending(sign, [policy.bound, ...heads, optimum, whole.mean]);
      expect(Math.abs(heads.at(-1)! - optimum)).toBeLessThanOrEqual(ROOM);
    }));

  it('the martingale leaves the mean alone, of whole numbers and of relaxed ones', () =>
    everyPolicy([neutral, iterationsArbitrary], async (trained) => {
      const { policy, pool, sign } = trained;
      for (const options of [{ pool }, { pool, integer: { solver } }]) {
        const { mean, controlledMean } = await enumeratePolicy(policy, options);
        expect(Math.abs(controlledMean - mean)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(mean)));
        if (!('integer' in options)) expectAscending(sign, [policy.bound, optimumOf(trained, true), mean]);
      }
    }));

  it('the martingale takes all variance away once the bound is reached', () =>
    everyPolicy([neutral, fc.constant(40)], async (trained) => {
      const { policy, pool } = trained;
      const { mean, controlledStandardDeviation } = await enumeratePolicy(policy, { pool });
      expect(Math.abs(mean - policy.bound)).toBeLessThanOrEqual(ROOM);
      expect(Math.abs(mean - optimumOf(trained, true))).toBeLessThanOrEqual(ROOM);
      expect(controlledStandardDeviation).toBeLessThanOrEqual(1e-5);
    }));

  it('a forced root decision is bounded as the free one is, and never better', () =>
    everyPolicy([neutral, iterationsArbitrary], (trained) => {
      const free = headValues(trained);
      for (const held of [0, 2, 4]) {
        const values = headValues(trained, held);
        expectAscending(trained.sign, values);
        for (const [index, value] of values.entries()) expectAscending(trained.sign, [free[index]!, value]);
      }
    }));

  it('heads under a nested measure bound its integer optimum, and all dates reach it', () =>
    everyPolicy([riskArbitrary, iterationsArbitrary], (trained) => {
      const optimum = optimumOf(trained, false);
      const heads = headValues(trained);
      expectAscending(trained.sign, [trained.policy.bound, ...heads, optimum]);
      expect(Math.abs(heads.at(-1)! - optimum)).toBeLessThanOrEqual(ROOM);
    }));
});
