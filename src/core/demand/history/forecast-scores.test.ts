import fc from 'fast-check';
import { expect, test } from 'vitest';

import { normalQuantile } from '../../numeric/index.ts';
import { backtestScores, backtestSeries } from './backtest.ts';
import { crpsOfNormal, crpsOfSample, normalForecast, pinballLoss } from './forecast-scores.ts';
import { FIXED_TEN, LAST_GROWTH, LOG_TREND, regimeRule, type LevelSeries } from './growth-rules.ts';
import { GROWTH_PRIOR } from './regime-prior.ts';

test('pinball by hand: too low costs p, too high 1 − p', () => {
  expect(pinballLoss(1, 0.9, 3)).toBeCloseTo(1.8, 12);
  expect(pinballLoss(3, 0.9, 1)).toBeCloseTo(0.2, 12);
  expect(pinballLoss(2, 0.3, 2)).toBe(0);
});

test('the true quantile has the least mean pinball loss', () => {
  const actuals = Array.from({ length: 999 }, (_, i) => normalQuantile((i + 1) / 1000));
  const loss = (quantile: number): number =>
    actuals.reduce((sum, actual) => sum + pinballLoss(quantile, 0.8, actual), 0);
  for (const other of [-0.5, 0.5, 0.7, 1, 1.3]) expect(loss(normalQuantile(0.8))).toBeLessThan(loss(other));
});

test('CRPS of a normal: closed form at the mean, and the sample of its quantiles agrees', () => {
  // s (2 φ(0) − 1/√π) = 0.2336949772… s.
  expect(crpsOfNormal(5, 2, 5)).toBeCloseTo(2 * 0.23369497725510913, 12);
  const sorted = Float64Array.from({ length: 20000 }, (_, i) => 1 + 2 * normalQuantile((i + 0.5) / 20000));
  for (const actual of [-3, 0, 1, 4.5]) {
    expect(crpsOfSample(sorted, actual)).toBeCloseTo(crpsOfNormal(1, 2, actual), 3);
  }
});

test('CRPS of a sample equals its definition; of a single number it is the distance', () => {
  const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 12 });
  const property = fc.property(values, fc.double({ min: -12, max: 12, noNaN: true }), (sample, actual) => {
    const sorted = Float64Array.from(sample).sort();
    const mean = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0) / terms.length;
    const distance = mean(sample.map((x) => Math.abs(x - actual)));
    const spread = mean(sample.flatMap((x) => sample.map((y) => Math.abs(x - y))));
    expect(crpsOfSample(sorted, actual)).toBeCloseTo(distance - spread / 2, 9);
  });
  fc.assert(property);
  expect(crpsOfSample(Float64Array.of(3), 7)).toBe(4);
  expect(normalForecast(3, 0).crps(7)).toBe(4);
});

const straight = (growths: number): LevelSeries => ({
  name: 'straight',
  stepMonths: 1,
  steps: Array.from({ length: growths + 1 }, (_, step) => step),
  logLevels: Array.from({ length: growths + 1 }, (_, step) => 0.1 * step),
});

test('on a straight line the last growth and the trend are right, and 10x is wrong by what it says', () => {
  const cases = backtestSeries(straight(8), [LAST_GROWTH, LOG_TREND, FIXED_TEN], { origins: [4], monthsAheadMax: 3 });
  const [last, trend, ten] = ['last growth', 'log-linear trend', 'fixed 10x'].map((rule) =>
    cases.filter((each) => each.rule === rule),
  );
  for (const each of [...last!, ...trend!]) expect(each.p50).toBeCloseTo(each.actualLogGrowth, 12);
  expect(ten!.map(({ p50, actualLogGrowth }) => p50 - actualLogGrowth)).toEqual(
    [1, 2, 3].map((months) => expect.closeTo(((Math.log(10) / 12) * months - 0.1 * months) as number, 10)),
  );
  expect(backtestScores(cases).map(({ caseCount }) => caseCount)).toEqual([3, 3, 3]);
});

test('a forecast sees nothing after its origin', () => {
  const rules = [regimeRule('regimes', GROWTH_PRIOR, 80), LAST_GROWTH, LOG_TREND];
  const series = straight(8);
  const changed = { ...series, logLevels: series.logLevels.map((level, i) => (i > 5 ? level + 3 : level)) };
  const forecasts = (of: LevelSeries) =>
    backtestSeries(of, rules, { origins: [3, 5], monthsAheadMax: 6 }).map(({ p10, p50, p90 }) => [p10, p50, p90]);
  expect(forecasts(changed)).toEqual(forecasts(series));
});
