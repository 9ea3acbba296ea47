/** L18 of values: what doubling a lattice moves, against what the doubling before it moved, on the same sampled paths. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { candidateOf } from '../../src/core/decide/samples/lattice-report.ts';
import { openLattice } from '../../src/core/decide/samples/lattice-session.ts';
import { parsePlan, type Plan } from '../../src/core/domain/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { FUTURE_BUILD_PLAN, FUTURE_LEASES_PLAN, QUOTES_PLAN } from '../support/small-plan-text.ts';

const SAMPLES = [0, 1, 2, 3];
const PATHS = 2048;

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

function planWith(text: string, nodesPerStage: number): Plan {
  const input = parse(text) as { lattice: object };
  const { plan } = parsePlan(
    JSON.stringify({ ...input, lattice: { ...input.lattice, nodesPerStage, paths: PATHS } }),
    'plan.json',
  );
  if (!plan) throw new Error('not a plan');
  return plan;
}

/** Mean over samples of the best decision's value, USD. */
async function valueAt(text: string, nodesPerStage: number): Promise<number> {
  const plan = planWith(text, nodesPerStage);
  let sum = 0;
  for (const sampleIndex of SAMPLES) {
    const session = await openLattice(plan, solver, { sampleIndex });
    sum += (await candidateOf(session)).valueUsd;
    await session.dispose();
  }
  return sum / SAMPLES.length;
}

describe('L18: doubling the lattice', () => {
  it.each(Object.entries({ QUOTES_PLAN, FUTURE_LEASES_PLAN, FUTURE_BUILD_PLAN }))(
    'lowers the value of %s by less than the doubling before it',
    async (_name, text) => {
      const [coarse, middle, fine] = [await valueAt(text, 6), await valueAt(text, 12), await valueAt(text, 24)];
      // Fewer nodes mix states of knowledge, and what is mixed looks like less uncertainty: they promise more.
      expect(middle).toBeLessThan(coarse);
      expect(fine).toBeLessThan(middle);
      expect(middle - fine).toBeLessThan(coarse - middle);
    },
  );
});
