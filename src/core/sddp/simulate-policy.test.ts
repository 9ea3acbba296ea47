import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../adapters/node/highs-solver.ts';
import { extensiveForm, withoutNoise } from '../programme/index.ts';
import { optimise, type Solver } from '../solve/index.ts';
import { enumeratePolicy } from './simulate-enumerate.ts';
import { simulatePolicy } from './simulate-policy.ts';
import { coldPool, looseCuts, stockProgramme, trainCold, type StockCase } from './simulate-test-policy.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const STOCK: StockCase = {
  sense: 'maximise',
  dates: 3,
  demands: [1, 4],
  multiples: [0.5, 1.5],
  lot: 1.5,
  isInteger: true,
  discount: 0.9,
  stay: 0.7,
};

function optimumOf(stock: StockCase, relax: boolean): number {
  const optimum = optimise(extensiveForm(withoutNoise(stockProgramme(stock))).model, solver, { relax });
  expect(optimum.status).toBe('optimal');
  return optimum.objective;
}

describe.each(['maximise', 'minimise'] as const)('a policy that is to %s', (sense) => {
  const stock = { ...STOCK, sense };
  const programme = stockProgramme(stock);
  const sign = sense === 'minimise' ? 1 : -1;

  it('has the same mean with and without control, however poor its cuts', async () => {
    for (const rounds of [0, 1]) {
      const policy = await trainCold(programme, solver, rounds);
      const pool = coldPool(programme, solver, rounds === 0 ? looseCuts(programme, 50) : policy.cuts);
      const exact = await enumeratePolicy(policy, { pool });
      expect(exact.stuck).toEqual([]);
      expect(exact.historyCount).toBe(64);
      expect(Math.abs(exact.controlledMean - exact.mean)).toBeLessThanOrEqual(1e-9 * Math.abs(exact.mean));
    }
  });

  it('is worth its bound and varies no more once its cuts are tight', async () => {
    const policy = await trainCold(programme, solver, 8);
    const pool = coldPool(programme, solver, policy.cuts);
    const optimum = optimumOf(stock, true);
    expect(policy.bound).toBeCloseTo(optimum, 7);
    const exact = await enumeratePolicy(policy, { pool });
    expect(exact.mean).toBeCloseTo(optimum, 7);
    expect(exact.standardDeviation).toBeGreaterThan(1);
    expect(exact.controlledStandardDeviation).toBeLessThan(1e-6);
  });

  it('simulated, agrees with its own exact value within four standard errors', async () => {
    const policy = await trainCold(programme, solver, 2);
    const pool = coldPool(programme, solver, policy.cuts);
    const exact = await enumeratePolicy(policy, { pool });
    const simulation = await simulatePolicy(policy, { pool, pathCount: 200, seed: 7 });
    for (const estimate of [simulation.plain!, simulation.controlled!]) {
      expect(Math.abs(estimate.mean - exact.mean)).toBeLessThanOrEqual(4 * estimate.standardError + 1e-9);
    }
    expect(simulation.controlled!.standardError).toBeLessThan(simulation.plain!.standardError);
    const uncontrolled = await simulatePolicy(policy, { pool, pathCount: 200, seed: 7, controlVariate: false });
    expect(uncontrolled.totals).toEqual(simulation.totals);
    expect(uncontrolled.linearProgrammes).toBeLessThan(simulation.linearProgrammes);
  });

  it('of whole numbers is never better than the integer optimum, and no worse than it needs to be', async () => {
    const policy = await trainCold(programme, solver, 8);
    const pool = coldPool(programme, solver, policy.cuts);
    const whole = await enumeratePolicy(policy, { pool, integer: { solver } });
    expect(whole.integerProgrammes).toBeGreaterThan(0);
    const optimum = optimumOf(stock, false);
    expect(sign * (whole.mean - optimum)).toBeGreaterThanOrEqual(-1e-7);
    expect(Math.abs(whole.controlledMean - whole.mean)).toBeLessThanOrEqual(1e-9 * Math.abs(whole.mean));
    // Its worth is that of whole lots at every date: within one lot's cost a date.
    expect(sign * (whole.mean - optimum)).toBeLessThanOrEqual(2.2 * stock.lot * (stock.dates + 1));
  });
});
