import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../adapters/node/highs-solver.ts';
import { extensiveForm, nestedRiskForm, nodeBuilder, withoutNoise, type Programme } from '../programme/index.ts';
import { optimise, type Solver } from '../solve/index.ts';
import { headProgramme } from './head-programme.ts';
import { openHead } from './head-session.ts';
import type { Policy } from './policy.ts';
import { looseCuts, stockProgramme, trainedPolicy, untrainedPolicy, type StockCase } from './simulate-test-policy.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const STOCK: StockCase = {
  sense: 'maximise',
  dates: 2,
  demands: [1, 4],
  multiples: [0.5, 1.5],
  lot: 1.5,
  isInteger: true,
  discount: 0.9,
  stay: 0.7,
};

describe.each(['maximise', 'minimise'] as const)('a head that is to %s', (sense) => {
  const programme = stockProgramme({ ...STOCK, sense });
  const optimumOf = (relax: boolean): number =>
    optimise(extensiveForm(withoutNoise(programme)).model, solver, { relax }).objective;

  it('of all stages is the extensive form, integers included', () => {
    const head = openHead(untrainedPolicy(programme, 1e3), solver, { stages: 3 });
    const answer = head.solve();
    expect(answer.status).toBe('optimal');
    expect(answer.value).toBeCloseTo(optimumOf(false), 7);
    expect(head.solve({ solving: { relax: true } }).value).toBeCloseTo(optimumOf(true), 7);
    expect(answer.visits).toHaveLength(1 + 4 + 16);
    const parts = answer.visits.reduce(
      (sum, { probability, stageObjective, depth }) => sum + probability * STOCK.discount ** depth * stageObjective,
      0,
    );
    expect(parts).toBeCloseTo(answer.value, 7);
    head.dispose();
  });

  it('of fewer stages bounds the integer optimum, the closer the more dates it has', async () => {
    const sign = sense === 'minimise' ? 1 : -1;
    const policy = await trainedPolicy(programme, solver, 6);
    const values = [1, 2, 3].map((stages) => {
      const head = openHead(policy, solver, { stages });
      const { value, bound } = head.solve();
      head.dispose();
      expect(bound).toBeCloseTo(value, 7);
      return value;
    });
    const optimum = optimumOf(false);
    expect(sign * (values[0]! - optimumOf(true))).toBeGreaterThanOrEqual(-1e-7);
    for (const value of values) expect(sign * (optimum - value)).toBeGreaterThanOrEqual(-1e-7);
    for (const value of values.slice(1)) expect(sign * (value - values[0]!)).toBeGreaterThanOrEqual(-1e-7);
    expect(sign * (values[2]! - values[1]!)).toBeGreaterThanOrEqual(-1e-7);
    expect(values[2]).toBeCloseTo(optimum, 7);
  });

  it('answers many questions, each as if it were the first', async () => {
    const policy = await trainedPolicy(programme, solver, 6);
    const head = openHead(policy, solver, { stages: 2 });
    const lots = head.columnOf('lots');
    const free = head.solve();
    const forced = [0, 1, 2, 3, 4].map((value) => head.solve({ held: { columns: [lots], values: [value] } }));
    forced.forEach(({ decision }, value) => expect(decision[lots]).toBe(value));
    const best = sense === 'minimise' ? Math.min : Math.max;
    expect(best(...forced.map(({ value }) => value))).toBeCloseTo(free.value, 9);
    expect(head.solve()).toEqual(free);
    expect(() => head.columnOf('lot')).toThrow('node "root" has no column "lot"');
    head.dispose();
  });
});

