/** A frontier lab as a parsed plan: for tests that need a full-size plan without reading a file. */
import type { Offer, Plan } from '../../src/core/domain/plan.ts';

const OFFER: Omit<Offer, 'id' | 'host' | 'route' | 'referenceGpus' | 'price'> = {
  kind: 'quote',
  factors: [],
  quantities: [],
  blocks: 1,
  blocksMin: 0,
  availableFraction: [1, 1, 1],
  signFromMonth: 0,
  signByMonth: 1,
  decideBy: null,
  leadTimeMonths: { p10: 0, p50: 0, p90: 0 },
  gates: [],
  serviceFromMonth: 0,
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  termMonths: 60,
  takeOrPayFraction: 1,
  upfrontFraction: 0,
  buyerExit: null,
  hostExit: null,
  failureHazardPerYear: 0,
  financing: null,
};

function h100(gpus: number): Pick<Offer, 'quantities' | 'referenceGpus'> {
  return { quantities: [{ acceleratorIndex: 0, gpus }], referenceGpus: [gpus, gpus] };
}

function perGpuHour(usd: number): Offer['price'] {
  return { kind: 'perGpuHour', usd: [usd, usd, usd] };
}

function fleet(id: string, gpus: number, usd: number, untilMonthExclusive: number): Offer[] {
  const renewalUsd = 1.9;
  return [
    {
      ...OFFER,
      ...h100(gpus),
      id,
      kind: 'fleet',
      host: id,
      route: 'lease',
      termMonths: untilMonthExclusive,
      price: perGpuHour(usd),
    },
    {
      ...OFFER,
      ...h100(gpus),
      id: `${id}-renewal`,
      kind: 'renewal',
      host: id,
      route: 'lease',
      blocks: 10,
      termMonths: 24,
      serviceFromMonth: untilMonthExclusive,
      signFromMonth: Math.max(1, untilMonthExclusive - 12),
      signByMonth: untilMonthExclusive,
      price: { kind: 'perGpuHour', usd: [renewalUsd * 0.7, renewalUsd, renewalUsd * 1.5] },
    },
  ];
}

const FLEET = [fleet('cloud-a', 600_000, 2.3, 36), fleet('cloud-b', 300_000, 2.1, 30), fleet('tpu', 200_000, 1.7, 24)];

const QUOTES: Offer[] = [
  {
    ...OFFER,
    ...h100(600_000),
    id: 'hyperscaler-10y',
    host: 'cloud-c',
    route: 'lease',
    blocks: 4,
    leadTimeMonths: { p10: 5, p50: 6, p90: 12 },
    deliveryProfile: [0, 3, 6, 9].map((monthsAfterStart, index) => ({ monthsAfterStart, fraction: (index + 1) / 4 })),
    termMonths: 120,
    price: perGpuHour(1.1),
  },
  {
    ...OFFER,
    ...h100(400_000),
    id: 'hyperscaler-5y',
    host: 'cloud-b',
    route: 'lease',
    blocks: 4,
    leadTimeMonths: { p10: 5, p50: 6, p90: 11 },
    deliveryProfile: [0, 3].map((monthsAfterStart, index) => ({ monthsAfterStart, fraction: (index + 1) / 2 })),
    termMonths: 60,
    takeOrPayFraction: 0.8,
    price: perGpuHour(1.3),
  },
  {
    ...OFFER,
    quantities: [{ acceleratorIndex: 0, gpus: 220_000 }],
    referenceGpus: [270_000, 81_000],
    id: 'host-partner',
    host: 'rocket-company',
    route: 'partner',
    leadTimeMonths: { p10: 1, p50: 1, p90: 3 },
    termMonths: 35,
    price: { kind: 'perMonth', usd: [1.25e9, 1.25e9, 1.25e9] },
    buyerExit: { afterMonths: 3, noticeMonths: 3 },
    hostExit: { afterMonths: 3, noticeMonths: 3, hazardPerYear: [0.02, 0.1, 0.5] },
  },
  {
    ...OFFER,
    quantities: [{ acceleratorIndex: 0, gpus: 107_000 }],
    referenceGpus: [280_000, 280_000],
    id: 'neocloud',
    host: 'neocloud',
    route: 'lease',
    leadTimeMonths: { p10: 4, p50: 5, p90: 9 },
    deliveryProfile: [0, 2, 4, 6].map((monthsAfterStart, index) => ({ monthsAfterStart, fraction: (index + 1) / 4 })),
    termMonths: 60,
    upfrontFraction: 0.2,
    failureHazardPerYear: 0.05,
    price: perGpuHour((1.15 * 280_000) / 107_000),
  },
  {
    ...OFFER,
    ...h100(1_200_000),
    id: 'own-build',
    host: 'self',
    route: 'build',
    blocks: 2,
    gates: [
      { id: 'land-and-grid', months: { p10: 6, p50: 9, p90: 15 }, capexUsd: 0.4e9 },
      { id: 'shell', months: { p10: 9, p50: 12, p90: 18 }, capexUsd: 9.5e9 },
      { id: 'gpus', months: { p10: 4, p50: 5, p90: 8 }, capexUsd: 28.1e9 },
    ],
    termMonths: 60,
    price: { kind: 'owned', opexUsdPerMonth: 75e6 },
    financing: { debtFraction: 0.6, ratePerYear: 0.1, tenorMonths: 84 },
  },
];

