import { beforeAll, describe, expect, test } from 'vitest';

import { createHighsSolver } from '../../adapters/node/index.ts';
import { nodeBuilder, type Programme, type RiskMeasure } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import { createNodePool } from './node-models.ts';
import { policyValue } from './solve-policy-value.ts';
import { methodFor, solveProgramme } from './solve-programme.ts';
import { trainPolicy } from './train-policy.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const DEMANDS = [20, 50, 100];
const EXPECTATION: RiskMeasure = { kind: 'expectation' };

/**
 * A store over three dates: buy at 1, then twice sell at 4 what there is of a demand drawn anew, and keep at 0.5. The
 * last date may be closed by a chance of 1/4, so arcs and noise are both random.
 */
function store(isInteger = false): Programme {
  const first = nodeBuilder('buy', 0);
  const bought = first.addColumn('bought', { upper: 150, objective: -1, isInteger });
  first.update(0, { columns: [[bought, 1]] });
  const selling = (name: string, stage: number, isOpen: boolean) => {
    const node = nodeBuilder(name, stage);
    const sold = node.addColumn('sold', { objective: 4, isInteger });
    const kept = node.addColumn('kept', { objective: -0.5 });
    node.addRow('stock', {
      lower: 0,
      upper: 0,
      columns: [
        [sold, 1],
        [kept, 1],
      ],
      states: [[0, -1]],
    });
    const demand = node.addRow('demand', { upper: 0, columns: [[sold, 1]] });
    node.update(0, { columns: [[kept, 1]] });
    const outcomes = DEMANDS.map((upper) => ({
      probability: 1 / DEMANDS.length,
      rowBounds: [{ row: demand, lower: -Infinity, upper }],
    }));
    return isOpen ? { ...node.build(), noise: [outcomes] } : node.build();
  };
  return {
    sense: 'maximise',
    states: [{ name: 'stock', initial: 0, isCarried: false }],
    parameterNames: [],
    parameters: [],
    nodes: [first.build(), selling('sell', 1, true), selling('sell on', 2, true), selling('closed', 2, false)],
    arcs: [
      { from: 0, to: 1, probability: 1 },
      { from: 1, to: 2, probability: 0.75, discount: 0.9 },
      { from: 1, to: 3, probability: 0.25, discount: 0.9 },
    ],
  };
}

const bounds = [
  EXPECTATION,
  { kind: 'meanCvar', weight: 0.5, tailFraction: 0.3 },
  { kind: 'worstCase' },
] as const satisfies readonly RiskMeasure[];

describe('both methods', () => {
  test.each(bounds)('agree under $kind, each with its gap proved', async (risk) => {
    const extensive = await solveProgramme(store(), { solver, risk, method: 'extensive' });
    const cuts = await solveProgramme(store(), { solver, risk, method: 'sddp' });
    expect([extensive.status, cuts.status]).toEqual(['optimal', 'optimal']);
    expect(cuts.objective).toBeCloseTo(extensive.objective!, 6);
    expect(cuts.bound).toBeGreaterThanOrEqual(extensive.objective! - 1e-6);
    expect(cuts.relativeGap).toBeLessThanOrEqual(1e-6);
  });

  test('find nothing in a programme whose rows cannot all hold', async () => {
    const { nodes, ...rest } = store();
    const never = { name: 'never', lower: 200, upper: Infinity, columns: [{ index: 0, value: 1 }], states: [] };
    const barred = { ...rest, nodes: [{ ...nodes[0]!, rows: [never] }, ...nodes.slice(1)] };
    for (const method of ['extensive', 'sddp'] as const) {
      expect(await solveProgramme(barred, { solver, method })).toMatchObject({
        status: 'infeasible',
        objective: null,
        bound: null,
        relativeGap: null,
        message:
          'no decisions meet all limits: these contradict each other: ' +
          '"buy / never" at least 200 (150 would do), "buy / bought" at most 150 (200 would do)',
      });
    }
  });

  test('name what grows for ever in a programme without a bound', async () => {
    const { nodes, ...rest } = store();
    const free = nodes[0]!.columns.map((column) => ({ ...column, upper: Infinity }));
    const gift = { ...nodes[0]!, columns: free, objectiveColumns: [{ index: 0, value: 1 }] };
    for (const method of ['extensive', 'sddp'] as const) {
      const solution = await solveProgramme({ ...rest, nodes: [gift, ...nodes.slice(1)] }, { solver, method });
      expect(solution).toMatchObject({ status: 'unbounded', objective: null });
      expect(solution.message).toContain('gets better for ever along "buy / bought"');
    }
  });
});

