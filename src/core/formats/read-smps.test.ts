import { describe, expect, it } from 'vitest';

import {
  BLOCKS,
  CORE,
  faultLines,
  INDEPENDENT,
  SCENARIOS,
  smpsFiles,
  TIME,
  valueRead,
  warningLines,
} from '../../../test/support/smps-texts.ts';
import { extensiveForm, validateProgramme } from '../programme/index.ts';
import { readSmps, smpsFilesOf } from './read-smps.ts';

const read = (stochastic: string) => readSmps(smpsFiles({ stochastic }));
const noiseOf = (stochastic: string) => valueRead(read(stochastic)).programme.nodes.map(({ noise = [] }) => noise);
/** One line of INDEP for an element of the given period, probability 1. */
const only = (line: string, section = 'INDEP DISCRETE') => `STOCH\n${section}\n ${line}\nENDATA\n`;

it('knows its files by their first keyword, in any order', () => {
  const files = smpsFiles({ stochastic: `* a comment first\n${INDEPENDENT}` });
  const { core, time, stochastic } = files;
  expect(smpsFilesOf([core, time, stochastic])).toEqual(files);
  expect(smpsFilesOf([core, stochastic, time])).toEqual(files);
  expect(smpsFilesOf([stochastic, time, core])).toEqual(files);
  const untold = { ...time, text: time.text.replace('TIME', 'TIMES') };
  expect(smpsFilesOf([core, untold, stochastic])).toEqual({ ...files, time: untold });
});

