import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../adapters/node/highs-solver.ts';
import { nodeBuilder, type Programme, type ProgrammeNode } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import { createNodeModels, createNodePool } from './node-models.ts';
import { nodePlaces } from './places.ts';
import { simulatePolicy } from './simulate-policy.ts';
import { trainPolicy, type Training, type TrainingOptions } from './train-policy.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

async function train(programme: Programme, options: Partial<TrainingOptions> = {}): Promise<Training> {
  const pool = createNodePool(programme, solver);
  try {
    return await trainPolicy(programme, { pool, iterations: 100, seed: 1, ...options });
  } finally {
    await pool.close();
  }
}

function programmeOf(nodes: readonly ProgrammeNode[], rest: Partial<Programme>): Programme {
  const states = [{ name: 'stock', initial: 0, isCarried: false }];
  const arcs = nodes.slice(1).map((_, index) => ({ from: index, to: index + 1, probability: 1 }));
  return { sense: 'minimise', states, parameterNames: [], parameters: [], nodes, arcs, ...rest };
}

/** Buy at 1, sell at 3 what demand of 0, 1, ..., 9 (equally likely) takes. */
function newsvendor(): Programme {
  const buy = nodeBuilder('buy', 0);
  buy.update(0, { columns: [[buy.addColumn('bought', { objective: -1 }), 1]] });
  const sell = nodeBuilder('sell', 1);
  const sold = sell.addColumn('sold', { objective: 3 });
  sell.addRow('stock', { upper: 0, columns: [[sold, 1]], states: [[0, -1]] });
  const noise = [
    Array.from({ length: 10 }, (_, demand) => ({
      probability: 0.1,
      columnBounds: [{ column: sold, lower: 0, upper: demand }],
    })),
  ];
  return programmeOf([buy.build(), { ...sell.build(), noise }], { sense: 'maximise' });
}

/** One period after another: pay 1 for each unit, of which 2 are needed. */
function endless(discount: number): Programme {
  const period = nodeBuilder('period', 0);
  const paid = period.addColumn('paid', { objective: 1 });
  period.addRow('need', { lower: 2, columns: [[paid, 1]] });
  return programmeOf([period.build()], { arcs: [{ from: 0, to: 0, probability: 1, discount }] });
}

/** A solver that from a basis of its own calls every model infeasible. */
function doubting(): Solver {
  const open: Solver['open'] = (model) => {
    const session = solver.open(model);
    const solve: typeof session.solve = (options) => {
      const outcome = session.solve(options);
      return options?.basis === null ? outcome : { ...outcome, status: 'infeasible' };
    };
    return new Proxy(session, {
      get: (_, key: keyof typeof session) => (key === 'solve' ? solve : session[key].bind(session)),
    });
  };
  return { name: solver.name, version: solver.version, open };
}

/** A solver that misses the rows of one node by the usual tolerance of 1e-7 where that pays, as HiGHS may at its last attempt. */
function laxAt(node: string): Solver {
  const open: Solver['open'] = (model) => {
    const session = solver.open(model);
    if (!model.rowName(0).startsWith(node)) return session;
    const setRowBoundsMany: typeof session.setRowBoundsMany = (first, lower, upper) =>
      session.setRowBoundsMany(
        first,
        lower.map((bound) => bound - 1e-7),
        upper.map((bound) => bound + 1e-7),
      );
    return new Proxy(session, {
      get: (_, key: keyof typeof session) =>
        key === 'setRowBoundsMany' ? setRowBoundsMany : session[key].bind(session),
    });
  };
  return { name: solver.name, version: solver.version, open };
}

/** Two stocks of 10 to be sold at one of two dates, the first the dearer, and 1 to be had at each date. */
function clearance(): Programme {
  const states = ['tea', 'rice'].map((name) => ({ name, initial: 10, isCarried: false }));
  const dates = [2, 1].map((price, date) => {
    const node = nodeBuilder(`date ${date}`, date);
    node.addColumn('rent', { objective: 1, lower: 1, upper: 1 });
    states.forEach(({ name }, stock) => {
      const sold = node.addColumn(`${name} sold`, { objective: price });
      node.addRow(name, { upper: 0, columns: [[sold, 1]], states: [[stock, -1]] });
      node.update(stock, { columns: [[sold, -1]], states: [[stock, 1]] });
    });
    return node.build();
  });
  return programmeOf(dates, { sense: 'maximise', states });
}

