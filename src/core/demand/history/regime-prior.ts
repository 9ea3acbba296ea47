import { exp, log } from '../../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../../units/index.ts';
import { longRunShares } from '../growth-chain.ts';

/** What is thought of one regime before any usage is seen. */
export interface RegimePriorRow {
  readonly id: string;
  /** centre of the annualised multiple, > 0 */
  readonly multiplePerYear: number;
  /** standard deviation of the regime's monthly log growth about that centre, > 0 */
  readonly logGrowthPerMonthDeviation: number;
  readonly meanMonths: number;
  /** where it goes when it ends, by id; sums to 1 */
  readonly jumps: Readonly<Record<string, number>>;
}

/** What is thought of growth before any usage is seen; a short history leans on it, a long one forgets it. */
export interface RegimePrior {
  /** from the slowest to the fastest */
  readonly regimes: readonly RegimePriorRow[];
  readonly volatilityPerMonth: number;
  /** growths seen, of whatever step, that the prior's volatility weighs as much as */
  readonly volatilityWeightGrowths: number;
  /** months in each regime that the prior's durations and jumps weigh as much as */
  readonly durationWeightMonths: number;
}

/**
 * The prior taken when none is given: growth of AI services from 2023 on was mostly 2x to 10x a year, with quarters far
 * above and others of no growth. An assumption of ours, not an estimate: its surge was written after 2026 was seen.
 */
export const GROWTH_PRIOR: RegimePrior = {
  regimes: [
    {
      id: 'flat',
      multiplePerYear: 0.9,
      logGrowthPerMonthDeviation: 0.05,
      meanMonths: 9,
      jumps: { steady: 0.9, surge: 0.1 },
    },
    {
      id: 'steady',
      multiplePerYear: 3,
      logGrowthPerMonthDeviation: 0.06,
      meanMonths: 12,
      jumps: { flat: 0.7, surge: 0.3 },
    },
    {
      id: 'surge',
      multiplePerYear: 30,
      logGrowthPerMonthDeviation: 0.1,
      meanMonths: 3,
      jumps: { flat: 0.2, steady: 0.8 },
    },
  ],
  volatilityPerMonth: 0.1,
  volatilityWeightGrowths: 4,
  durationWeightMonths: 12,
};

/** The usual prior, its steady regime centred on another annualised multiple where one is given. */
export function priorAround(multiplePerYear: number | null): RegimePrior {
  if (multiplePerYear === null) return GROWTH_PRIOR;
  const regimes = GROWTH_PRIOR.regimes.map((regime) =>
    regime.id === 'steady' ? { ...regime, multiplePerYear } : regime,
  );
  return { ...GROWTH_PRIOR, regimes };
}

/** The prior in the fit's own terms. */
export interface StepPrior {
  /** ln multiple per month, [regime] */
  readonly centre: Float64Array;
  /** [regime] */
  readonly deviation: Float64Array;
  /** pseudo-counts of moves from step to step, [from × to] */
  readonly moves: Float64Array;
  /** long-run shares of the prior's chain, [regime] */
  readonly start: Float64Array;
  /** the inverse gamma prior of volatility²: shape and scale */
  readonly shape: number;
  readonly scale: number;
}

/** The prior by steps of the given length; a regime lasts at least one step. */
export function stepPriorOf(prior: RegimePrior, stepMonths: number): StepPrior {
  const { regimes } = prior;
  const moves = Float64Array.from(
    regimes.flatMap((from) =>
      regimes.map((to) => {
        const ends = Math.min(1, stepMonths / from.meanMonths);
        const share = from.id === to.id ? 1 - ends : ends * (from.jumps[to.id] ?? 0);
        return (share * prior.durationWeightMonths) / stepMonths;
      }),
    ),
  );
  const shape = prior.volatilityWeightGrowths / 2;
  return {
    centre: Float64Array.from(regimes, ({ multiplePerYear }) => log(multiplePerYear) / MONTHS_PER_YEAR),
    deviation: Float64Array.from(regimes, (regime) => regime.logGrowthPerMonthDeviation),
    moves,
    start: longRunShares(new Float64Array(regimes.length).fill(1 / regimes.length), rowShares(moves, regimes.length)),
    shape,
    scale: shape * prior.volatilityPerMonth * prior.volatilityPerMonth,
  };
}

/** Rows of non-negative counts as shares; an empty row stays where it is. */
export function rowShares(counts: Float64Array, columnCount: number): Float64Array {
  return counts.map((value, index) => {
    const row = Math.floor(index / columnCount);
    let total = 0;
    for (let column = 0; column < columnCount; column += 1) total += counts[row * columnCount + column]!;
    return total > 0 ? value / total : Number(index % columnCount === row);
  });
}

/** Annualised multiple of a monthly log growth: exp(12 g). */
export function multiplePerYearOf(logGrowthPerMonth: number): number {
  return exp(logGrowthPerMonth * MONTHS_PER_YEAR);
}
