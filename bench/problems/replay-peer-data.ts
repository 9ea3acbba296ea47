import {
  allInPriceUsdPerGpuHour,
  contractSeries,
  deliveryAtScore,
  HOURS_PER_MONTH,
  QUOTED_RULES,
  shownReferenceGpus,
  terminalValue,
  type BlockChances,
  type Forecaster,
  type Offer,
  type Plan,
  type QuotedRuleId,
  type ReplayWorld,
} from '../../src/core/index.ts';

/** The rules as the peer reads them: shares of what load is wanted in all, and firmly. */
const RULES: Record<QuotedRuleId, object> = {
  'point-forecast-30': { load: 'mean', all: 1.3, firm: 1.3, isMean: false },
  'peak-70': { load: 'peak', all: 0.7, firm: 0.7, isMean: false },
  'split-70-20-10': { load: 'mean', all: 0.9, firm: 0.7, isMean: false },
  'all-on-demand': { load: 'none' },
  'commit-p50': { load: 'mean', all: 1, firm: 1, isMean: false },
  'nothing-new': { load: 'none' },
  'rolling-mean-forecast': { load: 'peak', all: 1, firm: 1, isMean: true },
};
const FLEXIBLE_TERM_MONTHS = 36;
const SUPPLY_REGIMES = [0, 1, 2] as const;

type Delivery = ReturnType<typeof deliveryAtScore>;
type Service = Parameters<BlockChances['lossOf']>[2];

/**
 * What `peers/replay.py` reads: the plan, and paths, lateness, losses, forecasts and contract series made ready. Written
 * for a plan of leases that pay for all they commit to at each month's end, without exits, fleet and limits.
 */
export function replayPeerData(world: ReplayWorld, chances: readonly BlockChances[], forecaster: Forecaster): object {
  const { plan } = world;
  return {
    months: plan.horizonMonths,
    stages: plan.tree.stageStartMonths,
    rules: QUOTED_RULES.map(({ id }) => RULES[id]),
    ...planData(world),
    ...offerData(world),
    ...seriesData(world, latestMonths(plan, chances)),
    ...pathData(world, chances),
    ...forecastData(plan, forecaster),
  };
}

function planData({ plan, dispatcher, discount }: ReplayWorld): object {
  const { money, risk, workloads, loadBlocks } = plan;
  return {
    discount: [...discount],
    money: {
      opening: money.openingLiquidityUsd,
      credit: money.creditLineUsd,
      fixed: money.fixedCostUsdPerMonth,
      within: risk.rescuePricePerUsd[0],
      beyond: risk.rescuePricePerUsd[1],
    },
    shortageFraction: plan.limits.shortageFraction,
    loads: loadBlocks.map(({ timeFraction, ofMean }) => ({ time: timeFraction, ofMean })),
    workloads: workloads.map(({ busyReferenceGpus, tiers }, index) => ({
      busy: busyReferenceGpus,
      fixed: tiers
        .filter((tier) => tier.valueUsdPerReferenceGpuHour > plan.market.reservedUsdPerReferenceGpuHour[1])
        .reduce((sum, { fixedReferenceGpus }) => sum + (fixedReferenceGpus ?? 0), 0),
      peak: Math.max(...loadBlocks.map(({ ofMean }) => ofMean[index]!)),
    })),
    churn: workloads.map(
      ({ churn }) =>
        churn && { recovery: churn.recoveryPerMonth, depths: churn.depthFractions, losses: churn.lossPerMonth },
    ),
    ranks: Array.from({ length: plan.horizonMonths }, (_, month) =>
      dispatcher.ranksOf(month).map((rank) => ({
        workload: rank.workload,
        units: rank.referenceGpus,
        isGrowing: rank.isGrowing,
        hasChurn: rank.hasChurn,
        isCash: rank.isCash,
        isProtected: rank.isProtected,
        value: rank.valueUsd,
        worth: rank.worthUsd,
      })),
    ),
  };
}

