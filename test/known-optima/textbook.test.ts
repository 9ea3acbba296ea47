/**
 * Textbook problems with noise on their nodes: published optima, and the same by dynamic programming over a grid of the
 * state. The data are multiples of the grid's step, so value functions break at grid points only and the grid is exact.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  nestedRiskForm,
  nodeBuilder,
  optimise,
  valueOfInformation,
  type Programme,
  type RiskMeasure,
  type Solver,
} from '../../src/core/index.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

function chain(nodes: Programme['nodes'], stateInitial: number, discount = 1): Programme {
  return {
    sense: 'minimise',
    states: [{ name: 'stored', initial: stateInitial, isCarried: false }],
    parameterNames: [],
    parameters: [],
    nodes,
    arcs: nodes.slice(1).map((_, from) => ({ from, to: from + 1, probability: 1, discount })),
  };
}

interface Outcome {
  readonly value: number;
  readonly probability: number;
}

/** Mean, or the tail filled from the dearest outcome down; by definition. */
function measured(outcomes: readonly Outcome[], risk: RiskMeasure): number {
  if (risk.kind === 'worstCase') return Math.max(...outcomes.map(({ value }) => value));
  const mean = outcomes.reduce((sum, { value, probability }) => sum + value * probability, 0);
  if (risk.kind !== 'meanCvar') return mean;
  let left = risk.tailFraction;
  let tail = 0;
  for (const { value, probability } of outcomes.toSorted((a, b) => b.value - a.value)) {
    tail += value * Math.min(left, probability);
    left -= Math.min(left, probability);
  }
  return (1 - risk.weight) * mean + (risk.weight * tail) / risk.tailFraction;
}

const MEASURES: readonly RiskMeasure[] = [
  { kind: 'expectation' },
  { kind: 'meanCvar', weight: 0.5, tailFraction: 0.5 },
  { kind: 'meanCvar', weight: 1, tailFraction: 0.2 },
  { kind: 'worstCase' },
];

const THERMAL_COSTS = [50, 100, 150];
const INFLOWS = [0, 50, 100];
const DEMAND = 150;

/** A full reservoir of 200, inflow 0, 50 or 100 seen before each of three decisions, thermal power dearer each stage. */
function hydroThermal(discount = 1): Programme {
  const nodes = THERMAL_COSTS.map((cost, stage) => {
    const node = nodeBuilder(`stage ${stage}`, stage);
    const [thermal, hydro, spill] = [
      node.addColumn('thermal', { objective: cost }),
      node.addColumn('hydro'),
      node.addColumn('spill'),
    ];
    const kept = node.addColumn('kept', { upper: 200 });
    const columns = [
      [kept, 1],
      [hydro, 1],
      [spill, 1],
    ] as const;
    node.addRow('balance', { lower: 0, upper: 0, columns, states: [[0, -1]] });
    node.addRow('demand', {
      lower: DEMAND,
      upper: DEMAND,
      columns: [
        [hydro, 1],
        [thermal, 1],
      ],
    });
    node.update(0, { columns: [[kept, 1]] });
    node.addNoise(
      INFLOWS.map((inflow) => ({ probability: 1 / 3, rowBounds: [{ row: 0, lower: inflow, upper: inflow }] })),
    );
    return node.build();
  });
  return chain(nodes, 200, discount);
}

function hydroThermalByGrid(risk: RiskMeasure, discount = 1, stage = 0, stored = 200): number {
  if (stage === THERMAL_COSTS.length) return 0;
  const best = (water: number): number => {
    let least = Infinity;
    for (let used = 0; used <= Math.min(water, DEMAND); used += 50) {
      const left = Math.min(200, water - used);
      const later = stage === 2 ? 0 : discount * hydroThermalByGrid(risk, discount, stage + 1, left);
      least = Math.min(least, THERMAL_COSTS[stage]! * (DEMAND - used) + later);
    }
    return least;
  };
  return measured(
    INFLOWS.map((inflow) => ({ value: best(stored + inflow), probability: 1 / 3 })),
    risk,
  );
}

describe('hydro-thermal scheduling', () => {
  it('costs 8,333 1/3', () => {
    // Dowson and Kapelevich (2021), SDDP.jl: a Julia package for stochastic dual dynamic programming, INFORMS Journal on
    // Computing 33(1), 27-33: the package's introductory example.
    const optimum = optimise(extensiveForm(hydroThermal()).model, solver);
    expect(optimum.objective).toBeCloseTo(25_000 / 3, 6);
    expect(hydroThermalByGrid({ kind: 'expectation' })).toBeCloseTo(25_000 / 3, 6);
  });

  for (const risk of MEASURES) {
    for (const discount of [1, 0.8]) {
      it(`is the grid's under ${JSON.stringify(risk)}, discount ${discount}, the first inflow measured too`, () => {
        const optimum = optimise(nestedRiskForm(hydroThermal(discount), risk).model, solver);
        expect(optimum.objective).toBeCloseTo(hydroThermalByGrid(risk, discount), 6);
      });
    }
  }
});

/** Produce up to 200 at 100, more at 300, store up to 100 at 50; demand 100, then twice 100 or 300. */
function airConditioning(): Programme {
  const nodes = [[100], [100, 300], [100, 300]].map((demands, stage) => {
    const node = nodeBuilder(`period ${stage}`, stage);
    const regular = node.addColumn('regular', { upper: 200, objective: 100, isInteger: true, isCommitment: true });
    const overtime = node.addColumn('overtime', { objective: 300, isInteger: true });
    const stored = node.addColumn('stored', { upper: 100, objective: 50, isInteger: true });
    const columns = [
      [regular, 1],
      [overtime, 1],
      [stored, -1],
    ] as const;
    node.addRow('demand', { lower: demands[0]!, upper: demands[0]!, columns, states: [[0, 1]] });
    node.update(0, { columns: [[stored, 1]] });
    if (demands.length > 1) {
      node.addNoise(
        demands.map((demand) => ({ probability: 0.5, rowBounds: [{ row: 0, lower: demand, upper: demand }] })),
      );
    }
    return node.build();
  });
  return chain(nodes, 0);
}

