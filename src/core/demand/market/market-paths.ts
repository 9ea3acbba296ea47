import type { Market, MarketFluctuation, Plan } from '../../domain/index.ts';
import { exp, log, pow } from '../../numeric/index.ts';
import { streamFor } from '../../random/index.ts';
import { Bug, MONTHS_PER_YEAR } from '../../units/index.ts';
import { causeOf, type DemandPaths } from '../paths.ts';

/** Market prices and availability on sampled futures: [path × month], row-major, as the paths they belong to. */
export interface MarketPaths {
  readonly pathCount: number;
  readonly monthCount: number;
  /** null where the plan has no on-demand market */
  readonly onDemand: {
    /** of one GPU of the market's accelerator */
    readonly priceUsdPerGpuHour: Float64Array;
    readonly availableGpus: Float64Array;
    /** either over the plan's value in the month's supply regime */
    readonly priceFactor: Float64Array;
    readonly availabilityFactor: Float64Array;
  } | null;
  /** rental price of a reference-GPU hour reserved in this month */
  readonly reservedUsdPerReferenceGpuHour: Float64Array;
  /** that price over the plan's price in the month's supply regime: multiplies any price by regime, as of an offer to come */
  readonly reservedPriceFactor: Float64Array;
}

export interface MarketSampleOptions {
  /** the replication of `paths` */
  readonly replication: number;
}

/**
 * Draws monthly prices and availability on sampled futures.
 *
 * Value of a month = the plan's value in the month's supply regime × exp(X − c), where X(0) = 0 and
 *   X(m) = f X(m − 1) + v ε(m) + [u(m) < jumpsPerYear / 12] jumpVolatility J(m),   f = 2^(−1 / halfLifeMonths),
 * mean-reverting with jumps, and c(m) = ln E exp X(m), so that **the plan's value is the exact mean in its regime**: a
 * lattice that knows only the chances of the regimes has the right mean price. ε = r N + √(1 − r²) z, N the path's own
 * growth noise of the month and r the plan's `correlationWithGrowth`: prices rise in the months in which demand jumps, and
 * what is on offer falls (its ε has −r, it has no jumps, and v follows from its long-run deviation).
 *
 * Without a `fluctuation` in the plan, values are the regime's.
 *
 * The regime's moves, which follow the hidden growth, come from `paths`. Within a regime on-demand and reserved prices
 * and availability share N and nothing else.
 *
 * Streams `demand/market/{on-demand, reserved, availability}[/jump, /jump-size]/replication-r`; step = the month.
 */
export function sampleMarketPaths(plan: Plan, paths: DemandPaths, options: MarketSampleOptions): MarketPaths {
  const { market } = plan;
  const { pathCount, monthCount } = paths;
  const { fluctuation } = market;
  const factor = (topic: MarketTopic): Float64Array =>
    fluctuation === null
      ? new Float64Array(pathCount * monthCount).fill(1)
      : sampleFactor(topic, { plan, paths, replication: options.replication, fluctuation });
  const priced = (values: Market['reservedUsdPerReferenceGpuHour'], by: Float64Array): Float64Array =>
    by.map((ratio, index) => values[paths.supplyRegime[index]!]! * ratio);
  const reservedPriceFactor = factor('reserved');
  const onDemandOf = (given: NonNullable<Market['onDemand']>): MarketPaths['onDemand'] => {
    const [priceFactor, availabilityFactor] = [factor('on-demand'), factor('availability')];
    return {
      priceUsdPerGpuHour: priced(given.priceUsdPerGpuHour, priceFactor),
      availableGpus: priced(given.availableGpus, availabilityFactor),
      priceFactor,
      availabilityFactor,
    };
  };
  return {
    pathCount,
    monthCount,
    onDemand: market.onDemand && onDemandOf(market.onDemand),
    reservedUsdPerReferenceGpuHour: priced(market.reservedUsdPerReferenceGpuHour, reservedPriceFactor),
    reservedPriceFactor,
  };
}

