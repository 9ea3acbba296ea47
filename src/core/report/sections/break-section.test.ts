import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import type { AnsweredResult, BreakAnswer } from '../../answers/index.ts';
import { briefText } from '../documents/brief-text.ts';
import { memoMarkdown } from '../documents/memo-print.ts';
import { memoOf } from '../documents/memo.ts';
import { breakSection, firstSentence } from './break-section.ts';

const GAIN = { estimate: -50.5e6, low: -56.2e6, high: -44.9e6 };
const SHARE = { estimate: 0.02, low: 0.01, high: 0.03 };

function lost(resource: 'chips' | 'time', usd: number): BreakAnswer['resources'][number] {
  return {
    resource,
    stress: resource === 'time' ? 'Cloud A comes 6 months later' : 'Cloud A fails in 2027-03',
    lostUsd: { estimate: usd, low: 0.8 * usd, high: 1.2 * usd },
    worstUnservedFraction: 0.31,
    worstMonth: '2027-05',
    monthsToRecover: resource === 'time' ? null : 7,
    ruinProbability: SHARE,
  };
}

const breaks: BreakAnswer = {
  first: 'chips',
  isSure: true,
  resources: [lost('chips', 4e9), lost('time', 1e9)],
  cash: {
    ruinProbability: SHARE,
    ruinProbabilityMax: 0.05,
    stress: 'Cloud A fails in 2027-03',
    stressedRuinProbability: SHARE,
    unstressedRuinProbability: SHARE,
  },
  people: { newPartners: ['Cloud A', 'Host B'], atOnceMax: 2 },
};

const result: AnsweredResult = { ...exampleResult, breaks };

describe('what breaks first, in words', () => {
  it('names the stress, what it loses and when that is over', () => {
    expect(firstSentence(breaks)).toBe(
      'Chips break first: Cloud A fails in 2027-03, loses $4.0B (3.2 to 4.8), recovers in 7 months.',
    );
    expect(firstSentence({ ...breaks, first: null })).toContain('Nothing surely breaks');
    expect(firstSentence({ ...breaks, first: 'cash' })).toContain('where the plan allows 5%');
    expect(firstSentence({ ...breaks, isSure: false })).toContain('that range reaches time (Cloud A comes');
  });

  it('gives every resource a row, people by their limit', () => {
    const rows = breakSection(result).table.rows.map((row) => row.map(({ text }) => text));
    expect(rows.map(([resource]) => resource)).toEqual(['chips', 'time', 'cash', 'people']);
    const gaining = { ...breaks, resources: [lost('chips', 4e9), { ...lost('time', 0), lostUsd: GAIN }] };
    const [, time] = breakSection({ ...result, breaks: gaining }).table.rows;
    expect(time!.map(({ text }) => text)).toContain('gains $50.5M (44.9 to 56.2)');
    expect(rows[1]).toContain('no recovery within the horizon');
    expect(rows[3]).toContain('new: Cloud A and Host B; limit 2 at once');
    expect(breakSection(exampleResult).table.rows).toHaveLength(0);
  });

  it('stands on the first page and in the memo', () => {
    expect(briefText(result, { width: 100, colour: false }).replaceAll(/\s+/gu, ' ')).toContain(
      'chips break first: Cloud A fails in 2027-03, loses $4.0B (3.2 to 4.8), recovers in 7 months',
    );
    expect(memoMarkdown(memoOf(result))).toContain('What breaks first: chips');
  });
});
