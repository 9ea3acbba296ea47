import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { worstStages } from './shortage-text.ts';
import { topLaterSignings } from './signing-text.ts';

describe('what matters most', () => {
  it('later signings are those with the most expected GPUs, in order of time', () => {
    // Expected: renew-tpu 172k, hyperscaler-5y 62k, market 115k, market 309k, own-build 96k.
    expect(topLaterSignings(exampleResult.later, 2).map((signing) => signing.startMonth)).toEqual([
      '2028-07',
      '2028-08',
    ]);
  });

  it('stages are those likeliest to run short, in order of time', () => {
    expect(worstStages(exampleResult.stages, 2).map((stage) => stage.startMonth)).toEqual(['2027-05', '2027-11']);
  });
});
