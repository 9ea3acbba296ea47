import { log } from '../../numeric/index.ts';
import { backtestScores, backtestSeries, type BacktestCase, type BacktestScore } from './backtest.ts';
import { FIXED_TEN, LAST_GROWTH, LOG_TREND, regimeRule, type LevelSeries } from './growth-rules.ts';
import { growthStepsOf } from './growth-steps.ts';
import { GROWTH_PRIOR, type RegimePrior } from './regime-prior.ts';
import type { UsageHistory } from './usage-history.ts';

/** Fewest points that the first forecast sees. */
const POINTS_SEEN_MIN = 3;
/** Forecasts start from at most so many points, spread over the history. */
const ORIGINS_MAX = 12;
/** Targets lie at most so many months ahead. */
const MONTHS_AHEAD_MAX = 6;

/** How the forecast of `fitDemand` would have done on a history, against naive rules. */
export interface HistoryBacktest {
  readonly stepMonths: number;
  readonly originCount: number;
  readonly monthsAheadMax: number;
  /** the fitted regimes first; scores in natural logs of growth, coverage as fractions */
  readonly scores: readonly BacktestScore[];
  /** forecasts of the fitted regimes */
  readonly cases: readonly BacktestCase[];
}

/**
 * Rolling-origin backtest on a user's own history: from up to 12 points, each forecast sees what came before and is held
 * against every later point within six months. Its prior is today's, written after the history may have been seen.
 *
 * @returns null when the history has fewer than four steps with usage
 */
export function historyBacktest(
  history: UsageHistory,
  { seed, prior = GROWTH_PRIOR }: { readonly seed: number; readonly prior?: RegimePrior },
): HistoryBacktest | null {
  const { stepMonths, ratePerHour } = growthStepsOf(history);
  const points = Array.from(ratePerHour, (rate, step) => ({ rate, step })).filter(({ rate }) => rate > 0);
  if (points.length <= POINTS_SEEN_MIN) return null;
  const series: LevelSeries = {
    name: 'history',
    stepMonths,
    steps: points.map(({ step }) => step),
    logLevels: points.map(({ rate }) => log(rate)),
  };
  const origins = spreadOver(POINTS_SEEN_MIN - 1, points.length - 2, ORIGINS_MAX);
  const rules = [regimeRule('fitted regimes', prior, seed), LAST_GROWTH, LOG_TREND, FIXED_TEN];
  const cases = backtestSeries(series, rules, { origins, monthsAheadMax: MONTHS_AHEAD_MAX });
  return {
    stepMonths,
    originCount: origins.length,
    monthsAheadMax: MONTHS_AHEAD_MAX,
    scores: backtestScores(cases),
    cases: cases.filter(({ rule }) => rule === rules[0]!.name),
  };
}

/** At most so many whole numbers from `first` to `last`, both among them. */
function spreadOver(first: number, last: number, most: number): number[] {
  const count = Math.min(most, last - first + 1);
  if (count === 1) return [last];
  const all = Array.from({ length: count }, (_, index) => first + Math.round((index * (last - first)) / (count - 1)));
  return [...new Set(all)];
}
