import type { DemandPaths, MarketPaths } from '../../demand/index.ts';
import type { BlockChances } from './chances.ts';

/** One path of a block as a block of its own, with all that chance decides on it. */
export function chancesOfPath(chances: BlockChances, path: number): BlockChances {
  return {
    ...chances,
    paths: pathOf(chances.paths, path),
    market: marketOf(chances.market, path),
    under: (paths) => chances.under(paths),
    priceFactorOf: (offer, _, signMonth) => chances.priceFactorOf(offer, path, signMonth),
    deliveryOf: (offer) => chances.deliveryOf(offer, path),
    outagesOf: (offer) => chances.outagesOf(offer, path),
    lossOf: (offer, _, service) => chances.lossOf(offer, path, service),
  };
}

function pathOf(paths: DemandPaths, path: number): DemandPaths {
  const { monthCount } = paths;
  const from = path * monthCount;
  return {
    pathCount: 1,
    monthCount,
    multiple: paths.multiple.subarray(from, from + monthCount),
    efficiency: paths.efficiency.subarray(from, from + monthCount),
    regime: paths.regime.subarray(from, from + monthCount),
    supplyRegime: paths.supplyRegime.subarray(from, from + monthCount),
    expectedLogGrowthPerYear: paths.expectedLogGrowthPerYear.subarray(from, from + monthCount),
  };
}

function marketOf(market: MarketPaths, path: number): MarketPaths {
  const { monthCount, onDemand } = market;
  const rowOf = (values: Float64Array) => values.subarray(path * monthCount, (path + 1) * monthCount);
  return {
    pathCount: 1,
    monthCount,
    onDemand: onDemand && {
      priceUsdPerGpuHour: rowOf(onDemand.priceUsdPerGpuHour),
      availableGpus: rowOf(onDemand.availableGpus),
      priceFactor: rowOf(onDemand.priceFactor),
      availabilityFactor: rowOf(onDemand.availabilityFactor),
    },
    reservedUsdPerReferenceGpuHour: rowOf(market.reservedUsdPerReferenceGpuHour),
    reservedPriceFactor: rowOf(market.reservedPriceFactor),
  };
}
