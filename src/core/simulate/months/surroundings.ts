import { HOURS_PER_MONTH } from '../../units/index.ts';
import type { BlockChances } from '../chances/chances.ts';
import { fatesOf, type Fates } from '../contracts/fate.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import type { Column } from '../dispatch/column.ts';
import { reachInto } from '../dispatch/sources.ts';

/** What moves on the paths of a block whatever is decided, [month]: every policy on the block shares it. */
export interface Surroundings {
  readonly demandMultiple: readonly Column[];
  /** capacity by the hour: units of its class, and USD for one used a month; null without such a market */
  readonly market: {
    readonly classIndex: number;
    readonly units: readonly Column[];
    readonly usdPerUnit: readonly Column[];
  } | null;
  /** [month][rank] reference GPUs that a unit of the market serves of a tier, as `reachInto` says */
  readonly marketReach: readonly (readonly Column[])[];
  /** what becomes of contracts that are signed */
  readonly fates: Fates;
}

const known = new WeakMap<ReplayWorld, WeakMap<BlockChances, Surroundings>>();

/** The surroundings of a block; made once. */
export function surroundingsOf(world: ReplayWorld, chances: BlockChances): Surroundings {
  let ofWorld = known.get(world);
  if (!ofWorld) known.set(world, (ofWorld = new WeakMap()));
  let found = ofWorld.get(chances);
  if (!found) {
    const market = marketOf(world, chances);
    found = {
      demandMultiple: multiplesOf(chances),
      market,
      marketReach: marketReachOf(world, market, chances.paths.pathCount),
      fates: fatesOf(world, chances),
    };
    ofWorld.set(chances, found);
  }
  return found;
}

function multiplesOf({ paths }: BlockChances): readonly Column[] {
  return byMonth(paths, (at) => paths.multiple[at]!);
}

function marketOf({ plan, classes }: ReplayWorld, chances: BlockChances): Surroundings['market'] {
  const market = plan.market.onDemand;
  const fluctuation = chances.market.onDemand;
  if (!market || !fluctuation || !classes.onDemand) return null;
  const { classIndex, units } = classes.onDemand;
  const { paths } = chances;
  return {
    classIndex,
    units: byMonth(paths, (at) => {
      const gpus = market.availableGpus[paths.supplyRegime[at] as 0 | 1 | 2] * fluctuation.availabilityFactor[at]!;
      return Math.max(0, gpus * units);
    }),
    usdPerUnit: byMonth(paths, (at) => {
      const usd = market.priceUsdPerGpuHour[paths.supplyRegime[at] as 0 | 1 | 2] * fluctuation.priceFactor[at]!;
      return (usd * HOURS_PER_MONTH) / units;
    }),
  };
}

function marketReachOf(
  { plan, dispatcher }: ReplayWorld,
  market: Surroundings['market'],
  pathCount: number,
): readonly (readonly Column[])[] {
  const classIndex = new Int32Array(pathCount).fill(market?.classIndex ?? 0);
  const nothing = new Float64Array(pathCount).fill(Infinity);
  return Array.from({ length: plan.horizonMonths }, (_, month) =>
    dispatcher.ranksOf(month).map((rank) => {
      const reach = new Float64Array(pathCount);
      reachInto(reach, { used: pathCount, classIndex, price: market?.usdPerUnit[month] ?? nothing }, rank);
      return reach;
    }),
  );
}

/** Something of each path and month, [month] of columns; `at` is its place in [path × month]. */
function byMonth({ pathCount, monthCount }: BlockChances['paths'], read: (at: number) => number): readonly Column[] {
  return Array.from({ length: monthCount }, (_, month) => {
    const column = new Float64Array(pathCount);
    for (let path = 0; path < pathCount; path++) column[path] = read(path * monthCount + month);
    return column;
  });
}
