import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { eightyfold, type Ended } from '../support/command-line.ts';

/** The farmer of Birge and Louveaux (2011), chapter 1.1, whose optimum is -108390. */
const CROPS = ['wheat', 'corn', 'beets'];
const YIELDS = [
  [3, 3.6, 24],
  [2.5, 3, 20],
  [2, 2.4, 16],
];
const FARMER = {
  schema: 'msp-json-1',
  name: 'farmer',
  sense: 'min',
  states: CROPS.map((name) => ({ name, initial: 0, lb: 0, ub: 500, integer: false })),
  graph: { type: 'linear', transition: [[[1]], [[1]]] },
  nodes: {
    '1,1': {
      constraints: [{ name: 'land', sense: '<=', rhs: 500, terms: { 'wheat.out': 1, 'corn.out': 1, 'beets.out': 1 } }],
      state_out_obj: { wheat: 150, corn: 230, beets: 260 },
    },
    '2,1': {
      variables: [
        { name: 'buy wheat', obj: 238 },
        { name: 'buy corn', obj: 210 },
        { name: 'sell wheat', obj: -170 },
        { name: 'sell corn', obj: -150 },
        { name: 'sell beets', obj: -36, ub: 6000 },
        { name: 'dump beets', obj: -10 },
      ],
      constraints: [
        { name: 'wheat', sense: '>=', rhs: 200, terms: { 'wheat.in': 2.5, 'buy wheat': 1, 'sell wheat': -1 } },
        { name: 'corn', sense: '>=', rhs: 240, terms: { 'corn.in': 3, 'buy corn': 1, 'sell corn': -1 } },
        { name: 'beets', sense: '>=', rhs: 0, terms: { 'beets.in': 20, 'sell beets': -1, 'dump beets': -1 } },
      ],
      noise: YIELDS.map(([wheat, corn, beets]) => ({
        p: 1 / 3,
        terms: { wheat: { 'wheat.in': wheat }, corn: { 'corn.in': corn }, beets: { 'beets.in': beets } },
      })),
    },
  },
};

