/**
 * Small problems written out from their publications, in the two forms that are read, and solved in both ways. Numbers
 * are the publications'; `digits` are those that they print after the point.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { readMspJson, readSmps, solveProgramme, type Programme, type Solver } from '../../src/core/index.ts';

interface Published {
  readonly source: string;
  readonly optimum: number;
  readonly digits: number;
  readonly programme: () => Programme;
}

type Terms = Readonly<Record<string, number>>;

function ofGraph(problem: object): () => Programme {
  return () => {
    const reading = readMspJson(JSON.stringify({ schema: 'msp-json-1', name: 'published', ...problem }), 'a.json');
    if (!reading.isRead) throw new Error(reading.faults.map(({ message }) => message).join('; '));
    return reading.value.programme;
  };
}

function ofSmps(core: string, time: string, stochastic: string): () => Programme {
  return () => {
    const file = (text: string) => ({ fileName: 'a', text });
    const reading = readSmps({ core: file(core), time: file(time), stochastic: file(stochastic) });
    if (!reading.isRead) throw new Error(reading.faults.map(({ message }) => message).join('; '));
    return reading.value.programme;
  };
}

const state = (name: string, initial = 0, ub: number | 'inf' = 'inf') => ({ name, initial, lb: 0, ub, integer: false });
const variable = (name: string, obj = 0) => ({ name, lb: 0, ub: 'inf', obj, integer: false });
const row = (name: string, sense: '<=' | '==' | '>=', terms: Terms, rhs = 0) => ({ name, sense, rhs, terms });
const linear = (stages: number) => ({ type: 'linear', transition: Array.from({ length: stages }, () => [[1]]) });

/** Three stages, wet or dry: inflow and the price of fuel come together, more likely high and cheap in a wet one. */
function hydroThermal(): () => Programme {
  const node = (stage: number, chances: readonly number[]) => ({
    variables: [variable('thermal', 50 * stage), variable('hydro'), variable('spill')],
    constraints: [
      row('balance', '==', { 'volume.out': 1, 'volume.in': -1, hydro: 1, spill: 1 }),
      row('demand', '==', { thermal: 1, hydro: 1 }, 150),
    ],
    noise: chances.map((p, outcome) => ({
      p,
      rhs: { balance: 50 * outcome },
      obj: { thermal: 50 * stage * [1.5, 1, 0.75][outcome]! },
    })),
  });
  const [wet, dry] = [
    [1 / 6, 1 / 3, 1 / 2],
    [1 / 2, 1 / 3, 1 / 6],
  ];
  const step = [
    [0.75, 0.25],
    [0.25, 0.75],
  ];
  return ofGraph({
    sense: 'min',
    states: [state('volume', 200, 200)],
    graph: { type: 'markov', transition: [[[1]], [step[0]], step] },
    nodes: {
      '1,1': node(1, wet!),
      '2,1': node(2, wet!),
      '2,2': node(2, dry!),
      '3,1': node(3, wet!),
      '3,2': node(3, dry!),
    },
  });
}

/** Two goods made a stage before they are sold to a demand of 2 or 10. */
function production(): () => Programme {
  const node = (stage: number) => ({
    state_out_obj: { x1: 0.2, x2: 0.7 },
    variables: [variable('s1', -2.33), variable('s2', -2.54)],
    constraints: [
      row('first', '<=', { s1: 1, 'x1.in': -1 }),
      row('second', '<=', { s2: 1, 'x2.in': -1 }),
      row('demand', '<=', { s1: 1, s2: 1 }),
    ],
    ...(stage > 1 ? { noise: [2, 10].map((demand) => ({ p: 0.5, rhs: { demand } })) } : {}),
  });
  const nodes = { '1,1': node(1), '2,1': node(2), '3,1': node(3) };
  return ofGraph({ sense: 'min', states: [state('x1'), state('x2')], graph: linear(3), nodes });
}

/** Four plants (cost, running cost, capacity for a later stage) against three blocks of a load curve of two shapes. */
function expansion(): () => Programme {
  const [cost, running] = [
    [16, 5, 32, 2],
    [25, 80, 6.5, 160],
  ];
  const duration = [1, 7000 / 8760, 1500 / 8760];
  const loads = [
    [3919, 3410, 2986],
    [7086, 1918, 2165],
  ];
  const [plants, blocks] = [
    [0, 1, 2, 3],
    [0, 1, 2],
  ];
  const all = (names: readonly string[]): Terms => Object.fromEntries(names.map((name) => [name, 1]));
  const node = (stage: number) => ({
    variables: [
      ...plants.flatMap((i) => blocks.map((j) => variable(`y${i}${j}`, running[i]! * duration[j]!))),
      ...plants.map((i) => variable(`v${i}`, cost[i]!)),
      variable('unserved', 1e5),
    ],
    constraints: [
      ...plants.map((i) => row(`built ${i}`, '==', { [`x${i}.out`]: 1, [`x${i}.in`]: -1, [`v${i}`]: -1 })),
      ...plants.map((i) => row(`capacity ${i}`, '<=', { ...all(blocks.map((j) => `y${i}${j}`)), [`x${i}.in`]: -1 })),
      ...blocks.map((j) => row(`load ${j}`, '>=', { ...all(plants.map((i) => `y${i}${j}`)), unserved: 1 })),
      ...(stage === 3 ? [row('no more', '==', all(plants.map((i) => `v${i}`)))] : []),
    ],
    ...(stage === 1
      ? {}
      : {
          noise: loads.map((load, shape) => ({
            p: [0.9, 0.1][shape]!,
            rhs: Object.fromEntries(blocks.map((j) => [`load ${j}`, load[j]!])),
          })),
        }),
  });
  const nodes = { '1,1': node(1), '2,1': node(2), '3,1': node(3) };
  return ofGraph({ sense: 'min', states: plants.map((i) => state(`x${i}`)), graph: linear(3), nodes });
}

