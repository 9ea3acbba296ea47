import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import type { OfferAnswer } from '../../decide/index.ts';
import { answerSentence } from './answer-sentences.ts';
import { flipPhrase, flipSentence, flipWithLater } from './flip-text.ts';
import { deferralText, waitingText } from './signing-text.ts';
import { verdictText, verdictWithLater, walkAwayText } from './verdict-text.ts';

const [base] = exampleResult.offers;
if (base === undefined) throw new Error('the example has offers');

function offer(
  verdict: OfferAnswer['verdict'],
  prices: { ask: number; walkAway: readonly (number | null)[] },
): OfferAnswer {
  const [estimate = Number.NaN, low = null, high = null] = prices.walkAway;
  const walkAwayPriceUsdPerGpuHour = { estimate: estimate ?? Number.NaN, low, high, method: 'test' };
  return { ...(base as OfferAnswer), verdict, askPriceUsdPerGpuHour: prices.ask, walkAwayPriceUsdPerGpuHour };
}

describe('what is already signed', () => {
  const [first, ...others] = exampleResult.signNow;
  const frozen = { ...first!, isAlreadySigned: true as const };

  it('is not signed again, and says so in every column', () => {
    const some = answerSentence({ ...exampleResult, signNow: [frozen, ...others] });
    expect(some).toMatch(/^Sign hyperscaler-5y .* now\. own-build \(230k GPUs\) is already signed/);
    const all = answerSentence({ ...exampleResult, signNow: [frozen] });
    expect(all).toMatch(/^Sign nothing more now\. own-build \(230k GPUs\) is already signed/);
    expect(waitingText(frozen)).toBe('already signed');
    expect(waitingText(first!)).not.toContain('already');
    const quote = { ...base!, isAlreadySigned: true as const };
    for (const text of [verdictText(quote), flipPhrase(quote)]) expect(text).toBe('already signed');
    expect(flipSentence(quote)).toContain('already signed at $1.10');
  });
});

describe('an offer that is too dear today', () => {
  const dear = offer('above', { ask: 2.5, walkAway: [2.2, 2.1, 2.3] });
  const later = (startMonth: string, probability: number, { offerId = dear.offerId, blocks = 1 } = {}) =>
    ({ ...exampleResult.later[0]!, offerId, right: null, startMonth, probability, blocks }) as const;
  const branches = [
    later('2026-08', 0.4),
    later('2026-08', 0.2, { blocks: 4 }),
    later('2027-01', 0.3),
    later('2026-08', 0.3, { offerId: 'other' }),
  ];

  it('is not called too dear where the policy signs it later at the same price', () => {
    expect(verdictWithLater({ later: branches }, dear)).toBe(
      // (0.4 x 1 + 0.2 x 4) / 0.6 blocks.
      'not worth it today; 2 blocks signed in 2026-08 on up to 60% of futures',
    );
    expect(flipWithLater({ later: branches }, dear)).toBe('later; 2 blocks, chance up to 60%');
  });

  it('nor is one that can wait, or is undecided, shown without what is signed of it later', () => {
    const worthIt = offer('below', { ask: 2.5, walkAway: [3.2, 3.1, 3.3] });
    expect(verdictWithLater({ later: branches }, worthIt)).toBe(
      'worth it, can wait; 2 blocks signed in 2026-08 on up to 60% of futures',
    );
    expect(flipWithLater({ later: branches }, worthIt)).toBe('can wait; 2 blocks, chance up to 60%');
    const undecided = offer('undecided', { ask: 2.5, walkAway: [2.5, 2.4, 2.6] });
    expect(flipWithLater({ later: branches }, undecided)).toBe('undecided; 2 blocks, chance up to 60%');
  });

  it('keeps its verdict where nothing comes later, and where it is signed', () => {
    expect(verdictWithLater({ later: [] }, dear)).toBe('too dear');
    expect(flipWithLater({ later: [] }, dear)).toBe(flipPhrase(dear));
    expect(verdictWithLater({ later: branches }, { ...dear, isSigned: true })).toBe('signed, but too dear');
  });
});

