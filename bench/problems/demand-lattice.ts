import { exp, log, streamFor } from '../../src/core/index.ts';

/** Monthly growth regimes: log growth, chance to leave per month, and where it goes then. */
const REGIMES = [
  { name: 'surge', logGrowth: log(40) / 12, leaving: 0.35, next: [0, 0.7, 0.3], priceFactor: 1.1, marketFactor: 2 },
  { name: 'steady', logGrowth: log(3) / 12, leaving: 0.14, next: [0.35, 0, 0.65], priceFactor: 1, marketFactor: 1.2 },
  { name: 'flat', logGrowth: 0, leaving: 0.12, next: [0.2, 0.8, 0], priceFactor: 0.9, marketFactor: 0.9 },
] as const;
const START_REGIME = 0;
const START_DEMAND = 10;
/** Growth slows logistically towards this. */
const SATURATION_DEMAND = 60 * START_DEMAND;
const VOLATILITY_PER_MONTH = 0.1;
/** Upper ends of the demand strata within a regime: narrow on top, for that is where shortage costs. */
const STRATA = [0.3, 0.6, 0.82, 0.95, 1] as const;
const SAMPLE_PATHS = 20_000;
const SPREAD_MAX = 0.6;

/** A point of the lattice: total demand is its mean there, times 1 - spread or 1 + spread at even odds. */
export interface LatticeNode {
  readonly stage: number;
  readonly regime: number;
  readonly demand: number;
  readonly spreadFraction: number;
  /** factors on the prices of contracts and of the market in this regime */
  readonly priceFactor: number;
  readonly marketFactor: number;
}

export interface DemandLattice {
  readonly stageCount: number;
  readonly nodes: readonly LatticeNode[];
  /** [node] successors with their probabilities */
  readonly successors: readonly (readonly { readonly to: number; readonly probability: number }[])[];
}

/**
 * A recombining lattice of heavy-tailed demand: the regime exactly, demand in strata of 20,000 seeded paths, each node
 * at its conditional mean with a two-point spread that restores the variance, transitions by counting.
 */
export function demandLattice(stageCount: number, seed: number): DemandLattice {
  const paths = samplePaths(stageCount, seed);
  const strataCount = STRATA.length;
  const nodes: LatticeNode[] = [nodeOf(0, START_REGIME, [START_DEMAND])];
  const counts = [new Map<number, number>()];
  let places = new Int32Array(SAMPLE_PATHS);
  for (let stage = 1; stage < stageCount; stage++) {
    const nextPlaces = new Int32Array(SAMPLE_PATHS);
    const first = nodes.length;
    for (let regime = 0; regime < REGIMES.length; regime++) {
      const members = membersOf(paths, stage, regime);
      for (let stratum = 0; stratum < strataCount; stratum++) {
        const place = first + regime * strataCount + stratum;
        const from = Math.round((STRATA[stratum - 1] ?? 0) * members.length);
        const inside = members.slice(from, Math.round(STRATA[stratum]! * members.length));
        for (const path of inside) nextPlaces[path] = place;
        const demands = inside.map((path) => paths.demand[path * stageCount + stage]!);
        nodes.push(nodeOf(stage, regime, demands));
        counts.push(new Map());
      }
    }
    places.forEach((place, path) => {
      const next = nextPlaces[path]!;
      counts[place]!.set(next, (counts[place]!.get(next) ?? 0) + 1);
    });
    places = nextPlaces;
  }
  return { stageCount, nodes, successors: counts.map(probabilities) };
}

interface SamplePaths {
  readonly stageCount: number;
  /** [path x stage] */
  readonly demand: Float64Array;
  readonly regime: Uint8Array;
}

function samplePaths(stageCount: number, seed: number): SamplePaths {
  const demand = new Float64Array(SAMPLE_PATHS * stageCount);
  const regime = new Uint8Array(SAMPLE_PATHS * stageCount);
  const regimeDraws = streamFor(seed, 'bench/regime');
  const growthDraws = streamFor(seed, 'bench/growth');
  for (let path = 0; path < SAMPLE_PATHS; path++) {
    let now = START_REGIME;
    let level = START_DEMAND;
    for (let stage = 0; stage < stageCount; stage++) {
      if (stage > 0) {
        now = nextRegime(now, regimeDraws.uniformAt(path, stage));
        const growth = REGIMES[now]!.logGrowth * (1 - level / SATURATION_DEMAND);
        const drift = growth - (VOLATILITY_PER_MONTH * VOLATILITY_PER_MONTH) / 2;
        level *= exp(drift + VOLATILITY_PER_MONTH * growthDraws.normalAt(path, stage));
      }
      demand[path * stageCount + stage] = level;
      regime[path * stageCount + stage] = now;
    }
  }
  return { stageCount, demand, regime };
}

function nextRegime(regime: number, uniform: number): number {
  const { leaving, next } = REGIMES[regime]!;
  if (uniform >= leaving) return regime;
  let reached = 0;
  for (let to = 0; to < next.length - 1; to++) {
    reached += next[to]! * leaving;
    if (uniform < reached) return to;
  }
  return next[next.length - 1]! > 0 ? next.length - 1 : next.length - 2;
}

/** Paths in a regime at a stage, by ascending demand. */
function membersOf({ stageCount, demand, regime }: SamplePaths, stage: number, wanted: number): readonly number[] {
  const members: number[] = [];
  for (let path = 0; path < SAMPLE_PATHS; path++) if (regime[path * stageCount + stage] === wanted) members.push(path);
  return members.toSorted((a, b) => demand[a * stageCount + stage]! - demand[b * stageCount + stage]!);
}

function nodeOf(stage: number, regime: number, demands: readonly number[]): LatticeNode {
  if (demands.length === 0) throw new Error(`no path reaches regime ${regime} at stage ${stage}`);
  const mean = demands.reduce((sum, demand) => sum + demand, 0) / demands.length;
  const variance = demands.reduce((sum, demand) => sum + (demand - mean) * (demand - mean), 0) / demands.length;
  const spreadFraction = stage === 0 ? 0 : Math.min(SPREAD_MAX, Math.sqrt(variance) / mean);
  const { priceFactor, marketFactor } = REGIMES[regime]!;
  return { stage, regime, demand: mean, spreadFraction, priceFactor, marketFactor };
}

function probabilities(counts: Map<number, number>): DemandLattice['successors'][number] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts.entries()].toSorted(([a], [b]) => a - b).map(([to, count]) => ({ to, probability: count / total }));
}