/** Buy x at 1, sell at most x, and 2 or 3, at 2 each: the optimum is -2. */
const CORE = `NAME vendor
ROWS
 N cost
 L stock
 L demand
COLUMNS
 x cost 1 stock -1
 s cost -2 stock 1
 s demand 1
RHS
 rhs demand 2
ENDATA
`;
const TIME = `TIME vendor
PERIODS
 x cost ONE
 s stock TWO
ENDATA
`;
const STOCH = `STOCH vendor
INDEP DISCRETE
 rhs demand 2 TWO 0.5
 rhs demand 3 TWO 0.5
ENDATA
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-solve-'));
  writeFileSync(join(folder, 'farmer.json'), JSON.stringify(FARMER, null, 2));
  for (const [name, text] of [
    ['vendor.cor', CORE],
    ['vendor.tim', TIME],
    ['vendor.sto', STOCH],
  ] as const) {
    writeFileSync(join(folder, name), text);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const VENDOR = ['vendor.cor', 'vendor.tim', 'vendor.sto'];
const solve = (...given: readonly string[]): Promise<Ended> => eightyfold(['solve', ...given], { folder });
const write = (name: string, file: unknown): void => {
  writeFileSync(join(folder, name), typeof file === 'string' ? file : JSON.stringify(file, null, 2));
};

describe('solve', () => {
  test.each(['extensive', 'sddp'])('finds the optimum of a policy graph by %s, as JSON', async (method) => {
    const { code, out, err } = await solve('farmer.json', '--method', method, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      status: 'optimal',
      objective: expect.closeTo(-108390, 4) as unknown,
      bound: expect.closeTo(-108390, 4) as unknown,
      relativeGap: expect.closeTo(0, 9) as unknown,
      method,
      iterations: expect.any(Number) as unknown,
      rows: method === 'extensive' ? 10 : 4,
      // One copy of the leaf's columns for each outcome; its states, which nothing random touches, stand once.
      columns: method === 'extensive' ? 3 + 3 * 6 + 3 : 12,
      simulated: null,
      message: '',
    });
    expect(err).toMatch(/^solving farmer\.json\n[^]*optimal after \d+\.\d s\n$/);
    expect(out).not.toMatch(/second|elapsed/);
  });

  test('prints the same as lines, and reads standard input', async () => {
    const { code, out } = await eightyfold(['solve', '-'], { folder, input: JSON.stringify(FARMER) });
    expect(code).toBe(0);
    expect(out).toMatch(/^status {7}optimal\nobjective {4}-1083(90|89\.99\d+)\n/);
    expect(out).toContain('\nmethod       extensive\n');
  });

  test.each(['extensive', 'sddp'])('reads SMPS: core, time and stochastic file, by %s', async (method) => {
    const { code, out } = await solve(...VENDOR, '--method', method, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 'optimal', objective: expect.closeTo(-2, 8) as unknown });
  });

  test('takes integers as they are, relaxes them when asked, and never claims more than cuts can prove', async () => {
    const knapsack = structuredClone(FARMER) as Record<string, unknown>;
    knapsack['states'] = [{ name: 'x', initial: 0, lb: 0, ub: 5, integer: true }];
    knapsack['nodes'] = {
      '1,1': {},
      '2,1': {
        variables: [{ name: 'y', ub: 1, obj: -3, integer: true }],
        constraints: [{ name: 'room', sense: '<=', rhs: 1, terms: { y: 2, 'x.in': 1 } }],
      },
    };
    write('knapsack.json', knapsack);
    const answers = await Promise.all([
      solve('knapsack.json', '--json'),
      solve('knapsack.json', '--json', '--relax'),
      solve('knapsack.json', '--json', '--method', 'sddp'),
    ]);
    const [whole, relaxed, bounded] = answers.map(({ out }) => JSON.parse(out) as Record<string, unknown>);
    expect(whole).toMatchObject({ status: 'optimal', objective: 0, relativeGap: 0 });
    expect(relaxed).toMatchObject({ status: 'optimal', objective: -1.5 });
    expect(bounded).toMatchObject({ status: 'limit', objective: 0, bound: -1.5, relativeGap: 1, simulated: null });
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
  });
});

test('a solve that takes long ends at once when it is stopped', async () => {
  const cycle = { from: 2, to: 1, discount: 0.999 };
  write('cycle.json', { ...FARMER, graph: { ...FARMER.graph, type: 'cyclic', cycle } });
  const { code, out, err } = await eightyfold(['solve', 'cycle.json', '--iterations', '1000000'], {
    folder,
    onError: (text, kill) => {
      if (text === 'solving cycle.json\n') kill('SIGINT');
    },
  });
  expect([code, out]).toEqual([130, '']);
  expect(err).toBe('solving cycle.json\nstopped\n');
});

describe('what has no optimum', () => {
  test.each(['extensive', 'sddp'])('is infeasible and exits 2, by %s', async (method) => {
    const bare = structuredClone(FARMER);
    bare.nodes['1,1'].constraints[0]!.sense = '>=';
    bare.nodes['1,1'].constraints[0]!.rhs = 1501;
    write('bare.json', bare);
    const { code, out } = await solve('bare.json', '--json', '--method', method);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ status: 'infeasible', objective: null, bound: null, relativeGap: null });
  });

  test.each(['extensive', 'sddp'])('is unbounded and exits 2, by %s', async (method) => {
    const open = structuredClone(FARMER);
    open.nodes['2,1'].variables.push({ name: 'gold', obj: -1 });
    write('open.json', open);
    const { code, out } = await solve('open.json', '--json', '--method', method);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ status: 'unbounded', objective: null, bound: null });
  });

  test('a method that does not exist for a problem is refused in words', async () => {
    const cycle = { from: 2, to: 1, discount: 0.5 };
    write('cycle.json', { ...FARMER, graph: { ...FARMER.graph, type: 'cyclic', cycle } });
    const { code, out, err } = await solve('cycle.json', '--method', 'extensive');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/cannot-solve: .*cycle.*\n {2}at {3}cycle\.json\n {2}fix {2}try the other --method/);
  });
});

describe('what cannot be read', () => {
  test('is told with file and line, and exits 1 with nothing on standard output', async () => {
    const text = JSON.stringify(FARMER, null, 2).replace('"corn.in": 3', '"corm.in": 3');
    write('bad.json', text);
    const line = text.split('\n').findIndex((each) => each.includes('corm.in')) + 1;
    const { code, out, err } = await solve('bad.json');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(
      `problem-file: nodes.2,1.constraints[1].terms.corm.in: "corm.in" is no variable of this node, nor a state's .in or .out
  at   bad.json:${line}:1
  fix  correct the name

nothing was solved
`,
    );
  });

  test('is on standard output too with --json', async () => {
    write('bad.json', '{"schema": "msp-json-1",\n');
    const { code, out } = await solve('bad.json', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      status: 'refused',
      issues: [{ code: 'problem-file', severity: 'error', path: 'bad.json', line: 2 }],
    });
  });

  test.each([
    ['vendor.cor', CORE.replace(' s demand 1', ' s demnd 1'), /vendor\.cor:9/],
    ['vendor.tim', TIME.replace('stock', 'stok'), /vendor\.tim:4/],
    ['vendor.sto', STOCH.replace('0.5', 'half'), /vendor\.sto:3/],
    ['vendor.sto', '\u0000\u0001', /vendor\.sto/],
    ['vendor.cor', '', /vendor\.cor/],
  ])('names the SMPS file at fault: %s', async (name, text, place) => {
    write(name, text);
    const { code, out, err } = await solve(...VENDOR);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(place);
    expect(err).not.toContain('bug:');
  });

  test('a missing file, a wrong number of files and a wrong option are refused', async () => {
    const missing = await solve('nowhere.json');
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('file-not-found: there is no such file or folder\n  at   nowhere.json');
    const two = await solve('vendor.cor', 'vendor.tim');
    expect([two.code, two.out]).toEqual([1, '']);
    expect(two.err).toContain('An SMPS problem has three files');
    const method = await solve('farmer.json', '--method', 'guess');
    expect(method.code).toBe(1);
    expect(method.err).toContain('Allowed choices are extensive, sddp');
  });
});
