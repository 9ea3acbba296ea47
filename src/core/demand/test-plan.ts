import {
  NO_PROBABILITY_LIMITS,
  PLAIN_TERMS,
  type Growth,
  type Market,
  type Offer,
  type Plan,
  type Workload,
} from '../domain/index.ts';

/** Only for tests: a plan of which demand reads the seed, horizon, workloads, growth and market; the rest is empty. */
export function testPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    name: 'frontier-lab demand',
    asOf: '2026-07-01',
    startMonth: '2026-07',
    horizonMonths: 48,
    discountRatePerYear: 0.1,
    seed: 20260701,
    accelerators: [],
    workloads: [CUSTOMERS, RESEARCH],
    loadBlocks: [],
    growth: FRONTIER_GROWTH,
    market: FRONTIER_MARKET,
    fleet: [],
    offers: [],
    money: { openingLiquidityUsd: 0, creditLineUsd: 0, fixedCostUsdPerMonth: 0 },
    limits: {
      hostFractionMax: 1,
      firmLiabilityUsdMax: null,
      shortageFraction: 0.05,
      newPartners: null,
      ...NO_PROBABILITY_LIMITS,
    },
    risk: { tailFraction: 1, weight: 0, rescuePricePerUsd: [0.5, 5] },
    lattice: { lattices: 2, nodesPerStage: 4, paths: 128, iterations: 4, rounds: 4, replayPaths: 32 },
    tree: { stageStartMonths: [0], branches: [], paths: 1, trees: 2, noisePoints: 1 },
    ...overrides,
  };
}

/** A workload with one tier: a share of demand, or of fixed size. */
export function testWorkload(busyReferenceGpus: number, isGrowing: boolean): Workload {
  return {
    id: isGrowing ? 'customers' : 'research',
    busyReferenceGpus,
    tiers: [
      {
        id: 'only',
        demandFraction: isGrowing ? 1 : null,
        fixedReferenceGpus: isGrowing ? null : 220_000,
        valueUsdPerReferenceGpuHour: 1,
        isProtected: false,
      },
    ],
    valueDeclinePerYear: 0,
    churn: null,
    isCash: isGrowing,
  };
}
const CUSTOMERS = testWorkload(410_000, true);
const RESEARCH = testWorkload(0, false);

/** The frontier-lab example's growth, of GPU demand after efficiency. */
export const FRONTIER_GROWTH: Growth = {
  of: 'gpuDemand',
  regimes: [
    { id: 'surge', multiplePerYear: 80, meanMonths: 2.5, startProbability: 0.15 },
    { id: 'planned', multiplePerYear: 10, meanMonths: 5, startProbability: 0.4 },
    { id: 'steady', multiplePerYear: 2.5, meanMonths: 10, startProbability: 0.35 },
    { id: 'flat', multiplePerYear: 1, meanMonths: 8, startProbability: 0.08 },
    { id: 'shrinking', multiplePerYear: 0.5, meanMonths: 6, startProbability: 0.02 },
  ],
  jumps: [
    [0, 0.45, 0.4, 0.12, 0.03],
    [0.1, 0, 0.65, 0.2, 0.05],
    [0.04, 0.26, 0, 0.5, 0.2],
    [0.02, 0.13, 0.55, 0, 0.3],
    [0, 0.05, 0.35, 0.6, 0],
  ],
  volatilityPerMonth: 0.1,
  saturation: { median: 4_500_000, sigma: 0.55 },
  efficiencyMultiplePerYear: { p10: 2, p50: 3, p90: 4.5 },
  efficiencyCorrelation: 0,
};

/** One regime for ever: growth at `multiplePerYear`, no noise, no saturation. */
export function certainGrowth(multiplePerYear: number, overrides: Partial<Growth> = {}): Growth {
  return {
    ...FRONTIER_GROWTH,
    regimes: [{ id: 'only', multiplePerYear, meanMonths: 3, startProbability: 1 }],
    jumps: [[0]],
    volatilityPerMonth: 0,
    saturation: null,
    ...overrides,
  };
}

export const FRONTIER_MARKET: Market = {
  startRegime: 2,
  regimeMeanMonths: [10, 12, 8],
  correlationWithGrowth: 0.5,
  onDemand: null,
  reservedUsdPerReferenceGpuHour: [1.3, 1.9, 2.85],
  rentalDeclinePerYearAfterHorizon: 0.2,
  fluctuation: null,
};

/** A quote of which delivery reads the id and the factors. */
export function testOffer(id: string, factors: readonly string[]): Offer {
  return {
    id,
    kind: 'quote',
    route: 'lease',
    host: id,
    factors,
    quantities: [],
    referenceGpus: [1],
    blocks: 1,
    blocksMin: 0,
    availableFraction: [1, 1, 1],
    signFromMonth: 0,
    signByMonth: 0,
    decideBy: null,
    leadTimeMonths: { p10: 1, p50: 2, p90: 3 },
    gates: [],
    serviceFromMonth: 0,
    deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
    termMonths: 12,
    price: { kind: 'perMonth', usd: [1, 1, 1] },
    takeOrPayFraction: 1,
    upfrontFraction: 0,
    buyerExit: null,
    hostExit: null,
    failureHazardPerYear: 0,
    financing: null,
    terms: PLAIN_TERMS,
  };
}
