import { normalCdf, normalDensity, normalQuantile, quantileOfSorted } from '../../numeric/index.ts';

/** 1 / sqrt(pi) */
const INVERSE_ROOT_PI = 0.5641895835477563;

/** A forecast of one number as a distribution. */
export interface ForecastDistribution {
  /** value below which the number lies with this probability */
  readonly quantile: (probability: number) => number;
  /** continuous ranked probability score for what came, in the number's unit: 0 is perfect, lower is better */
  readonly crps: (actual: number) => number;
}

/** The forecast that a sorted sample is: each value equally likely. */
export function sampledForecast(sorted: Float64Array): ForecastDistribution {
  return {
    quantile: (probability) => quantileOfSorted(sorted, probability),
    crps: (actual) => crpsOfSample(sorted, actual),
  };
}

/** A normal forecast; a deviation of 0 is a single number. */
export function normalForecast(mean: number, deviation: number): ForecastDistribution {
  return {
    quantile: (probability) => mean + deviation * normalQuantile(probability),
    crps: (actual) => crpsOfNormal(mean, deviation, actual),
  };
}

/**
 * Quantile loss: (actual − quantile) p when the quantile is too low, (quantile − actual) (1 − p) when too high. Its mean
 * is least for the true quantile.
 */
export function pinballLoss(quantile: number, probability: number, actual: number): number {
  return actual >= quantile ? (actual - quantile) * probability : (quantile - actual) * (1 - probability);
}

/**
 * CRPS of a sample: E|X − actual| − E|X − X'| / 2 = Σ|x − actual| / n − Σ(2i − n − 1) x_(i) / n², i from 1.
 * @source Gneiting, T., Raftery, A. E. (2007), JASA 102, 359-378
 */
export function crpsOfSample(sorted: Float64Array, actual: number): number {
  const count = sorted.length;
  let [distance, spread] = [0, 0];
  sorted.forEach((value, index) => {
    distance += Math.abs(value - actual);
    spread += (2 * index + 1 - count) * (value - actual);
  });
  return distance / count - spread / (count * count);
}

/** CRPS of a normal distribution: s (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π), z = (actual − mean) / s; |actual − mean| when s is 0. */
export function crpsOfNormal(mean: number, deviation: number, actual: number): number {
  if (deviation === 0) return Math.abs(actual - mean);
  const z = (actual - mean) / deviation;
  return deviation * (z * (2 * normalCdf(z) - 1) + 2 * normalDensity(z) - INVERSE_ROOT_PI);
}
