import type { Growth, Plan } from '../domain/index.ts';
import { curveAtScore, exp, log, lognormalAtScore, tripletCurve } from '../numeric/index.ts';
import { streamFor } from '../random/index.ts';
import { Bug, MONTHS_PER_YEAR } from '../units/index.ts';
import { beliefFilterOf, expectedLogGrowthPerMonth, resetBelief, updateBelief } from './belief.ts';
import type { BeliefFilter } from './belief.ts';
import { demandChainsOf } from './demand-chains.ts';
import { columnAt, cumulativeRows } from './growth-chain.ts';
import type { GrowthChain } from './growth-chain.ts';
import { SUPPLY_REGIME_COUNT } from './supply-chain.ts';

/** Sampled futures. Every array is [path × month], row-major, months 0 .. monthCount − 1. */
export interface DemandPaths {
  readonly pathCount: number;
  /** horizonMonths + 1, so that the end is seen */
  readonly monthCount: number;
  /** GPU demand relative to month 0 (every growing tier rides on it); month 0 is 1 */
  readonly multiple: Float64Array;
  /** usage that a reference GPU serves relative to month 0, by the path's efficiency; 1 where growth is of GPU demand */
  readonly efficiency: Float64Array;
  /** hidden growth regime that drives the growth from this month to the next, as an index into the plan's regimes */
  readonly regime: Uint8Array;
  /** supply regime: 0 glut, 1 normal, 2 tight */
  readonly supplyRegime: Uint8Array;
  /**
   * Σ belief × ln(multiplePerYear): expected log growth per year of what the regimes multiply, under the belief filtered
   * from growth seen before this month
   */
  readonly expectedLogGrowthPerYear: Float64Array;
}

export interface SampleOptions {
  /** paths to draw, ≥ 1; the first n paths of a larger sample are the sample of n */
  readonly pathCount: number;
  /** samples of different replications are independent */
  readonly replication: number;
  /** growth that holds whatever the regime; no draw moves */
  readonly forced?: ForcedGrowth;
}

/** Growth of demand from month 0 on, in place of the regimes' own; noise, saturation and belief are as ever. */
export interface ForcedGrowth {
  /** of GPU demand, > 0 */
  readonly multiplePerYear: number;
  readonly months: number;
}

/**
 * Draws joint monthly paths of growth regime, GPU demand, supply regime and belief.
 *
 * Regime: starts by `startProbability`, then moves by the chain of `growthChainOf`.
 * Growth of log GPU demand D from month m to m + 1, in regime k:
 *   drift = ln(multiplePerYear[k]) / 12, less efficiency's monthly log gain when growth is of usage;
 *   drift × max(0, 1 − D/K) when drift > 0 (logistic slowdown; decline and noise are not slowed);
 *   plus volatilityPerMonth × N(0, 1).
 * The stated multiple is thus the median (the mean of the log), not the mean of the factor: without noise a quarter at
 * 80x a year is 80^(1/4) = 2.99x.
 * Efficiency: ln(e) / 12 a month, e at the score r ζ + √(1 − r²) z of its quantiles, r the plan's correlation, z one draw
 * a path, ζ the regime's log growth standardised under the chain's long-run shares.
 * K: lognormal, one draw a path, over the busy reference GPUs of the growing workloads at month 0.
 * Supply regime: see `supplyChainOf`; its move into month m + 1 looks at the growth regime of month m.
 * Belief: the exact filter of `updateBelief` on the growth of D, for an observer who knows the plan's numbers and the
 * path's own efficiency and K but never the regime. It therefore learns less where saturation has flattened growth.
 *
 * Streams `demand/{growth-regime, growth-noise, efficiency, saturation, supply-regime}/replication-r`; step = the month
 * that the draw decides.
 */