function airConditioningByGrid(risk: RiskMeasure, stage = 0, before = 0): number {
  if (stage === 3) return 0;
  const best = (demand: number): number => {
    let least = Infinity;
    for (let stored = 0; stored <= 100; stored += 50) {
      const made = Math.max(0, demand + stored - before);
      const cost = 100 * Math.min(made, 200) + 300 * Math.max(0, made - 200) + 50 * stored;
      least = Math.min(least, cost + airConditioningByGrid(risk, stage + 1, stored));
    }
    return least;
  };
  const demands = stage === 0 ? [100] : [100, 300];
  return measured(
    demands.map((demand) => ({ value: best(demand), probability: 1 / demands.length })),
    risk,
  );
}

describe('air conditioners', () => {
  it('cost 62,500: 200 made at first, 100 of them stored', () => {
    // Birge and Louveaux, Introduction to Stochastic Programming, 2nd edition (2011), page 237.
    const form = extensiveForm(airConditioning());
    const optimum = optimise(form.model, solver);
    expect(optimum.objective).toBeCloseTo(62_500, 6);
    expect([form.columnOf(0, 0), form.columnOf(0, 2)].map((column) => optimum.columnValues[column])).toEqual([
      200, 100,
    ]);
    expect(airConditioningByGrid({ kind: 'expectation' })).toBeCloseTo(62_500, 6);
  });

  for (const risk of MEASURES) {
    it(`cost the grid's under ${JSON.stringify(risk)}, in whole units`, () => {
      const optimum = optimise(nestedRiskForm(airConditioning(), risk).model, solver);
      expect(optimum.objective).toBeCloseTo(airConditioningByGrid(risk), 6);
    });
  }

  it('have an EVPI of 3,750', () => {
    const { status, recourse, waitAndSee, evpi } = valueOfInformation(airConditioning(), solver);
    expect(status).toBe('optimal');
    expect(recourse).toBeCloseTo(62_500, 6);
    // Paths 100-100-100, 100-100-300, 100-300-100, 100-300-300 cost 30,000, 55,000, 55,000 and 95,000 when known.
    expect(waitAndSee).toBeCloseTo((30_000 + 55_000 + 55_000 + 95_000) / 4, 6);
    expect(evpi).toBeCloseTo(62_500 - 58_750, 6);
  });
});

/** Four plants (cost per unit of capacity), three modes of use; demand of the first is 3, 5 or 7. */
function lands(): Programme {
  const investment = [10, 7, 16, 6];
  const running = [
    [40, 24, 4],
    [45, 27, 4.5],
    [32, 19.2, 3.2],
    [55, 33, 5.5],
  ];
  const root = nodeBuilder('invest', 0);
  const capacities = investment.map((cost, plant) => root.addColumn(`plant ${plant}`, { objective: cost }));
  root.addRow('least', { lower: 12, columns: capacities.map((column) => [column, 1]) });
  root.addRow('budget', { upper: 120, columns: capacities.map((column, plant) => [column, investment[plant]!]) });
  capacities.forEach((column, plant) => root.update(plant, { columns: [[column, 1]] }));
  const node = nodeBuilder('run', 1);
  const output = running.map((costs, plant) =>
    costs.map((cost, mode) => node.addColumn(`plant ${plant} mode ${mode}`, { objective: cost })),
  );
  output.forEach((columns, plant) => {
    node.addRow(`capacity ${plant}`, {
      upper: 0,
      columns: columns.map((column) => [column, 1]),
      states: [[plant, -1]],
    });
  });
  const demands = [5, 3, 2].map((lower, mode) =>
    node.addRow(`demand ${mode}`, { lower, columns: output.map((columns) => [columns[mode]!, 1]) }),
  );
  node.addNoise(
    [3, 5, 7].map((demand, index) => ({
      probability: [0.3, 0.4, 0.3][index]!,
      rowBounds: [{ row: demands[0]!, lower: demand, upper: Infinity }],
    })),
  );
  return {
    ...chain([root.build(), node.build()], 0),
    states: investment.map((_, plant) => ({ name: `capacity ${plant}`, initial: 0, isCarried: false })),
  };
}

describe('electricity investment', () => {
  it('costs 381.8533', () => {
    // Louveaux and Smeers (1988), Optimal investments for electricity generation, in Ermoliev and Wets (eds), Numerical
    // Techniques for Stochastic Optimization, 445-453: the three-outcome instance in wide use since.
    expect(optimise(extensiveForm(lands()).model, solver).objective).toBeCloseTo(381.853_333_333, 6);
  });
});

describe('a discounted payment', () => {
  it('of 2 at each of n dates is worth 2 (1 - d^n) / (1 - d)', () => {
    const nodes = Array.from({ length: 12 }, (_, stage) => {
      const node = nodeBuilder(`date ${stage}`, stage);
      node.objectiveColumn(node.addColumn('paid', { lower: 2 }), 1);
      return node.build();
    });
    const optimum = optimise(extensiveForm(chain(nodes, 0, 0.9)).model, solver);
    expect(optimum.objective).toBeCloseTo((2 * (1 - 0.9 ** 12)) / (1 - 0.9), 9);
  });
});