describe('an SMPS problem', () => {
  it('is a chain of periods whose later rows take earlier columns as states', () => {
    const { programme, scenarioCount, sample, name } = valueRead(read(INDEPENDENT));
    expect([name, scenarioCount, sample]).toEqual(['THREE', 4, null]);
    expect(validateProgramme(programme)).toEqual([]);
    expect(programme.nodes.map((node) => [node.name, node.stage])).toEqual([
      ['NOW', 0],
      ['SOON', 1],
      ['LATER', 2],
    ]);
    expect(programme.states.map((state) => state.name)).toEqual(['x', 'y']);
    expect(programme.nodes[0]!.columns[0]).toMatchObject({ name: 'x', upper: 40, isCommitment: true });
    expect(programme.nodes[1]!.rows).toEqual([
      { name: 'D2', lower: 10, upper: Infinity, columns: [{ index: 0, value: 1 }], states: [{ index: 0, value: 1 }] },
    ]);
    expect(programme.nodes[1]!.updates).toEqual([
      { state: 1, constant: 0, columns: [{ index: 0, value: 1 }], states: [] },
    ]);
    expect(programme.arcs).toEqual([
      { from: 0, to: 1, probability: 1 },
      { from: 1, to: 2, probability: 1 },
    ]);
  });

  it('has a group of noise for each independent source', () => {
    expect(noiseOf(INDEPENDENT)).toEqual([
      [],
      [
        [
          { probability: 0.5, rowBounds: [{ row: 0, lower: 5, upper: Infinity }] },
          { probability: 0.5, rowBounds: [{ row: 0, lower: 15, upper: Infinity }] },
        ],
      ],
      [
        [
          { probability: 0.25, objectiveColumns: [{ index: 0, value: 4 }] },
          { probability: 0.75, objectiveColumns: [{ index: 0, value: 8 }] },
        ],
      ],
    ]);
  });

  it('fills a later realisation of a block from its first, and makes a random coefficient of the past a state term', () => {
    const rowStates = [{ row: 0, index: 0, value: 0.9 }];
    expect(noiseOf(BLOCKS)[1]).toEqual([
      [
        { probability: 0.5, rowBounds: [{ row: 0, lower: 5, upper: Infinity }], rowStates },
        { probability: 0.5, rowBounds: [{ row: 0, lower: 15, upper: Infinity }], rowStates },
      ],
    ]);
  });

  it.each([
    ['RHS D2 5 SOON 1', 'INDEP DISCRETE ADD', 1, { rowBounds: [{ row: 0, lower: 15, upper: Infinity }] }],
    ['RHS D2 5 SOON 1', 'INDEP DISCRETE MULTIPLY', 1, { rowBounds: [{ row: 0, lower: 50, upper: Infinity }] }],
    ['RHS D2 5 1', 'INDEP DISCRETE', 1, { rowBounds: [{ row: 0, lower: 5, upper: Infinity }] }],
    ['RANGES D2 5 1', 'INDEP DISCRETE', 1, { rowBounds: [{ row: 0, lower: 10, upper: 15 }] }],
    ['UP BND y 5 SOON 1', 'INDEP DISCRETE', 1, { columnBounds: [{ column: 0, lower: 0, upper: 5 }] }],
    ['x D3 2 LATER 1', 'INDEP DISCRETE', 2, { rowStates: [{ row: 0, index: 0, value: 2 }] }],
    ['y D2 2 1', 'INDEP DISCRETE', 1, { rowColumns: [{ row: 0, index: 0, value: 2 }] }],
    ['RHS COST -2 SOON 1', 'INDEP DISCRETE', 1, { objectiveConstant: 2 }],
  ])('reads "%s" under %s', (line, section, stage, expected) => {
    expect(noiseOf(only(line, section))[stage]).toEqual([[{ probability: 1, ...expected }]]);
  });

  it('makes a tree of scenarios, whose unsaid values come from the parent or from the core', () => {
    const { programme } = valueRead(read(SCENARIOS));
    expect(validateProgramme(programme)).toEqual([]);
    expect(programme.nodes.map(({ name }) => name)).toEqual([
      'NOW',
      'SOON A',
      'LATER A',
      'LATER B',
      'SOON C',
      'LATER C',
    ]);
    expect(programme.arcs).toEqual([
      { from: 0, to: 1, probability: 0.75 },
      { from: 1, to: 2, probability: 0.5 / 0.75 },
      { from: 1, to: 3, probability: 0.25 / 0.75 },
      { from: 0, to: 4, probability: 0.25 },
      { from: 4, to: 5, probability: 1 },
    ]);
    const demands = (scenarioValues: 'from-parent' | 'from-core') =>
      valueRead(readSmps(smpsFiles({ stochastic: SCENARIOS }), { scenarioValues })).programme.nodes.map(
        ({ rows }) => rows[0]!.lower,
      );
    expect(demands('from-parent')).toEqual([-Infinity, 5, 25, 25, 15, 20]);
    expect(demands('from-core')).toEqual([-Infinity, 5, 25, 20, 15, 20]);
    // Data that equal the core's are the core's own.
    expect(programme.nodes[5]!.rows[0]!.columns).toBe(programme.nodes[2]!.rows[0]!.columns);
  });

  it('lets all scenarios share the first period, whatever period they name', () => {
    const text = SCENARIOS.replaceAll(/SOON/g, 'NOW');
    expect(
      valueRead(read(text))
        .programme.nodes.map(({ name }) => name)
        .filter((name) => name === 'NOW'),
    ).toEqual(['NOW']);
  });

  it('takes explicit periods in any order of the core, and periods without rows', () => {
    const time = 'TIME\nPERIODS EXPLICIT\n A\n B\n C\nROWS\n CAP A\n D2 C\n D3 C\nCOLUMNS\n z C\n x A\n y B\nENDATA\n';
    const stochastic = 'STOCH\nINDEP\n RHS D2 5 C 1\nENDATA\n';
    const { programme } = valueRead(readSmps(smpsFiles({ time, stochastic })));
    expect(programme.nodes.map(({ rows, columns }) => [rows.length, columns.length])).toEqual([
      [1, 1],
      [0, 1],
      [2, 1],
    ]);
    expect(extensiveForm(programme).model.rowCount).toBe(3);
  });

  it('gives what two periods begin with to the later one, and says so', () => {
    const time = 'TIME\nPERIODS\n x CAP A\n y CAP B\nENDATA\n';
    const reading = readSmps(smpsFiles({ time, stochastic: 'STOCH\nINDEP\n RHS D2 5 B 1\nENDATA\n' }));
    expect(valueRead(reading).programme.nodes.map(({ rows }) => rows.length)).toEqual([0, 3]);
    expect(reading.warnings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      `4: "CAP" begins both A and B: it is read as the later one's`,
    ]);
  });

  it('takes a law of a later period as seen there, whatever earlier one its lines state', () => {
    const early = read('STOCH\nINDEP\n RHS D3 5 SOON 0.5\n RHS D3 6 SOON 0.5\nENDATA\n');
    const own = read('STOCH\nINDEP\n RHS D3 5 LATER 0.5\n RHS D3 6 LATER 0.5\nENDATA\n');
    expect(valueRead(early).programme).toEqual(valueRead(own).programme);
    expect(early.warnings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '3: "RHS D3" belongs to "LATER", its law states "SOON": it is taken as seen in "LATER"',
    ]);
  });

  it('takes three outcomes of 0.33 for a rounding of thirds', () => {
    const thirds = [5, 6, 7].map((value) => ` RHS D2 ${value} SOON 0.33\n`).join('');
    const reading = read(`STOCH\nINDEP\n${thirds}ENDATA\n`);
    expect(valueRead(reading).scenarioCount).toBe(3);
    expect(reading.warnings.map(({ message }) => message)).toEqual([
      'probabilities of "RHS D2" sum to 0.99; they are used as given',
    ]);
  });

  it('refuses probabilities that are no rounding of a law', () => {
    expect(faultLines(read(INDEPENDENT.replaceAll('0.5\n', '0.3\n')))).toEqual([
      'a.sto:3: probabilities of "RHS D2" sum to 0.6, not to 1; correct them: they are no law of chance',
    ]);
  });

  it('uses probabilities as given and warns', () => {
    const reading = read(INDEPENDENT.replaceAll('0.5\n', '0.5001\n'));
    expect(valueRead(reading).programme.areProbabilitiesAsGiven).toBe(true);
    expect(warningLines(reading)).toEqual([
      'a.sto:3: probabilities of "RHS D2" sum to 1.0002; they are used as given; correct them unless that is meant',
    ]);
  });

  it.each([
    [
      'an element not there',
      INDEPENDENT.replace('z         COST', 'zz        COST'),
      'a.sto:5: column or set "zz" is not known; did you mean "z"?',
    ],
    [
      'a row not there',
      INDEPENDENT.replace('D2            5.0', 'D4            5.0'),
      'a.sto:3: row "D4" is not known; did you mean "D2"?',
    ],
    [
      'a period not there',
      INDEPENDENT.replace('SOON', 'SOOM'),
      'a.sto:3: period "SOOM" is not known; did you mean "SOON"?',
    ],
    [
      'another period than its row',
      INDEPENDENT.replaceAll('SOON', 'LATER'),
      'a.sto:3: the element belongs to "SOON", its law to "LATER"; state the period of the row (for costs and bounds: of the column)',
    ],
    [
      'a random first period',
      only('RHS CAP 5 NOW 0.5\n RHS CAP 6 NOW 0.5'),
      'a.sto:3: "RHS CAP" is random in "NOW", which is decided before anything is seen; put it into a later period, or an empty period before the first',
    ],
    [
      'no probability',
      INDEPENDENT.replace('0.25', '1.25'),
      'a.sto:5: "1.25" is no probability; write a number from 0 to 1',
    ],
    [
      'a parent that comes later',
      SCENARIOS.replace('A           0.25', 'C           0.25'),
      'a.sto:6: parent "C" of scenario "B" is no scenario above it; name ROOT, or a scenario that stands before',
    ],
    [
      'itself as parent',
      SCENARIOS.replace('B         A', 'B         B'),
      'a.sto:6: parent "B" of scenario "B" is no scenario above it; name ROOT, or a scenario that stands before',
    ],
    [
      'a value before its branch',
      SCENARIOS.replace('z         COST          9.0', 'RHS D2 7'),
      'a.sto:7: scenario "B" has another value in "SOON", before it branches; let the scenario branch in the period of its first own value, after the first',
    ],
    [
      'one number in two sources',
      only('RHS D2 5 0.5\n RHS D2 6 0.5\nBLOCKS\n BL B SOON 1\n RHS D2 7'),
      'a.sto:7: "RHS D2" and "B" both set this number, or the other side of its bounds; put both into one block',
    ],
    [
      'both sides in two sources',
      only('RHS D2 5 1\n RANGES D2 6 1'),
      'a.sto:4: "RHS D2" and "RANGES D2" both set this number, or the other side of its bounds; put both into one block',
    ],
    [
      'bounds that cross',
      only('UP BND x 30 NOW 1\nBLOCKS\n BL B SOON 1\n UP BND y -1'),
      'a.sto:6: column "y" can have no value: bounds 0 and -1; correct its random bound',
    ],
    ['nodes', only('', 'NODES'), 'a.sto:2: section "NODES" is not supported; use INDEP, BLOCKS or SCENARIOS'],
    [
      'a multivariate law',
      only('', 'BLOCKS MVNORMAL'),
      'a.sto:2: BLOCKS with "MVNORMAL" is not supported; use DISCRETE',
    ],
    [
      'no end',
      INDEPENDENT.replace('ENDATA\n', ''),
      'a.sto:6: the file ends without ENDATA; complete the file: it may be cut short',
    ],
  ])('with %s has its fault named with file and line', (_, stochastic, expected) => {
    expect(faultLines(read(stochastic))[0]).toBe(expected);
  });

  it('names faults of the time file and rows that look ahead', () => {
    const withTime = (time: string) => faultLines(readSmps(smpsFiles({ time, stochastic: INDEPENDENT })));
    expect(withTime(TIME.replace('y         D2', 'yy        D2'))).toEqual([
      'a.tim:4: column "yy" is not known; did you mean "y"?',
    ]);
    expect(withTime(TIME.replace('y         D2', 'z         D2').replace('z         D3', 'y         D3'))).toEqual([
      'a.tim:4: columns of "SOON" stand after those of "LATER" in the core; order the core by periods, or use PERIODS EXPLICIT',
    ]);
    const ahead = CORE.replace('    z         COST', '    z         D2            2.0\n    z         COST');
    expect(faultLines(readSmps(smpsFiles({ core: ahead, stochastic: INDEPENDENT })))).toEqual([
      'a.cor:6: row "D2" of "SOON" uses column "z" of the later "LATER"; move the row to the later period, or the column to the earlier one',
    ]);
  });
});

