import { exp, log, normalQuantile } from '../../numeric/index.ts';
import type { RandomStream } from '../../random/index.ts';
import type { SeenGrowth } from './growth-steps.ts';
import { filterRegimes, type RegimeModel } from './regime-model.ts';
import type { StepPrior } from './regime-prior.ts';

/** Sweeps left out at the start, and sweeps between draws that are kept. */
const BURN_IN_SWEEPS = 200;
const SWEEPS_PER_DRAW = 4;
/** Tries at growths that keep the regimes in order before the old ones stay. */
const ORDER_TRIES = 50;

/** One model that the growth seen leaves possible, with what it makes one think of the regime now. */
export interface PosteriorDraw {
  readonly model: RegimeModel;
  /** chance of each regime in the step after the last growth, [regime] */
  readonly next: Float64Array;
}

/**
 * Draws models from their posterior by Gibbs sampling from the fitted one: regimes given the model (filtered forward,
 * sampled backward), then growths (normal, kept in the order of the prior), volatility (inverse gamma) and moves
 * (Dirichlet, whose mean is what the fit takes) given the regimes. The draws carry the uncertainty of every parameter, however
 * short the history: without any growth they are the prior.
 *
 * @param stream read at path `sweep`, one step after the other
 */
export function drawPosterior(
  start: RegimeModel,
  seen: readonly SeenGrowth[],
  {
    prior,
    drawCount,
    stream,
  }: { readonly prior: StepPrior; readonly drawCount: number; readonly stream: RandomStream },
): PosteriorDraw[] {
  const draws: PosteriorDraw[] = [];
  let model = start;
  for (let sweep = 0; draws.length < drawCount; sweep += 1) {
    let step = 0;
    const uniform: Uniform = () => stream.uniformAt(sweep, step++);
    const regimes = sampledRegimes(model, seen, uniform);
    model = sampledModel(model, { seen, regimes, prior, uniform });
    if (sweep >= BURN_IN_SWEEPS && (sweep - BURN_IN_SWEEPS) % SWEEPS_PER_DRAW === 0) {
      draws.push({ model, next: filterRegimes(model, seen).next });
    }
  }
  return draws;
}

type Uniform = () => number;

function sampledRegimes(model: RegimeModel, seen: readonly SeenGrowth[], uniform: Uniform): Uint8Array {
  const count = model.logGrowthPerMonth.length;
  const { filtered } = filterRegimes(model, seen);
  const regimes = new Uint8Array(seen.length);
  const weights = new Float64Array(count);
  for (let t = seen.length - 1; t >= 0; t -= 1) {
    for (let regime = 0; regime < count; regime += 1) {
      let weight = filtered[t * count + regime]!;
      if (t < seen.length - 1) weight *= model.transition[regime * count + regimes[t + 1]!]!;
      weights[regime] = weight;
    }
    regimes[t] = picked(weights, uniform());
  }
  return regimes;
}

/** Index drawn with chances in proportion to the weights. */
export function picked(weights: Float64Array, uniform: number): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let rest = uniform * total;
  let index = 0;
  while (index < weights.length - 1 && rest >= weights[index]!) {
    rest -= weights[index]!;
    index += 1;
  }
  return index;
}

interface Conditioned {
  readonly seen: readonly SeenGrowth[];
  readonly regimes: Uint8Array;
  readonly prior: StepPrior;
  readonly uniform: Uniform;
}

function sampledModel(model: RegimeModel, on: Conditioned): RegimeModel {
  const logGrowthPerMonth = sampledGrowths(model, on);
  const { seen, regimes, prior, uniform } = on;
  const count = prior.centre.length;
  let scale = prior.scale;
  seen.forEach(({ stepCount, logGrowth }, t) => {
    const months = stepCount * model.stepMonths;
    const distance = logGrowth - months * logGrowthPerMonth[regimes[t]!]!;
    scale += (distance * distance) / (2 * months);
  });
  const variance = scale / sampledGamma(prior.shape + seen.length / 2, uniform);
  const moves = prior.moves.slice();
  for (let t = 0; t + 1 < seen.length; t += 1) {
    moves[regimes[t]! * count + regimes[t + 1]!]! += 1;
  }
  return {
    ...model,
    logGrowthPerMonth,
    volatilityPerMonth: Math.sqrt(variance),
    transition: sampledRows(moves, count, uniform),
  };
}

/** Growths given the regimes: normal, drawn again until they keep the prior's order. */
function sampledGrowths(model: RegimeModel, { seen, regimes, prior, uniform }: Conditioned): Float64Array {
  const variance = model.volatilityPerMonth * model.volatilityPerMonth;
  const weight = prior.deviation.map((deviation) => 1 / (deviation * deviation));
  const sum = prior.centre.map((centre, regime) => centre * weight[regime]!);
  seen.forEach(({ stepCount, logGrowth }, t) => {
    weight[regimes[t]!]! += (stepCount * model.stepMonths) / variance;
    sum[regimes[t]!]! += logGrowth / variance;
  });
  for (let attempt = 0; attempt < ORDER_TRIES; attempt += 1) {
    const drawn = sum.map((total, s) => total / weight[s]! + normalQuantile(uniform()) / Math.sqrt(weight[s]!));
    if (drawn.every((growth, s) => s === 0 || growth >= drawn[s - 1]!)) return drawn;
  }
  return model.logGrowthPerMonth;
}

function sampledRows(counts: Float64Array, columnCount: number, uniform: Uniform): Float64Array {
  const drawn = counts.map((count) => (count > 0 ? sampledGamma(count, uniform) : 0));
  return drawn.map((value, index) => {
    const row = Math.floor(index / columnCount) * columnCount;
    let total = 0;
    for (let column = 0; column < columnCount; column += 1) total += drawn[row + column]!;
    return value / total;
  });
}

/**
 * A gamma draw of the given shape and scale 1 by the squeeze of Marsaglia and Tsang; below shape 1 by the boost
 * gamma(a + 1) u^(1/a), whose power is taken as exp(log(u)/a).
 *
 * @source Marsaglia, G., Tsang, W. W. (2000), ACM TOMS 26, 363-372
 */
export function sampledGamma(shape: number, uniform: Uniform): number {
  if (shape < 1) return sampledGamma(shape + 1, uniform) * expOf(log(uniform()) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = normalQuantile(uniform());
    const cubed = (1 + c * normal) * (1 + c * normal) * (1 + c * normal);
    if (cubed <= 0) continue;
    if (log(uniform()) < (normal * normal) / 2 + d - d * cubed + d * log(cubed)) return d * cubed;
  }
}

/** Kept above zero, so that a row of moves never loses all its weight. */
function expOf(value: number): number {
  return exp(Math.max(value, -600));
}
