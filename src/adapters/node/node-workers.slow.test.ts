import { beforeAll, expect, test } from 'vitest';

import { createNodePool, simulatePolicy, trainPolicy } from '../../core/index.ts';
import type { NodePool, Simulation, Solver, Training } from '../../core/index.ts';
import { stockProgramme } from '../../core/sddp/simulate-test-policy.ts';
import { createHighsSolver } from './highs-solver.ts';
import { nodeWorkers } from './node-workers.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const programme = stockProgramme({
  sense: 'minimise',
  dates: 5,
  demands: [1, 3, 8],
  multiples: [0.5, 1, 1.7],
  lot: 1.3,
  isInteger: false,
  discount: 0.95,
  stay: 0.6,
});

async function trainedWith(pool: NodePool): Promise<{ training: Training; simulation: Simulation }> {
  try {
    const training = await trainPolicy(programme, { pool, iterations: 18, seed: 11, pathsPerIteration: 2 });
    const simulation = await simulatePolicy(training.policy, { pool, pathCount: 30, seed: 1 });
    return { training, simulation };
  } finally {
    await pool.close();
  }
}

test('any number of threads trains the same policy, to the byte, and simulates it alike', async () => {
  const options = { outcomesPerModel: 2 };
  const here = await trainedWith(createNodePool(programme, solver, options));
  expect(here.training.boundByIteration).toHaveLength(18);
  expect(here.training.policy.cuts.flat().length).toBeGreaterThan(50);
  for (const workerCount of [1, 2, 7]) {
    const there = await trainedWith(await nodeWorkers(programme, { ...options, workerCount }));
    expect(there).toEqual(here);
  }
});
