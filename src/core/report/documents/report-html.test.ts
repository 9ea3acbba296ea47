import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { randomResult } from '../../../../test/support/random-result.ts';
import { crossCheckSentence, valueSentence } from '../words/trust-sentences.ts';
import { htmlText } from './html.ts';
import { reportHtml } from './report-html.ts';

const noChart = { wide: '<svg></svg>', narrow: '<svg></svg>' };
const charts = { fan: noChart, fanLog: noChart, capacity: noChart, walkAway: noChart };

/** Names of the tags in a document, and of the attributes in them. */
function tagsOf(html: string): { tags: Set<string>; attributes: Set<string> } {
  const tags = new Set<string>();
  const attributes = new Set<string>();
  for (const [, tag, rest] of html.matchAll(/<([a-z!][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)) {
    tags.add(tag ?? '');
    for (const [, attribute] of (rest ?? '').replace(/"[^"]*"/g, '').matchAll(/\s([a-z-]+)/gi))
      attributes.add(attribute ?? '');
  }
  return { tags, attributes };
}

describe('the HTML report', () => {
  it('escapes text for elements and attributes', () => {
    expect(htmlText(`<a href="x" id='y'>&\n`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
  });

  it('holds the same kinds of tags whatever the names hold', () => {
    const known = tagsOf(reportHtml(exampleResult, { charts })).tags;
    fc.assert(
      fc.property(randomResult, (result) => {
        const html = reportHtml(result, { charts });
        for (const tag of tagsOf(html).tags) expect(known).toContain(tag);
        // Every "<" opens or closes a known tag: none came from a name.
        const opened = [...html.matchAll(/<\/?([a-z!]+[0-9]?)/gi)].length;
        expect([...html.matchAll(/</g)].length).toBe(opened);
      }),
    );
  });

  it('may fetch nothing and run nothing', () => {
    const html = reportHtml(exampleResult, { charts });
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`);
    expect(tagsOf(html).tags).not.toContain('script');
    for (const attribute of tagsOf(html).attributes) expect(attribute).not.toMatch(/^on/);
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(html).not.toMatch(/url\(|@import/);
  });

  it('has the gap beside the worth, and the value and its cross-check with the answer', () => {
    const html = reportHtml(exampleResult, { charts });
    const answer = html.slice(html.indexOf('id="answer"'), html.indexOf('</section>'));
    expect(answer).toContain('<dd>$1.7B <small>(1.2 to 2.2), 5% of what these offers add</small></dd>');
    expect(answer).toContain(htmlText(valueSentence(exampleResult)));
    expect(answer).toContain(htmlText(crossCheckSentence(exampleResult)));
    expect(html).not.toContain('provisional');
  });

  it('puts what is not enforced, and a refused certificate, before the answer', () => {
    const certificate = { ...exampleResult.certificate, accepted: false, reason: 'cash differs by $12M' };
    const html = reportHtml({ ...exampleResult, certificate }, { charts });
    const answer = html.indexOf('id="answer"');
    expect(html.indexOf('Do not act on these numbers')).toBeGreaterThan(0);
    expect(html.indexOf('Do not act on these numbers')).toBeLessThan(answer);
    expect(html.indexOf('Not enforced in this answer')).toBeLessThan(answer);
  });
});
