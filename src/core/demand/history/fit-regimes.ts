import { log } from '../../numeric/index.ts';
import type { SeenGrowth } from './growth-steps.ts';
import { filterRegimes, smoothRegimes, type RegimeModel, type SmoothedRegimes } from './regime-model.ts';
import { rowShares, type StepPrior } from './regime-prior.ts';

/** Rounds of expectation and maximisation at most. */
const ROUNDS_MAX = 500;
/** Rounds end when the log posterior rises by less. */
const RISE_MIN = 1e-10;
/** Least volatility: usage that grows by an exact power would otherwise fit with none. */
const VOLATILITY_FLOOR_PER_MONTH = 0.001;

/** The model of highest posterior density that EM found, with the log posterior (up to a constant) of each round. */
export interface RegimeFit {
  readonly model: RegimeModel;
  readonly logLikelihood: number;
  /** never falls, [round] */
  readonly logPosteriors: readonly number[];
  /** chance of each regime during each growth, given all growth, [growth × regime] */
  readonly smoothed: Float64Array;
}

/**
 * Fits growth regimes to seen growth by expectation and conditional maximisation of the posterior, started at the prior.
 *
 * With γ the smoothed chances, n the moves and k d the months of a growth:
 *   growth[s] = (Σ γ g / v + centre/deviation²) / (Σ γ d / v + 1/deviation²), v the volatility squared;
 *   v = (scale + Σ γ (g − d growth)² / 2d) / (shape + T/2 + 1); transition[i][j] ∝ moves[i][j] + prior[i][j].
 * A pseudo-count c of the prior stands for a Dirichlet weight of c + 1. The mode found is the one the prior leads to.
 */
export function fitRegimes(seen: readonly SeenGrowth[], prior: StepPrior, stepMonths: number): RegimeFit {
  let model = priorModel(prior, stepMonths);
  const logPosteriors: number[] = [];
  for (let round = 0; ; round += 1) {
    const belief = filterRegimes(model, seen);
    const smooth = smoothRegimes(model, seen, belief);
    logPosteriors.push(belief.logLikelihood + logPrior(model, prior));
    const rise = round === 0 ? Infinity : logPosteriors[round]! - logPosteriors[round - 1]!;
    if (rise < RISE_MIN || round === ROUNDS_MAX) {
      return { model, logLikelihood: belief.logLikelihood, logPosteriors, smoothed: smooth.smoothed };
    }
    model = maximised(model, { seen, smooth, prior });
  }
}

/** The prior's own centre as a model: what is thought when nothing was seen. */
export function priorModel(prior: StepPrior, stepMonths: number): RegimeModel {
  return {
    stepMonths,
    logGrowthPerMonth: prior.centre.slice(),
    volatilityPerMonth: Math.sqrt(prior.scale / prior.shape),
    startProbability: prior.start.slice(),
    transition: rowShares(prior.moves, prior.centre.length),
  };
}

function maximised(
  model: RegimeModel,
  { seen, smooth, prior }: { seen: readonly SeenGrowth[]; smooth: SmoothedRegimes; prior: StepPrior },
): RegimeModel {
  const count = prior.centre.length;
  const variance = model.volatilityPerMonth * model.volatilityPerMonth;
  const logGrowthPerMonth = prior.centre.map((centre, regime) => {
    const precision = 1 / (prior.deviation[regime]! * prior.deviation[regime]!);
    let [weight, sum] = [precision, precision * centre];
    seen.forEach(({ stepCount, logGrowth }, t) => {
      const share = smooth.smoothed[t * count + regime]! / variance;
      weight += share * stepCount * model.stepMonths;
      sum += share * logGrowth;
    });
    return sum / weight;
  });
  let squares = prior.scale;
  seen.forEach(({ stepCount, logGrowth }, t) => {
    const months = stepCount * model.stepMonths;
    for (let regime = 0; regime < count; regime += 1) {
      const distance = logGrowth - months * logGrowthPerMonth[regime]!;
      squares += (smooth.smoothed[t * count + regime]! * distance * distance) / (2 * months);
    }
  });
  const fitted = Math.sqrt(squares / (prior.shape + seen.length / 2 + 1));
  return {
    ...model,
    logGrowthPerMonth,
    volatilityPerMonth: Math.max(VOLATILITY_FLOOR_PER_MONTH, fitted),
    transition: rowShares(
      smooth.moves.map((moves, index) => moves + prior.moves[index]!),
      count,
    ),
  };
}

/** ln of the prior density, up to a constant. */
function logPrior(model: RegimeModel, prior: StepPrior): number {
  const variance = model.volatilityPerMonth * model.volatilityPerMonth;
  let sum = -(prior.shape + 1) * log(variance) - prior.scale / variance;
  model.logGrowthPerMonth.forEach((growth, regime) => {
    const distance = (growth - prior.centre[regime]!) / prior.deviation[regime]!;
    sum -= (distance * distance) / 2;
  });
  prior.moves.forEach((moves, index) => {
    if (moves > 0) sum += moves * log(model.transition[index]!);
  });
  return sum;
}
