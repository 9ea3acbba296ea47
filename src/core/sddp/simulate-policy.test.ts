import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../adapters/node/highs-solver.ts';
import { extensiveForm, nodeBuilder, withoutNoise, type Programme } from '../programme/index.ts';
import { optimise, type Solver } from '../solve/index.ts';
import { enumeratePolicy } from './simulate-enumerate.ts';
import { simulatePolicy } from './simulate-policy.ts';
import { poolWith, stockProgramme, trainedPolicy, untrainedPolicy, type StockCase } from './simulate-test-policy.ts';

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
    for (const policy of [untrainedPolicy(programme, 50), await trainedPolicy(programme, solver, 1)]) {
      const pool = await poolWith(programme, solver, policy.cuts);
      const exact = await enumeratePolicy(policy, { pool });
      expect(exact.stuck).toEqual([]);
      expect(exact.historyCount).toBe(64);
      expect(Math.abs(exact.controlledMean - exact.mean)).toBeLessThanOrEqual(1e-9 * Math.abs(exact.mean));
    }
  });

  it('is worth its bound and varies no more once its cuts are tight', async () => {
    const policy = await trainedPolicy(programme, solver, 8);
    const pool = await poolWith(programme, solver, policy.cuts);
    const optimum = optimumOf(stock, true);
    expect(policy.bound).toBeCloseTo(optimum, 7);
    const exact = await enumeratePolicy(policy, { pool });
    expect(exact.mean).toBeCloseTo(optimum, 7);
    expect(exact.standardDeviation).toBeGreaterThan(1);
    expect(exact.controlledStandardDeviation).toBeLessThan(1e-6);
  });

  it('simulated, agrees with its own exact value within four standard errors', async () => {
    const policy = await trainedPolicy(programme, solver, 2);
    const pool = await poolWith(programme, solver, policy.cuts);
    const exact = await enumeratePolicy(policy, { pool });
    const simulation = await simulatePolicy(policy, { pool, pathCount: 200, seed: 7 });
    for (const estimate of [simulation.plain!, simulation.controlled!]) {
      expect(Math.abs(estimate.mean - exact.mean)).toBeLessThanOrEqual(4 * estimate.standardError + 1e-9);
    }
    expect(simulation.controlled!.standardError).toBeLessThan(simulation.plain!.standardError);
    const uncontrolled = await simulatePolicy(policy, { pool, pathCount: 200, seed: 7, controlVariate: false });
    expect(Math.abs(uncontrolled.plain!.mean - exact.mean)).toBeLessThanOrEqual(4 * uncontrolled.plain!.standardError);
    expect(uncontrolled.controlled).toBeNull();
    expect(uncontrolled.linearProgrammes).toBeLessThan(simulation.linearProgrammes);
  });

  it('of whole numbers is never better than the integer optimum, and no worse than it needs to be', async () => {
    const policy = await trainedPolicy(programme, solver, 8);
    const pool = await poolWith(programme, solver, policy.cuts);
    const whole = await enumeratePolicy(policy, { pool, integer: { solver } });
    expect(whole.integerProgrammes).toBeGreaterThan(0);
    const optimum = optimumOf(stock, false);
    expect(sign * (whole.mean - optimum)).toBeGreaterThanOrEqual(-1e-7);
    expect(Math.abs(whole.controlledMean - whole.mean)).toBeLessThanOrEqual(1e-9 * Math.abs(whole.mean));
    // Its worth is that of whole lots at every date: within one lot's cost a date.
    expect(sign * (whole.mean - optimum)).toBeLessThanOrEqual(2.2 * stock.lot * (stock.dates + 1));
  });
});

/** One column, made at a cost of 1 each, at least as much as the outcome of the noise says; nothing is carried. */
function chain(options: {
  readonly shares: readonly number[];
  readonly arcs: Programme['arcs'];
  readonly nodeCount: number;
}): Programme {
  const builder = nodeBuilder('make', 0);
  const made = builder.addColumn('made', { upper: 10, objective: 1 });
  builder.addRow('enough', { lower: 0, columns: [[made, 1]] });
  const noise = options.shares.map((probability, index) => ({
    probability,
    rowBounds: [{ row: 0, lower: index + 1, upper: Infinity }],
  }));
  const node = { ...builder.build(), noise: [noise] };
  return {
    sense: 'minimise',
    states: [{ name: 'nothing', initial: 0, isCarried: false }],
    parameterNames: [],
    parameters: [],
    nodes: Array.from({ length: options.nodeCount }, (_, index) => ({ ...node, name: `make ${index}`, stage: index })),
    arcs: options.arcs,
  };
}

