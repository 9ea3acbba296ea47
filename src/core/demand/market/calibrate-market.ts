import type { MarketFluctuation } from '../../domain/index.ts';
import { exp, log, mean, pow, standardDeviation } from '../../numeric/index.ts';

/** A price series by quarter, and the phase of the market that each quarter is counted to. */
export interface PriceSeries {
  readonly name: string;
  /** in rising order of time, a quarter apart */
  readonly points: readonly { readonly usdPerGpuHour: number; readonly phase: MarketPhase }[];
}
export type MarketPhase = 'glut' | 'tight';

/** What a series alone says. */
export interface SeriesCalibration {
  readonly name: string;
  readonly quarters: number;
  /** geometric means */
  readonly glutUsdPerGpuHour: number;
  readonly tightUsdPerGpuHour: number;
  /** of the log price about its phase's mean */
  readonly standardDeviation: number;
  /** share of a departure that is left a quarter later, by least squares without intercept; below 0 is none */
  readonly keptPerQuarter: number;
}

export interface MarketCalibration {
  readonly series: readonly SeriesCalibration[];
  /** quarterly innovations counted as jumps, of all */
  readonly jumps: readonly { readonly name: string; readonly quarter: number; readonly logMove: number }[];
  readonly innovationCount: number;
  readonly zoneCount: number;
  readonly availableFractionMean: number;
  readonly availableFractionDeviation: number;
  readonly fluctuation: MarketFluctuation;
}

/** An innovation beyond so many robust deviations is a jump. */
const JUMP_DEVIATIONS = 2.5;
/** Standard deviation of a normal distribution over the median of its absolute values. */
const DEVIATION_OVER_MEDIAN = 1.4826;
const MONTHS_PER_QUARTER = 3;
const QUARTERS_PER_YEAR = 4;

/**
 * Calibrates how prices move within a supply regime.
 *
 * Each series less its phase means is r; kept = Σ r(q) r(q + 1) / Σ r(q)². The most persistent series gives the half-life,
 * for panels of few sellers that change from quarter to quarter look like noise without memory. Innovations
 * r(q + 1) − kept r(q) of all series are pooled: those beyond 2.5 robust deviations are jumps, the rest the ordinary moves,
 * v √(1 + f² + f⁴) of them in a quarter. Availability: the logarithmic deviation of a lognormal variable with the mean and
 * deviation of the zones.
 */
export function calibrateMarket(
  series: readonly PriceSeries[],
  availableFractions: readonly number[],
): MarketCalibration {
  const fitted = series.map(fitSeries);
  const keptPerQuarter = Math.max(...fitted.map(({ row }) => row.keptPerQuarter));
  const innovations = fitted.flatMap(({ row, departures }) =>
    departures.slice(1).map((departure, index) => ({
      name: row.name,
      quarter: index + 1,
      logMove: departure - keptPerQuarter * departures[index]!,
    })),
  );
  const limit = JUMP_DEVIATIONS * DEVIATION_OVER_MEDIAN * median(innovations.map(({ logMove }) => Math.abs(logMove)));
  const jumps = innovations.filter(({ logMove }) => Math.abs(logMove) > limit);
  const ordinary = rootMeanSquare(innovations.filter((each) => !jumps.includes(each)).map(({ logMove }) => logMove));
  const kept = pow(keptPerQuarter, 1 / MONTHS_PER_QUARTER);
  const jumpSize = jumps.length === 0 ? 0 : rootMeanSquare(jumps.map(({ logMove }) => logMove));
  const [availableMean, availableDeviation] = momentsOf(availableFractions);
  const relative = availableDeviation / availableMean;
  return {
    series: fitted.map(({ row }) => row),
    jumps,
    innovationCount: innovations.length,
    zoneCount: availableFractions.length,
    availableFractionMean: availableMean,
    availableFractionDeviation: availableDeviation,
    fluctuation: {
      halfLifeMonths: log(2) / -log(kept),
      priceVolatilityPerMonth: ordinary / Math.sqrt(1 + kept * kept + kept * kept * kept * kept),
      jumpsPerYear: (QUARTERS_PER_YEAR * jumps.length) / innovations.length,
      jumpVolatility: Math.sqrt(Math.max(0, jumpSize * jumpSize - ordinary * ordinary)),
      availabilityVolatility: Math.sqrt(log(1 + relative * relative)),
    },
  };
}

interface FittedSeries {
  readonly row: SeriesCalibration;
  /** log price less its phase's mean, by quarter */
  readonly departures: readonly number[];
}

function fitSeries({ name, points }: PriceSeries): FittedSeries {
  const logs = points.map(({ usdPerGpuHour }) => log(usdPerGpuHour));
  const levelOf = (phase: MarketPhase): number =>
    mean(Float64Array.from(logs.filter((_, index) => points[index]!.phase === phase)));
  const level = { glut: levelOf('glut'), tight: levelOf('tight') };
  const departures = logs.map((value, index) => value - level[points[index]!.phase]);
  const [products, squares] = departures.slice(1).reduce(
    ([product, square], departure, index) => {
      const before = departures[index]!;
      return [product + before * departure, square + before * before];
    },
    [0, 0] as readonly [number, number],
  );
  const row = {
    name,
    quarters: points.length,
    glutUsdPerGpuHour: exp(level.glut),
    tightUsdPerGpuHour: exp(level.tight),
    standardDeviation: rootMeanSquare(departures),
    keptPerQuarter: products / squares,
  };
  return { row, departures };
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function momentsOf(values: readonly number[]): readonly [mean: number, deviation: number] {
  const sample = Float64Array.from(values);
  return [mean(sample), standardDeviation(sample)];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
