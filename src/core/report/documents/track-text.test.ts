import { expect, it } from 'vitest';

import type { Tracked } from '../../answers/index.ts';
import { trackText } from './track-text.ts';

const tracked: Tracked = {
  asOf: '2026-10-01',
  startMonth: '2026-10',
  growthMultiplePerYear: 84.1,
  growthMonths: 2,
  belief: [],
  expectedGrowthMultiplePerYear: 5,
  busyReferenceGpus: 1000,
  supplyRegime: null,
  triggers: [],
  signed: [],
  lapsedIds: [],
  endedIds: [],
  remarks: [],
};

it('growth of a year says over how many months it was measured', () => {
  const text = (seen: Partial<Tracked>) =>
    trackText({ ...tracked, ...seen }, null, { width: 100, colour: false }).replace(/\s+/g, ' ');
  expect(text({})).toContain('demand grew at 84.1x a year, measured over the last 2 months');
  expect(text({ growthMonths: 1 })).toContain('measured over one month alone');
  expect(text({ growthMonths: 0, growthMultiplePerYear: null })).toContain('one month shows no growth');
});