describe('a head', () => {
  it('begins anywhere, in any state, its noise seen', async () => {
    const programme = stockProgramme(STOCK);
    const policy = await trainedPolicy(programme, solver, 4);
    const state = Float64Array.from([2, 1.5, 0.5, 3]);
    const head = openHead(policy, solver, { stages: 1, from: { node: 2, outcome: 1, state }, near: state });
    const [visit] = head.solve().visits;
    head.dispose();
    expect(visit).toMatchObject({ node: 2, outcome: 1, depth: 0, isFrontier: true });
    expect(visit!.columnValues[1]! + visit!.columnValues[3]!).toBeCloseTo(3.5, 9);
    expect(visit!.nextState[0]).toBeCloseTo(visit!.columnValues[3]! * (1 - 0.15), 9);
  });

  it('refuses a frontier of which nothing is known', () => {
    const programme = stockProgramme(STOCK);
    const policy = { ...untrainedPolicy(programme, 1e3), cuts: programme.nodes.map(() => []) };
    expect(() => headProgramme(policy, { stages: 1 })).toThrow('node "root" has successors but no cuts');
    expect(() => headProgramme(policy, { stages: 0 })).toThrow('a head has 1 date or more, not 0');
  });

  it('measures what it decides itself by the policy, and decides a noisy root once its noise is seen', () => {
    const stock = stockProgramme({ ...STOCK, dates: 1 });
    const noisy = { ...stock, nodes: stock.nodes.slice(1, 2), arcs: [] };
    const policy = {
      ...untrainedPolicy(noisy, 1e3),
      risk: { kind: 'meanCvar', weight: 0.5, tailFraction: 0.5 } as const,
    };
    const head = openHead(policy, solver, { stages: 1 });
    const answer = head.solve();
    head.dispose();
    expect(answer.value).toBeCloseTo(optimise(nestedRiskForm(noisy, policy.risk).model, solver).objective, 9);
    expect(answer.visits.map(({ node, outcome }) => [node, outcome])).toEqual([
      [-1, 0],
      [0, 0],
      [0, 1],
    ]);
    expect(answer.decision).toHaveLength(0);
  });

  it('copies a node for each date on a cycle', () => {
    const node = nodeBuilder('month', 0);
    const made = node.addColumn('made', { upper: 5, objective: 1 });
    node.addRow('enough', { lower: 2, columns: [[made, 1]], states: [[0, 1]] });
    node.update(0, { columns: [[made, 1]], states: [[0, 1]], constant: -2 });
    const programme: Programme = {
      sense: 'minimise',
      states: [{ name: 'stock', initial: 1, isCarried: false }],
      parameterNames: [],
      parameters: [],
      nodes: [node.build()],
      arcs: [{ from: 0, to: 0, probability: 1, discount: 0.5 }],
    };
    // From stock s the cheapest is 2 - s now and 2 at each later date: 2 - s + 2, for the later ones sum to 2.
    const cut = { intercept: 4, slope: Float64Array.from([-1]) };
    const half = { intercept: cut.intercept / 2, slope: cut.slope.map((value) => value / 2) };
    const policy: Policy = {
      programme,
      risk: { kind: 'expectation' },
      cuts: [[half]],
      feasibilityCuts: [[]],
      bound: 3,
    };
    for (const stages of [1, 2, 5]) {
      const head = openHead(policy, solver, { stages });
      expect(head.solve().value).toBeCloseTo(3, 9);
      head.dispose();
    }
  });

  it('names the parameters that also act behind it', () => {
    const stock = stockProgramme({ ...STOCK, dates: 1 });
    const [root, ...later] = stock.nodes;
    const priced = { ...root!, objectiveColumns: [{ index: 0, value: -1, parameter: 0 }] };
    const after = later.map((node) => ({ ...node, objectiveColumns: [{ index: 1, value: 4, parameter: 1 }] }));
    const programme = { ...stock, parameterNames: ['price', 'sale'], parameters: [3, 1], nodes: [priced, ...after] };
    const policy = untrainedPolicy(programme, 1e3);
    expect(headProgramme(policy, { stages: 1 }).parametersBehind).toEqual([1]);
    expect(headProgramme(policy, { stages: 2 }).parametersBehind).toEqual([]);
    const head = openHead(policy, solver, { stages: 2 });
    const values = [3, 1, 3].map((price) => head.solve({ parameters: [price, 1] }).value);
    head.dispose();
    expect(values[1]).toBeGreaterThan(values[0]!);
    expect(values[2]).toBe(values[0]);
  });

  it('takes up the cuts that matter however many there are', async () => {
    const programme = stockProgramme(STOCK);
    const policy = await trainedPolicy(programme, solver, 4);
    const poor = looseCuts(programme, 2e3);
    // The cuts that matter are the oldest, where they are looked for last.
    const cuts = policy.cuts.map((own, node) => [...own, ...Array.from({ length: 100 }, () => poor[node]!).flat()]);
    const head = openHead({ ...policy, cuts }, solver, { stages: 2 });
    const plain = openHead(policy, solver, { stages: 2 });
    expect(head.solve().value).toBeCloseTo(plain.solve().value, 9);
    head.dispose();
    plain.dispose();
  });
});