const PLANT_COST = [10, 7, 16, 6];
const RUNNING_COST = [
  [40, 24, 4],
  [45, 27, 4.5],
  [32, 19.2, 3.2],
  [55, 33, 5.5],
];

/** Four plants and two later periods of three demands each, the first of which is random. */
function landCore(): string {
  const [plants, modes, periods] = [
    [1, 2, 3, 4],
    [1, 2, 3],
    ['Y', 'Z'],
  ];
  const of = <Item>(items: readonly Item[], line: (item: Item) => string): string => items.map(line).join('');
  const rows = of(periods, (p) => of(plants, (i) => ` L CAP${p}${i}\n`) + of(modes, (j) => ` E D${p}${j}\n`));
  const built = of(plants, (i) => {
    const cost = PLANT_COST[i - 1]!;
    return ` X${i} COST ${cost} LEAST 1\n X${i} BUDGET ${cost}\n${of(periods, (p) => ` X${i} CAP${p}${i} -1\n`)}`;
  });
  const run = of(periods, (p) =>
    of(plants, (i) =>
      of(modes, (j) => {
        const name = `${p}${i}${j}`;
        return ` ${name} COST ${RUNNING_COST[i - 1]![j - 1]} CAP${p}${i} 1\n ${name} D${p}${j} 1\n`;
      }),
    ),
  );
  const rhs = ' RHS LEAST 12 BUDGET 120\n RHS DY2 3 DY3 2\n RHS DZ2 3.5 DZ3 3\n';
  return `NAME LANDS\nROWS\n N COST\n G LEAST\n L BUDGET\n${rows}COLUMNS\n${built}${run}RHS\n${rhs}ENDATA\n`;
}

const LAND_TIME = 'TIME\nPERIODS\n X1 LEAST T1\n Y11 CAPY1 T2\n Z11 CAPZ1 T3\nENDATA\n';
const lines = (element: string, period: string, values: readonly number[]): string =>
  values.map((value, index) => ` RHS ${element} ${value} ${period} ${[0.3, 0.4, 0.3][index]}\n`).join('');

/** Scenarios inherit from their parents: nine paths of the demands of two periods. */
const LAND_PATHS = [
  ['A ROOT 0.09 T1', 3, 3.2],
  ['B A 0.12 T3', null, 3.3],
  ['C A 0.09 T3', null, 3.8],
  ['D A 0.12 T2', 5, 5.2],
  ['E D 0.16 T3', null, 5.3],
  ['F D 0.12 T3', null, 5.8],
  ['G A 0.09 T2', 7, 7.2],
  ['H G 0.12 T3', null, 7.3],
  ['I G 0.09 T3', null, 8],
] as const;

/** Two resources bought, at least 40 and 20, for two products; columns stand apart and each bound has its own name. */
const TWO_PRODUCTS = ofSmps(
  [
    'NAME SIMPLE\nROWS\n N OBJ\n L BOUND\n L LINK1\n L LINK2\n L Y1UP\n L Y2UP\nCOLUMNS',
    ' X1 OBJ 100 BOUND 1\n X2 OBJ 150 BOUND 1\n X1 LINK1 -60\n X2 LINK2 -80',
    ' Y1 OBJ 26 Y1UP 1\n Y2 OBJ 30 Y2UP 1\n Y1 LINK1 6 LINK2 8\n Y2 LINK1 10 LINK2 5',
    'RHS\n RHS BOUND 120\nBOUNDS\n LO X1LIM X1 40\n LO X2LIM X2 20\nENDATA',
  ].join('\n'),
  'TIME\nPERIODS\n X1 BOUND STAGE1\n Y1 LINK1 STAGE2\nENDATA',
  [
    'STOCH\nBLOCKS DISCRETE',
    ' BL B STAGE2 0.4\n Y1 OBJ -24\n Y2 OBJ -28\n RHS Y1UP 500\n RHS Y2UP 100',
    ' BL B STAGE2 0.6\n Y1 OBJ -28\n Y2 OBJ -32\n RHS Y1UP 300\n RHS Y2UP 300\nENDATA',
  ].join('\n'),
);

const FELT =
  'Felt, test-problem collection for stochastic linear programming: LandS in three stages, as MSLiP solves it there';
