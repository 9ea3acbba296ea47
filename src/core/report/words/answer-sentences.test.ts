import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { answerSentence, questionSentence } from './answer-sentences.ts';

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
