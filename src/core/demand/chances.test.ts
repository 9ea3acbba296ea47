import fc from 'fast-check';
import { expect, test } from 'vitest';

import { chancesWith } from './chances.ts';

test('the others keep their proportions', () => {
  expect(chancesWith([0.2, 0.4, 0.4], 0, 0.6)).toEqual([0.6, 0.2, 0.2]);
});

test('where the others were zero they share alike', () => {
  expect(chancesWith([1, 0, 0], 0, 0.5)).toEqual([0.5, 0.25, 0.25]);
});

test('they sum to 1 in what a plan takes for 1, and none is negative', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 1000 }), fc.nat(), (given, thousandth, place) => {
      const total = given.reduce((sum, each) => sum + each, 0);
      fc.pre(total > 0);
      const index = place % given.length;
      const moved = chancesWith(
        given.map((each) => each / total),
        index,
        thousandth / 1000,
      );
      expect(moved[index]).toBe(thousandth / 1000);
      expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(moved.reduce((sum, each) => sum + each, 0) - 1)).toBeLessThan(1e-9);
    }),
  );
});

test('many small shares never round the largest below zero', () => {
  const moved = chancesWith([0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 0, 0.996);
  expect(moved.filter((each) => each === 0.001)).toHaveLength(4);
  expect(Math.min(...moved)).toBe(0);
});
