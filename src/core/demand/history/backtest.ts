import { pinballLoss } from './forecast-scores.ts';
import type { ForecastRule, LevelSeries } from './growth-rules.ts';

/** Quantiles whose loss is averaged. */
const PINBALL_PROBABILITIES = [0.1, 0.5, 0.9] as const;

/** One forecast held against what came. Growth is the natural logarithm of later level over earlier one. */
export interface BacktestCase {
  readonly series: string;
  readonly rule: string;
  /** points that the forecast was made from */
  readonly pointsSeen: number;
  readonly originStep: number;
  readonly monthsAhead: number;
  readonly actualLogGrowth: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly isInside80: boolean;
  readonly isInside95: boolean;
  /** mean over the 10, 50 and 90 % quantiles */
  readonly pinball: number;
  readonly crps: number;
}

/** Means over cases of one rule. */
export interface BacktestScore {
  readonly rule: string;
  readonly caseCount: number;
  readonly pinball: number;
  readonly crps: number;
  readonly coverage80: number;
  readonly coverage95: number;
}

export interface BacktestPlan {
  /** index of the last point each forecast sees */
  readonly origins: readonly number[];
  /** farthest target */
  readonly monthsAheadMax: number;
}

/** Every rule from every origin for every later point within reach: a forecast sees nothing after its origin. */
export function backtestSeries(
  series: LevelSeries,
  rules: readonly ForecastRule[],
  { origins, monthsAheadMax }: BacktestPlan,
): BacktestCase[] {
  return origins.flatMap((origin) => {
    const history = {
      ...series,
      steps: series.steps.slice(0, origin + 1),
      logLevels: series.logLevels.slice(0, origin + 1),
    };
    const targets = series.steps.flatMap((step, index) => {
      const ahead = step - series.steps[origin]!;
      return index > origin && ahead * series.stepMonths <= monthsAheadMax ? [{ index, ahead }] : [];
    });
    if (targets.length === 0) return [];
    return rules.flatMap((rule) => {
      const forecasts = rule.forecast(
        history,
        targets.map(({ ahead }) => ahead),
      );
      return targets.map(({ index, ahead }, t): BacktestCase => {
        const actual = series.logLevels[index]! - series.logLevels[origin]!;
        const { quantile, crps } = forecasts[t]!;
        const isInside = (tail: number): boolean => actual >= quantile(tail) && actual <= quantile(1 - tail);
        const losses = PINBALL_PROBABILITIES.map((probability) =>
          pinballLoss(quantile(probability), probability, actual),
        );
        return {
          series: series.name,
          rule: rule.name,
          pointsSeen: origin + 1,
          originStep: series.steps[origin]!,
          monthsAhead: ahead * series.stepMonths,
          actualLogGrowth: actual,
          p10: quantile(0.1),
          p50: quantile(0.5),
          p90: quantile(0.9),
          isInside80: isInside(0.1),
          isInside95: isInside(0.025),
          pinball: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
          crps: crps(actual),
        };
      });
    });
  });
}

/** Means by rule, in the order of first appearance. */
export function backtestScores(cases: readonly BacktestCase[]): BacktestScore[] {
  return [...Map.groupBy(cases, ({ rule }) => rule)].map(([rule, each]) => {
    const meanOf = (value: (one: BacktestCase) => number): number =>
      each.reduce((sum, one) => sum + value(one), 0) / each.length;
    return {
      rule,
      caseCount: each.length,
      pinball: meanOf(({ pinball }) => pinball),
      crps: meanOf(({ crps }) => crps),
      coverage80: meanOf(({ isInside80 }) => Number(isInside80)),
      coverage95: meanOf(({ isInside95 }) => Number(isInside95)),
    };
  });
}
