import { describe, expect, it } from 'vitest';

import { briefMarkdown, briefText } from '../../src/core/index.ts';
import { exampleResult } from '../support/example-result.ts';

// Update by command only, after reading the difference: npx vitest run --project slow test/golden/report.test.ts --update
describe('golden briefs of the hand-made example result', () => {
  it('the terminal brief in a pipe', async () => {
    await expect(briefText(exampleResult, { width: 100, colour: false })).toMatchFileSnapshot('report/brief.txt');
  });

  it('the Markdown brief', async () => {
    await expect(briefMarkdown(exampleResult)).toMatchFileSnapshot('report/brief.md');
  });
});
