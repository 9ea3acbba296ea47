import { expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { comparedResults } from './compare-results.ts';

it('a quote of which a part was signed since is not said to be unsigned', () => {
  const signing = exampleResult.signNow.find(({ offerId }) => offerId === 'hyperscaler-5y')!;
  const before = { ...exampleResult, signNow: [signing] };
  const frozen = { ...signing, offerId: 'hyperscaler-5y-signed', blocksOffered: 2, isAlreadySigned: true as const };
  const rowsOf = (signNow: typeof exampleResult.signNow) => comparedResults(before, { ...before, signNow })[0]!.rows;
  expect(rowsOf([frozen])).toEqual([['hyperscaler-5y', '2 of 4 blocks', 'already signed: 2 blocks', 'changed']]);
  expect(rowsOf([frozen, { ...signing, blocks: 1, blocksOffered: 2 }])).toEqual([
    ['hyperscaler-5y', '2 of 4 blocks', 'already signed: 2 blocks; 1 of 2 blocks', 'changed'],
  ]);
  expect(rowsOf([])).toEqual([['hyperscaler-5y', '2 of 4 blocks', 'not signed', 'changed']]);
});
