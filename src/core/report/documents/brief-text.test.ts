import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { randomResult } from '../../../../test/support/random-result.ts';
import { replayedResult } from '../../../../test/support/replayed-result.ts';
import { columnsOf } from '../words/plain-text.ts';
import { BRIEF_LINES_MAX, briefText } from './brief-text.ts';

const inPipe = { width: 100, colour: false };
// Every control character: the escape character is one of them.
const CONTROLS = /[\p{Cc}]/u;

function linesOf(text: string): string[] {
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  return text.replace(/\u001b\[[\d;]*m/g, '');
}

describe('the terminal brief', () => {
  it('keeps 40 lines of the terminal width for any result', () => {
    fc.assert(
      fc.property(randomResult, fc.integer({ min: 60, max: 140 }), (result, width) => {
        const lines = linesOf(briefText(result, { width, colour: false }));
        expect(lines.length).toBeLessThanOrEqual(BRIEF_LINES_MAX);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('writes no control character into a pipe, whatever the names hold', () => {
    fc.assert(
      fc.property(randomResult, (result) => {
        for (const line of linesOf(briefText(result, inPipe))) expect(line).not.toMatch(CONTROLS);
      }),
    );
  });

  it('says the same in colour as in a pipe', () => {
    fc.assert(
      fc.property(randomResult, (result) => {
        const coloured = briefText(result, { width: 100, colour: true });
        expect(withoutColours(coloured)).toBe(briefText(result, inPipe));
      }),
    );
    expect(briefText(exampleResult, { width: 100, colour: true })).toContain('\u001b[');
  });

  it('starts with what is not enforced: four places, then how many more', () => {
    const [issue] = exampleResult.issues;
    if (issue === undefined) throw new Error('the example has issues');
    const issues = [1, 2, 3, 4, 5, 6].map((line) => ({ ...issue, line }));
    const text = briefText({ ...exampleResult, issues }, inPipe).replaceAll(/\s+/gu, ' ');
    const places = [1, 2, 3, 4].map((line) => `${line}:7 offers[2].recallFraction`).join(', ');
    expect(text.startsWith(`NOT ENFORCED ${places}, 2 more in the plan: no answer uses it yet`)).toBe(true);
  });

  it('starts with a warning when the certificate was refused', () => {
    const certificate = { ...exampleResult.certificate, accepted: false, reason: 'cash differs by $12M' };
    const [first] = linesOf(briefText({ ...exampleResult, certificate }, inPipe));
    expect(first).toBe('Do not act on these numbers: they failed their own check (cash differs by $12M).');
  });

  it('says plainly that nothing is to be signed', () => {
    expect(briefText({ ...exampleResult, signNow: [] }, inPipe)).toContain('SIGN NOW  nothing');
  });

  it('keeps the names of offers whole in a pipe, whatever their verdicts', () => {
    for (const verdict of ['below', 'above', 'undecided'] as const) {
      const offers = exampleResult.offers.map((offer) => ({ ...offer, verdict, isSigned: false }));
      const text = briefText({ ...exampleResult, offers, signNow: [], later: [] }, inPipe);
      for (const { offerId } of offers) expect(text).toContain(`\n${offerId} `);
    }
  });

  it('shows every signing and offer of the example, what waiting costs, and what can wait', () => {
    const text = briefText(exampleResult, inPipe);
    for (const { offerId } of exampleResult.offers) expect(text).toContain(`\n${offerId} `);
    expect(text).toMatch(/worth \(range\) +waiting costs \(range\)\n/);
    expect(text).toMatch(/\nneocloud .*may wait \(−\$200M to \$800M\)\n/);
    expect(text).not.toMatch(/\nown-build .*may wait/);
    expect(text).not.toMatch(/signing adds|rescue|Present value/);
  });

  it('says what its values rest on', () => {
    const text = briefText(exampleResult, inPipe).replace(/\s+/g, ' ');
    expect(text).toContain('worth $33.7B (28.9 to 38.6) against never having these offers');
    expect(text).toContain('$5.2B (3.1 to 7.3) against deciding at the next date');
    expect(text).toContain(
      'VALUE at most $413B (406 to 420), risk-adjusted; reached $412B (404 to 419); ' +
        'gap $1.7B (1.2 to 2.2), 5% of what these offers add',
    );
    expect(text).toContain(
      'CHECK small exact samples agree in part: same signing best on 4 of 5, they promise $7.3B more',
    );
    expect(text).toContain(
      'samples differ: recommended best on 5 of 8, 2 others on 3 of 8; $0.7B to $3.6B apart on the mean; all sign',
    );
    expect(text).toContain('credit line drawn 12% (10 to 14), exceeded 4.3% (3.4 to 5.2)');
    expect(text).toContain('not a probability of ruin');
    expect(text).toContain('Values are upper bounds, worths their differences');
    // Language of the trade on the first page.
    expect(text).not.toMatch(/lattice|\btrees?\b|\bnodes?\b|\bcuts?\b/i);
    expect(text).not.toContain('provisional');
    expect(text).toContain('short: over 10% of protected demand unserved; unserved: share of it');
  });

  it('says what the decisions are worth on unseen futures, beside the bound and the closest rule', () => {
    const text = briefText(replayedResult, inPipe).replace(/\s+/g, ' ');
    expect(text).toContain(
      'UNSEEN $400B (399 to 401), risk-adjusted, on 1,000 unseen futures; $13B (12 to 14) below our',
    );
    expect(text).toContain('upper bound, which knows few dates and averages cash; short 10%');
    expect(text).toContain('short 10% (9 to 11) of the time in the worst quarter, from 2028-04, ever in 40%; $11B');
    // On fewer paths a smaller difference is no closer rule: it stands apart.
    expect(text).toContain(
      '$11B (10 to 12) more than peak-70, the closest rule people quote; on 200 of them $7B (6 to 8) more than rolling-mean-plan',
    );
    expect(text.indexOf('UNSEEN')).toBeLessThan(text.indexOf('VALUE'));
  });

  it('says on which side of the bound and of the closest rule it came out, and when it was never short', () => {
    const replay = replayedResult.replay!;
    const [ours, ...others] = replay.policies;
    const never = { estimate: 0, low: 0, high: 0 };
    const quarters = ours!.quarters.map((quarter) => ({ ...quarter, shortageProbability: never }));
    const comparisons = replay.comparisons.map((one) => ({
      ...one,
      valueUsd: { estimate: -2e9, low: -3e9, high: 1e9 },
    }));
    const lostAgainstBoundUsd = { estimate: -1e9, low: -2e9, high: 0 };
    const policies = [{ ...ours!, quarters }, ...others];
    const result = { ...replayedResult, replay: { ...replay, policies, comparisons, lostAgainstBoundUsd } };
    const text = briefText(result, inPipe).replace(/\s+/g, ' ');
    expect(text).toContain('unseen futures; $1B (0 to 2) above our upper bound');
    expect(text).toContain('averages cash; never short there; $2B (−1 to 3) less than commit-p50, the closest rule');
  });

  it('names the stress of demand that costs most, though no resource breaks by it', () => {
    const text = briefText(replayedResult, inPipe).replace(/\s+/g, ' ');
    expect(text).toContain(
      'worst of demand: demand halves in the first year, loses $46B (45 to 47), ruin 80% (79 to 81) on 100 of them (else 2%)',
    );
  });

  it('never hides an offer silently', () => {
    fc.assert(
      fc.property(randomResult, (result) => {
        const lines = linesOf(briefText(result, inPipe));
        const start = lines.findIndex((line) => line.startsWith('OFFERS'));
        const rows = lines.slice(start + 1, lines.indexOf('', start));
        const left = /^and (\d+) more on offer/.exec(rows.at(-1) ?? '')?.[1];
        const shown = left === undefined ? rows.length : rows.length - 1 + Number(left);
        expect(shown).toBe(result.offers.length);
      }),
    );
  });
});