describe('continuous laws', () => {
  const laws = [
    ['UNIFORM', 2, 8, 5, 3],
    ['NORMAL', 5, 4, 5, 4],
    ['LOGNORM', 1, 0.25, 3.080216848918031, 2.6947998],
    ['GAMMA', 2, 3, 6, 12],
    ['GAMMA', 2, 0.5, 1, 2],
    ['BETA', 2, 3, 0.4, 0.04],
  ] as const;

  it.each(laws)(
    '%s %f %f has its mean within four standard errors, and its variance',
    (law, first, second, mean, variance) => {
      const count = 20_000;
      const stochastic = only(`RHS D2 ${first} SOON ${second}`, `INDEP ${law}`);
      const { programme, sample } = valueRead(
        readSmps(smpsFiles({ stochastic }), { sampling: { seed: 7, lawOutcomesPerPeriod: count } }),
      );
      expect(sample?.words).toBe('1 continuous law was sampled, 20000 outcomes per period, seed 7');
      const values = programme.nodes[1]!.noise![0]!.map(({ rowBounds }) => rowBounds![0]!.lower);
      const sampleMean = values.reduce((sum, value) => sum + value, 0) / count;
      const sampleVariance = values.reduce((sum, value) => sum + (value - sampleMean) ** 2, 0) / count;
      expect(Math.abs(sampleMean - mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / count));
      // The variance of a sample variance needs the fourth moment; 15 % is far outside for all of these.
      expect(Math.abs(sampleVariance - variance)).toBeLessThanOrEqual(0.15 * variance);
    },
  );

  it('are drawn alone or all together, the same for the same seed', () => {
    const stochastic = INDEPENDENT.replace('ENDATA', 'INDEP NORMAL\n RHS D3 20 LATER 4\nENDATA');
    const drawn = (sampling?: { seed: number; outcomesPerPeriod: number }) =>
      valueRead(readSmps(smpsFiles({ stochastic }), sampling ? { sampling } : {}));
    expect(drawn().scenarioCount).toBe(2 * 2 * 1000);
    const joint = drawn({ seed: 3, outcomesPerPeriod: 50 });
    expect(joint.scenarioCount).toBe(50 * 50);
    expect(joint.sample?.words).toBe('3 sources were sampled, 50 outcomes per period, seed 3');
    expect(joint.programme).toEqual(drawn({ seed: 3, outcomesPerPeriod: 50 }).programme);
    expect(joint.programme).not.toEqual(drawn({ seed: 4, outcomesPerPeriod: 50 }).programme);
  });

  it('refuse parameters that mean nothing', () => {
    expect(faultLines(read(only('RHS D2 5 SOON 2', 'INDEP UNIFORM')))).toEqual([
      'a.sto:3: "5" and "2" are no parameters of UNIFORM; write the lower end, then the upper end',
    ]);
  });
});
