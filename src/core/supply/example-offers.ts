/** Offers and a plan for this folder's tests: the frontier-lab set at its tight prices, and one small enough to sum by hand. */
import { NO_PROBABILITY_LIMITS, PLAIN_TERMS, type Offer, type Plan } from '../domain/index.ts';

/** 100 GPUs that count as 100 reference GPUs, at $1 an hour ($73,000 a month), in service at signing, for 24 months. */
export const SMALL_LEASE: Offer = {
  id: 'small-lease',
  kind: 'quote',
  route: 'lease',
  host: 'small-host',
  factors: [],
  quantities: [{ acceleratorIndex: 0, gpus: 100 }],
  referenceGpus: [100, 0],
  blocks: 1,
  blocksMin: 0,
  availableFraction: [1, 1, 1],
  signFromMonth: 0,
  signByMonth: 0,
  decideBy: null,
  leadTimeMonths: { p10: 0, p50: 0, p90: 0 },
  gates: [],
  serviceFromMonth: 0,
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  termMonths: 24,
  price: { kind: 'perGpuHour', usd: [1, 1, 1] },
  takeOrPayFraction: 1,
  upfrontFraction: 0,
  buyerExit: null,
  hostExit: null,
  failureHazardPerYear: 0,
  financing: null,
  terms: PLAIN_TERMS,
};

export const HYPERSCALER_10Y: Offer = {
  ...SMALL_LEASE,
  id: 'hyperscaler-10y',
  quantities: [{ acceleratorIndex: 0, gpus: 600_000 }],
  referenceGpus: [600_000, 600_000],
  leadTimeMonths: { p10: 5, p50: 6, p90: 12 },
  termMonths: 120,
  price: { kind: 'perGpuHour', usd: [1.6, 1.6, 1.6] },
};

export const HOST_PARTNER: Offer = {
  ...SMALL_LEASE,
  id: 'host-partner',
  route: 'partner',
  quantities: [
    { acceleratorIndex: 0, gpus: 150_000 },
    { acceleratorIndex: 1, gpus: 50_000 },
    { acceleratorIndex: 2, gpus: 20_000 },
  ],
  referenceGpus: [267_000, 0],
  leadTimeMonths: { p10: 1, p50: 1, p90: 3 },
  termMonths: 35,
  price: { kind: 'perMonth', usd: [1.25e9, 1.25e9, 1.25e9] },
  buyerExit: { afterMonths: 3, noticeMonths: 3 },
  hostExit: { afterMonths: 3, noticeMonths: 3, hazardPerYear: [0.02, 0.1, 0.5] },
};

export const NEOCLOUD: Offer = {
  ...SMALL_LEASE,
  id: 'neocloud',
  quantities: [{ acceleratorIndex: 0, gpus: 107_000 }],
  referenceGpus: [280_000, 280_000],
  leadTimeMonths: { p10: 4, p50: 5, p90: 8 },
  termMonths: 60,
  // 280,000 reference GPUs at $1.80 for 730 hours.
  price: { kind: 'perMonth', usd: [367.92e6, 367.92e6, 367.92e6] },
  upfrontFraction: 0.2,
};

export const OWN_BUILD: Offer = {
  ...SMALL_LEASE,
  id: 'own-build',
  route: 'build',
  host: 'self',
  quantities: [{ acceleratorIndex: 0, gpus: 460_000 }],
  referenceGpus: [1_200_000, 1_200_000],
  gates: [
    { id: 'land-and-grid', months: { p10: 6, p50: 9, p90: 15 }, capexUsd: 0.4e9 },
    { id: 'shell', months: { p10: 9, p50: 12, p90: 18 }, capexUsd: 9.5e9 },
    { id: 'gpus', months: { p10: 4, p50: 5, p90: 8 }, capexUsd: 28.1e9 },
  ],
  termMonths: 60,
  price: { kind: 'owned', opexUsdPerMonth: 75e6 },
  financing: { debtFraction: 0.6, ratePerYear: 0.1, tenorMonths: 84 },
};

/** Service in quarters, `everyMonths` apart. */
export function quarterlyTranches(everyMonths: number): Offer['deliveryProfile'] {
  return [1, 2, 3, 4].map((tranche) => ({ monthsAfterStart: (tranche - 1) * everyMonths, fraction: tranche / 4 }));
}

/** Horizon 12 months, nothing discounted or declining; supply reads only horizon, discount rate and market. */
export const UNDISCOUNTED_YEAR: Plan = {
  name: 'supply tests',
  asOf: '2026-07-01',
  startMonth: '2026-07',
  horizonMonths: 12,
  discountRatePerYear: 0,
  seed: 80,
  accelerators: [{ id: 'h100', equivalents: [1, 1], facilityKwPerGpu: 1.36 }],
  workloads: [],
  loadBlocks: [],
  growth: {
    of: 'gpuDemand',
    regimes: [],
    jumps: [],
    volatilityPerMonth: 0,
    saturation: null,
    efficiencyMultiplePerYear: { p10: 1, p50: 1, p90: 1 },
    efficiencyCorrelation: 0,
  },
  market: {
    startRegime: 1,
    regimeMeanMonths: [12, 12, 12],
    correlationWithGrowth: 0,
    onDemand: null,
    reservedUsdPerReferenceGpuHour: [1.3, 1.9, 2.85],
    rentalDeclinePerYearAfterHorizon: 0,
    fluctuation: null,
  },
  fleet: [],
  offers: [],
  money: { openingLiquidityUsd: 0, creditLineUsd: 0, fixedCostUsdPerMonth: 0 },
  limits: {
    hostFractionMax: 1,
    firmLiabilityUsdMax: null,
    shortageFraction: 0.1,
    newPartners: null,
    ...NO_PROBABILITY_LIMITS,
  },
  risk: { tailFraction: 1, weight: 0, rescuePricePerUsd: [0.5, 5] },
  lattice: { lattices: 2, nodesPerStage: 4, paths: 128, iterations: 4, rounds: 4, replayPaths: 32 },
  tree: { stageStartMonths: [0], branches: [], paths: 1, trees: 2, noisePoints: 1 },
};