export function samplePaths(plan: Plan, options: SampleOptions): DemandPaths {
  const { pathCount } = options;
  if (pathCount < 1) throw new Bug(`samplePaths needs a path, got pathCount ${pathCount}`);
  const monthCount = plan.horizonMonths + 1;
  const chain = demandChainsOf(plan).growth;
  const size: SampleSize = { pathCount, monthCount, replication: options.replication };
  const regime = sampleRegimes(plan.seed, chain, size);
  const supplyRegime = sampleSupplyRegimes(plan, { ...size, regime });
  const sample = { ...size, regime, forced: options.forced ?? null };
  return { pathCount, monthCount, regime, supplyRegime, ...sampleGrowth(plan, chain, sample) };
}

interface SampleSize {
  readonly pathCount: number;
  readonly monthCount: number;
  readonly replication: number;
}
interface SampleOfRegimes extends SampleSize {
  readonly regime: Uint8Array;
}
interface SampleOfGrowth extends SampleOfRegimes {
  readonly forced: ForcedGrowth | null;
}

/** The stream's cause; a replication is a cause of its own. */
export function causeOf(topic: string, replication: number): string {
  return `demand/${topic}/replication-${replication}`;
}

function sampleRegimes(seed: number, chain: GrowthChain, size: SampleSize): Uint8Array {
  const { pathCount, monthCount } = size;
  const count = chain.regimeCount;
  const stream = streamFor(seed, causeOf('growth-regime', size.replication));
  const start = cumulativeRows(chain.startProbability, count)[0]!;
  const moves = cumulativeRows(chain.transition, count);
  const regime = new Uint8Array(pathCount * monthCount);
  const uniforms = new Float64Array(monthCount);
  for (let path = 0; path < pathCount; path += 1) {
    const row = path * monthCount;
    stream.fillUniforms(uniforms, path);
    let current = columnAt(start, uniforms[0]!);
    regime[row] = current;
    for (let month = 1; month < monthCount; month += 1) {
      current = columnAt(moves[current]!, uniforms[month]!);
      regime[row + month] = current;
    }
  }
  return regime;
}

function sampleSupplyRegimes(plan: Plan, sample: SampleOfRegimes): Uint8Array {
  const { pathCount, monthCount, regime } = sample;
  const { supply } = demandChainsOf(plan);
  const stream = streamFor(plan.seed, causeOf('supply-regime', sample.replication));
  const supplyRegime = new Uint8Array(pathCount * monthCount);
  const uniforms = new Float64Array(monthCount);
  for (let path = 0; path < pathCount; path += 1) {
    const row = path * monthCount;
    stream.fillUniforms(uniforms, path);
    let current = supply.startRegime;
    supplyRegime[row] = current;
    for (let month = 1; month < monthCount; month += 1) {
      const index = regime[row + month - 1]! * SUPPLY_REGIME_COUNT + current;
      const uniform = uniforms[month]!;
      if (uniform < supply.loosenProbability[index]!) current -= 1;
      else if (uniform >= 1 - supply.tightenProbability[index]!) current += 1;
      supplyRegime[row + month] = current;
    }
  }
  return supplyRegime;
}

type GrowthSample = Pick<DemandPaths, 'multiple' | 'efficiency' | 'expectedLogGrowthPerYear'>;

