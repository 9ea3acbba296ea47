import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { backtestPage } from '../../scripts/write-backtest.ts';

const ROOT = join(import.meta.dirname, '..', '..');

test('docs/backtest.md is what scripts/write-backtest.ts writes from the catalogue', () => {
  const page = readFileSync(join(ROOT, 'docs', 'backtest.md'), 'utf8');
  const table = readFileSync(join(ROOT, 'catalogue', 'demand-history.csv'), 'utf8');
  expect(backtestPage(table)).toBe(page);
  const rows = table.split('\n').filter((row) => !row.startsWith('OpenRouter,2026-06,tokens_per_week'));
  expect(backtestPage(rows.join('\n'))).not.toBe(page);
});
