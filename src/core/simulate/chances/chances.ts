import {
  deliveryScores,
  sampleMarketPaths,
  samplePaths,
  type DemandPaths,
  type ForcedGrowth,
  type MarketPaths,
} from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import { deliveryAtScore, type Delivery } from '../../supply/index.ts';
import { eventDraws, lossReader, type EventDraws, type Loss, type LossReader, type Service } from './loss.ts';
import { outageDraws, outagesOn, type OutageDraws, type OutagePath } from './outage.ts';

/** Blocks of replayed paths are replications of their own, numbered from here: no lattice and no tree has seen them. */
const REPLAY_REPLICATION = 1_000_000;

/** Paths of one block: the unit of parallel work, the same whatever the number of workers. */
export const BLOCK_PATHS = 250;

/** Everything that chance decides on the paths of one block. */
export interface BlockChances {
  readonly paths: DemandPaths;
  /** prices and availability of the market by month */
  readonly market: MarketPaths;
  /** the same draws where demand and supply go otherwise */
  under(paths: DemandPaths): BlockChances;
  /** the paths, their growth forced */
  forcedPaths(forced: ForcedGrowth): DemandPaths;
  /** price of an offer signed in a month over its price in that month's supply regime, in hundredths; 1 for what is quoted */
  priceFactorOf(offer: Offer, path: number, signMonth: number): number;
  /** when an offer comes, counted from signing */
  deliveryOf(offer: Offer, path: number): Delivery;
  /** its partial outages; null where it has none */
  outagesOf(offer: Offer, path: number): OutagePath | null;
  /** first month of service lost to the host's notice or failure, and the month in which that is known; Infinity = never */
  lossOf(offer: Offer, path: number, service: Service): Loss;
}

/**
 * Draws the paths of one block. Streams `demand/…/replication-r` as everywhere, r the block's own, and
 * `replay/{recall, failure}/<host>/replication-r` and
 * `replay/permit/<offer>/replication-r` at (path, month): what a host does, it does to all its contracts that
 * are exposed in that month, so contracts of one host are lost together and a contract more moves no draw.
 *
 * A month's chances are those of `survivalByMonth`: notice in month t with probability 1 − (1 − h)^(1/12), h by the
 * supply regime of t, once `afterMonths` in service have passed; failure likewise from first service.
 *
 * @param pathCount at most BLOCK_PATHS; fewer are the first of them
 */
export function blockChances(plan: Plan, block: number, pathCount: number): BlockChances {
  const replication = REPLAY_REPLICATION + block;
  const draws = eventDraws(plan, { replication, pathCount });
  return chancesOn({ plan, replication, draws }, samplePaths(plan, { pathCount, replication }));
}

interface BlockOf {
  readonly plan: Plan;
  readonly replication: number;
  readonly draws: EventDraws;
}

function chancesOn(of: BlockOf, paths: DemandPaths): BlockChances {
  const { plan, replication, draws } = of;
  const scores = new Map<string, Float64Array>();
  const deliveries = new Map<Offer, Delivery[]>();
  const outages = new Map<string, OutageDraws | null>();
  const losses = new Map<Offer, LossReader>();
  const market = sampleMarketPaths(plan, paths, { replication });
  const { monthCount, pathCount } = paths;
  const scoreOf = (offer: Offer, path: number): number => {
    let found = scores.get(offer.id);
    if (!found) scores.set(offer.id, (found = deliveryScores(plan, paths, offer, { replication })));
    return found[path]!;
  };
  return {
    paths,
    market,
    priceFactorOf: (offer, path, signMonth) => priceFactorIn(market, offer, path * monthCount + signMonth),
    under: (others) => chancesOn(of, others),
    forcedPaths: (forced) => samplePaths(plan, { pathCount, replication, forced }),
    deliveryOf(offer, path) {
      let found = deliveries.get(offer);
      if (!found) deliveries.set(offer, (found = []));
      return (found[path] ??= deliveryAtScore(offer, scoreOf(offer, path)));
    },
    outagesOf(offer, path) {
      let found = outages.get(offer.id);
      if (found === undefined) outages.set(offer.id, (found = outageDraws(plan, offer, { paths, replication })));
      return outagesOn(found, path, monthCount);
    },
    lossOf(offer, path, service) {
      let found = losses.get(offer);
      if (!found) losses.set(offer, (found = lossReader(plan, offer, { paths, draws })));
      return found(path, service);
    },
  };
}

/** Prices of offers to come move with reserved prices; hundredths, as prices are told, let paths share their courses. */
function priceFactorIn({ reservedPriceFactor }: MarketPaths, { kind }: Offer, at: number): number {
  return kind === 'future' || kind === 'renewal' ? Math.round(100 * reservedPriceFactor[at]!) / 100 : 1;
}
