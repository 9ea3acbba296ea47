/** Laws of decomposition: it finds what the extensive form finds, and what says the same gives the same. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  createNodePool,
  extensiveForm,
  optimise,
  terminalRiskOf,
  trainPolicy,
  withTerminalRisk,
  type NodeModelOptions,
  type Programme,
  type RiskMeasure,
  type Solver,
  type Training,
  type TrainingOptions,
} from '../../src/core/index.ts';
import { noiseAsNodes, randomProgramme, randomShape, type RandomShape } from './sddp-programmes.ts';

const RUNS = Number(process.env['LAWS_RUNS'] ?? 1);
const SEED = Number(process.env['LAWS_SEED'] ?? 80);
const TOLERANCE = 1e-6;

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

async function train(
  programme: Programme,
  options: Partial<TrainingOptions> = {},
  models: NodeModelOptions = {},
): Promise<Training> {
  const pool = createNodePool(programme, solver, models);
  try {
    return await trainPolicy(programme, { pool, iterations: 200, seed: 1, ...options });
  } finally {
    await pool.close();
  }
}

/** The optimum of a programme in one piece; NaN when there is none. */
function inOnePiece(programme: Programme): number {
  const { status, objective } = optimise(extensiveForm(noiseAsNodes(programme)).model, solver);
  expect(['optimal', 'infeasible']).toContain(status);
  return status === 'optimal' ? objective : NaN;
}

function expectSame(found: number, expected: number): void {
  // Both infinite: both infeasible.
  if (found === expected) return;
  expect(Math.abs(found - expected), `${found} is not ${expected}`).toBeLessThanOrEqual(
    TOLERANCE * (1 + Math.abs(expected)),
  );
}

function expectSolved(training: Training, expected: number): void {
  expect(training.status).toBe(Number.isNaN(expected) ? 'infeasible' : 'trained');
  if (Number.isNaN(expected)) return;
  expectSame(training.policy.bound, expected);
  if (!Number.isNaN(training.value)) expectSame(training.value, expected);
}

async function holds(runs: number, shape: fc.Arbitrary<RandomShape>, check: (drawn: RandomShape) => Promise<void>) {
  await fc.assert(fc.asyncProperty(shape, check), { numRuns: runs * RUNS, seed: SEED });
}

describe('decomposition', () => {
  it('finds the optimum of the extensive form', async () => {
    let infeasible = 0;
    let visited = 0;
    await holds(150, randomShape, async (shape) => {
      const programme = randomProgramme(shape);
      const expected = inOnePiece(programme);
      const training = await train(programme);
      expectSolved(training, expected);
      if (Number.isNaN(expected)) infeasible++;
      else if (!Number.isNaN(training.value)) visited++;
    });
    expect(infeasible).toBeGreaterThan(2);
    expect(visited).toBeGreaterThan(50);
  });

  it('finds it with few active cuts and with one outcome to a model as well', async () => {
    await holds(40, randomShape, async (shape) => {
      const programme = randomProgramme({ ...shape, hasHardRows: false });
      const expected = inOnePiece(programme);
      expectSolved(await train(programme, {}, { activeCutLimit: 3, outcomesPerModel: 1 }), expected);
    });
  });

  it('never has a bound beyond the optimum, on sampled paths or in the first iterations', async () => {
    await holds(60, randomShape, async (shape) => {
      const programme = randomProgramme({ ...shape, stages: 4, isMarkov: true });
      const expected = inOnePiece(programme);
      if (Number.isNaN(expected)) return;
      const room = TOLERANCE * (1 + Math.abs(expected));
      const { boundByIteration } = await train(programme, { iterations: 6, pathsPerIteration: 2, tiltedShare: 0.5 });
      const sign = shape.sense === 'minimise' ? 1 : -1;
      for (const bound of boundByIteration) expect(sign * (bound - expected)).toBeLessThanOrEqual(room);
    });
  });

  it('finds the same when noise is written out as nodes, split, doubled or turned round', async () => {
    await holds(40, randomShape, async (shape) => {
      const programme = randomProgramme({ ...shape, hasHardRows: false, stages: Math.min(shape.stages, 3) });
      const { bound } = (await train(programme)).policy;
      for (const same of [noiseAsNodes(programme), withOutcomesTurned(programme), withOutcomesSplit(programme)]) {
        expectSame((await train(same)).policy.bound, bound);
      }
    });
  });

  it('gives the same bytes twice', async () => {
    await holds(10, randomShape, async (shape) => {
      const programme = randomProgramme({ ...shape, stages: 4, isMarkov: true });
      const options = { iterations: 5, pathsPerIteration: 2 };
      const [first, second] = [await train(programme, options), await train(programme, options)];
      expect(second.policy.cuts).toEqual(first.policy.cuts);
      expect(second.boundByIteration).toEqual(first.boundByIteration);
    });
  });

  it('goes on from an earlier policy', async () => {
    await holds(20, randomShape, async (shape) => {
      const programme = randomProgramme(shape);
      const expected = inOnePiece(programme);
      const { policy } = await train(programme, { iterations: 3 });
      expectSolved(await train(programme, { policy }), expected);
    });
  });
});

