import { expect, it } from 'vitest';

import type { AnsweredResult } from '../../answers/index.ts';
import { fewerBlocksSentence } from './fewer-blocks.ts';

const end = (flipsAt: number | null, blocks: number) => ({
  at: 0,
  changeUsd: { estimate: 0, low: 0, high: 0, method: '' },
  regretUsd: { estimate: 0, low: 0, high: 0, method: '' },
  flipsAt,
  signNow: blocks === 0 ? [] : [{ offerId: 'ten', blocks }],
});
const answersWith = (flipsAt: number | null, blocks: number) => ({
  answers: {
    sensitivity: {
      reference: [{ offerId: 'ten', blocks: 6 }],
      isRecommended: true,
      bars: [{ assumption: 'ask of ten', unit: '$/GPU-h', at: 1.1, ends: [end(null, 6), end(flipsAt, blocks)] }],
    },
  } as unknown as AnsweredResult['answers'],
});
const ALL_OR_NONE = 'Worth at most is for these blocks, all or none: fewer of them may be best from a lower price on.';

it('a walk-away price is of all blocks or none, and the trees say from where fewer are best', () => {
  expect(fewerBlocksSentence({})).toBe(ALL_OR_NONE);
  expect(fewerBlocksSentence(answersWith(1.15, 2))).toBe(
    `${ALL_OR_NONE} On the sampled trees: ten 2 instead of 6 above $1.15/GPU-h.`,
  );
  expect(fewerBlocksSentence(answersWith(1.15, 6))).toBe(ALL_OR_NONE);
  expect(fewerBlocksSentence(answersWith(null, 2))).toBe(ALL_OR_NONE);
});