describe('trainPolicy', () => {
  it('asks again from cold where the solver calls a model infeasible that has no violation', async () => {
    const pool = createNodePool(newsvendor(), doubting());
    const { status, policy, firstInfeasible } = await trainPolicy(newsvendor(), { pool, iterations: 100, seed: 1 });
    await pool.close();
    expect([status, firstInfeasible]).toEqual(['trained', null]);
    expect(policy.bound).toBeCloseTo(5.7, 6);
  });

  it('goes on from a stock that is sold out but for the tolerance of the solver', async () => {
    const programme = clearance();
    const pool = createNodePool(programme, laxAt('date 0'));
    const { status, policy, firstInfeasible } = await trainPolicy(programme, { pool, iterations: 10, seed: 1 });
    const { stuck } = await simulatePolicy(policy, { pool, pathCount: 2, seed: 1 });
    await pool.close();
    expect({ status, firstInfeasible, stuck }).toEqual({ status: 'trained', firstInfeasible: null, stuck: [] });
    expect(policy.bound).toBeCloseTo(42, 5);
  });

  it('solves the newsvendor, whose root LP is unbounded before its first cuts', async () => {
    // A unit is worth buying while P(demand >= unit) 3 > 1: P(demand >= 6) = 0.4, P(>= 7) = 0.3. Buy 6:
    // 3 E[min(6, demand)] - 6 = 3 (0 + 1 + ... + 5 + 4 x 6) / 10 - 6 = 3 x 3.9 - 6.
    const { status, policy, value, firstInfeasible } = await train(newsvendor());
    expect(status).toBe('trained');
    expect(policy.bound).toBeCloseTo(5.7, 9);
    expect(value).toBeCloseTo(5.7, 9);
    expect(firstInfeasible).toBeNull();
  });

  it('buys for the worst demand when only the worst counts', async () => {
    const { policy, value } = await train(newsvendor(), { risk: { kind: 'worstCase' } });
    expect(policy.bound).toBeCloseTo(0, 9);
    expect(value).toBeCloseTo(0, 9);
  });

  it('values an endless programme: 2 a period at a discount of 0.9 is 20', async () => {
    const { status, policy, value } = await train(endless(0.9));
    expect(status).toBe('trained');
    expect(policy.bound).toBeCloseTo(20, 6);
    expect(value).toBeNaN();
  });

  it('values an endless stock: 3 used each period, 4 bought at most, at a price of 1 or 5 by turns', async () => {
    // Buy 4 at 1 and keep one, buy 2 at 5, again and again, discounted by 0.8: (4 + 0.8 x 2 x 5) / (1 - 0.64).
    const node = (name: string, price: number): ProgrammeNode => {
      const period = nodeBuilder(name, 0);
      const bought = period.addColumn('bought', { objective: price, upper: 4 });
      const used = period.addColumn('used', { lower: 3, upper: 3 });
      period.addRow('stock', {
        lower: 0,
        columns: [
          [bought, 1],
          [used, -1],
        ],
        states: [[0, 1]],
      });
      period.update(0, {
        columns: [
          [bought, 1],
          [used, -1],
        ],
        states: [[0, 1]],
      });
      return period.build();
    };
    const arcs = [
      { from: 0, to: 1, probability: 1, discount: 0.8 },
      { from: 1, to: 0, probability: 1, discount: 0.8 },
    ];
    const { policy } = await train(programmeOf([node('cheap', 1), node('dear', 5)], { arcs }), { iterations: 60 });
    expect(policy.bound).toBeCloseTo(12 / 0.36, 5);
  });

  it('says where nothing is feasible', async () => {
    const start = nodeBuilder('start', 0).build();
    const end = nodeBuilder('end', 1);
    const had = end.addColumn('had', { upper: 1 });
    end.addRow('need', { lower: 2, columns: [[had, 1]] });
    const { status, policy, firstInfeasible } = await train(programmeOf([start, end.build()], {}));
    expect(status).toBe('infeasible');
    expect(policy.bound).toBe(Infinity);
    expect(firstInfeasible).toEqual({ node: 1, outcome: 0 });
  });

  it('says that nothing bounds an unbounded programme', async () => {
    const start = nodeBuilder('start', 0).build();
    const end = nodeBuilder('end', 1);
    end.addColumn('profit', { objective: -1 });
    const { status, policy } = await train(programmeOf([start, end.build()], {}), { iterations: 5 });
    expect(status).toBe('unbounded');
    expect(policy.bound).toBe(-Infinity);
  });

  it('stops when asked, with what it has', async () => {
    let asked = 0;
    const { status, iterations } = await train(endless(0.9), { isCancelled: () => ++asked > 3 });
    expect(status).toBe('cancelled');
    expect(iterations).toBe(3);
  });

  it('knows before any cut what the stage objectives imply, beyond a weaker bound of the caller', async () => {
    const programme = endless(0.9);
    const models = createNodeModels(programme, solver, { valueBound: 17 });
    const answer = models.solveTask({ node: 0, outcome: 0, state: Float64Array.of(0) });
    models.dispose();
    // 2 now, and 0.9 x 2 / (1 - 0.9) = 18 at least from the next period on.
    expect(answer.isProper).toBe(true);
    expect(answer.value).toBeCloseTo(20, 9);
  });
});

