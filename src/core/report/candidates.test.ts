import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../test/support/example-result.ts';
import { candidatePhrases } from './candidates.ts';

function phrasesOf(...candidates: readonly (readonly [signNow: string, usd: number, bestInLattices: number])[]) {
  return candidatePhrases({
    ...exampleResult,
    candidates: candidates.map(([signNow, usd, bestInLattices]) => ({
      signNow,
      valueUsd: { estimate: usd, low: null, high: null, method: 'test' },
      bestInLattices,
    })),
  });
}

describe('decisions that were best on some lattice', () => {
  it('are counted, priced and compared; what was best on none is left out', () => {
    const phrases = phrasesOf(
      ['cloud 6 of 6, neo 4 of 4, build 1 of 2', 173e9, 1],
      ['cloud 6 of 6, build 2 of 2', 171e9, 1],
      ['nothing', 126e9, 0],
    );
    expect(phrases).toEqual([
      'samples differ: 2 decisions, each best on one, $171B to $173B',
      'all sign cloud 6',
      'differ in neo 0 to 4 and build 1 to 2',
    ]);
  });

  it('share nothing when nothing is one of them', () => {
    expect(phrasesOf(['cloud 1 of 6', 2e9, 1], ['nothing', 1e9, 1]).slice(1)).toEqual([
      'no blocks of any offer in all of them',
      'differ in cloud 0 to 1',
    ]);
  });

  it('are not mentioned when one was best on every lattice', () => {
    expect(phrasesOf(['cloud 1 of 6', 2e9, 8])).toEqual([]);
  });

  it('are only counted when written in another way', () => {
    expect(phrasesOf(['cloud x1', 2e9, 1], ['cloud 1 of 6', 1e9, 1])).toHaveLength(1);
  });
});
