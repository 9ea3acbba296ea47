import { exp, log, mean, quantileOfSorted } from '../../numeric/index.ts';
import { streamFor } from '../../random/index.ts';
import { MONTHS_PER_YEAR } from '../../units/index.ts';
import { dateTextOf } from './civil-date.ts';
import { fitRegimes, type RegimeFit } from './fit-regimes.ts';
import { growthBlockOf, type GrowthBlock } from './growth-block.ts';
import { realisedMultiples, sampleGrowthPaths, type RealisedMultiple } from './growth-fan.ts';
import { growthStepsOf, type GrowthSteps } from './growth-steps.ts';
import { drawPosterior, type PosteriorDraw } from './regime-posterior.ts';
import { GROWTH_PRIOR, multiplePerYearOf, stepPriorOf, type RegimePrior, type StepPrior } from './regime-prior.ts';
import { seasonalityOf, type Seasonality } from './seasonality.ts';
import type { UsageHistory } from './usage-history.ts';

/** Models drawn from the posterior, and paths sampled over them. */
const DRAW_COUNT = 500;
const PATH_COUNT = 4000;
/** Months ahead at which the fan is told. */
const FAN_MONTHS = [3, 6, 12, 24] as const;
/** Months over which realised growth is told. */
const REALISED_MONTHS = [3, 12] as const;

export interface FitOptions {
  readonly seed: number;
  readonly prior?: RegimePrior;
}