function sampleGrowth(plan: Plan, chain: GrowthChain, sample: SampleOfGrowth): GrowthSample {
  const { pathCount, monthCount, forced } = sample;
  const forcedDrift = forced ? log(forced.multiplePerYear) / MONTHS_PER_YEAR : 0;
  const multiple = new Float64Array(pathCount * monthCount);
  const efficiency = new Float64Array(pathCount * monthCount);
  const expectedLogGrowthPerYear = new Float64Array(pathCount * monthCount);
  const noise = streamFor(plan.seed, causeOf('growth-noise', sample.replication));
  const driftsOf = driftsSampler(plan, chain, sample.replication);
  const ceilingOf = ceilingSampler(plan, sample.replication);
  const volatility = plan.growth.volatilityPerMonth;
  const normals = new Float64Array(monthCount);
  const step: GrowthStep = {
    filter: beliefFilterOf(chain, volatility),
    drift: new Float64Array(chain.regimeCount),
    slowed: new Float64Array(chain.regimeCount),
  };
  for (let path = 0; path < pathCount; path += 1) {
    const row = path * monthCount;
    if (volatility > 0) noise.fillNormals(normals, path);
    driftsOf(path, step.drift);
    const ceiling = ceilingOf(path);
    resetBelief(step.filter);
    let logMultiple = 0;
    let logEfficiency = 0;
    for (let month = 0; ; month += 1) {
      multiple[row + month] = exp(logMultiple);
      efficiency[row + month] = exp(logEfficiency);
      expectedLogGrowthPerYear[row + month] = expectedLogGrowthPerMonth(step.filter) * MONTHS_PER_YEAR;
      if (month === monthCount - 1) break;
      const saturatedFraction = multiple[row + month]! / ceiling;
      slowDrifts(step, saturatedFraction);
      const isForced = forced !== null && month < forced.months;
      const regime = sample.regime[row + month]!;
      const drift = isForced ? slowed(forcedDrift, saturatedFraction) : step.slowed[regime]!;
      const growth = drift + volatility * normals[month + 1]!;
      updateBelief(step.filter, growth, step.slowed);
      logMultiple += growth;
      logEfficiency += chain.logGrowthPerMonth[regime]! - step.drift[regime]!;
    }
  }
  return { multiple, efficiency, expectedLogGrowthPerYear };
}

interface GrowthStep {
  readonly filter: BeliefFilter;
  /** monthly log growth without noise or saturation on the current path, [regime] */
  readonly drift: Float64Array;
  /** the same after the slowdown of the current month, [regime] */
  readonly slowed: Float64Array;
}

function slowDrifts(step: GrowthStep, saturatedFraction: number): void {
  for (let k = 0; k < step.drift.length; k += 1) step.slowed[k] = slowed(step.drift[k]!, saturatedFraction);
}

/** Growth slows as demand nears its ceiling; decline does not. */
function slowed(drift: number, saturatedFraction: number): number {
  return drift > 0 ? drift * Math.max(0, 1 - saturatedFraction) : drift;
}

/** Writes a path's monthly log growth by regime: usage less efficiency, or GPU demand as stated. */
function driftsSampler(
  plan: Plan,
  chain: GrowthChain,
  replication: number,
): (path: number, drift: Float64Array) => void {
  const growth: Growth = plan.growth;
  if (growth.of === 'gpuDemand') return (_, drift) => drift.set(chain.logGrowthPerMonth);
  const stream = streamFor(plan.seed, causeOf('efficiency', replication));
  const correlation = growth.efficiencyCorrelation;
  const rest = Math.sqrt(1 - correlation * correlation);
  const efficiency = tripletCurve(growth.efficiencyMultiplePerYear, 'positive');
  return (path, drift) => {
    const own = rest * stream.normalAt(path, 0);
    for (let k = 0; k < drift.length; k += 1) {
      const score = correlation * chain.growthScore[k]! + own;
      const gain = log(curveAtScore(efficiency, score)) / MONTHS_PER_YEAR;
      drift[k] = chain.logGrowthPerMonth[k]! - gain;
    }
  };
}

/** The demand multiple at which a path's growth stops; Infinity without saturation. */
function ceilingSampler(plan: Plan, replication: number): (path: number) => number {
  const saturation = plan.growth.saturation;
  const busyAtStart = plan.workloads.reduce(
    (sum, workload) =>
      sum + (workload.tiers.some((tier) => tier.demandFraction !== null) ? workload.busyReferenceGpus : 0),
    0,
  );
  if (saturation === null || busyAtStart === 0) return () => Infinity;
  const stream = streamFor(plan.seed, causeOf('saturation', replication));
  return (path) => lognormalAtScore(saturation.median, saturation.sigma, stream.normalAt(path, 0)) / busyAtStart;
}
