import { describe, expect, it } from 'vitest';

import { riskWeights } from './risk-weights.ts';

const near = (weights: Float64Array, expected: readonly number[]): void => {
  expect(weights.length).toBe(expected.length);
  expected.forEach((weight, outcome) => expect(weights[outcome]).toBeCloseTo(weight, 12));
};

describe('riskWeights', () => {
  const values = [1, 4, 2, 3];
  const quarters = [0.25, 0.25, 0.25, 0.25];

  it('takes the expectation as given, whatever it sums to', () => {
    near(riskWeights({ kind: 'expectation' }, values, [0.5, 2, 0, 1], 'minimise'), [0.5, 2, 0, 1]);
  });

  it('splits the outcome at the edge of the tail', () => {
    // Tail 0.4 of costs: all of 4 (0.25) and 0.15 of 3.
    const measure = { kind: 'meanCvar', weight: 1, tailFraction: 0.4 } as const;
    near(riskWeights(measure, values, quarters, 'minimise'), [0, 0.625, 0, 0.375]);
    // When maximising the worst are the lowest: all of 1, then 0.15 of 2.
    near(riskWeights(measure, values, quarters, 'maximise'), [0.625, 0, 0.375, 0]);
  });

  it('mixes the tail with the mean', () => {
    const measure = { kind: 'meanCvar', weight: 0.5, tailFraction: 0.25 } as const;
    near(riskWeights(measure, values, quarters, 'minimise'), [0.125, 0.625, 0.125, 0.125]);
  });

  it('is the expectation for a tail of 1 and for weight 0', () => {
    for (const measure of [
      { kind: 'meanCvar', weight: 1, tailFraction: 1 },
      { kind: 'meanCvar', weight: 0, tailFraction: 0.1 },
    ] as const) {
      near(riskWeights(measure, values, [0.1, 0.2, 0.3, 0.4], 'minimise'), [0.1, 0.2, 0.3, 0.4]);
    }
  });

  it('breaks ties by order', () => {
    const measure = { kind: 'meanCvar', weight: 1, tailFraction: 0.25 } as const;
    near(riskWeights(measure, [2, 2, 2, 1], quarters, 'minimise'), [1, 0, 0, 0]);
    near(riskWeights({ kind: 'worstCase' }, [1, 3, 3], [0.2, 0.4, 0.4], 'minimise'), [0, 1, 0]);
  });

  it('passes over what cannot happen in the worst case', () => {
    near(riskWeights({ kind: 'worstCase' }, [9, 1, 2], [0, 0.5, 0.5], 'minimise'), [0, 0, 1]);
  });

  it('moves along the values within the ball', () => {
    // Two outcomes, values 0 and 1: q = p + radius x (-1, 1) / sqrt 2.
    const moved = 0.1 / Math.sqrt(2);
    const measure = { kind: 'modifiedChiSquared', radius: 0.1 } as const;
    near(riskWeights(measure, [0, 1], [0.5, 0.5], 'minimise'), [0.5 - moved, 0.5 + moved]);
    near(riskWeights(measure, [0, 1], [0.5, 0.5], 'maximise'), [0.5 + moved, 0.5 - moved]);
  });

  it('puts what would become negative at 0 and moves the rest on', () => {
    // p = (0.1, 0.3, 0.6), values 0, 1, 2, radius 0.2: the plain step 0.2 / sqrt 2 = 0.141 takes the first below 0.
    // First at 0: shift 0.05, used 0.01 + 0.005, room 0.025, spread 0.5, step sqrt 0.05; q = (0, 0.35 - d, 0.65 + d).
    const d = Math.sqrt(0.05) / 2;
    const measure = { kind: 'modifiedChiSquared', radius: 0.2 } as const;
    near(riskWeights(measure, [0, 1, 2], [0.1, 0.3, 0.6], 'minimise'), [0, 0.35 - d, 0.65 + d]);
  });

  it('drops a likelier outcome of less loss later than an unlikely one of more', () => {
    // p = (0.9, 0.05, 0.05), values 0, 1, 10: the second vanishes first, though the first loses less.
    const weights = riskWeights({ kind: 'modifiedChiSquared', radius: 0.3 }, [0, 1, 10], [0.9, 0.05, 0.05], 'minimise');
    expect(weights[1]).toBe(0);
    expect(weights[0]).toBeGreaterThan(0.5);
    expect(weights[0]! + weights[2]!).toBeCloseTo(1, 12);
  });

  it('is the expectation for radius 0 and for equal values, and the worst case for a large radius', () => {
    near(riskWeights({ kind: 'modifiedChiSquared', radius: 0 }, values, quarters, 'minimise'), quarters);
    near(riskWeights({ kind: 'modifiedChiSquared', radius: 5 }, [1, 1], [0.3, 0.7], 'minimise'), [0.3, 0.7]);
    near(riskWeights({ kind: 'modifiedChiSquared', radius: 5 }, values, quarters, 'minimise'), [0, 1, 0, 0]);
  });

  it('refuses parameters outside their ranges and weights that are no probabilities', () => {
    expect(() => riskWeights({ kind: 'meanCvar', weight: 1, tailFraction: 0 }, [1], [1], 'minimise')).toThrow(
      /\(0, 1\]/,
    );
    expect(() => riskWeights({ kind: 'meanCvar', weight: 2, tailFraction: 1 }, [1], [1], 'minimise')).toThrow(
      /\[0, 1\]/,
    );
    expect(() => riskWeights({ kind: 'modifiedChiSquared', radius: -1 }, [1], [1], 'minimise')).toThrow(/below 0/);
    expect(() => riskWeights({ kind: 'worstCase' }, [1, 2], [0.5, 0.4], 'minimise')).toThrow(/sum to 0.9/);
  });
});
