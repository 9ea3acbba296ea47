import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { marketCalibration, marketPage } from '../../scripts/write-market.ts';
import { calibrateMarket } from '../../src/core/demand/index.ts';
import { PLAN_DEFAULTS } from '../../src/core/domain/index.ts';
import { streamFor } from '../../src/core/random/index.ts';

const FLUCTUATION = PLAN_DEFAULTS.marketFluctuation;
const ROOT = join(import.meta.dirname, '..', '..');
const prices = readFileSync(join(ROOT, 'catalogue', 'rental-price-history.csv'), 'utf8');
const availability = readFileSync(join(ROOT, 'catalogue', 'spot-availability.csv'), 'utf8');

test('docs/market.md is what scripts/write-market.ts writes from the catalogue', () => {
  expect(marketPage(prices, availability)).toBe(readFileSync(join(ROOT, 'docs', 'market.md'), 'utf8'));
});

test('the fluctuation in force is the calibration on the catalogue, to two digits', () => {
  const { fluctuation } = marketCalibration(prices, availability);
  for (const [name, value] of Object.entries(fluctuation)) {
    expect([name, Number(value.toPrecision(2))]).toEqual([name, FLUCTUATION[name as keyof typeof FLUCTUATION]]);
  }
});

test('of a series without turns and jumps the calibration finds the persistence and the moves it was made with', () => {
  // r(q + 1) = r(q) / 2 + e, e = +0.1 or -0.1 at random.
  const stream = streamFor(1, 'test/market-calibration');
  let departure = 0;
  const points = Array.from({ length: 1600 }, (_, quarter) => {
    departure = departure / 2 + (stream.uniformAt(0, quarter) < 0.5 ? -0.1 : 0.1);
    return { usdPerGpuHour: 2 * Math.exp(departure), phase: quarter < 1599 ? ('tight' as const) : ('glut' as const) };
  });
  const { fluctuation, series, jumps } = calibrateMarket([{ name: 'made', points }], [0.5, 0.6]);
  expect(series[0]!.tightUsdPerGpuHour).toBeCloseTo(2, 1);
  expect(jumps).toEqual([]);
  // The least-squares share has a standard error of sqrt((1 - 0.25) / 1600) = 0.022.
  expect(Math.abs(series[0]!.keptPerQuarter - 0.5)).toBeLessThan(4 * 0.022);
  const kept = Math.pow(0.5, 1 / 3);
  expect(fluctuation.priceVolatilityPerMonth).toBeCloseTo(0.1 / Math.sqrt(1 + kept ** 2 + kept ** 4), 2);
});