describe('a simulated policy', () => {
  it('pays a discounted sum for ever on a cycle, discounts being the chance that it goes on', async () => {
    const programme = chain({
      shares: [0.5, 0.5],
      nodeCount: 1,
      arcs: [{ from: 0, to: 0, probability: 1, discount: 0.8 }],
    });
    const policy = untrainedPolicy(programme, 0);
    // 1.5 at each date: 1.5 / (1 - 0.8).
    const value = 7.5;
    const exactCuts = [[{ intercept: 0.8 * value, slope: new Float64Array(1) }]];
    const pool = await poolWith(programme, solver, policy.cuts);
    const { plain, controlled } = await simulatePolicy(policy, { pool, pathCount: 400, seed: 3 });
    expect(Math.abs(plain!.mean - value)).toBeLessThanOrEqual(4 * plain!.standardError);
    expect(Math.abs(controlled!.mean - value)).toBeLessThanOrEqual(4 * controlled!.standardError);
    const exact = await poolWith(programme, solver, exactCuts);
    const tight = await simulatePolicy(policy, { pool: exact, pathCount: 20, seed: 3 });
    expect(tight.controlled!.mean).toBeCloseTo(value, 9);
    expect(tight.controlled!.standardError).toBeLessThan(1e-9);
    await expect(enumeratePolicy(policy, { pool })).rejects.toThrow('cycle');
  });

  it('uses weights as given when the programme says so', async () => {
    const weighted = chain({
      shares: [0.6, 0.6],
      nodeCount: 3,
      arcs: [
        { from: 0, to: 1, probability: 0.5 },
        { from: 0, to: 2, probability: 1 },
      ],
    });
    const programme = { ...weighted, areProbabilitiesAsGiven: true };
    const policy = untrainedPolicy(programme, 0);
    const pool = await poolWith(programme, solver, policy.cuts);
    // 0.6 (1 + 2) at a node; the root's own outcomes weigh 1.2 together, and 1.5 what follows.
    const value = 1.8 + 1.2 * 1.5 * 1.8;
    const exact = await enumeratePolicy(policy, { pool });
    expect(exact.mean).toBeCloseTo(value, 9);
    expect(exact.controlledMean).toBeCloseTo(value, 9);
    const { plain } = await simulatePolicy(policy, { pool, pathCount: 200, seed: 1 });
    expect(Math.abs(plain!.mean - value)).toBeLessThanOrEqual(4 * plain!.standardError);
  });

  it('holds the root as it is told, and values what that leads to', async () => {
    const programme = stockProgramme({ ...STOCK, dates: 2 });
    const policy = await trainedPolicy(programme, solver, 6);
    const pool = await poolWith(programme, solver, policy.cuts);
    const free = await enumeratePolicy(policy, { pool });
    const means: number[] = [];
    for (const lots of [0, 1, 2, 3, 4]) {
      const rootDecision = { columns: [0], values: [lots], solver };
      const held = await enumeratePolicy(policy, { pool, rootDecision });
      expect(held.controlledMean).toBeCloseTo(held.mean, 9);
      expect(held.mean).toBeLessThanOrEqual(free.mean + 1e-9);
      means.push(held.mean);
    }
    expect(new Set(means).size).toBe(5);
  });

  it('says where it got stuck, and then has no mean', async () => {
    const programme = chain({ shares: [0.5, 0.5], nodeCount: 2, arcs: [{ from: 0, to: 1, probability: 1 }] });
    const [root, last] = programme.nodes;
    const columns = [{ ...last!.columns[0]!, upper: 1 }];
    const blocked = { ...programme, nodes: [root!, { ...last!, columns }] };
    const policy = untrainedPolicy(blocked, 0);
    const pool = await poolWith(blocked, solver, policy.cuts);
    const simulation = await simulatePolicy(policy, { pool, pathCount: 10, seed: 2 });
    expect(simulation).toMatchObject({ plain: null, controlled: null });
    expect(simulation.stuck).toHaveLength(10);
    expect(simulation.stuck[0]).toMatchObject({ path: 0, step: 1, node: 1, outcome: 1 });
    const met = simulation.stuck.map(({ hasComeToPass }) => hasComeToPass);
    expect(new Set(met)).toEqual(new Set([true, false]));
    met.forEach((hasComeToPass, path) => expect(Number.isNaN(simulation.totals[path])).toBe(hasComeToPass));
    const uncontrolled = await simulatePolicy(policy, { pool, pathCount: 10, seed: 2, controlVariate: false });
    expect(uncontrolled.stuck).toHaveLength(met.filter(Boolean).length);
  });

  it('draws the same paths again, others for another replication, and as many as were asked first', async () => {
    const programme = stockProgramme({ ...STOCK, dates: 2 });
    const policy = await trainedPolicy(programme, solver, 2);
    const pool = await poolWith(programme, solver, policy.cuts);
    const run = async (pathCount: number, replication: number) =>
      (await simulatePolicy(policy, { pool, pathCount, seed: 5, replication })).totals;
    const first = await run(40, 0);
    expect(await run(40, 0)).toEqual(first);
    expect(await run(20, 0)).toEqual(first.slice(0, 20));
    expect(await run(40, 1)).not.toEqual(first);
  });

  it('stops when cancelled', async () => {
    const programme = stockProgramme(STOCK);
    const policy = await trainedPolicy(programme, solver, 1);
    const pool = await poolWith(programme, solver, policy.cuts);
    const done: number[] = [];
    const simulation = await simulatePolicy(policy, {
      pool,
      pathCount: 1000,
      seed: 1,
      isCancelled: () => done.length > 0,
      onProgress: (progress) => done.push(progress.done),
    });
    expect(simulation.isCancelled).toBe(true);
    expect(simulation.totals).toHaveLength(512);
    expect(done).toEqual([512]);
  });

  it('refuses a nested measure', async () => {
    const programme = stockProgramme(STOCK);
    const policy = { ...untrainedPolicy(programme, 1), risk: { kind: 'worstCase' } as const };
    const pool = await poolWith(programme, solver, policy.cuts);
    await expect(simulatePolicy(policy, { pool, pathCount: 2, seed: 1 })).rejects.toThrow(
      'a nested "worstCase" has no simulated counterpart',
    );
  });
});
