import { describe, expect, it } from 'vitest';

import { historyBacktest } from './history-backtest.ts';
import { readUsage } from './read-usage.ts';

function monthly(values: readonly number[]) {
  const rows = values.map((value, month) => {
    const calendar = `${2023 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
    return `${calendar},${value}`;
  });
  return readUsage(`month,gpus\n${rows.join('\n')}\n`, {}).history!;
}
const times = (count: number, factor: number) => Array.from({ length: count }, (_, month) => 100 * factor ** month);

describe('historyBacktest', () => {
  const steady = historyBacktest(monthly(times(18, 1.1)), { seed: 80 })!;

  it('scores every rule on the same targets, from origins over the whole history', () => {
    expect(steady.scores.map(({ rule }) => rule)).toEqual([
      'fitted regimes',
      'last growth',
      'log-linear trend',
      'fixed 10x',
    ]);
    expect(new Set(steady.scores.map(({ caseCount }) => caseCount)).size).toBe(1);
    expect(steady.originCount).toBe(12);
    const seen = steady.cases.map(({ pointsSeen }) => pointsSeen);
    expect([Math.min(...seen), Math.max(...seen)]).toEqual([3, 17]);
    expect(Math.max(...steady.cases.map(({ monthsAhead }) => monthsAhead))).toBeLessThanOrEqual(6);
  });

  it('on growth that never changes the last growth is exact, and the fitted regimes keep it inside their band', () => {
    const [fitted, last] = steady.scores;
    expect(last!.crps).toBeLessThan(0.01);
    expect(fitted!.coverage95).toBeGreaterThan(0.9);
    expect(fitted!.crps).toBeLessThan(steady.scores[3]!.crps);
  });

  it('another unit, ten times as much, changes nothing', () => {
    const scaled = historyBacktest(monthly(times(18, 1.1).map((value) => 10 * value)), { seed: 80 })!;
    scaled.scores.forEach((score, index) => expect(score.crps).toBeCloseTo(steady.scores[index]!.crps, 9));
  });

  it('needs four points', () => {
    expect(historyBacktest(monthly([100, 110, 120]), { seed: 80 })).toBeNull();
    expect(historyBacktest(monthly([100, 110, 120, 130]), { seed: 80 })!.cases).toHaveLength(1);
  });
});
