import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { quickFrom, type QuickGiven } from './quick.ts';

const fileOf = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const SHAPES = fileOf('catalogue/load-shapes.csv');
const GIVEN: QuickGiven = {
  table: fileOf('examples/usage.csv'),
  quotes: '512 h100 12 months 2.50',
  onDemandUsd: '',
  cashUsd: '',
  valueUsd: '',
  gpusNow: '',
};

describe('an amount that was typed', () => {
  test.each(['25e6', '25,000,000', '$25 000 000', ' 25000000.0 '])('%s is read as it stands', (cashUsd) => {
    const { answer } = quickFrom({ ...GIVEN, cashUsd }, SHAPES);
    expect(answer?.planText).toMatch(/openingLiquidityUsd: (25e6|25000000)\b/);
  });

  test.each(['25M', '25 million', '-1', '0', '2.5.0', '1,5', 'Infinity', '0x10'])(
    '%s is refused, never assumed',
    (cashUsd) => {
      const { answer, issues } = quickFrom({ ...GIVEN, cashUsd }, SHAPES);
      expect(answer).toBeNull();
      expect(issues).toMatchObject([{ code: 'number-form', path: 'Cash, USD', severity: 'error' }]);
    },
  );
});