type MarketTopic = 'on-demand' | 'reserved' | 'availability';

/** A mean-reverting process of a logarithm by month. */
interface LogProcess {
  /** share of a departure that is left a month later */
  readonly kept: number;
  readonly volatility: number;
  readonly jumpProbability: number;
  readonly jumpVolatility: number;
  /** of the ordinary moves with the path's growth noise */
  readonly correlation: number;
}

function processOf(topic: MarketTopic, market: Market, fluctuation: MarketFluctuation): LogProcess {
  const { halfLifeMonths, priceVolatilityPerMonth, jumpsPerYear, jumpVolatility, availabilityVolatility } = fluctuation;
  const kept = pow(2, -1 / halfLifeMonths);
  const correlation = market.correlationWithGrowth;
  if (topic !== 'availability') {
    const jumpProbability = jumpsPerYear / MONTHS_PER_YEAR;
    if (!(jumpProbability < 1)) throw new Bug(`a price cannot jump ${jumpsPerYear} times a year`);
    return { kept, volatility: priceVolatilityPerMonth, jumpProbability, jumpVolatility, correlation };
  }
  const volatility = availabilityVolatility * Math.sqrt(1 - kept * kept);
  return { kept, volatility, jumpProbability: 0, jumpVolatility: 0, correlation: -correlation };
}

interface FactorSample {
  readonly plan: Plan;
  readonly paths: DemandPaths;
  readonly replication: number;
  readonly fluctuation: MarketFluctuation;
}

/** exp(X − c) of one process on every path, [path × month]: mean 1 in every month and supply regime. */
function sampleFactor(topic: MarketTopic, sample: FactorSample): Float64Array {
  const { plan, paths, replication } = sample;
  const { pathCount, monthCount } = paths;
  const process = processOf(topic, plan.market, sample.fluctuation);
  const streamOf = (name: string) => streamFor(plan.seed, causeOf(name, replication));
  const growthNoise = streamOf('growth-noise');
  const own = streamOf(`market/${topic}`);
  const jumps = streamOf(`market/${topic}/jump`);
  const sizes = streamOf(`market/${topic}/jump-size`);
  const rest = Math.sqrt(1 - process.correlation * process.correlation);
  const [shared, free, uniforms] = [monthCount, monthCount, monthCount].map((length) => new Float64Array(length));
  const logMean = logMeans(process, monthCount);
  const factor = new Float64Array(pathCount * monthCount);
  for (let path = 0; path < pathCount; path += 1) {
    growthNoise.fillNormals(shared!, path);
    own.fillNormals(free!, path);
    if (process.jumpProbability > 0) jumps.fillUniforms(uniforms!, path);
    let departure = 0;
    for (let month = 0; month < monthCount; month += 1) {
      if (month > 0) {
        const noise = process.correlation * shared![month]! + rest * free![month]!;
        departure = process.kept * departure + process.volatility * noise;
        if (uniforms![month]! < process.jumpProbability) {
          departure += process.jumpVolatility * sizes.normalAt(path, month);
        }
      }
      factor[path * monthCount + month] = exp(departure - logMean[month]!);
    }
  }
  return factor;
}

/**
 * ln E exp X(m) by month. X is a sum of independent moves, each shrunk by f^k after k months, so it is the sum over k < m
 * of v² f^2k / 2 + ln(1 − p + p exp(s² f^2k / 2)), with p and s the chance and deviation of a jump.
 */
function logMeans({ kept, volatility, jumpProbability, jumpVolatility }: LogProcess, monthCount: number): Float64Array {
  const means = new Float64Array(monthCount);
  let left = 1;
  for (let month = 1; month < monthCount; month += 1) {
    const jump = log(1 - jumpProbability + jumpProbability * exp((jumpVolatility * jumpVolatility * left) / 2));
    means[month] = means[month - 1]! + (volatility * volatility * left) / 2 + jump;
    left *= kept * kept;
  }
  return means;
}
