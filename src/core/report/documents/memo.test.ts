import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { replayedResult } from '../../../../test/support/replayed-result.ts';
import type { AnsweredResult } from '../../answers/index.ts';
import { memoHtml, memoMarkdown } from './memo-print.ts';
import { fieldAt, type Memo, type Sentence } from './memo-text.ts';
import { memoOf, memoTraces } from './memo.ts';

const result: AnsweredResult = exampleResult;
/** One that has nothing of a replay, and one that has. */
const results = [result, replayedResult];

function sentencesOf(memo: Memo): Sentence[] {
  const ofSections = memo.sections.flatMap(({ paragraphs, table }) => [...paragraphs, ...(table?.rows.flat() ?? [])]);
  return [memo.title, memo.lead, ...ofSections];
}

describe('the board memo', () => {
  it.each(results)('holds no number that was not read from a field of the result', (result) => {
    const memo = memoOf(result);
    const prose = sentencesOf(memo).flatMap((sentence) => sentence.filter((piece) => typeof piece === 'string'));
    for (const text of [...prose, ...memo.sections.map(({ title }) => title)]) expect(text).not.toMatch(/\d/);
  });

  it.each(results)('names a field for every number, and the field is there', (result) => {
    const traces = memoTraces(memoOf(result));
    expect(traces.length).toBeGreaterThan(40);
    for (const { path, text } of traces) {
      expect(text).not.toBe('');
      expect(fieldAt(result, path)).toBeDefined();
    }
    const html = memoHtml(memoOf(result));
    for (const { path } of traces) expect(html).toContain(`value="${path}"`);
  });

  it('says what is signed, what it binds and what it is worth', () => {
    const text = memoMarkdown(memoOf(result));
    for (const { offerId } of result.signNow) expect(text).toContain(offerId);
    expect(text).toContain('## The decision');
    expect(text).toContain('worth $33.7B (28.9 to 38.6) against never');
    expect(text).not.toMatch(/lattice|cut\b|node|stochastic|SDDP/i);
  });

  it('says what unseen futures say of value, shortage and the worst of demand', () => {
    const text = memoMarkdown(memoOf(replayedResult));
    expect(text).toContain('the recommended decisions come to $400B (399 to 401)');
    expect(text).toContain('the worst quarter is that from 2028-04: short 10% (9 to 11) of the time');
    expect(text).toContain(
      'demand halves in the first year; it costs $46B (45 to 47), and the chance of ruin under it is 80% (79 to 81)',
    );
  });

  it('says of a missed limit what was found and what it would take, and whether any policy keeps it', () => {
    const replay = replayedResult.replay!;
    const limit = {
      field: 'limits.ruinProbabilityMax',
      limit: 0.05,
      found: { estimate: 0.06, low: 0.05, high: 0.07 },
      isMet: false,
      wouldTake: { what: 'liquidityUsd', amount: 3e9 },
    };
    const missedWith = (nearest: readonly unknown[]) =>
      memoMarkdown(
        memoOf({
          ...replayedResult,
          replay: { ...replay, limits: [limit], keeping: { ...replay.keeping, triedPolicies: 12, nearest } } as never,
        }),
      );
    const missed = 'The limit on ruin, 5%, is missed: 6% (5 to 7) on those futures';
    const needed = '; $3B more money would keep it, decisions unchanged.';
    expect(missedWith([])).toContain(`${missed}, though it was kept where the policy was chosen${needed}`);
    expect(missedWith([{ field: limit.field }])).toContain(`${missed}; none of 12 policies tried keeps it${needed}`);
  });

  it('asks nobody to approve what is already signed', () => {
    const frozen = { ...result, signNow: [{ ...result.signNow[0]!, isAlreadySigned: true as const }] };
    const text = memoMarkdown(memoOf(frozen));
    expect(text).toContain('Already signed, and no decision any more: own-build.');
    expect(text).toContain('Sign nothing more now.');
    expect(text).not.toContain('Approve');
    expect(text).not.toContain('| own-build |');
  });

  it('says it plainly when nothing is to be signed, and when the numbers failed their check', () => {
    const nothing = { ...result, signNow: [] };
    expect(memoMarkdown(memoOf(nothing))).toContain('Sign nothing now');
    const refused = { ...result, certificate: { ...result.certificate, accepted: false } };
    expect(memoMarkdown(memoOf(refused))).toContain('FAILED their own check');
  });

  it('writes names from a plan as text', () => {
    const plan = { ...result.plan, name: '<b>*lab*</b>' };
    expect(memoHtml(memoOf({ ...result, plan }))).toContain('&lt;b&gt;*lab*&lt;/b&gt;');
    expect(memoMarkdown(memoOf({ ...result, plan }))).not.toContain('<b>');
  });
});
