import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../test/support/example-result.ts';
import { replayedResult } from '../../../test/support/replayed-result.ts';
import { briefFigures } from './brief-figures.ts';

const textsOf = (result: typeof exampleResult) =>
  briefFigures(result).map(({ id, label, text }) => [id, `${label}: ${text}`] as const);

describe('the figures of the first screen', () => {
  it('lead with the value on unseen futures, and name each shortage for what it is read on', () => {
    const texts = textsOf(replayedResult);
    expect(texts[0]).toEqual(['unseen-value', 'Value on unseen futures: $400B (399 to 401)']);
    const shortages = texts.flatMap(([id, text]) => (id.endsWith('shortage') ? [text] : []));
    expect(shortages).toEqual([
      'Chance of shortage, worst quarter (from 2028-04), unseen futures: 10% (9 to 11)',
      expect.stringMatching(/^Chance of shortage, worst stage \(from 2027-05\), on the samples: 31%/),
    ]);
  });

  it('say nothing of unseen futures where there was no replay', () => {
    for (const [, text] of textsOf(exampleResult)) expect(text).not.toMatch(/unseen|on the samples/);
  });
});
