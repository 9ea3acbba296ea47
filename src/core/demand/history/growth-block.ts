import type { HistoryGrowth } from '../../domain/index.ts';
import { compensatedSum, exp, standardDeviation } from '../../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../../units/index.ts';
import type { PosteriorDraw } from './regime-posterior.ts';
import { rowShares, type RegimePrior } from './regime-prior.ts';
import { roundedShares, significant } from './rounding.ts';

const SHARE_DIGITS = 4;
const FIGURES = 4;
/** A plan's regime lasts a month at least. */
const MEAN_MONTHS_MIN = 1;
const MEAN_MONTHS_MAX = 600;

/** `demand.growth` of a plan file. */
export type GrowthBlock = HistoryGrowth;

/**
 * The posterior as growth regimes of a plan, in two copies of the chain that never meet: in `-low` every regime grows by
 * its posterior mean less one deviation, in `-high` by one more, each with half the belief. So the regimes' means and
 * variances are kept while a plan has no uncertain parameters; errors of the regimes count as moving together, which
 * makes the far future rather too wide than too narrow. Volatility, durations, jumps and the belief are posterior means.
 */
export function growthBlockOf(draws: readonly PosteriorDraw[], prior: RegimePrior, of: GrowthBlock['of']): GrowthBlock {
  const ids = prior.regimes.map(({ id }) => id);
  const count = ids.length;
  const means = meanModelOf(draws);
  const jumps = jumpRows(means.transition, count).map((row) => roundedShares(row, SHARE_DIGITS));
  const belief = roundedShares(
    Array.from([...means.next, ...means.next], (share) => share / 2),
    SHARE_DIGITS,
  );
  const copies = [
    { suffix: 'low', sign: -1 },
    { suffix: 'high', sign: 1 },
  ] as const;
  return {
    of,
    regimes: copies.flatMap(({ suffix, sign }, copy) =>
      ids.map((id, regime) => ({
        id: `${id}-${suffix}`,
        multiplePerYear: significant(
          exp(MONTHS_PER_YEAR * (means.logGrowthPerMonth[regime]! + sign * means.deviation[regime]!)),
          FIGURES,
        ),
        meanMonths: meanMonthsOf(means.transition[regime * count + regime]!, means.stepMonths),
        startProbability: belief[copy * count + regime]!,
      })),
    ),
    jumps: Object.fromEntries(
      copies.flatMap(({ suffix }) =>
        ids.map((from, row) => [
          `${from}-${suffix}`,
          Object.fromEntries(
            ids.flatMap((to, column) => (column === row ? [] : [[`${to}-${suffix}`, jumps[row]![column]!]])),
          ),
        ]),
      ),
    ),
    volatilityPerMonth: significant(means.volatilityPerMonth, FIGURES),
  };
}

/** Means over draws. */
export interface MeanModel {
  readonly stepMonths: number;
  /** [regime] */
  readonly logGrowthPerMonth: Float64Array;
  /** standard deviation over draws, [regime] */
  readonly deviation: Float64Array;
  readonly volatilityPerMonth: number;
  /** [from × to] */
  readonly transition: Float64Array;
  /** [regime] */
  readonly next: Float64Array;
}

/** The posterior's mean of every parameter, and of the belief about the coming step. */
export function meanModelOf(draws: readonly PosteriorDraw[]): MeanModel {
  const first = draws[0]!.model;
  const growths = (regime: number) => draws.map(({ model }) => model.logGrowthPerMonth[regime]!);
  const meanOf = (values: readonly number[]) => compensatedSum(values) / draws.length;
  const { logGrowthPerMonth, transition, stepMonths } = first;
  return {
    stepMonths,
    logGrowthPerMonth: logGrowthPerMonth.map((_, regime) => meanOf(growths(regime))),
    deviation: logGrowthPerMonth.map((_, regime) => standardDeviation(growths(regime))),
    volatilityPerMonth: meanOf(draws.map(({ model }) => model.volatilityPerMonth)),
    transition: transition.map((_, index) => meanOf(draws.map(({ model }) => model.transition[index]!))),
    next: logGrowthPerMonth.map((_, regime) => meanOf(draws.map(({ next }) => next[regime]!))),
  };
}

/** Mean duration of a regime that stays with this chance from step to step. */
export function meanMonthsOf(stayProbability: number, stepMonths: number): number {
  const months = stepMonths / Math.max(1 - stayProbability, stepMonths / MEAN_MONTHS_MAX);
  return significant(Math.max(MEAN_MONTHS_MIN, months), 3);
}

/** Where each regime goes when it ends. */
function jumpRows(transition: Float64Array, count: number): number[][] {
  const leaving = rowShares(
    transition.map((share, index) => (index % (count + 1) === 0 ? 0 : share)),
    count,
  );
  return Array.from({ length: count }, (_, row) => Array.from(leaving.subarray(row * count, (row + 1) * count)));
}
