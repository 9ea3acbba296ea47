import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { replayedResult } from '../../../../test/support/replayed-result.ts';
import { briefFigures, shortageFigures } from './brief-figures.ts';

const textsOf = (result: typeof exampleResult) =>
  briefFigures(result).map(({ id, label, text }) => [id, `${label}: ${text}`] as const);

describe('the figures of the first screen', () => {
  it('lead with the value on unseen futures, and name each shortage for what it is read on', () => {
    const texts = textsOf(replayedResult);
    expect(texts[0]).toEqual(['unseen-value', 'Value on unseen futures: $400B (399 to 401)']);
    const [unseen, sampled, ...more] = shortageFigures(replayedResult).map(({ label, text }) => `${label}: ${text}`);
    expect(unseen).toBe('Chance of shortage, worst quarter, unseen futures: 10% (9 to 11) from 2028-04');
    expect(sampled).toBe('Chance of shortage, worst stage, on the samples: 31% (28 to 34) from 2027-05');
    expect(more).toEqual([]);
    const shown = texts.flatMap(([id, text]) => (id.endsWith('shortage') ? [text] : []));
    expect(shown).toEqual([unseen]);
  });

  it('say nothing of unseen futures where there was no replay', () => {
    for (const [, text] of textsOf(exampleResult)) expect(text).not.toMatch(/unseen|on the samples/);
  });
});
