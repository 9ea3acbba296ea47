import type { Estimate } from '../../src/core/decide/result/estimates.ts';
import type { OfferAnswer, SignNow } from '../../src/core/decide/result/offer-answer.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import type { StageAnswer } from '../../src/core/decide/result/stage-answer.ts';
import { calendarMonthOf } from '../../src/core/units/index.ts';

/**
 * A hand-made answer for a frontier lab with five offers. Its sizes and prices are those of the bundled example (default
 * price set); the values are plausible, not computed. Reports are tested on it, never the engine.
 */

const METHOD = 'mean of 8 sampled lattices, Student t 95 %';
const TREE_METHOD = 'mean of 5 sampled trees, Student t 95 %';
const START_MONTH = '2026-08';
const HORIZON_MONTHS = 48;

export function estimate(value: number, halfWidth: number): Estimate {
  return { estimate: value, low: value - halfWidth, high: value + halfWidth, method: METHOD };
}

function interval(value: number, low: number | null, high: number | null): Estimate {
  return { estimate: value, low, high, method: METHOD };
}

function onTrees(value: number, halfWidth: number): Estimate {
  return { ...estimate(value, halfWidth), method: TREE_METHOD };
}

const offers: readonly OfferAnswer[] = [
  {
    offerId: 'hyperscaler-10y',
    host: 'Cloud A',
    route: 'lease',
    blocks: 1,
    isSigned: false,
    askPriceUsdPerGpuHour: 1.1,
    askPriceUsdPerReferenceGpuHour: 1.1,
    walkAwayPriceUsdPerGpuHour: interval(0.98, 0.91, 1.05),
    walkAwayFractionOfAsk: interval(0.891, 0.827, 0.955),
    valueWithUsd: estimate(408.3e9, 6.9e9),
    valueWithoutUsd: estimate(412.6e9, 7.0e9),
    addedValueUsd: interval(-4.3e9, -6.8e9, -1.9e9),
    deferralCostUsd: interval(0, 0, 0),
    verdict: 'above',
    firmLiabilityUsd: 14.5e9,
    headlineUsd: 57.8e9,
    decideBy: '2026-09-30',
    inServiceMonth: '2027-02',
    provisional: false,
  },
  {
    offerId: 'hyperscaler-5y',
    host: 'Cloud B',
    route: 'lease',
    blocks: 2,
    isSigned: true,
    askPriceUsdPerGpuHour: 1.3,
    askPriceUsdPerReferenceGpuHour: 1.3,
    walkAwayPriceUsdPerGpuHour: interval(1.62, 1.49, 1.75),
    walkAwayFractionOfAsk: interval(1.246, 1.146, 1.346),
    valueWithUsd: estimate(412.6e9, 7.0e9),
    valueWithoutUsd: estimate(404.9e9, 6.6e9),
    addedValueUsd: interval(7.7e9, 5.6e9, 9.9e9),
    deferralCostUsd: interval(1.4e9, 0.6e9, 2.2e9),
    verdict: 'below',
    firmLiabilityUsd: 9.11e9,
    headlineUsd: 11.4e9,
    decideBy: '2026-10-31',
    inServiceMonth: '2027-02',
    provisional: false,
  },
  {
    offerId: 'host-partner',
    host: 'Orbital Launch Co',
    route: 'partner',
    blocks: 1,
    isSigned: false,
    askPriceUsdPerGpuHour: 7.78,
    askPriceUsdPerReferenceGpuHour: 6.34,
    walkAwayPriceUsdPerGpuHour: interval(6.55, 4.9, 8.2),
    walkAwayFractionOfAsk: interval(0.842, 0.63, 1.054),
    valueWithUsd: estimate(411.2e9, 7.4e9),
    valueWithoutUsd: estimate(412.6e9, 7.0e9),
    addedValueUsd: interval(-1.4e9, -3.3e9, 0.5e9),
    deferralCostUsd: interval(0, 0, 0),
    verdict: 'undecided',
    firmLiabilityUsd: 7.5e9,
    headlineUsd: 45e9,
    decideBy: '2026-08-14',
    inServiceMonth: '2026-09',
    provisional: false,
  },
  {
    offerId: 'neocloud',
    host: 'Ridge Compute',
    route: 'lease',
    blocks: 3,
    isSigned: true,
    askPriceUsdPerGpuHour: 3.01,
    askPriceUsdPerReferenceGpuHour: 1.15,
    walkAwayPriceUsdPerGpuHour: interval(3.58, 3.27, 3.9),
    walkAwayFractionOfAsk: interval(1.189, 1.086, 1.296),
    valueWithUsd: estimate(412.6e9, 7.0e9),
    valueWithoutUsd: estimate(406.8e9, 6.8e9),
    addedValueUsd: interval(5.8e9, 3.6e9, 8.1e9),
    deferralCostUsd: interval(0.3e9, -0.2e9, 0.8e9),
    verdict: 'below',
    firmLiabilityUsd: 8.47e9,
    headlineUsd: 10.6e9,
    decideBy: null,
    inServiceMonth: '2027-01',
    provisional: false,
  },
  {
    offerId: 'own-build',
    host: 'own',
    route: 'build',
    blocks: 1,
    isSigned: true,
    askPriceUsdPerGpuHour: 0.95,
    askPriceUsdPerReferenceGpuHour: 0.95,
    walkAwayPriceUsdPerGpuHour: interval(1.34, 1.16, 1.52),
    walkAwayFractionOfAsk: interval(1.411, 1.221, 1.6),
    valueWithUsd: estimate(412.6e9, 7.0e9),
    valueWithoutUsd: estimate(391.5e9, 6.1e9),
    addedValueUsd: interval(21.1e9, 16.4e9, 25.9e9),
    deferralCostUsd: interval(3.9e9, 2.1e9, 5.7e9),
    verdict: 'below',
    firmLiabilityUsd: 0.4e9,
    headlineUsd: 38e9,
    decideBy: '2026-12-31',
    inServiceMonth: '2028-09',
    provisional: false,
  },
];

