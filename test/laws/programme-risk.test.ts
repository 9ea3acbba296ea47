/** Laws of the nested measure: an extensive form is worth what the measure, taken node by node, says. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  nestedRiskForm,
  optimise,
  valueOfInformation,
  withTerminalRisk,
  type Entry,
  type ExtensiveForm,
  type Programme,
  type RiskMeasure,
  type Solver,
} from '../../src/core/index.ts';
import { explicitTree, randomProgramme } from '../support/random-programme.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

function solved(form: ExtensiveForm): { objective: number; columnValues: Float64Array } {
  const optimum = optimise(form.model, solver);
  expect(optimum.status, optimum.message).toBe('optimal');
  return optimum;
}

const riskArbitrary: fc.Arbitrary<RiskMeasure> = fc.oneof(
  fc.constant<RiskMeasure>({ kind: 'worstCase' }),
  fc.record({
    kind: fc.constant('meanCvar' as const),
    weight: fc.integer({ min: 1, max: 10 }).map((tenths) => tenths / 10),
    tailFraction: fc.integer({ min: 1, max: 10 }).map((tenths) => tenths / 10),
  }),
);

/** The measure of a distribution by its definition: worst outcomes first until the tail is full. */
function measured(
  outcomes: readonly { value: number; probability: number }[],
  risk: RiskMeasure,
  sense: Programme['sense'],
): number {
  const worstFirst = outcomes.toSorted((a, b) => (sense === 'maximise' ? a.value - b.value : b.value - a.value));
  if (risk.kind === 'worstCase') return worstFirst[0]!.value;
  const mean = outcomes.reduce((sum, { value, probability }) => sum + value * probability, 0);
  if (risk.kind !== 'meanCvar') return mean;
  let left = risk.tailFraction;
  let tail = 0;
  for (const { value, probability } of worstFirst) {
    tail += value * Math.min(left, probability);
    left -= Math.min(left, probability);
  }
  return (1 - risk.weight) * mean + (risk.weight * tail) / (risk.tailFraction - left);
}

/** Value of the root when every decision is as in `columnValues`, node by node from the leaves. */
function nestedValue(form: ExtensiveForm, columnValues: Float64Array, risk: RiskMeasure): number {
  const { programme, treeNodes } = form;
  const total = (entries: readonly Entry[], valueOf: (index: number) => number): number =>
    entries.reduce(
      (sum, { index, value, parameter }) =>
        sum + value * (parameter === undefined ? 1 : programme.parameters[parameter]!) * valueOf(index),
      0,
    );
  const valueAt = (at: number): number => {
    const { origin, children } = treeNodes[at]!;
    const node = programme.nodes[origin]!;
    const own =
      node.objectiveConstant +
      total(node.objectiveColumns, (index) => columnValues[form.columnOf(at, index)]!) +
      total(node.objectiveStates, (index) => form.stateAt(at, index, columnValues));
    if (children.length === 0) return own;
    const outcomes = children.map((child) => {
      const { discount = 1, probability } = treeNodes[child]!.arc!;
      return { probability, value: discount * valueAt(child) };
    });
    return own + measured(outcomes, risk, programme.sense);
  };
  return valueAt(0);
}

const ANY = { hasRootNoise: true, hasDiscounts: true };

describe('a nested measure', () => {
  it('is worth its definition at its own optimum, and no other plan is worth more', () => {
    fc.assert(
      fc.property(randomProgramme(ANY), riskArbitrary, (programme, risk) => {
        const neutral = extensiveForm(programme);
        const form = nestedRiskForm(programme, risk);
        const best = solved(form);
        expect(nestedValue(form, best.columnValues, risk)).toBeCloseTo(best.objective, 6);
        const other = nestedValue(neutral, solved(neutral).columnValues, risk);
        const sign = programme.sense === 'maximise' ? 1 : -1;
        expect(sign * other).toBeLessThanOrEqual(sign * best.objective + 1e-6);
        expect(sign * best.objective).toBeLessThanOrEqual(sign * solved(neutral).objective + 1e-6);
      }),
      { numRuns: 80, seed: 80 },
    );
  });

  it('is the terminal measure when everything is seen at once, whole numbers included', () => {
    const twoStages = randomProgramme({ stages: 2, hasIntegers: true });
    fc.assert(
      fc.property(twoStages, fc.integer({ min: 1, max: 9 }), (programme, tenths) => {
        const risk = { weight: 0.6, tailFraction: tenths / 10 };
        const nested = solved(nestedRiskForm(programme, { kind: 'meanCvar', ...risk }));
        const terminal = solved(extensiveForm(withTerminalRisk(programme, risk).programme));
        expect(nested.objective).toBeCloseTo(terminal.objective, 6);
      }),
      { numRuns: 40, seed: 80 },
    );
  });

  it('measures successors and outcomes together, discounts being factors', () => {
    fc.assert(
      fc.property(randomProgramme(ANY), riskArbitrary, (programme, risk) => {
        const objectives = [programme, explicitTree(programme)].map(
          (each) => solved(nestedRiskForm(each, risk)).objective,
        );
        expect(objectives[0]).toBeCloseTo(objectives[1]!, 6);
      }),
      { numRuns: 40, seed: 80 },
    );
  });

  it('of the whole tail is the expectation, of a tail within every outcome the worst case', () => {
    fc.assert(
      fc.property(randomProgramme(ANY), (programme) => {
        const optimumOf = (risk: RiskMeasure): number => solved(nestedRiskForm(programme, risk)).objective;
        const tail = (tailFraction: number): RiskMeasure => ({ kind: 'meanCvar', weight: 1, tailFraction });
        const neutral = solved(extensiveForm(programme)).objective;
        expect(optimumOf(tail(1))).toBe(neutral);
        expect(optimumOf({ kind: 'expectation' })).toBe(neutral);
        expect(optimumOf(tail(1e-4))).toBeCloseTo(optimumOf({ kind: 'worstCase' }), 5);
      }),
      { numRuns: 40, seed: 80 },
    );
  });

  it('is refused in words where it has no linear form or no probabilities', () => {
    const [programme] = fc.sample(randomProgramme({ stages: 2 }), { numRuns: 1, seed: 80 });
    expect(() => nestedRiskForm(programme!, { kind: 'modifiedChiSquared', radius: 0.1 })).toThrow('not linear');
    expect(() => nestedRiskForm(programme!, { kind: 'meanCvar', weight: 2, tailFraction: 0.5 })).toThrow(
      'risk weight 2',
    );
    const arcs = programme!.arcs.map((arc) => ({ ...arc, probability: 2 }));
    const uneven = { ...programme!, arcs, areProbabilitiesAsGiven: true };
    expect(() => nestedRiskForm(uneven, { kind: 'worstCase' })).toThrow('those after node "n0.0" sum to');
  });
});

describe('the value of information', () => {
  it('is at least 0 with noise and discounts, the root seen before it decides included', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomProgramme(ANY), (programme) => {
        const chain = { ...programme, arcs: programme.arcs.map((arc) => ({ ...arc, discount: 0.9 })) };
        const { status, evpi, vssStatic, vssRolling } = valueOfInformation(chain, solver);
        // A mean plan may leave no recourse.
        if (status !== 'optimal') return;
        compared++;
        expect(Math.min(evpi, vssStatic, vssRolling)).toBeGreaterThanOrEqual(-1e-6);
      }),
      { numRuns: 25, seed: 80 },
    );
    expect(compared).toBeGreaterThan(10);
  });
});
