import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import type { OfferAnswer } from '../../decide/index.ts';
import {
  answerSentence,
  crossCheckSentence,
  deferralText,
  flipPhrase,
  flipSentence,
  flipWithLater,
  gapText,
  questionSentence,
  topLaterSignings,
  valueSentence,
  verdictText,
  verdictWithLater,
  waitingText,
  walkAwayText,
  worstStages,
} from './sentences.ts';

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

describe('the answer', () => {
  it('names what to sign and what that adds', () => {
    expect(answerSentence(exampleResult)).toBe(
      'Sign own-build (230k GPUs), hyperscaler-5y (200k GPUs) and neocloud (80.3k GPUs) now. ' +
        'Against never having these offers, at any date, this is worth $33.7B (28.9 to 38.6), risk-adjusted. ' +
        'Deciding now rather than at the next date is worth $5.2B (3.1 to 7.3).',
    );
  });

  it('says so when the range includes zero', () => {
    const addedValueUsd = { estimate: 1e9, low: -1e9, high: 3e9, method: 'test' };
    expect(answerSentence({ ...exampleResult, value: { ...exampleResult.value, addedValueUsd } })).toContain(
      'signing at all is undecided',
    );
  });

  it('says that deciding can wait when the range of waiting includes zero', () => {
    const signNowUsd = { estimate: 1e9, low: -1e9, high: 3e9, method: 'test' };
    const sentence = answerSentence({ ...exampleResult, value: { ...exampleResult.value, signNowUsd } });
    expect(sentence).toMatch(/is worth \$1B \(−1 to 3\)\. Deciding can wait\.$/);
    expect(answerSentence(exampleResult)).not.toContain('can wait');
  });

  it('asks about one offer in the singular', () => {
    expect(questionSentence({ ...exampleResult, offers: exampleResult.offers.slice(0, 1) })).toBe(
      'Sign this offer now, how much of it, and up to what price? 48 months from 2026-08.',
    );
    const plan = { ...exampleResult.plan, horizonMonths: 1 };
    expect(questionSentence({ ...exampleResult, plan, offers: [] })).toBe(
      'What to expect with no offer on the table? 1 month from 2026-08.',
    );
  });
});

describe('the value', () => {
  it('is given from above and as reached, with the gap in money and beside the worth', () => {
    expect(valueSentence(exampleResult)).toBe(
      'Risk-adjusted value: at most $413B (406 to 420), proved on each lattice; the policy reaches $412B (404 to 419), ' +
        'measured on fresh paths of the lattices. Gap to the best possible: $1.7B (1.2 to 2.2), 5% of what these offers add.',
    );
  });

  it('has no share of a worth that is not there, nor of a gap that is not known', () => {
    const { value, recipe } = exampleResult;
    const none = { estimate: 0, low: 0, high: 0, method: 'test' };
    expect(gapText({ ...exampleResult, value: { ...value, addedValueUsd: none } })).toBe('$1.7B (1.2 to 2.2)');
    const gapUsd = { estimate: 0, low: null, high: null, method: 'test' };
    expect(gapText({ ...exampleResult, recipe: { ...recipe, gapUsd, relativeGap: 0 } })).toBe('not known yet');
  });
});

describe('the cross-check', () => {
  const checked = (crossCheck: Partial<typeof exampleResult.crossCheck>) =>
    crossCheckSentence({ ...exampleResult, crossCheck: { ...exampleResult.crossCheck, ...crossCheck } });

  it('says on how many trees the signing is best, how far it is from the best, and what trees promise more', () => {
    expect(checked({})).toBe(
      'As a cross-check, sampled trees solved exactly agree in part: same signing best on 4 of 5, ' +
        "$400M (100 to 700) short of each tree's best on the mean. Its worth there is $35.2B (30.1 to 40.3); " +
        'they promise $7.3B more. Trees flatter: after its last branching a tree knows every path.',
    );
  });

  it('agrees where the signing is best on every tree, and disagrees where on none', () => {
    expect(checked({ bestInTrees: 5 })).toContain('exactly agree: same signing best on 5 of 5. Its worth');
    expect(checked({ bestInTrees: 0 })).toContain('exactly disagree: same signing best on 0 of 5, $');
  });

  it('says so where the worth on trees has no range in common with that on lattices', () => {
    const addedValueUsd = { estimate: 50e9, low: 45e9, high: 55e9, method: 'test' };
    expect(checked({ addedValueUsd })).toContain('is $50B (45 to 55), outside its range on the lattices; they');
    expect(checked({ addedValueUsd: { ...addedValueUsd, low: 38e9 } })).not.toContain('outside');
  });

  it('names no bias where a tree has no value, and one that is negative as less', () => {
    expect(checked({ biasUsd: -2e9 })).toContain('they promise $2B less.');
    const recommendedUsd = { estimate: 0, low: null, high: null, method: 'test' };
    expect(checked({ recommendedUsd, biasUsd: -412e9 })).toContain('no value on some');
  });
});

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