/** An estimate with the middle 80 % of its posterior. */
export interface Posterior80 {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What was seen over the last months: the multiple that happened, and the same rate held for a year. */
export interface SeenMultiple {
  readonly months: number;
  readonly realisedMultiple: number;
  readonly annualisedMultiple: number;
}

/** A regime as fitted. */
export interface FittedRegime {
  readonly id: string;
  /** annualised */
  readonly multiplePerYear: Posterior80;
  readonly meanMonths: Posterior80;
  /** chance that the coming step is in it */
  readonly beliefNow: number;
  /** expected months that the history spent in it */
  readonly monthsSeen: number;
}

/** A change of regime, as the whole history tells it. */
export interface RegimeChange {
  /** first day, or month, of the step from which on the new regime grows usage */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  /** chance of the new regime there */
  readonly probability: number;
}

/** What a usage history says of growth. Annualised multiples and realised ones have different names throughout. */
export interface DemandFit {
  readonly unit: UsageHistory['unit'];
  readonly cadence: UsageHistory['cadence'];
  readonly firstDate: string;
  readonly lastDate: string;
  readonly stepMonths: number;
  /** growths seen between steps */
  readonly growthCount: number;
  /** mean rate per hour in the last step, or over all rows where no step is whole: busy GPUs when the unit is GPUs or GPU-hours */
  readonly latestRatePerHour: number;
  readonly seen: readonly SeenMultiple[];
  readonly regimes: readonly FittedRegime[];
  readonly volatilityPerMonth: Posterior80;
  /** annualised multiple of the coming step, over regimes and models */
  readonly multiplePerYearNow: Posterior80;
  readonly changes: readonly RegimeChange[];
  readonly seasonality: Seasonality | null;
  /** 2 (ln density with regimes − ln density with one growth): what the regimes explain */
  readonly likelihoodRatio: number;
  /** sampled from posterior models */
  readonly ahead: readonly RealisedMultiple[];
  readonly block: GrowthBlock;
  readonly prior: RegimePrior;
  readonly seed: number;
}

/** The fit with the models behind it, for sampling. */
export interface DemandFitModels {
  readonly fit: DemandFit;
  readonly draws: readonly PosteriorDraw[];
}

/**
 * Fits growth regimes to a usage history: steps, EM from the prior, posterior draws, a fan and the plan's growth block.
 *
 * Streams `demand-fit/posterior` and `demand-fit/paths` of the seed. A history without two steps of usage is told by the
 * prior alone.
 */
export function fitDemand(history: UsageHistory, options: FitOptions): DemandFitModels {
  const prior = options.prior ?? GROWTH_PRIOR;
  const steps = growthStepsOf(history);
  const stepPrior = stepPriorOf(prior, steps.stepMonths);
  const point = fitRegimes(steps.seen, stepPrior, steps.stepMonths);
  const stream = streamFor(options.seed, 'demand-fit/posterior');
  const draws = drawPosterior(point.model, steps.seen, { prior: stepPrior, drawCount: DRAW_COUNT, stream });
  const fit: DemandFit = {
    unit: history.unit,
    cadence: history.cadence,
    firstDate: history.firstDate,
    lastDate: history.lastDate,
    stepMonths: steps.stepMonths,
    growthCount: steps.seen.length,
    latestRatePerHour: steps.ratePerHour.findLast((rate) => rate > 0) ?? mean(history.ratePerHour),
    seen: REALISED_MONTHS.flatMap((months) => seenMultiple(steps, months) ?? []),
    regimes: prior.regimes.map(({ id }, regime) => fittedRegime({ id, regime }, { draws, steps, point })),
    volatilityPerMonth: posterior80(draws.map(({ model }) => model.volatilityPerMonth)),
    multiplePerYearNow: growthNow(draws),
    changes: regimeChanges({ history, steps, point, prior }),
    seasonality: seasonalityOf(history),
    likelihoodRatio: 2 * (point.logLikelihood - singleLogLikelihood(steps, stepPrior)),
    ahead: realisedMultiples(
      sampleGrowthPaths(draws, {
        stepCount: Math.ceil(Math.max(...FAN_MONTHS) / steps.stepMonths),
        pathCount: PATH_COUNT,
        stream: streamFor(options.seed, 'demand-fit/paths'),
      }),
      FAN_MONTHS,
    ),
    block: growthBlockOf(
      draws,
      prior,
      history.unit === 'tokens' || history.unit === 'requests' ? 'usage' : 'gpuDemand',
    ),
    prior,
    seed: options.seed,
  };
  return { fit, draws };
}

function posterior80(values: readonly number[]): Posterior80 {
  const sorted = values.toSorted((a, b) => a - b);
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((probability) => quantileOfSorted(sorted, probability));
  return { p10: p10!, p50: p50!, p90: p90! };
}

function seenMultiple({ ratePerHour, stepMonths }: GrowthSteps, months: number): SeenMultiple | null {
  const stepCount = Math.round(months / stepMonths);
  const last = ratePerHour.at(-1)!;
  const before = ratePerHour.at(-1 - stepCount) ?? Number.NaN;
  if (stepCount < 1 || ratePerHour.length <= stepCount || !(last > 0 && before > 0)) return null;
  const realisedMultiple = last / before;
  const perYear = MONTHS_PER_YEAR / (stepCount * stepMonths);
  return { months, realisedMultiple, annualisedMultiple: exp(log(realisedMultiple) * perYear) };
}

function fittedRegime(
  { id, regime }: { id: string; regime: number },
  { draws, steps, point }: { draws: readonly PosteriorDraw[]; steps: GrowthSteps; point: RegimeFit },
): FittedRegime {
  const count = point.model.logGrowthPerMonth.length;
  const stays = draws.map(({ model }) => model.transition[regime * (count + 1)]!);
  return {
    id,
    multiplePerYear: posterior80(draws.map(({ model }) => multiplePerYearOf(model.logGrowthPerMonth[regime]!))),
    meanMonths: posterior80(stays.map((stay) => steps.stepMonths / Math.max(1 - stay, 1e-6))),
    beliefNow: draws.reduce((sum, { next }) => sum + next[regime]!, 0) / draws.length,
    monthsSeen: steps.seen.reduce(
      (sum, { stepCount }, t) => sum + point.smoothed[t * count + regime]! * stepCount * steps.stepMonths,
      0,
    ),
  };
}

/** Quantiles over models and regimes of the growth of the coming step, weighted by belief. */
function growthNow(draws: readonly PosteriorDraw[]): Posterior80 {
  const weighted = draws
    .flatMap(({ model, next }) => Array.from(next, (weight, s) => ({ weight, growth: model.logGrowthPerMonth[s]! })))
    .toSorted((a, b) => a.growth - b.growth);
  const at = (probability: number): number => {
    let rest = probability * draws.length;
    return multiplePerYearOf((weighted.find(({ weight }) => (rest -= weight) <= 0) ?? weighted.at(-1)!).growth);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

function regimeChanges(of: {
  history: UsageHistory;
  steps: GrowthSteps;
  point: RegimeFit;
  prior: RegimePrior;
}): RegimeChange[] {
  const { history, steps, point, prior } = of;
  const count = prior.regimes.length;
  const likeliest = steps.seen.map((_, t) => {
    const row = point.smoothed.subarray(t * count, (t + 1) * count);
    return row.indexOf(Math.max(...row));
  });
  return likeliest.flatMap((regime, t) => {
    const before = likeliest[t - 1];
    if (before === undefined || before === regime) return [];
    const probability = point.smoothed[t * count + regime]!;
    const at = stepDate(history, steps, steps.seen[t]!.fromStep + 1);
    return [{ at, from: prior.regimes[before]!.id, to: prior.regimes[regime]!.id, probability }];
  });
}

/** When a step starts: its month, or its first day. */
function stepDate(history: UsageHistory, { ratePerHour, stepMonths }: GrowthSteps, step: number): string {
  if (history.cadence === 'month') {
    const month = history.starts[0]! + step;
    return `${Math.floor(month / MONTHS_PER_YEAR)}-${String((month % MONTHS_PER_YEAR) + 1).padStart(2, '0')}`;
  }
  const rowHours = { hour: 1, day: 24, week: 168 }[history.cadence];
  const end = history.starts.at(-1)! + rowHours;
  return dateTextOf(Math.floor((end - (ratePerHour.length - step) * stepMonths * 730) / 24));
}

/** ln density of the growth seen under one regime, its growth and volatility fitted with the same prior of volatility. */
function singleLogLikelihood(steps: GrowthSteps, prior: StepPrior): number {
  const single: StepPrior = {
    ...prior,
    centre: Float64Array.of(prior.centre[Math.floor(prior.centre.length / 2)]!),
    deviation: Float64Array.of(1),
    moves: Float64Array.of(1),
    start: Float64Array.of(1),
  };
  return fitRegimes(steps.seen, single, steps.stepMonths).logLikelihood;
}
