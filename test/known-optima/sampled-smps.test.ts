/**
 * An SMPS problem with more scenarios than can be listed, whose optimum is known all the same: a newsvendor whose demand
 * is a sum of independent halves, binomial.
 */
import { expect, test } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { outOfSample, readSmps, solveProgramme } from '../../src/core/index.ts';

const SOURCES = 20;
const COST = 1;
const PRICE = 3;

/** Buy x at 1; each of 20 customers wants 0 or 2 with equal chances; sold at 3, at most what was bought. */
function newsvendor() {
  const wants = Array.from({ length: SOURCES }, (_, index) => index);
  const file = (lines: readonly string[]) => ({ fileName: 'newsvendor', text: `${lines.join('\n')}\n` });
  const core = [
    'NAME VENDOR\nROWS\n N OBJ\n L ROOM\n L STOCK',
    ...wants.map((index) => ` L W${index}`),
    `COLUMNS\n X OBJ ${COST} ROOM 1\n X STOCK -1`,
    ...wants.map((index) => ` S${index} OBJ -${PRICE} STOCK 1\n S${index} W${index} 1`),
    'RHS\n RHS ROOM 100',
    ...wants.map((index) => ` RHS W${index} 1`),
    'ENDATA',
  ];
  const time = ['TIME VENDOR', 'PERIODS', ' X ROOM NOW', ' S0 STOCK LATER', 'ENDATA'];
  const halves = wants.flatMap((index) => [` RHS W${index} 0 LATER 0.5`, ` RHS W${index} 2 LATER 0.5`]);
  return {
    core: file(core),
    time: file(time),
    stochastic: file(['STOCH VENDOR', 'INDEP DISCRETE', ...halves, 'ENDATA']),
  };
}

/** The least expected cost over all whole numbers of customers served, by the binomial law. */
function optimum(): number {
  const chances = [1 / 2 ** SOURCES];
  for (let k = 1; k <= SOURCES; k++) chances.push((chances[k - 1]! * (SOURCES - k + 1)) / k);
  const cost = (bought: number) =>
    COST * bought - PRICE * chances.reduce((sum, chance, k) => sum + chance * Math.min(2 * k, bought), 0);
  return Math.min(...chances.map((_, k) => cost(2 * k)));
}

test('a problem of 2^20 scenarios is sampled, and its answer held against fresh samples encloses the optimum', async () => {
  const solver = await createHighsSolver();
  const reading = readSmps(newsvendor());
  if (!reading.isRead) throw new Error(reading.faults[0]!.message);
  const { programme, sample } = reading.value;
  expect(sample?.words).toBe('20 sources were sampled, 300 outcomes per period, seed 1');
  const { policyValue, optimumBound } = await outOfSample({ programme, ...sample! }, { solver });
  const truth = optimum();
  // Each interval covers its expectation in 19 of 20 seeds, and these are on either side of the optimum.
  expect(optimumBound!.low).toBeLessThanOrEqual(truth);
  expect(policyValue!.high).toBeGreaterThanOrEqual(truth);
  const { objective } = await solveProgramme(programme, { solver });
  // The revenue's standard deviation is 9.8, so 300 plain draws miss by 0.57, 1.6 % of 35.2; spread draws by less.
  for (const near of [objective!, policyValue!.mean, optimumBound!.mean]) {
    expect(Math.abs(near - truth)).toBeLessThanOrEqual(0.02 * Math.abs(truth));
  }
  expect(policyValue!.high - optimumBound!.low).toBeLessThanOrEqual(0.02 * Math.abs(truth));
});