function withOutcomesTurned(programme: Programme): Programme {
  const nodes = programme.nodes.map((node) =>
    node.noise ? { ...node, noise: node.noise.map((group) => group.toReversed()) } : node,
  );
  return { ...programme, nodes, arcs: programme.arcs.toReversed() };
}

function withOutcomesSplit(programme: Programme): Programme {
  const nodes = programme.nodes.map((node) => {
    if (!node.noise) return node;
    const split = node.noise.map((group) =>
      group.flatMap((outcome, index) => [
        { ...outcome, probability: outcome.probability * (index === 0 ? 0.25 : 0.5) },
        { ...outcome, probability: outcome.probability * (index === 0 ? 0.75 : 0.5) },
      ]),
    );
    return { ...node, noise: split };
  });
  return { ...programme, nodes };
}

describe('nested risk', () => {
  const measures: readonly RiskMeasure[] = [
    { kind: 'expectation' },
    { kind: 'meanCvar', weight: 0.5, tailFraction: 0.3 },
    { kind: 'meanCvar', weight: 1, tailFraction: 0.3 },
    { kind: 'worstCase' },
  ];

  it('orders the measures from the mean to the worst', async () => {
    await holds(25, randomShape, async (shape) => {
      const programme = randomProgramme({ ...shape, hasHardRows: false, stages: Math.min(shape.stages, 3) });
      const sign = shape.sense === 'minimise' ? 1 : -1;
      let before = -Infinity;
      for (const risk of measures) {
        const { policy, value } = await train(programme, { risk });
        const cost = sign * policy.bound;
        expect(cost).toBeGreaterThanOrEqual(before - TOLERANCE * (1 + Math.abs(cost)));
        if (!Number.isNaN(value)) expectSame(policy.bound, value);
        before = cost;
      }
    });
  });

  it('at the ends is the expectation and the worst case', async () => {
    await holds(25, randomShape, async (shape) => {
      const programme = randomProgramme({ ...shape, hasHardRows: false, stages: 2 });
      const boundUnder = async (risk: RiskMeasure): Promise<number> => (await train(programme, { risk })).policy.bound;
      const mean = await boundUnder({ kind: 'expectation' });
      const worst = await boundUnder({ kind: 'worstCase' });
      expectSame(await boundUnder({ kind: 'meanCvar', weight: 1, tailFraction: 1 }), mean);
      expectSame(await boundUnder({ kind: 'modifiedChiSquared', radius: 0 }), mean);
      expectSame(await boundUnder({ kind: 'meanCvar', weight: 1, tailFraction: 1e-6 }), worst);
      expectSame(await boundUnder({ kind: 'modifiedChiSquared', radius: 2 }), worst);
    });
  });
});

describe('terminal risk', () => {
  it('is trained as its extensive form says, its free quantile bounded by cuts alone', async () => {
    await holds(40, randomShape, async (shape) => {
      const base = noiseAsNodes(
        randomProgramme({ ...shape, isCarried: true, hasHardRows: false, stages: Math.min(shape.stages, 3) }),
      );
      const { programme } = withTerminalRisk(base, { tailFraction: 0.1 + (shape.seed % 9) / 10, weight: 0.5 });
      const form = optimise(extensiveForm(programme).model, solver);
      expectSolved(await train(programme, { iterations: 400 }), form.status === 'optimal' ? form.objective : NaN);
    });
  });

  it('on one stage of outcomes is the measure of the outcomes', async () => {
    // Nothing to decide: the measure of 1, 2, 3, 10 by hand through terminalRiskOf.
    const values = [1, 2, 3, 10];
    const node = (name: string, stage: number, constant: number) => ({
      name,
      stage,
      columns: [],
      rows: [],
      updates: [],
      objectiveConstant: constant,
      objectiveColumns: [],
      objectiveStates: [],
    });
    const programme: Programme = {
      sense: 'minimise',
      states: [],
      parameterNames: [],
      parameters: [],
      nodes: [node('root', 0, 5), ...values.map((value) => node(`leaf ${value}`, 1, value))],
      arcs: values.map((_, index) => ({ from: 0, to: index + 1, probability: 0.25 })),
    };
    const risk = { tailFraction: 0.5, weight: 0.4 };
    const training = await train(withTerminalRisk(programme, risk).programme);
    expectSame(
      training.policy.bound,
      terminalRiskOf(
        values.map((value) => value + 5),
        [0.25, 0.25, 0.25, 0.25],
        { ...risk, sense: 'minimise' },
      ),
    );
  });
});
