import { expect, test } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { capacityReadings, fanReadings } from './readings.ts';
import { capacitySeries, fanSeries } from './series.ts';

test('every month of the fan reads to the GPU', () => {
  const series = fanSeries(exampleResult);
  const readings = fanReadings(series);
  expect(readings).toHaveLength(series.months.length);
  expect(readings[0]).toBe(
    '2026-08: demand 660,000 at the median, in nine futures of ten 660,000 to 660,000; signed 1,100,000; ' +
      'with expected later signings 1,100,000; reference GPUs.',
  );
});

test('a fan without capacity reads demand alone', () => {
  const [first] = fanReadings({ ...fanSeries(exampleResult), committed: [], planned: [] });
  expect(first).not.toContain('signed');
});

test('the hosts of a month add up to what stands before them', () => {
  const [first] = capacityReadings(capacitySeries(exampleResult));
  expect(first).toMatch(
    /^2026-08: in all 1,100,000; Cloud A, fleet 600,000; Cloud B, fleet 300,000; .* 200,000; reference GPUs\.$/,
  );
});