function signing(offerId: string, amounts: { blocksOffered: number; gpus: number; referenceGpus: number }): SignNow {
  const offer = offers.find((candidate) => candidate.offerId === offerId);
  if (!offer) throw new Error(`no offer ${offerId}`);
  const { host, route, blocks, inServiceMonth, firmLiabilityUsd, addedValueUsd, deferralCostUsd } = offer;
  const worth = { addedValueUsd, deferralCostUsd };
  return { offerId, host, route, blocks, inServiceMonth, firmLiabilityUsd, ...worth, ...amounts };
}

function stage(
  startMonth: string,
  demand: readonly number[],
  supply: readonly number[],
  shortage: readonly number[],
): StageAnswer {
  const [p5 = 0, p50 = 0, p95 = 0, mean = 0] = demand;
  const [committedReferenceGpus = 0, plannedReferenceGpus = 0] = supply;
  const [probability = 0, low = 0, high = 0, depth = 0, depthLow = 0, depthHigh = 0] = shortage;
  return {
    startMonth,
    demandReferenceGpus: { p5, p50, p95, mean },
    committedReferenceGpus,
    plannedReferenceGpus,
    shortageProbability: interval(probability, low, high),
    shortageFraction: interval(depth, depthLow, depthHigh),
  };
}

const K = 1e3;
const M = 1e6;

const stages: readonly StageAnswer[] = [
  stage(
    '2026-08',
    [598 * K, 742 * K, 1070 * K, 770 * K],
    [1100 * K, 1100 * K],
    [0.041, 0.033, 0.049, 0.004, 0.003, 0.005],
  ),
  stage(
    '2026-11',
    [604 * K, 917 * K, 1.79 * M, 1.02 * M],
    [1122 * K, 1160 * K],
    [0.23, 0.21, 0.25, 0.061, 0.054, 0.069],
  ),
  stage(
    '2027-05',
    [598 * K, 1.31 * M, 3.43 * M, 1.6 * M],
    [1510 * K, 1730 * K],
    [0.31, 0.28, 0.34, 0.094, 0.083, 0.105],
  ),
  stage('2027-11', [590 * K, 1.78 * M, 4.9 * M, 2.2 * M], [1510 * K, 2180 * K], [0.27, 0.24, 0.3, 0.088, 0.076, 0.1]),
  stage(
    '2028-08',
    [640 * K, 2.4 * M, 6.9 * M, 2.95 * M],
    [1890 * K, 2960 * K],
    [0.19, 0.16, 0.22, 0.057, 0.047, 0.068],
  ),
];

/** Demand as a multiple of today's at months 0, 3, 12, 24 and 47 (example numbers, quantiles between them by hand). */
const ANCHOR_MONTHS = [0, 3, 12, 24, 47] as const;
const ANCHORS = {
  p5: [1, 0.92, 0.84, 0.8, 0.86],
  p25: [1, 1.14, 1.45, 1.75, 2.3],
  p50: [1, 1.39, 2.2, 3.2, 4.7],
  p75: [1, 1.72, 3.4, 5.3, 8.1],
  p95: [1, 2.31, 6.4, 10.4, 15.6],
  mean: [1, 1.46, 2.7, 4.1, 6.1],
} as const;
const DEMAND_TODAY = 660 * K;

