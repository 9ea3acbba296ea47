import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  nodeBuilder,
  optimise,
  smallestChange,
  withTerminalRisk,
  type Programme,
  type Solver,
} from '../../src/core/index.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** Order at 5, sell at 9, salvage at 2; demand 10, 20, ..., 100, each with probability 0.1. */
function newsVendor(): Programme {
  const root = nodeBuilder('order', 0);
  root.update(0, { columns: [[root.addColumn('ordered', { isCommitment: true, objective: -5 }), 1]] });
  const days = Array.from({ length: 10 }, (_, index) => {
    const day = nodeBuilder(`demand ${index}`, 1);
    const sold = day.addColumn('sold', { upper: 10 * (index + 1), objective: 9 });
    const salvaged = day.addColumn('salvaged', { objective: 2 });
    const columns = [
      [sold, 1],
      [salvaged, 1],
    ] as const;
    day.addRow('stock', { upper: 0, columns, states: [[0, -1]] });
    return day.build();
  });
  return {
    sense: 'maximise',
    states: [{ name: 'stock', initial: 0, isCarried: false }],
    parameterNames: [],
    parameters: [],
    nodes: [root.build(), ...days],
    arcs: days.map((_, index) => ({ from: 0, to: index + 1, probability: 0.1 })),
  };
}

describe('the news vendor', () => {
  it('orders the critical fractile', () => {
    // (9 - 5) / (9 - 2) = 4/7, so the 60 % quantile: order 60, sell 45 on average, salvage 15: 405 + 30 - 300 = 135.
    const optimum = optimise(extensiveForm(newsVendor()).model, solver);
    expect(optimum.objective).toBeCloseTo(135, 8);
    expect(optimum.columnValues[0]).toBeCloseTo(60, 8);
  });
});

/**
 * Capacity bought at 1 now or 3 later; half of what is bought now wears out; unmet demand costs 10. The high node (1/2)
 * leads to demand 4 or 8, the low one to 2 or 4, evenly.
 */
function capacityTree(isCarried: boolean): Programme {
  const root = nodeBuilder('now', 0);
  root.update(0, { columns: [[root.addColumn('early', { objective: 1, isCommitment: true }), 1]] });
  const middle = ['high', 'low'].map((name) => {
    const node = nodeBuilder(name, 1);
    const late = node.addColumn('late', { objective: 3, isCommitment: true });
    node.update(0, { columns: [[late, 1]], states: [[0, 0.5]] });
    return node.build();
  });
  const leaves = [4, 8, 2, 4].map((demand) => {
    const node = nodeBuilder(`demand ${demand}`, 2);
    node.addRow('demand', {
      lower: demand,
      columns: [[node.addColumn('unmet', { objective: 10 }), 1]],
      states: [[0, 1]],
    });
    return node.build();
  });
  const arcs = [
    [0, 1],
    [0, 2],
    [1, 3],
    [1, 4],
    [2, 5],
    [2, 6],
  ] as const;
  return {
    sense: 'minimise',
    states: [{ name: 'capacity', initial: 0, isCarried }],
    parameterNames: [],
    parameters: [],
    nodes: [root.build(), ...middle, ...leaves],
    arcs: arcs.map(([from, to]) => ({ from, to, probability: 0.5 })),
  };
}

describe('three stages by hand', () => {
  for (const isCarried of [false, true]) {
    it(`buys 8 early and 4 late in the high node, cost 14, carried: ${isCarried}`, () => {
      // Later, a unit costs 3 and saves 10 x P(demand above capacity), at least 5: build to 8 if high, 4 if low. Now, an
      // effective unit costs 2 and saves 3 up to 4 (both nodes need it), 1.5 from there to 8: 8 bought, 4 effective.
      const form = extensiveForm(capacityTree(isCarried));
      const optimum = optimise(form.model, solver);
      expect(optimum.objective).toBeCloseTo(14, 8);
      expect(optimum.columnValues[form.columnOf(0, 0)]).toBeCloseTo(8, 8);
      expect(optimum.columnValues[form.columnOf(1, 0)]).toBeCloseTo(4, 8);
      expect(optimum.columnValues[form.columnOf(2, 0)]).toBeCloseTo(0, 8);
      expect(form.stateAt(3, 0, optimum.columnValues)).toBeCloseTo(8, 8);
    });
  }
});

