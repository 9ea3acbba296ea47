import { beforeAll, describe, expect, test } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/index.ts';
import { solveProgramme, type ProgrammeSolution, type RiskMeasure, type Solver } from '../../src/core/index.ts';
import { HAS_INSTANCES, INSTANCES_FOLDER, instancesIn, problemOf, type Instance } from '../support/instances.ts';

// Without the folder of published problems none of these can run: every test is then listed as skipped.
const instances = instancesIn(INSTANCES_FOLDER);
const named = (name: string): Instance => instances.find((instance) => instance.name === name)!;

/** Policy graphs with each value that is stated for them, and within what. */
const STATED = instances.flatMap((instance) =>
  (instance.expected ?? []).map(({ value, atol, risk }) => ({
    name: risk ? `${instance.name}, chi-squared within ${risk.radius}` : instance.name,
    instance,
    value,
    atol,
    stated: risk ? ({ kind: 'modifiedChiSquared', radius: risk.radius } as RiskMeasure) : null,
  })),
);
/** Where a cut-based bound of the relaxation cannot reach the optimum of the integers. */
const WITH_INTEGRALITY_GAP = ['sldp_two_2'];
/** No exact value over all histories: one has no end of them, the other 100,000. */
const SIMULATED = ['infinite_trivial', 'sdp_stock'];
const isIn = (names: readonly string[], { instance }: { readonly instance: Instance }): boolean =>
  names.includes(instance.name);

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

async function solved(
  instance: Instance,
  options: Omit<Parameters<typeof solveProgramme>[1], 'solver'>,
): Promise<ProgrammeSolution> {
  const { programme, risk } = problemOf(INSTANCES_FOLDER, instance);
  return solveProgramme(programme, { risk, ...options, solver });
}

/** Bound and value within so much of the optimum, bound on its own side. */
function expectNear({ objective, bound }: ProgrammeSolution, optimum: number, tolerance: number): void {
  expect(Math.abs(objective! - optimum)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(bound! - optimum)).toBeLessThanOrEqual(tolerance);
}

describe.skipIf(!HAS_INSTANCES)('policy graphs as published', () => {
  test.each(STATED.filter((row) => !isIn([...WITH_INTEGRALITY_GAP, ...SIMULATED], row)))(
    'by decomposition: $name',
    async ({ instance, value, atol, stated }) => {
      const solution = await solved(instance, { method: 'sddp', relax: true, ...(stated ? { risk: stated } : {}) });
      expect(solution.status).toBe('optimal');
      expectNear(solution, value, atol);
    },
  );

  test.each(STATED.filter((row) => row.stated === null && !isIn(SIMULATED, row)))(
    'by the extensive form: $name',
    async ({ instance, value, atol }) => {
      const solution = await solved(instance, { method: 'extensive' });
      expect(solution.status).toBe('optimal');
      expectNear(solution, value, atol);
    },
  );

  test.each(STATED.filter((row) => isIn(SIMULATED, row)))(
    'by a bound and a simulated policy: $name',
    async ({ instance, value, atol }) => {
      const { method, bound, simulated } = await solved(instance, { iterations: 120 });
      expect(method).toBe('sddp');
      expect(Math.abs(bound! - value)).toBeLessThanOrEqual(atol);
      expect(Math.abs(simulated!.mean - value)).toBeLessThanOrEqual(atol + simulated!.high - simulated!.low);
    },
  );

  test('an integrality gap stays between the optimum of the integers and the bound of cuts', async () => {
    const cuts = await solved(named('sldp_two_2'), { method: 'sddp' });
    expect(cuts.status).toBe('limit');
    expect(cuts.bound).toBeCloseTo(-58.0961538, 6);
    // The policy that takes whole numbers costs no less than their optimum.
    expect(cuts.objective).toBeGreaterThanOrEqual(-57);
  });
});

/** SMPS problems without integers, and how near to the published value decomposition has to come. */
const LINEAR = instances.filter(({ published, ef_ints }) => typeof published === 'number' && ef_ints === 0);
const DECOMPOSITION_TOLERANCE = 1e-4;

describe.skipIf(!HAS_INSTANCES)('SMPS problems as published', () => {
  test.each(LINEAR)('by the extensive form: $name', async (instance) => {
    const solution = await solved(instance, { method: 'extensive' });
    expect(solution.status).toBe('optimal');
    const optimum = instance.published as number;
    expectNear(solution, optimum, instance.rel_tol! * Math.abs(optimum));
  });

  test.each(LINEAR)('by decomposition: $name', async (instance) => {
    const solution = await solved(instance, { method: 'sddp' });
    expect(solution.status).toBe('optimal');
    const optimum = instance.published as number;
    expectNear(solution, optimum, DECOMPOSITION_TOLERANCE * Math.abs(optimum));
  });

  test('gbd counts all 646,425 scenarios, and both methods agree to ten digits', async () => {
    const [extensive, cuts] = [
      await solved(named('gbd'), { method: 'extensive' }),
      await solved(named('gbd'), { method: 'sddp' }),
    ];
    expect(extensive.objective).toBeCloseTo(1655.627847, 5);
    expect(cuts.objective).toBeCloseTo(extensive.objective!, 6);
  });

  test.each(['extensive', 'sddp'] as const)('the farmer with whole acres, by %s', async (method) => {
    const solution = await solved(named('farmer'), { method });
    expect(solution.status).toBe('optimal');
    expectNear(solution, -108389.9994043, 1e-3);
  });

  test('a root of whole numbers: sslp_5_25_50 is proved by decomposition', async () => {
    const solution = await solved(named('sslp_5_25_50'), { method: 'sddp' });
    expect(solution.status).toBe('optimal');
    expectNear(solution, -121.6, 1e-6);
  });

  // In full they take minutes: docs/published-problems.md has the proved optima. Here the root of the search has to
  // enclose them, and come so near.
  test.each([
    { name: 'sizes10', optimum: 224564.3, gap: 0.01 },
    { name: 'dcap233_200', optimum: 1834.5, gap: 0.05 },
    { name: 'sslp_15_45_5', optimum: -262.4, gap: 0.1 },
  ])('integers, one node of the search: $name', async ({ name, optimum, gap }) => {
    const { objective, bound, relativeGap } = await solved(named(name), { method: 'extensive', nodeLimit: 1 });
    const rounding = 1e-4 * Math.abs(optimum);
    expect(objective).toBeGreaterThanOrEqual(optimum - rounding);
    expect(bound).toBeLessThanOrEqual(optimum + rounding);
    expect(relativeGap).toBeLessThanOrEqual(gap);
  });
});