function demandBetween(anchors: readonly number[]): number[] {
  return Array.from({ length: HORIZON_MONTHS }, (_, month) => {
    const last = ANCHOR_MONTHS.findIndex((anchor) => anchor >= month);
    const [from, to] = [ANCHOR_MONTHS[Math.max(0, last - 1)] ?? 0, ANCHOR_MONTHS[last] ?? 0];
    const share = to === from ? 0 : (month - from) / (to - from);
    const [low, high] = [anchors[Math.max(0, last - 1)] ?? 0, anchors[last] ?? 0];
    return Math.round(DEMAND_TODAY * (low + share * (high - low)));
  });
}

function steps(levels: readonly (readonly [fromMonth: number, referenceGpus: number])[]): number[] {
  return Array.from({ length: HORIZON_MONTHS }, (_, month) =>
    levels.reduce((level, [from, referenceGpus]) => (month >= from ? referenceGpus : level), 0),
  );
}

export const exampleResult: Result = {
  schemaVersion: 6,
  plan: {
    name: 'Frontier lab',
    hash: '9f2c41d07be8a6553c1e',
    asOf: '2026-07-20',
    startMonth: START_MONTH,
    horizonMonths: HORIZON_MONTHS,
    money: 'nominal USD',
    shortageFraction: 0.1,
  },
  recipe: {
    history: null,
    seed: 42,
    engineVersion: '0.1.0',
    solver: 'HiGHS',
    solverVersion: '1.15.1',
    method: 'decomposition on sampled lattices, one root decision common to all; trees solved exactly as a check',
    iterations: 4,
    rounds: 8,
    replayPaths: 256,
    lattices: 8,
    trees: 5,
    paths: 2000,
    nodes: 808,
    relativeGap: 0.0504,
    gapUsd: estimate(1.7e9, 0.5e9),
    reproducible: true,
  },
  value: {
    recommendedUsd: estimate(412.6e9, 7.0e9),
    reachedUsd: estimate(411.5e9, 7.1e9),
    signNothingUsd: estimate(378.9e9, 6.3e9),
    meanPlanUsd: onTrees(407.0e9, 8.1e9),
    staticMeanPlanUsd: onTrees(410.4e9, 8.0e9),
    perfectForesightUsd: onTrees(453.6e9, 9.4e9),
    waitUsd: estimate(407.4e9, 6.9e9),
    addedValueUsd: interval(33.7e9, 28.9e9, 38.6e9),
    signNowUsd: interval(5.2e9, 3.1e9, 7.3e9),
    addedParts: {
      cashUsd: interval(19.6e9, 15.9e9, 23.3e9),
      researchUsd: interval(1.1e9, 0.7e9, 1.5e9),
      afterHorizonUsd: interval(16.4e9, 13.8e9, 19.0e9),
      riskAndPenaltiesUsd: interval(-3.4e9, -5.2e9, -1.6e9),
    },
    vssUsd: onTrees(12.9e9, 3.1e9),
    evpiUsd: onTrees(33.7e9, 4.2e9),
    afterHorizonFraction: 0.58,
    expectedUsd: estimate(430.2e9, 7.3e9),
    tailMeanUsd: {
      ...estimate(96.4e9, 11.2e9),
      method: 'mean of the worst 0.05 of outcomes, over the mean of 8 sampled lattices, Student t 95 %',
    },
    lines: [
      { cause: 'servedMargin', contractId: null, isCash: true, usd: 358.3e9 },
      { cause: 'committed', contractId: 'cloud-a', isCash: true, usd: -62.8e9 },
      { cause: 'committed', contractId: 'hyperscaler-5y', isCash: true, usd: -9.3e9 },
      { cause: 'committed', contractId: 'neocloud', isCash: true, usd: -8.6e9 },
      { cause: 'capex', contractId: 'own-build', isCash: true, usd: -33.4e9 },
      { cause: 'committed', contractId: 'market-3y', isCash: true, usd: -64.1e9 },
      { cause: 'fixedCost', contractId: null, isCash: true, usd: -14.6e9 },
      { cause: 'researchValue', contractId: null, isCash: false, usd: 18.3e9 },
      { cause: 'terminalValue', contractId: 'own-build', isCash: false, usd: 249.5e9 },
      { cause: 'rescuePenalty', contractId: null, isCash: false, usd: -3.1e9 },
      { cause: 'riskAdjustment', contractId: null, isCash: false, usd: -17.6e9 },
      { cause: 'replaySampling', contractId: null, isCash: false, usd: -1.1e9 },
      { cause: 'optimalityGap', contractId: null, isCash: false, usd: 1.1e9 },
    ],
  },
  decision: offers.map(({ offerId, blocks, isSigned }) => ({
    offerId,
    blocks: isSigned ? blocks : 0,
    blocksOffered: offerId === 'neocloud' ? 4 : 2,
  })),
  signNow: [
    signing('own-build', { blocksOffered: 2, gpus: 230_000, referenceGpus: 600_000 }),
    signing('hyperscaler-5y', { blocksOffered: 4, gpus: 200_000, referenceGpus: 200_000 }),
    signing('neocloud', { blocksOffered: 4, gpus: 80_250, referenceGpus: 210_000 }),
  ],
  rightsNow: [],
  later: [
    {
      offerId: 'renew-tpu',
      right: null,
      startMonth: '2028-07',
      condition: 'whatever happens',
      probability: 0.86,
      blocks: 1,
      referenceGpus: 200_000,
    },
    {
      offerId: 'hyperscaler-5y',
      right: null,
      startMonth: '2027-05',
      condition: 'demand at least 1.6x, supply normal',
      probability: 0.31,
      blocks: 2,
      referenceGpus: 200_000,
    },
    {
      offerId: 'market-3y',
      right: null,
      startMonth: '2027-11',
      condition: 'demand at least 2.4x, supply tight',
      probability: 0.18,
      blocks: 6.4,
      referenceGpus: 640_000,
    },
    {
      offerId: 'market-3y',
      right: null,
      startMonth: '2028-08',
      condition: 'demand at least 3.0x',
      probability: 0.34,
      blocks: 9.1,
      referenceGpus: 910_000,
    },
    {
      offerId: 'own-build',
      right: null,
      startMonth: '2027-05',
      condition: 'demand at least 2.2x',
      probability: 0.16,
      blocks: 1,
      referenceGpus: 600_000,
    },
  ],
  offers,
  stages,
  series: {
    months: Array.from({ length: HORIZON_MONTHS }, (_, month) => calendarMonthOf(month, START_MONTH)),
    demandReferenceGpus: {
      p5: demandBetween(ANCHORS.p5),
      p25: demandBetween(ANCHORS.p25),
      p50: demandBetween(ANCHORS.p50),
      p75: demandBetween(ANCHORS.p75),
      p95: demandBetween(ANCHORS.p95),
      mean: demandBetween(ANCHORS.mean),
    },
    capacity: [
      {
        contractId: 'cloud-a',
        host: 'Cloud A',
        kind: 'fleet',
        referenceGpus: steps([
          [0, 600 * K],
          [35, 0],
        ]),
      },
      {
        contractId: 'cloud-b',
        host: 'Cloud B',
        kind: 'fleet',
        referenceGpus: steps([
          [0, 300 * K],
          [29, 0],
        ]),
      },
      {
        contractId: 'tpu',
        host: 'Cloud C',
        kind: 'fleet',
        referenceGpus: steps([
          [0, 200 * K],
          [23, 0],
        ]),
      },
      {
        contractId: 'hyperscaler-5y',
        host: 'Cloud B',
        kind: 'signNow',
        referenceGpus: steps([
          [6, 70 * K],
          [8, 110 * K],
          [10, 165 * K],
          [13, 200 * K],
        ]),
      },
      {
        contractId: 'neocloud',
        host: 'Ridge Compute',
        kind: 'signNow',
        referenceGpus: steps([
          [5, 60 * K],
          [7, 118 * K],
          [9, 168 * K],
          [12, 210 * K],
        ]),
      },
      {
        contractId: 'own-build',
        host: 'own',
        kind: 'signNow',
        referenceGpus: steps([
          [20, 60 * K],
          [23, 210 * K],
          [26, 360 * K],
          [31, 500 * K],
          [38, 600 * K],
        ]),
      },
      { contractId: 'renewals', host: 'Cloud A', kind: 'later', referenceGpus: steps([[35, 520 * K]]) },
      {
        contractId: 'hyperscaler-5y',
        host: 'Cloud B',
        kind: 'later',
        referenceGpus: steps([
          [15, 60 * K],
          [29, 310 * K],
        ]),
      },
      {
        contractId: 'market-3y',
        host: 'market',
        kind: 'later',
        referenceGpus: steps([
          [16, 90 * K],
          [21, 340 * K],
          [27, 690 * K],
          [34, 1150 * K],
          [41, 1480 * K],
        ]),
      },
      { contractId: 'renew-tpu', host: 'Cloud C', kind: 'later', referenceGpus: steps([[23, 172 * K]]) },
    ],
  },
  ledger: { recommended: [], signNothing: [] },
  courses: [],
  candidates: [
    {
      signNow: 'hyperscaler-5y 2 of 4, neocloud 3 of 4, own-build 1 of 2',
      valueUsd: estimate(412.6e9, 7.0e9),
      bestInLattices: 5,
    },
    {
      signNow: 'hyperscaler-5y 3 of 4, neocloud 3 of 4, own-build 1 of 2',
      valueUsd: estimate(411.9e9, 7.2e9),
      bestInLattices: 2,
    },
    {
      signNow: 'host-partner 1 of 1, neocloud 3 of 4, own-build 1 of 2',
      valueUsd: estimate(409.0e9, 7.6e9),
      bestInLattices: 1,
    },
    { signNow: 'nothing', valueUsd: estimate(378.9e9, 6.3e9), bestInLattices: 0 },
  ],
  latticeError: {
    meanRelativeError: 0.012,
    standardDeviationRelativeError: 0.034,
    p90RelativeError: 0.021,
    correlationError: 0.043,
    varianceKeptFraction: 0.91,
    rowSupportMin: 40,
  },
  crossCheck: {
    trees: 5,
    nodes: 341,
    recommendedUsd: onTrees(419.9e9, 8.2e9),
    biasUsd: 7.3e9,
    addedValueUsd: onTrees(35.2e9, 5.1e9),
    bestInTrees: 4,
    regretUsd: onTrees(0.4e9, 0.3e9),
  },
  liquidity: {
    troughUsd: estimate(14.2e9, 1.1e9),
    creditProbability: interval(0.12, 0.1, 0.14),
    rescueProbability: interval(0.043, 0.034, 0.052),
  },
  replay: null,
  certificate: { accepted: true, worstResidualFraction: 3e-9, ledgerUsd: 165.5e9, objectiveUsd: 412.6e9, reason: null },
  assumptions: [
    {
      path: 'growth.regimes',
      text: 'annualised 80x for 2.5 months, 10x for 5, 2.5x for 10, 1.0x for 8, 0.5x for 6',
      source: 'user',
      asOf: '2026-07-20',
      quality: 'judgement',
    },
    {
      path: 'market.reservedUsdPerReferenceGpuHour',
      text: '$1.90 per reference GPU-hour, 0.7x in a glut and 1.5x when tight',
      source: 'catalogue/prices.csv',
      asOf: '2026-06',
      quality: 'market quote',
    },
    {
      path: 'accelerators.gb300',
      text: 'one GB300 does the work of 2.6 H100 at inference',
      source: 'catalogue/accelerators.csv',
      asOf: '2026-05',
      quality: 'vendor claim',
    },
    {
      path: 'workloads.serving.churn',
      text: 'demand lost to shortage recovers 10% a month',
      source: null,
      asOf: null,
      quality: 'default',
    },
  ],
  issues: [
    {
      code: 'recall-clause',
      severity: 'not-enforced',
      what: "the host's right to recall 10% of the GPUs is not modelled: host-partner looks safer than it is",
      path: 'offers[2].recallFraction',
      line: 118,
      column: 7,
      fix: 'lower its quantity by 10% to see the effect',
    },
    {
      code: 'currency-hedge',
      severity: 'not-enforced',
      what: 'the hedge on the EUR power price is not modelled',
      path: 'offers[4].powerHedge',
      line: 171,
      column: 7,
      fix: 'put the hedged price into opexUsdPerMonth',
    },
    {
      code: 'old-quote',
      severity: 'warning',
      what: "the quote is 74 days old at the plan's date",
      path: 'offers[3].quotedOn',
      line: 139,
      column: 7,
      fix: 'ask for a new quote',
    },
    {
      code: 'default-taken',
      severity: 'assumption',
      what: 'churn recovery is not given: 10% a month is assumed',
      path: 'workloads[0].churn.recoveryPerMonth',
      line: null,
      column: null,
      fix: 'give it from your own cohort data',
    },
  ],
};
