import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { candidatePhrases } from './candidates.ts';

function phrasesOf(...candidates: readonly (readonly [signNow: string, usd: number, bestInLattices: number])[]) {
  return candidatePhrases({
    ...exampleResult,
    decision: [
      { offerId: 'cloud', blocks: 6, blocksOffered: 6 },
      { offerId: 'neo', blocks: 4, blocksOffered: 4 },
      { offerId: 'build', blocks: 1, blocksOffered: 2 },
    ],
    candidates: candidates.map(([signNow, usd, bestInLattices]) => ({
      signNow,
      valueUsd: { estimate: usd, low: null, high: null, method: 'test' },
      bestInLattices,
    })),
  });
}

describe('decisions that were best on some lattice', () => {
  const RECOMMENDED = 'cloud 6 of 6, neo 4 of 4, build 1 of 2';

  it('one other says where it differs, and how far apart the means are: not how far their roundings', () => {
    const phrases = phrasesOf([RECOMMENDED, 264.853e9, 7], ['cloud 6 of 6, build 2 of 2', 264.497e9, 1]);
    expect(phrases).toEqual([
      'samples differ: recommended best on 7 of 8, another (neo 0 and build 2) on 1 of 8',
      '$356M apart on the mean',
    ]);
  });

  it('several others are counted, priced and compared; what was best on none is left out', () => {
    const phrases = phrasesOf(
      [RECOMMENDED, 173e9, 4],
      ['cloud 6 of 6, build 2 of 2', 171e9, 3],
      ['cloud 6 of 6, neo 3 of 4, build 1 of 2', 172e9, 1],
      ['nothing', 126e9, 0],
    );
    expect(phrases).toEqual([
      'samples differ: recommended best on 4 of 8, 2 others on 4 of 8',
      '$1B to $2B apart on the mean',
      'all sign cloud 6',
      'differ in neo 0 to 4 and build 1 to 2',
    ]);
  });

  it('share nothing when nothing is one of them', () => {
    const others = [['cloud 1 of 6', 2e9, 1] as const, ['nothing', 1e9, 1] as const];
    expect(phrasesOf([RECOMMENDED, 3e9, 6], ...others).slice(2)).toEqual([
      'no blocks of any offer in all of them',
      'differ in cloud 0 to 6, neo 0 to 4 and build 0 to 1',
    ]);
  });

  it('are not mentioned when the recommended one was best on every lattice', () => {
    expect(phrasesOf([RECOMMENDED, 2e9, 8])).toEqual([]);
  });

  it('say so when the recommended one is none of them', () => {
    expect(phrasesOf(['cloud 6 of 6, neo 4 of 4', 2e9, 8])).toEqual([
      'samples differ: recommended best on 0 of 8, another (build 0) on 8 of 8',
    ]);
  });

  it('are only counted when written in another way', () => {
    expect(phrasesOf([RECOMMENDED, 2e9, 7], ['cloud x1', 1e9, 1])).toEqual([
      'samples differ: recommended best on 7 of 8, another on 1 of 8',
      '$1B apart on the mean',
    ]);
  });
});