function offerData({ plan, classes }: ReplayWorld): object {
  const { workloads, offers } = plan;
  const price = (offer: Offer, signingRegime: 0 | 1 | 2) =>
    allInPriceUsdPerGpuHour(offer, {
      discountRatePerYear: plan.discountRatePerYear,
      signingRegime,
      workloadIndex: offer.referenceGpus.findIndex((count) => count > 0),
    }).usdPerReferenceGpuHour!;
  const growingUsd = workloads.map(({ tiers }) =>
    tiers.reduce((sum, tier) => sum + (tier.demandFraction ?? 0) * tier.valueUsdPerReferenceGpuHour, 0),
  );
  return {
    priceMax: Math.max(...growingUsd),
    order: SUPPLY_REGIMES.map((regime) =>
      offers
        .map((_, index) => index)
        .toSorted((a, b) => price(offers[a]!, regime) - price(offers[b]!, regime) || a - b),
    ),
    units: offers.map((offer) => classes.shareOf(offer).units),
    offers: offers.map((offer) => ({
      blocks: offer.blocks,
      blockUnits: shownReferenceGpus(offer) / offer.blocks,
      price: price(offer, 1),
      usdPerUnit: price(offer, 1) * HOURS_PER_MONTH,
      lead: deliveryAtScore(offer, 0).inServiceMonths,
      isFlexible: offer.termMonths <= FLEXIBLE_TERM_MONTHS,
    })),
  };
}

function latestMonths(plan: Plan, chances: readonly BlockChances[]): number {
  let latest = 0;
  for (const block of chances) {
    for (const offer of plan.offers) {
      for (let path = 0; path < block.paths.pathCount; path++) {
        latest = Math.max(latest, block.deliveryOf(offer, path).inServiceMonths);
      }
    }
  }
  return latest;
}

/** By [offer × stage × months late]: share in service, cash, value after the horizon by its regime, first month. */
function seriesData({ plan }: ReplayWorld, latest: number): object {
  const { horizonMonths, offers, tree } = plan;
  const lates = Array.from({ length: latest + 1 }, (_, inServiceMonths) => inServiceMonths);
  const found = { fraction: [], usd: [], after: [], inService: [], nominal: [] } as Record<string, number[]>;
  for (const offer of offers) {
    for (const signMonth of tree.stageStartMonths) {
      const at = (inServiceMonths: number) => {
        const signing = { signMonth, signingRegime: 1, delivery: { gateStartMonths: [], inServiceMonths } } as const;
        return { signing, series: contractSeries(offer, { ...signing, horizonMonths }) };
      };
      found.nominal!.push(...at(deliveryAtScore(offer, 0).inServiceMonths).series.capacityFraction);
      for (const late of lates) {
        const { signing, series } = at(late);
        found.fraction!.push(...series.capacityFraction);
        found.usd!.push(...feesOf(offer, series));
        found.inService!.push(series.inServiceMonth);
        for (const endRegime of SUPPLY_REGIMES) {
          const value = terminalValue(offer, { ...signing, plan, endRegime });
          const ifStays = Math.max(0, value.rentalAfterExitUsd - value.paymentsAfterExitUsd);
          found.after!.push(value.rentalBeforeExitUsd - value.otherPaymentsUsd + ifStays - value.paymentsBeforeExitUsd);
        }
      }
    }
  }
  const cells = [offers.length, tree.stageStartMonths.length];
  return {
    fraction: packed(found.fraction!, [...cells, lates.length, horizonMonths]),
    usd: packed(found.usd!, [...cells, lates.length, horizonMonths]),
    after: packed(found.after!, [...cells, lates.length, SUPPLY_REGIMES.length]),
    inService: packed(found.inService!, [...cells, lates.length]),
    nominal: packed(found.nominal!, [...cells, horizonMonths]),
  };
}

/** @throws Error where the lease has cash that the peer knows nothing of */
function feesOf(offer: Offer, { lines, capacityFraction }: ReturnType<typeof contractSeries>): Float64Array {
  const usd = new Float64Array(capacityFraction.length);
  for (const line of lines) {
    const isFee = line.timing !== 'monthStart' && line.followsService && (line.lagMonths ?? 0) === 0;
    if (!isFee && line.usdByMonth.some((value) => value !== 0)) throw new Error(`${offer.id} has ${line.cause}`);
    line.usdByMonth.forEach((value, month) => (usd[month]! += value));
  }
  return usd;
}

