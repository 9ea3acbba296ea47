import { describe, expect, it } from 'vitest';

import { parsePlan } from './index.ts';

/** Generous against slow machines: what is guarded against is minutes, from work that grows with the square. */
const SECONDS_MAX = 30;

describe('time on texts made to be slow', () => {
  it.each([
    ['open quotes', `name: ${'"\\'.repeat(400_000)}`],
    ['apostrophes', `name: ${" '".repeat(400_000)}`],
    ['dashes', '-'.repeat(1_900_000)],
    ['spaces', `name:${' '.repeat(1_900_000)}x`],
    ['digits', `name: ${'1'.repeat(1_900_000)}`],
    ['one long number', `discountRatePerYear: ${'1,'.repeat(900_000)}x`],
    ['the same field', `{${'"k":1,'.repeat(100_000)}"k":1}`],
    ['100,000 fields', `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
    ['100,000 items', `{"offers":[${'1,'.repeat(100_000)}1]}`],
  ])('answers 2 MB of %s', (_name, text) => {
    const start = performance.now();
    expect(parsePlan(text, 'plan.json').plan).toBeNull();
    expect((performance.now() - start) / 1000).toBeLessThan(SECONDS_MAX);
  });
});