test('chi-squared of radius 0 is the expectation, and of a large radius the worst case', async () => {
  const of = (risk: RiskMeasure) => solveProgramme(store(), { solver, risk });
  const [mean, worst] = [await of(EXPECTATION), await of({ kind: 'worstCase' })];
  const [none, wide] = [
    await of({ kind: 'modifiedChiSquared', radius: 0 }),
    await of({ kind: 'modifiedChiSquared', radius: 10 }),
  ];
  expect([none.method, wide.method]).toEqual(['sddp', 'sddp']);
  expect(none.objective).toBeCloseTo(mean.objective!, 6);
  expect(wide.objective).toBeCloseTo(worst.objective!, 6);
});

test('the value over all histories is the one that training found, and null beyond the limit', async () => {
  const programme = store();
  const pool = createNodePool(programme, solver);
  const { policy, value } = await trainPolicy(programme, { pool, iterations: 100, seed: 1 });
  expect(await policyValue(policy, pool, 1000)).toBeCloseTo(value, 9);
  expect(await policyValue(policy, pool, 10)).toBeNull();
  await pool.close();
});

describe('the method taken when none is named', () => {
  test('is the extensive form for a small tree, cuts for a cycle and for what is not linear', () => {
    const programme = store();
    expect(methodFor(programme, EXPECTATION)).toBe('extensive');
    expect(methodFor(programme, { kind: 'modifiedChiSquared', radius: 0.1 })).toBe('sddp');
    const back = { from: 2, to: 1, probability: 1, discount: 0.5 };
    expect(methodFor({ ...programme, arcs: [...programme.arcs, back] }, EXPECTATION)).toBe('sddp');
  });

  test('is cuts for a tree too large to be written down', () => {
    const { nodes, ...rest } = store();
    const many = Array.from({ length: 12 }, (_, stage) => ({ ...nodes[1]!, stage: stage + 1 }));
    const arcs = many.map((_, index) => ({ from: index, to: index + 1, probability: 1 }));
    expect(methodFor({ ...rest, nodes: [nodes[0]!, ...many], arcs }, EXPECTATION)).toBe('sddp');
  });
});

/** The store, with integers where they are asked for. */
function wholeStore(from: { readonly root: boolean; readonly later: boolean }): Programme {
  const [whole, relaxed] = [store(true), store()];
  return {
    ...whole,
    nodes: whole.nodes.map((node, at) => (from[at === 0 ? 'root' : 'later'] ? node : relaxed.nodes[at]!)),
  };
}

describe('integers by cuts', () => {
  test('at the root alone are proved, as by the extensive form', async () => {
    // Demand for whole lots that no single order of whole units meets: the relaxation is strictly better.
    const programme = withLots(wholeStore({ root: true, later: false }));
    const [extensive, cuts, relaxed] = [
      await solveProgramme(programme, { solver, method: 'extensive' }),
      await solveProgramme(programme, { solver, method: 'sddp' }),
      await solveProgramme(programme, { solver, method: 'sddp', relax: true }),
    ];
    expect(cuts.status).toBe('optimal');
    expect(cuts.objective).toBeCloseTo(extensive.objective!, 6);
    expect(relaxed.objective).toBeGreaterThan(cuts.objective! + 1);
  });

  test.each(bounds)('bound the optimum under $kind', async (risk) => {
    const programme = withLots(wholeStore({ root: true, later: true }));
    const extensive = await solveProgramme(programme, { solver, risk, method: 'extensive' });
    const [cuts, relaxed] = [
      await solveProgramme(programme, { solver, risk, method: 'sddp' }),
      await solveProgramme(programme, { solver, risk, method: 'sddp', relax: true }),
    ];
    expect(cuts.bound).toBeGreaterThanOrEqual(extensive.objective! - 1e-6);
    expect(cuts.bound).toBeLessThan(relaxed.bound! - 1e-3);
  });

  test('later on are relaxed in the bound and kept by the policy, whose value is exact', async () => {
    const programme = withLots(wholeStore({ root: true, later: true }));
    const extensive = await solveProgramme(programme, { solver, method: 'extensive' });
    const cuts = await solveProgramme(programme, { solver, method: 'sddp' });
    expect(cuts.simulated).toBeNull();
    expect(cuts.bound).toBeGreaterThanOrEqual(extensive.objective! - 1e-6);
    expect(cuts.objective).toBeLessThanOrEqual(extensive.objective! + 1e-6);
    const relaxed = await solveProgramme(programme, { solver, method: 'sddp', relax: true });
    expect(relaxed.objective).toBeGreaterThanOrEqual(cuts.bound! - 1e-6);
  });
});

/** Bought in lots of 35. */
function withLots({ nodes, ...rest }: Programme): Programme {
  const [root, ...later] = nodes;
  const lots = {
    ...root!,
    objectiveColumns: [{ index: 0, value: -35 }],
    updates: root!.updates.map((update) => ({ ...update, columns: [{ index: 0, value: 35 }] })),
  };
  return { ...rest, nodes: [lots, ...later] };
}