/** [path × month] demand, what is seen of it, the market's units and their price; [path × offer] lateness; losses. */
function pathData({ plan, classes }: ReplayWorld, chances: readonly BlockChances[]): object {
  const { horizonMonths, offers, tree, market } = plan;
  const perGpu = classes.onDemand!.units;
  const serviceOf = serviceReader(plan);
  const found = { units: [], usd: [], late: [], stop: [] } as Record<string, number[]>;
  for (const block of chances) {
    const { paths, market: drawn } = block;
    for (let path = 0; path < paths.pathCount; path++) {
      for (let month = 0; month < horizonMonths; month++) {
        const at = path * paths.monthCount + month;
        const regime = paths.supplyRegime[at]!;
        const gpus = market.onDemand!.availableGpus[regime]! * drawn.onDemand!.availabilityFactor[at]!;
        const usd = market.onDemand!.priceUsdPerGpuHour[regime]! * drawn.onDemand!.priceFactor[at]!;
        found.units!.push(gpus * perGpu);
        found.usd!.push((usd * HOURS_PER_MONTH) / perGpu);
      }
      for (const offer of offers) {
        const delivery = block.deliveryOf(offer, path);
        found.late!.push(delivery.inServiceMonths);
        for (const signMonth of tree.stageStartMonths) {
          const service = serviceOf(offer, signMonth, delivery);
          const { stopMonth } = block.lossOf(offer, path, service);
          found.stop!.push(Math.min(stopMonth, 2 * horizonMonths));
        }
      }
    }
  }
  const count = chances.reduce((sum, { paths }) => sum + paths.pathCount, 0);
  const pathsOf = (what: 'multiple' | 'supplyRegime' | 'efficiency' | 'expectedLogGrowthPerYear') =>
    packed(
      chances.flatMap(({ paths }) => [...paths[what]]),
      [count, horizonMonths + 1],
    );
  return {
    multiple: pathsOf('multiple'),
    regime: pathsOf('supplyRegime'),
    efficiency: pathsOf('efficiency'),
    expectedLogGrowthPerYear: pathsOf('expectedLogGrowthPerYear'),
    marketUnits: packed(found.units!, [count, horizonMonths]),
    marketUsd: packed(found.usd!, [count, horizonMonths]),
    late: packed(found.late!, [count, offers.length]),
    stop: packed(found.stop!, [count, offers.length, tree.stageStartMonths.length]),
  };
}

/** When an offer signed in a month serves; millions ask, and few differ. */
function serviceReader({ horizonMonths }: Plan): (offer: Offer, signMonth: number, delivery: Delivery) => Service {
  const known = new Map<string, Service>();
  return (offer, signMonth, delivery) => {
    const key = `${offer.id}/${signMonth}/${delivery.inServiceMonths}`;
    let service = known.get(key);
    if (!service) {
      service = contractSeries(offer, { signMonth, signingRegime: 1, delivery, horizonMonths });
      known.set(key, service);
    }
    return service;
  };
}

/** The states of knowledge of each stage with what is seen in them, and their forecasts by months ahead. */
function forecastData({ horizonMonths, tree }: Plan, forecaster: Forecaster): object {
  const { nodes } = forecaster.lattice;
  const width = horizonMonths + 1;
  const rows = (read: 'medianByMonthsAhead' | 'meanByMonthsAhead') =>
    nodes.flatMap((node) => {
      const forecast = forecaster.forecastAt(node.stage, seenIn(node))[read];
      return Array.from({ length: width }, (_, ahead) => forecast[ahead] ?? 0);
    });
  return {
    nodes: tree.stageStartMonths.map((_, stage) =>
      nodes.flatMap((node, forecast) => (node.stage === stage ? [{ forecast, conditions: node.conditions }] : [])),
    ),
    medians: packed(rows('medianByMonthsAhead'), [nodes.length, width]),
    means: packed(rows('meanByMonthsAhead'), [nodes.length, width]),
  };
}

/** Something seen in a state of knowledge: at its lower bounds, or below its upper ones. */
function seenIn({ conditions }: Forecaster['lattice']['nodes'][number]): Parameters<Forecaster['forecastAt']>[1] {
  const seen = { demandMultiple: 1, expectedLogGrowthPerYear: 0, supplyRegime: 0 };
  for (const { observable, atLeast, below } of conditions) seen[observable] = atLeast ?? (below ?? 1) - 1;
  return seen;
}

/** Numbers as the peer reads them without parsing. */
function packed(values: readonly number[], shape: readonly number[]): object {
  return { base64: Buffer.from(Float64Array.from(values).buffer).toString('base64'), shape };
}
