import { describe, it } from 'vitest';

import { solverContract } from '../../core/index.ts';
import { createHighsSolver } from './highs-solver.ts';

const solver = await createHighsSolver();

describe('HiGHS keeps the solver contract', () => {
  for (const { name, run } of solverContract()) it(name, () => run(solver));
});
