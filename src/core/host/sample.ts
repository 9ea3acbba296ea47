import type { Quantiles } from '../domain/index.ts';
import { curveAtScore, intervalOfMean, mean, quantileOfSorted, tripletCurve } from '../numeric/index.ts';
import type { Interval } from '../numeric/index.ts';
import { streamFor } from '../random/index.ts';
import type { Circumstance } from './cash.ts';
import type { HostPlan, Structure } from './host-plan.ts';
import { exitProbability, occupancyAfterExit } from './occupancy.ts';
import { dateSampler, serviceMonthOf } from './schedule.ts';
import { medianCase, valuationOf } from './valuation.ts';

const CONFIDENCE = 0.95;

/** A structure's value over everything that is uncertain, by sampled paths. */
export interface SampledValue {
  readonly paths: number;
  /** before debt, with its 95 % interval */
  readonly npvUsd: Interval;
  readonly npvQuantilesUsd: Quantiles;
  /** share of paths on which the project earns less than what is required */
  readonly lossProbability: number;
  /** share of paths on which the tenant leaves before the end of the term */
  readonly leaveProbability: number;
  /**
   * the price at which the expected NPV is 0, the next tenant's price moving with it, with the interval that the NPV's
   * gives it; null where no price does it
   */
  readonly floorUsdPerItMegawattYear: Interval | null;
}

/**
 * Value before debt on the plan's sampled paths: dates, costs, the power price, the supply regime and the tenant's exit.
 *
 * Streams: host/grid, host/equipment/<id>, host/building, host/capex/<id>, host/gpu-capex/<id>, host/power,
 * host/regime, host/exit/<id>; all structures meet the same dates, power
 * price and regime on a path.
 */
export function sampledValueOf(plan: HostPlan, structure: Structure): SampledValue {
  const draw = circumstanceSampler(plan, structure);
  const values = new Float64Array(plan.paths);
  const unpaid = new Float64Array(plan.paths);
  const ofProject = { ...structure, financing: null };
  let losses = 0;
  let exits = 0;
  for (let path = 0; path < plan.paths; path++) {
    const circumstance = draw(path);
    const value = valuationOf(plan, ofProject, circumstance).projectNpvUsd;
    values[path] = value;
    unpaid[path] = valuationOf(plan, ofProject, { ...circumstance, ...NO_PRICE }).projectNpvUsd;
    if (value < 0) losses++;
    if (circumstance.occupancy.atEnd.tenant === 0) exits++;
  }
  const sorted = values.toSorted();
  const npvUsd = intervalOfMean(values, CONFIDENCE);
  return {
    paths: plan.paths,
    npvUsd,
    npvQuantilesUsd: {
      p10: quantileOfSorted(sorted, 0.1),
      p50: quantileOfSorted(sorted, 0.5),
      p90: quantileOfSorted(sorted, 0.9),
    },
    lossProbability: losses / plan.paths,
    leaveProbability: exits / plan.paths,
    floorUsdPerItMegawattYear: floorOf(structure, npvUsd, npvUsd.estimate - mean(unpaid)),
  };
}

const NO_PRICE = { priceUsdPerItMegawattYear: 0, marketUsdPerItMegawattYear: 0 } as const;

/** The expected NPV is linear in the price: it falls by `paidUsd`, all that the asked price brings, down to a price of 0. */
function floorOf(structure: Structure, npvUsd: Interval, paidUsd: number): Interval | null {
  if (!(paidUsd > 0)) return null;
  const priceAt = (valueUsd: number): number => structure.priceUsdPerItMegawattYear * (1 - valueUsd / paidUsd);
  return { estimate: priceAt(npvUsd.estimate), low: priceAt(npvUsd.high), high: priceAt(npvUsd.low) };
}

function circumstanceSampler(plan: HostPlan, structure: Structure): (path: number) => Circumstance {
  const base = medianCase(plan, structure);
  const dates = dateSampler(plan, structure);
  const drawn = (quantiles: Quantiles, cause: string): ((path: number) => number) => {
    const curve = tripletCurve(quantiles, 'positive');
    const stream = streamFor(plan.seed, cause);
    return (path) => curveAtScore(curve, stream.normalAt(path, 0));
  };
  const capex = drawn(structure.capexUsdPerItMegawatt, `host/capex/${structure.id}`);
  const gpuCapex = drawn(structure.gpuCapexUsdPerItMegawatt, `host/gpu-capex/${structure.id}`);
  const power = drawn(plan.site.powerUsdPerMwh, 'host/power');
  const regimes = streamFor(plan.seed, 'host/regime');
  const exits = streamFor(plan.seed, `host/exit/${structure.id}`);
  return (path) => {
    const { gridMonths, taskMonths } = dates(path);
    const regime = indexAt(plan.supplyRegimeProbability, regimes.uniformAt(path, 0));
    const exitMonth = exitMonthAt(structure, regime, exits.uniformAt(path, 0));
    return {
      ...base,
      serviceMonth: serviceMonthOf(gridMonths, taskMonths, 0),
      capexUsdPerItMegawatt: capex(path),
      gpuCapexUsdPerItMegawatt: gpuCapex(path),
      powerUsdPerMwh: power(path),
      occupancy: occupancyAfterExit(structure, exitMonth, regime),
    };
  };
}

/** Service month of the tenant's exit at cumulative probability u; the term where it stays. */
function exitMonthAt(structure: Structure, regime: number, u: number): number {
  if (structure.tenantExit === null) return structure.termMonths;
  const probability = exitProbability(structure.tenantExit, structure.termMonths, regime);
  return indexAt(probability, u);
}

/** First index at which the running sum exceeds u; the length when it never does. */
function indexAt(probability: ArrayLike<number>, u: number): number {
  let sum = 0;
  for (let index = 0; index < probability.length; index++) {
    sum += probability[index] ?? 0;
    if (u < sum) return index;
  }
  return probability.length;
}
