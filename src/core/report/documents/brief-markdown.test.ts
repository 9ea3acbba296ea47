import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { randomResult } from '../../../../test/support/random-result.ts';
import { briefMarkdown, escaped } from './brief-markdown.ts';

/** Cells of a table row, by unescaped pipes. */
function cellsOf(row: string): number {
  return row.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|').length - 2;
}

describe('the Markdown brief', () => {
  it('escapes what Markdown or the HTML inside it would read', () => {
    expect(escaped('a|b\n# c')).toBe('a\\|b \\# c');
    expect(escaped('<b>&"x"</b>')).toBe('&lt;b&gt;&amp;"x"&lt;/b&gt;');
    expect(escaped('[x](javascript:1) *y* `z` \\')).toBe('\\[x\\](javascript:1) \\*y\\* \\`z\\` \\\\');
  });

  it('keeps every table rectangular and opens no HTML tag, whatever the names hold', () => {
    fc.assert(
      fc.property(randomResult, (result) => {
        let columns = 0;
        for (const line of briefMarkdown(result).split('\n')) {
          expect(line).not.toContain('<');
          if (!line.startsWith('|')) {
            columns = 0;
            continue;
          }
          if (columns === 0) columns = cellsOf(line);
          expect(cellsOf(line)).toBe(columns);
        }
      }),
    );
  });

  it('has every offer, later signing, assumption and issue', () => {
    const text = briefMarkdown(exampleResult);
    for (const { offerId } of [...exampleResult.offers, ...exampleResult.later]) expect(text).toContain(offerId);
    for (const issue of exampleResult.issues) expect(text).toContain(escaped(issue.what));
    for (const assumption of exampleResult.assumptions)
      expect(text).toContain(escaped(assumption.source ?? 'no source given'));
  });

  it('states what is not enforced before the answer', () => {
    const text = briefMarkdown(exampleResult);
    expect(text.indexOf('**Not enforced**')).toBeGreaterThan(0);
    expect(text.indexOf('**Not enforced**')).toBeLessThan(text.indexOf('## Sign now'));
  });

  it('says what demand and shortage count, what its values leave out and what the lattices hold in all', () => {
    const text = briefMarkdown(exampleResult);
    expect(text).toContain('average busy load');
    expect(text).toContain('share of protected demand');
    expect(text).toContain('Values are upper bounds, worths their differences');
    expect(text).toContain('8 lattices of 2,000 paths, 808 nodes in all');
    expect(text).toContain('5 trees, 341 nodes in all');
    expect(text).toContain('Offers substitute for each other');
    expect(text).toContain(escaped(exampleResult.value.tailMeanUsd.method));
    expect(text).not.toMatch(/provisional|promises|Ledger against objective|Present value|\bAdds\b/);
  });

  it('says that nothing is to be signed', () => {
    expect(briefMarkdown({ ...exampleResult, signNow: [] })).toContain('Sign nothing now');
  });
});
