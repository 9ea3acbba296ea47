import fc from 'fast-check';
import { expect, test } from 'vitest';

import { valleyLoads } from './valley-loads.ts';

const blocks = fc
  .array(fc.record({ load: fc.double({ min: 0, max: 3, noNaN: true }), weight: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((rows) => {
    const total = rows.reduce((sum, { weight }) => sum + weight, 0);
    return { other: rows.map(({ load }) => load), times: rows.map(({ weight }) => weight / total) };
  });

test('a valley is filled before a shoulder, by hand', () => {
  // Loads 2, 1, 0 a third of the time each: a mean of 1/3 fills the lowest to 1, of 1 both to 2.
  const times = [1 / 3, 1 / 3, 1 / 3];
  expect(valleyLoads([2, 1, 0], times, 1 / 3).map((load) => load / 3)).toEqual([0, 0, expect.closeTo(1, 9)]);
  expect(valleyLoads([2, 1, 0], times, 1)).toEqual([0, expect.closeTo(1, 9), expect.closeTo(2, 9)]);
});

test('the work is done, and no schedule of it has a lower peak', () => {
  const property = fc.property(blocks, fc.double({ min: 0.001, max: 5, noNaN: true }), ({ other, times }, size) => {
    const loads = valleyLoads(other, times, size);
    expect(loads.reduce((sum, load, block) => sum + times[block]! * load, 0)).toBeCloseTo(1, 9);
    const peak = Math.max(...other.map((load, block) => load + size * loads[block]!));
    // Below the highest load there is so much room; only what is larger raises the peak, evenly.
    const highest = Math.max(...other);
    const room = other.reduce((sum, load, block) => sum + times[block]! * (highest - load), 0);
    expect(peak).toBeCloseTo(highest + Math.max(0, size - room), 9);
  });
  fc.assert(property, { numRuns: 200 });
});