const FUTURE: Offer[] = [
  {
    ...OFFER,
    ...h100(400_000),
    id: 'market-lease',
    kind: 'future',
    host: 'market',
    route: 'lease',
    blocks: 10,
    signFromMonth: 3,
    signByMonth: 48,
    availableFraction: [1, 1, 0.5],
    leadTimeMonths: { p10: 4, p50: 6, p90: 12 },
    termMonths: 36,
    price: { kind: 'perGpuHour', usd: [1.3, 1.9, 2.85] },
  },
];

export const FRONTIER_PLAN: Plan = {
  name: 'Frontier lab, third quarter 2026',
  asOf: '2026-07-01',
  startMonth: '2026-07',
  horizonMonths: 48,
  discountRatePerYear: 0.12,
  seed: 80,
  accelerators: [{ id: 'h100', equivalents: [1, 1], facilityKwPerGpu: 1.53 }],
  workloads: [
    {
      id: 'customers',
      busyReferenceGpus: 410_000,
      tiers: [
        {
          id: 'contracted',
          demandFraction: 0.6,
          fixedReferenceGpus: null,
          valueUsdPerReferenceGpuHour: 9.5,
          isProtected: true,
        },
        {
          id: 'consumer',
          demandFraction: 0.3,
          fixedReferenceGpus: null,
          valueUsdPerReferenceGpuHour: 5,
          isProtected: false,
        },
        {
          id: 'free',
          demandFraction: 0.1,
          fixedReferenceGpus: null,
          valueUsdPerReferenceGpuHour: 1.5,
          isProtected: false,
        },
      ],
      valueDeclinePerYear: 0.1,
      churn: { recoveryPerMonth: 0.97, depthFractions: [0.05, 0.2], lossPerMonth: [0.05, 0.15, 0.3] },
      isCash: true,
    },
    {
      id: 'research',
      busyReferenceGpus: 0,
      tiers: [
        {
          id: 'floor',
          demandFraction: null,
          fixedReferenceGpus: 220_000,
          valueUsdPerReferenceGpuHour: 9.5,
          isProtected: true,
        },
        {
          id: 'optional-1',
          demandFraction: null,
          fixedReferenceGpus: 220_000,
          valueUsdPerReferenceGpuHour: 3,
          isProtected: false,
        },
        {
          id: 'optional-2',
          demandFraction: null,
          fixedReferenceGpus: 1_500_000,
          valueUsdPerReferenceGpuHour: 1,
          isProtected: false,
        },
      ],
      valueDeclinePerYear: 0,
      churn: null,
      isCash: false,
    },
  ],
  loadBlocks: [
    { timeFraction: 0.1, ofMean: [1.6, 1] },
    { timeFraction: 0.5, ofMean: [1.1, 1] },
    { timeFraction: 0.4, ofMean: [0.725, 1] },
  ],
  growth: {
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
    efficiencyMultiplePerYear: { p10: 1, p50: 1, p90: 1 },
    efficiencyCorrelation: 0,
  },
  market: {
    startRegime: 2,
    regimeMeanMonths: [9, 9, 9],
    correlationWithGrowth: 0.5,
    onDemand: { acceleratorIndex: 0, priceUsdPerGpuHour: [3.2, 4, 8], availableGpus: [60_000, 20_000, 0] },
    reservedUsdPerReferenceGpuHour: [1.3, 1.9, 2.85],
    rentalDeclinePerYearAfterHorizon: 0.2,
  },
  fleet: FLEET.map(([contract]) => contract!),
  offers: [...QUOTES, ...FLEET.map(([, renewal]) => renewal!), ...FUTURE],
  money: { openingLiquidityUsd: 40e9, creditLineUsd: 10e9, fixedCostUsdPerMonth: 350e6 },
  limits: { hostFractionMax: 0.5, firmLiabilityUsdMax: null, shortageFraction: 0.1 },
  risk: { tailFraction: 0.05, weight: 0.3, rescuePricePerUsd: [0.5, 5] },
  tree: { stageStartMonths: [0, 1, 3, 6, 12, 24], branches: [3, 2, 2, 2, 2], paths: 4096, trees: 5, noisePoints: 2 },
};
