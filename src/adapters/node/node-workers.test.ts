import { beforeAll, expect, test } from 'vitest';

import { createNodePool } from '../../core/index.ts';
import type { NodeAnswer, NodePool, NodeTask, Programme, Solver } from '../../core/index.ts';
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
const initial = Float64Array.from(programme.states, (state) => state.initial);

test('answers cross whole: decisions, infeasible nodes and their cuts', async () => {
  const [root, ...later] = programme.nodes;
  // Nothing may be left: a state above every demand is then infeasible.
  const tight = later.map((node) => ({
    ...node,
    columns: node.columns.map((column) => (column.name === 'kept' ? { ...column, upper: 0 } : column)),
  }));
  const barred: Programme = { ...programme, nodes: [root!, ...tight] };
  const tasks: NodeTask[] = [
    { node: 0, outcome: 0, state: initial, wantsDecision: true },
    { node: 1, outcome: 2, state: Float64Array.from([500, 0, 0, 5]) },
    { node: 2, outcome: 1, state: initial },
    { node: 2, outcome: 1, state: initial, wantsDecision: true },
  ];
  const cuts = [{ node: 0, cuts: [{ intercept: 5, slope: Float64Array.from([0.5, -1, 0, 0]) }], feasibilityCuts: [] }];
  const answersOf = async (pool: NodePool): Promise<readonly NodeAnswer[]> => {
    await pool.addCuts(cuts);
    const answers = await pool.solve(tasks);
    await pool.close();
    return answers;
  };
  const here = await answersOf(createNodePool(barred, solver));
  expect(here.map(({ status }) => status)).toEqual(['optimal', 'infeasible', 'optimal', 'optimal']);
  expect(here[1]!.feasibilityCut).not.toBeNull();
  expect(await answersOf(await nodeWorkers(barred, { workerCount: 2 }))).toEqual(here);
});

test('an error in a worker rejects the batch with its message and its stack, and later batches are still served', async () => {
  const pool = await nodeWorkers(programme, { workerCount: 2 });
  const impossible = pool.solve([{ node: 1, outcome: 0, state: Float64Array.from([Number.NaN, 0, 0, 0]) }]);
  const error: unknown = await impossible.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).stack).toContain('node-model.ts');
  expect(await pool.solve([{ node: 2, outcome: 0, state: initial }])).toMatchObject([{ status: 'optimal' }]);
  await pool.close();
});

test('closing rejects what is still owed and may be done twice', async () => {
  const pool = await nodeWorkers(programme, { workerCount: 2 });
  const owed = pool.solve([{ node: 0, outcome: 0, state: initial }]);
  await Promise.all([expect(owed).rejects.toThrow('closed before they answered'), pool.close()]);
  await pool.close();
  await expect(pool.solve([{ node: 0, outcome: 0, state: initial }])).rejects.toThrow('closed');
  await expect(pool.addCuts([{ node: 0, cuts: [], feasibilityCuts: [] }])).rejects.toThrow('closed');
});

test('a worker that cannot start rejects', async () => {
  const unsendable = { ...programme, parameterNames: [(() => 'a function') as unknown as string] };
  await expect(nodeWorkers(unsendable)).rejects.toThrow('could not be cloned');
});
