import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../test/support/example-result.ts';
import type { AnsweredResult } from '../answers/index.ts';
import { memoHtml, memoMarkdown } from './memo-print.ts';
import { fieldAt, type Memo, type Sentence } from './memo-text.ts';
import { memoOf, memoTraces } from './memo.ts';

const result: AnsweredResult = exampleResult;

function sentencesOf(memo: Memo): Sentence[] {
  const ofSections = memo.sections.flatMap(({ paragraphs, table }) => [...paragraphs, ...(table?.rows.flat() ?? [])]);
  return [memo.title, memo.lead, ...ofSections];
}

describe('the board memo', () => {
  it('holds no number that was not read from a field of the result', () => {
    const memo = memoOf(result);
    const prose = sentencesOf(memo).flatMap((sentence) => sentence.filter((piece) => typeof piece === 'string'));
    for (const text of [...prose, ...memo.sections.map(({ title }) => title)]) expect(text).not.toMatch(/\d/);
  });

  it('names a field for every number, and the field is there', () => {
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