describe('flips', () => {
  it.each([
    [
      'below',
      { ask: 1.3, walkAway: [1.42, 1.31, 1.55] },
      'one block is not worth it above $1.42 per GPU-hour (ask $1.30)',
    ],
    ['above', { ask: 7.78, walkAway: [5.1, 4.9, 5.4] }, 'one block is worth it below $5.10 per GPU-hour (ask $7.78)'],
    [
      'above',
      { ask: 1.1, walkAway: [-0.2, -0.4, 0.1] },
      'one block is not worth it even for nothing (ask $1.10 per GPU-hour)',
    ],
    [
      'undecided',
      { ask: 7.78, walkAway: [6.5, 4.9, 8.2] },
      'undecided between $4.90 and $8.20 per GPU-hour: the ask of $7.78 is inside that range',
    ],
    [
      'undecided',
      { ask: 7.78, walkAway: [6.5, null, 8.2] },
      'undecided: the range of its walk-away price is not known yet (ask $7.78)',
    ],
    ['below', { ask: 1, walkAway: [null] }, 'what would flip it is not known yet'],
  ] as const)('%s: %j', (verdict, prices, sentence) => expect(flipSentence(offer(verdict, prices))).toBe(sentence));

  it('fit into a cell of the terminal table', () => {
    expect(flipPhrase(offer('below', { ask: 1.3, walkAway: [1.42, 1.31, 1.55] }))).toBe(
      'worth it, can wait; up to $1.42',
    );
    expect(flipPhrase(offer('above', { ask: 7.78, walkAway: [5.1, 4.9, 5.4] }))).toBe('too dear; worth it below $5.10');
  });

  it('are of all blocks together: fewer may be worth it at a price at which all are not', () => {
    const six = { ...offer('below', { ask: 1.1, walkAway: [1.34, 1.33, 1.35] }), isSigned: true, blocks: 6 };
    expect(flipPhrase(six)).toBe('sign; all 6 up to $1.34');
    expect(flipPhrase({ ...six, blocks: 2 })).toBe('sign; both up to $1.34');
    expect(flipSentence(six)).toBe(
      'these 6 blocks together are not worth it above $1.34 per GPU-hour (ask $1.10); fewer of them may be',
    );
    const dear = { ...offer('above', { ask: 7.78, walkAway: [5.1, 4.9, 5.4] }), blocks: 3 };
    expect(flipPhrase(dear)).toBe('too dear; all 3 worth it below $5.10');
    expect(flipSentence(dear)).toBe('these 3 blocks together are worth it below $5.10 per GPU-hour (ask $7.78)');
  });

  it('an offer that the limits forbid has no price at which it flips', () => {
    const unsignable = offer('above', { ask: 1.1, walkAway: [0, null, null] });
    expect(verdictText(unsignable)).toBe('cannot be signed within the limits');
    expect(flipPhrase(unsignable)).toBe('cannot be signed within the limits');
    expect(flipSentence(unsignable)).not.toContain('for nothing');
    expect(walkAwayText(unsignable)).toBe('none');
  });

  it('what waiting costs keeps its range, and can wait when that reaches zero', () => {
    expect(deferralText({ estimate: 1.4e9, low: 0.6e9, high: 2.2e9, method: 'test' })).toBe('$1.4B (0.6 to 2.2)');
    expect(deferralText({ estimate: 0.3e9, low: -0.2e9, high: 0.8e9, method: 'test' })).toBe(
      'may wait (−$200M to $800M)',
    );
    // The engine writes an estimate that some tree could not give as nought without a range.
    expect(deferralText({ estimate: 0, low: null, high: null, method: 'test' })).toBe('not known yet');
  });

  it('an offer signed against its verdict says so', () => {
    expect(verdictText({ ...offer('above', { ask: 2, walkAway: [1, 0.9, 1.1] }), isSigned: true })).toBe(
      'signed, but too dear',
    );
  });
});