/** One dollar split between a safe asset (1) and a risky one (3 or 0, evenly). */
function twoAssets(): Programme {
  const root = nodeBuilder('split', 0);
  const risky = root.addColumn('risky', { upper: 1, isCommitment: true, objective: -1 });
  root.objectiveConstant(1);
  root.update(0, { columns: [[risky, 1]] });
  const ends = [3, 0].map((payout) => {
    const node = nodeBuilder(`pays ${payout}`, 1);
    node.objectiveState(0, payout);
    return node.build();
  });
  return {
    sense: 'maximise',
    states: [{ name: 'risky', initial: 0, isCarried: false }],
    parameterNames: [],
    parameters: [],
    nodes: [root.build(), ...ends],
    arcs: ends.map((_, index) => ({ from: 0, to: index + 1, probability: 0.5 })),
  };
}

describe('mean and tail by hand', () => {
  // W = 1 + 2 x or 1 - x: mean 1 + x / 2, worst half 1 - x, so (1 - w) (1 + x / 2) + w (1 - x) turns at w = 1/3.
  const cases = [
    { weight: 0, tailFraction: 0.5, objective: 1.5, risky: 1 },
    { weight: 0.2, tailFraction: 0.5, objective: 1.2, risky: 1 },
    { weight: 0.5, tailFraction: 0.5, objective: 1, risky: 0 },
    { weight: 0.5, tailFraction: 1, objective: 1.5, risky: 1 },
    // The worst 3/4: (1/2 (1 - x) + 1/4 (1 + 2 x)) / (3/4) = 1, so half weight gives 1 + x / 4.
    { weight: 0.5, tailFraction: 0.75, objective: 1.25, risky: 1 },
  ];
  for (const { weight, tailFraction, objective, risky } of cases) {
    it(`weight ${weight} on the worst ${tailFraction} gives ${objective}`, () => {
      const optimum = optimise(
        extensiveForm(withTerminalRisk(twoAssets(), { weight, tailFraction }).programme).model,
        solver,
      );
      expect(optimum.objective).toBeCloseTo(objective, 8);
      expect(optimum.columnValues[0]).toBeCloseTo(risky, 8);
    });
  }

  it('mirrors when costs are minimised', () => {
    const negated = (programme: Programme): Programme => ({
      ...programme,
      sense: 'minimise',
      nodes: programme.nodes.map((node) => ({
        ...node,
        objectiveConstant: -node.objectiveConstant,
        objectiveColumns: node.objectiveColumns.map((entry) => ({ ...entry, value: -entry.value })),
        objectiveStates: node.objectiveStates.map((entry) => ({ ...entry, value: -entry.value })),
      })),
    });
    const risk = { weight: 0.2, tailFraction: 0.5 };
    const optimum = optimise(extensiveForm(withTerminalRisk(negated(twoAssets()), risk).programme).model, solver);
    expect(optimum.objective).toBeCloseTo(-1.2, 8);
  });
});

describe('the smallest change', () => {
  it('names the cheaper of two rows that contradict each other', () => {
    const root = nodeBuilder('root', 0);
    const x = root.addColumn('x');
    root.addRow('at least', { lower: 10, columns: [[x, 1]] });
    root.addRow('at most', { upper: 7, columns: [[x, 1]] });
    const programme: Programme = { ...twoAssets(), nodes: [root.build()], arcs: [] };
    const { model } = extensiveForm(programme);
    expect(optimise(model, solver).status).toBe('infeasible');
    const elastic = [
      { row: 0, label: 'demand floor', weight: 2 },
      { row: 1, label: 'budget', weight: 1 },
    ];
    expect(smallestChange(model, solver, elastic)).toEqual({
      status: 'optimal',
      changes: [{ row: 1, label: 'budget', side: 'upper', have: 7, need: expect.closeTo(10, 8) }],
      message: '',
    });
    expect(smallestChange(model, solver, []).status).toBe('infeasible');
  });
});