const PUBLISHED: Readonly<Record<string, Published>> = {
  'hydro-thermal on a Markov chain': {
    source: 'SDDP.jl, documentation, tutorial on Markovian policy graphs',
    optimum: 8072.917,
    digits: 3,
    programme: hydroThermal(),
  },
  'production of two goods': {
    source: 'FAST, production management over several stages; SDDP.jl, examples',
    optimum: -23.96,
    digits: 2,
    programme: production(),
  },
  'generation expansion in three stages': {
    source: 'Problem 5.2 of StructDualDynProg.jl, three stages; SDDP.jl, examples',
    optimum: 406_712.49,
    digits: 2,
    programme: expansion(),
  },
  'two resources for two products': {
    source: 'StochasticPrograms.jl, documentation, quick start and SMPS',
    optimum: -855.83,
    digits: 2,
    programme: TWO_PRODUCTS,
  },
  'power plants over three periods, demands independent': {
    source: FELT,
    optimum: 719.206_666_666_7,
    digits: 8,
    programme: ofSmps(
      landCore(),
      LAND_TIME,
      `STOCH\nINDEP DISCRETE\n${lines('DY1', 'T2', [3, 5, 7])}${lines('DZ1', 'T3', [3.2, 5.3, 7.8])}ENDATA\n`,
    ),
  },
  'power plants over three periods, demands one after the other': {
    source: FELT,
    optimum: 722.583_666_666_7,
    digits: 8,
    programme: ofSmps(
      landCore(),
      LAND_TIME,
      [
        'STOCH\nSCENARIOS\n',
        ...LAND_PATHS.map(
          ([header, first, second]) =>
            ` SC ${header}\n${first === null ? '' : ` RHS DY1 ${first}\n`} RHS DZ1 ${second}\n`,
        ),
        'ENDATA\n',
      ].join(''),
    ),
  },
};

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

describe('the optimum as published, by both methods', () => {
  it.each(Object.entries(PUBLISHED))('%s', async (_name, { optimum, digits, programme }) => {
    for (const method of ['extensive', 'sddp'] as const) {
      const solution = await solveProgramme(programme(), { solver, method });
      expect(solution.status).toBe('optimal');
      expect(solution.objective).toBeCloseTo(optimum, digits);
      expect(solution.bound).toBeCloseTo(optimum, digits);
    }
  });
});

/** Two integers now, four knapsack items later, the capacities on a grid of so many points from 5 to 15 a side. */
function knapsacks(points: number): Programme {
  const capacities = Array.from({ length: points }, (_, index) => 5 + (10 * index) / (points - 1));
  const scenarios = capacities.flatMap((first) => capacities.map((second) => [first, second] as const));
  const items = [
    [16, 2, 6],
    [19, 3, 1],
    [23, 4, 3],
    [28, 5, 2],
  ];
  const core = [
    "NAME KNAP\nROWS\n N COST\n G NOW\n L ONE\n L TWO\nCOLUMNS\n M0 'MARKER' 'INTORG'",
    ' X1 COST -1.5 NOW 1\n X1 ONE 1\n X2 COST -4 NOW 1\n X2 TWO 1',
    ...items.map(([value, one, two], item) => ` Y${item} COST ${-value!} ONE ${one}\n Y${item} TWO ${two}`),
    " M1 'MARKER' 'INTEND'\nRHS\n RHS ONE 5 TWO 5\nBOUNDS\n UP BND X1 5\n UP BND X2 5",
    ...items.map((_, item) => ` UP BND Y${item} 1`),
    'ENDATA\n',
  ].join('\n');
  const paths = scenarios.map(
    ([one, two], index) => ` SC S${index} ROOT ${1 / scenarios.length} T2\n RHS ONE ${one}\n RHS TWO ${two}\n`,
  );
  const time = 'TIME\nPERIODS\n X1 NOW T1\n Y0 ONE T2\nENDATA\n';
  return ofSmps(core, time, `STOCH\nSCENARIOS DISCRETE\n${paths.join('')}ENDATA\n`)();
}

describe('two-stage integer knapsacks', () => {
  // Ahmed, Cabral and da Costa (2019), Stochastic Lipschitz dynamic programming, section 4.3; values: SDDP.jl, SLDP example 2.
  it.each([
    [2, -57],
    [3, -59.33],
    [6, -61.22],
  ])('on a grid of %i points a side are worth %f', async (points, optimum) => {
    const solution = await solveProgramme(knapsacks(points), { solver, method: 'extensive' });
    expect(solution).toMatchObject({ status: 'optimal' });
    expect(solution.relativeGap).toBeLessThanOrEqual(1e-9);
    expect(solution.objective).toBeCloseTo(optimum, 2);
  });

  it('are proved as near to their optimum as is asked', async () => {
    const solution = await solveProgramme(knapsacks(6), { solver, method: 'extensive', relativeGap: 0.05 });
    expect(solution).toMatchObject({ status: 'optimal' });
    expect(solution.relativeGap).toBeLessThanOrEqual(0.05);
    expect(solution.bound).toBeLessThanOrEqual(-61.22);
    expect(solution.objective).toBeGreaterThanOrEqual(-61.23);
  });
});
