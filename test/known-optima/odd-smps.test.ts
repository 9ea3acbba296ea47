/**
 * One small problem in many spellings of SMPS, each with an optimum found by hand: buy x at 1 now, or y at 3 once demand
 * is seen, x at most 10.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { readSmps, solveProgramme, type Solver } from '../../src/core/index.ts';

interface Spelling {
  readonly sense?: string;
  readonly kind?: string;
  readonly columns?: string;
  /** lines of RHS, and whole sections after it */
  readonly end?: string;
  readonly periods?: string;
  readonly stochastic: string;
  readonly optimum: number;
}

const COLUMNS = '    X COST 1 CAP 1\n    X DEM 1\n    Y COST 3 DEM 1\n';
const NEGATED_COLUMNS = '    X COST -1 CAP 1\n    X DEM 1\n    Y COST -3 DEM 1\n';
const PERIODS = '    X CAP T1\n    Y DEM T2\n';
/** Buying for 8 costs 8; for 2, and 6 more at 3 half of the time, 11. */
const TWO_OR_EIGHT = 'INDEP DISCRETE\n    RHS DEM 2 T2 0.5\n    RHS DEM 8 T2 0.5\n';
const BLOCKS = 'BLOCKS DISCRETE\n BL B1 T2 0.5\n    RHS DEM 2\n BL B1 T2 0.5\n    RHS DEM 8\n';

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  'independent values': { stochastic: TWO_OR_EIGHT, optimum: 8 },
  'no periods on lines': { stochastic: TWO_OR_EIGHT.replaceAll(' T2', ''), optimum: 8 },
  'values added to the core': {
    stochastic: 'INDEP DISCRETE ADD\n    RHS DEM -2 T2 0.5\n    RHS DEM 4 T2 0.5\n',
    optimum: 8,
  },
  'values times the core': {
    stochastic: 'INDEP DISCRETE MULTIPLY\n    RHS DEM 0.5 T2 0.5\n    RHS DEM 2 T2 0.5\n',
    optimum: 8,
  },
  'blocks that give values of the core again': {
    stochastic: BLOCKS.replace('DEM 2\n', 'DEM 2\n    Y COST 3\n'),
    optimum: 8,
  },
  'independent values beside blocks': { stochastic: `INDEP DISCRETE\n    Y COST 3 T2 1.0\n${BLOCKS}`, optimum: 8 },
  'two sections of one kind': { stochastic: `${TWO_OR_EIGHT}INDEP DISCRETE\n    Y COST 3 T2 1.0\n`, optimum: 8 },
  scenarios: {
    stochastic: 'SCENARIOS DISCRETE\n SC S1 ROOT 0.5 T2\n    RHS DEM 2\n SC S2 S1 0.5 T2\n    RHS DEM 8\n',
    optimum: 8,
  },
  "a quoted root, in the first period's dialect": {
    stochastic: "SCENARIOS DISCRETE\n SC S1 'ROOT' 0.5 T1\n    RHS DEM 2\n SC S2 S1 0.5 T2\n    RHS DEM 8\n",
    optimum: 8,
  },
  'comments, lower case, tabs': {
    stochastic: `* a comment\n${TWO_OR_EIGHT.toLowerCase().replaceAll('rhs dem', 'RHS\tDEM').replaceAll('t2', 'T2')}`,
    optimum: 8,
  },
  'a sense on its own line': {
    sense: 'OBJSENSE\n    MAX\n',
    columns: NEGATED_COLUMNS,
    stochastic: TWO_OR_EIGHT,
    optimum: -8,
  },
  'a sense on the line of its section': {
    sense: 'OBJSENSE MAXIMIZE\n',
    columns: NEGATED_COLUMNS,
    stochastic: TWO_OR_EIGHT,
    optimum: -8,
  },
  'a negative right-hand side of the objective is a constant of 5': {
    end: '    RHS COST -5\n',
    stochastic: TWO_OR_EIGHT,
    optimum: 13,
  },
  'the objective begins the first period': {
    periods: '    X COST T1\n    Y DEM T2\n',
    stochastic: TWO_OR_EIGHT,
    optimum: 8,
  },
  'random costs: y is cheaper than x half of the time, and both times in the mean': {
    stochastic: 'INDEP DISCRETE\n    Y COST 0.5 T2 0.5\n    Y COST 1 T2 0.5\n',
    optimum: 3,
  },
  'a random coefficient of the past: x serves once or twice': {
    stochastic: 'INDEP DISCRETE\n    X DEM 1 T2 0.5\n    X DEM 2 T2 0.5\n',
    optimum: 4,
  },
  'a random bound: y may not be had': {
    end: 'BOUNDS\n UP BND Y 9\n',
    stochastic: 'INDEP DISCRETE\n UP BND Y 0 T2 0.5\n UP BND Y 9 T2 0.5\n',
    optimum: 4,
  },
  'a negative range of an equation reaches down: 0 to 2': {
    kind: 'E',
    end: 'RANGES\n    RNG DEM -2\n',
    stochastic: 'INDEP DISCRETE\n    RHS DEM 2 T2 1.0\n',
    optimum: 0,
  },
  'a range of a limit: x at least 6': {
    end: 'RANGES\n    RNG CAP 4\n',
    stochastic: TWO_OR_EIGHT.replace('DEM 8', 'DEM 3'),
    optimum: 6,
  },
  'open below and then above: 6 sold back at 3 half of the time': {
    end: 'BOUNDS\n UP BND X 8\n MI BND Y\n PL BND Y\n',
    stochastic: TWO_OR_EIGHT,
    optimum: -1,
  },
  'a free column': { end: 'BOUNDS\n FR BND X\n', stochastic: TWO_OR_EIGHT, optimum: 8 },
  'a binary column': { end: 'BOUNDS\n BV BND X\n', stochastic: TWO_OR_EIGHT, optimum: 13 },
  'an integer upper bound': { end: 'BOUNDS\n UI BND X 7\n', stochastic: TWO_OR_EIGHT, optimum: 8.5 },
  'an integer lower bound': { end: 'BOUNDS\n LI BND X 9\n', stochastic: TWO_OR_EIGHT, optimum: 9 },
  'integers between markers': {
    columns: `    M1 'MARKER' 'INTORG'\n    X COST 1 CAP 1\n    X DEM 1\n    M2 'MARKER' 'INTEND'\n    Y COST 3 DEM 1\n`,
    end: 'BOUNDS\n PL BND X\n',
    stochastic: TWO_OR_EIGHT.replace('DEM 8', 'DEM 7.5'),
    optimum: 7.75,
  },
};

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

