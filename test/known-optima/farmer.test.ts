import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { extensiveForm, optimise, valueOfInformation, type Solver } from '../../src/core/index.ts';
import { farmer } from './farmer.ts';

describe('the farmer', () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await createHighsSolver();
  });

  it('plants 170, 80 and 250 acres for a cost of -108390', () => {
    const optimum = optimise(extensiveForm(farmer()).model, solver);
    expect(optimum.status).toBe('optimal');
    expect(optimum.objective).toBeCloseTo(-108390, 6);
    expect(optimum.gap).toBeLessThan(1e-6);
    const acres = Array.from(optimum.columnValues.slice(0, 3));
    expect(acres).toEqual([170, 80, 250].map((value) => expect.closeTo(value, 8)));
    expect(optimum.certificate).toMatchObject({ accepted: true, integralityViolation: 0, firstViolation: null });
  });

  it('has the published values of information', () => {
    // Birge and Louveaux round WS to -115405.56 and EVPI to 7015.56.
    expect(valueOfInformation(farmer(), solver)).toMatchObject({
      status: 'optimal',
      recourse: expect.closeTo(-108390, 6),
      waitAndSee: expect.closeTo(-115405.5556, 3),
      expectedValue: expect.closeTo(-118600, 6),
      staticPolicy: expect.closeTo(-107240, 6),
      evpi: expect.closeTo(7015.5556, 3),
      vssStatic: expect.closeTo(1150, 6),
      vssRolling: expect.closeTo(1150, 6),
    });
  });

  it('is the same whether states are substituted or carried, and in any order of scenarios', () => {
    const carried = { ...farmer(), states: farmer().states.map((state) => ({ ...state, isCarried: true })) };
    for (const programme of [carried, farmer([0.8, 1.2, 1]), farmer([0.8, 1.2, 1, 0.8, 1.2, 1])]) {
      expect(optimise(extensiveForm(programme).model, solver).objective).toBeCloseTo(-108390, 6);
    }
  });
});