describe('createNodeModels', () => {
  it('answers with value, slope, decision and next state', () => {
    // Maximise 5 used - 2 bought, used <= stock + bought, used <= 4, stock 1: 5 x 4 - 2 x 3 = 14, one more stock worth 2.
    const node = nodeBuilder('node', 0);
    const bought = node.addColumn('bought', { objective: -2 });
    const used = node.addColumn('used', { objective: 5, upper: 4 });
    node.addRow('stock', {
      upper: 0,
      columns: [
        [used, 1],
        [bought, -1],
      ],
      states: [[0, -1]],
    });
    node.update(0, {
      constant: 7,
      columns: [
        [bought, 1],
        [used, -1],
      ],
      states: [[0, 1]],
    });
    node.objectiveState(0, 10);
    node.objectiveConstant(100);
    const models = createNodeModels(programmeOf([node.build()], { sense: 'maximise' }), solver);
    const state = Float64Array.of(1);
    const answer = models.solveTask({ node: 0, outcome: 0, state, wantsDecision: true });
    models.dispose();
    expect(answer.value).toBeCloseTo(124, 9);
    expect(Array.from(answer.slope)).toEqual([12]);
    expect(Array.from(answer.columnValues)).toEqual([3, 4]);
    expect(Array.from(answer.nextState)).toEqual([7]);
    expect(answer.stageObjective).toBeCloseTo(124, 9);
  });

  it('bars states by a cut that holds where the node is feasible and fails where it was not', () => {
    // had <= 1 and had + 2 stock >= 5: feasible from stock 2 on.
    const node = nodeBuilder('node', 0);
    const had = node.addColumn('had', { upper: 1 });
    node.addRow('need', { lower: 5, columns: [[had, 1]], states: [[0, 2]] });
    const models = createNodeModels(programmeOf([node.build()], {}), solver);
    const answer = models.solveTask({ node: 0, outcome: 0, state: Float64Array.of(0.5) });
    models.dispose();
    expect(answer.status).toBe('infeasible');
    const { intercept, slope } = answer.feasibilityCut!;
    expect(intercept + slope[0]! * 0.5).toBeGreaterThan(0);
    expect(intercept + slope[0]! * 2).toBeCloseTo(0, 12);
  });

  it('keeps outcomes apart whose decisions move the state differently', () => {
    const node = nodeBuilder('node', 0);
    const bought = node.addColumn('bought');
    node.update(0, { columns: [[bought, 1]] });
    const update = (value: number) => ({ state: 0, constant: 0, columns: [{ index: bought, value }], states: [] });
    const noise = [[1, 2, 1, 2].map((value) => ({ probability: 0.25, updates: [update(value)] }))];
    const { modelCount, placeOf } = nodePlaces(programmeOf([{ ...node.build(), noise }], {}));
    expect(modelCount).toBe(2);
    expect([0, 1, 2, 3].map((outcome) => placeOf({ node: 0, outcome }))).toEqual([0, 1, 0, 1]);
  });
});