function programmeOf({ sense = '', kind = 'G', columns = COLUMNS, end = '', periods = PERIODS, stochastic }: Spelling) {
  const rows = `ROWS\n N COST\n L CAP\n ${kind} DEM\n`;
  const rhs = `RHS\n    RHS CAP 10 DEM 4\n${end}`;
  const reading = readSmps({
    core: { fileName: 'odd.cor', text: `NAME ODD\n${sense}${rows}COLUMNS\n${columns}${rhs}ENDATA\n` },
    time: { fileName: 'odd.tim', text: `TIME ODD\nPERIODS\n${periods}ENDATA\n` },
    stochastic: { fileName: 'odd.sto', text: `STOCH ODD\n${stochastic}ENDATA\n` },
  });
  if (!reading.isRead) throw new Error(reading.faults.map(({ message }) => message).join('; '));
  return reading.value.programme;
}

describe('one problem in many spellings', () => {
  it.each(Object.entries(SPELLINGS))('%s', async (_name, spelling) => {
    const programme = programmeOf(spelling);
    const whole = await solveProgramme(programme, { solver, method: 'extensive' });
    expect(whole.objective).toBeCloseTo(spelling.optimum, 9);
    const hasIntegers = programme.nodes.some(({ columns }) => columns.some(({ isInteger }) => isInteger));
    if (hasIntegers) return;
    const byCuts = await solveProgramme(programme, { solver, method: 'sddp' });
    expect(byCuts.objective).toBeCloseTo(spelling.optimum, 7);
    expect(byCuts.bound).toBeCloseTo(spelling.optimum, 7);
  });
});

describe('a demand between 2 and 8, all alike', () => {
  // x is met at 6, where more than it is wanted one time in three: 6, and 3 times the mean of what is wanted beyond, 1/3.
  const UNIFORM = 'INDEP UNIFORM\n    RHS DEM 2 T2 8\n';

  it('costs 7, within the width of the values drawn', async () => {
    const programme = programmeOf({ stochastic: UNIFORM, optimum: 7 });
    const { objective } = await solveProgramme(programme, { solver, method: 'extensive' });
    // Each of 1,000 values stands for its thousandth of the range; a cost changes by at most 3 for each unit.
    expect(Math.abs(objective! - 7)).toBeLessThan((3 * (8 - 2)) / 1000);
  });

  it('is drawn together with costs between 1 and 5, whose mean is what counts', async () => {
    const programme = programmeOf({ stochastic: `${UNIFORM}    Y COST 1 T2 5\n`, optimum: 7 });
    expect(programme.nodes[1]!.noise!.map((group) => group.length)).toEqual([1000]);
    const { objective } = await solveProgramme(programme, { solver, method: 'extensive' });
    // The cost of y is at most 5 times 2 with a standard deviation below 3: four standard errors.
    expect(Math.abs(objective! - 7)).toBeLessThan((4 * 3) / Math.sqrt(1000));
  });
});
