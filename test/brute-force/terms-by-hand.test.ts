/**
 * Rights and options as decisions, by hand: the planner's optimum on a plan without uncertainty or discounting.
 *
 * 1,000 GPUs are asked for at $2 an hour, flat, for six months; one may decide in months 0 and 3. 600 GPUs earn
 * 600 x 2 x 730 = 876,000 a month; at $1.50 they cost 657,000 (left: 219,000), at $3 1,314,000 (lost: 438,000).
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { signingsAt } from '../../src/core/decide/planner/contract-reading.ts';
import { linesOf } from '../../src/core/decide/planner/reading.ts';
import { NO_PROBABILITY_LIMITS, type Offer, type Plan } from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS, type ContractOption, type TermSheet } from '../../src/core/domain/term-sheet.ts';
import { blockChances, portfolioPolicy, replayWorld, simulateBlock } from '../../src/core/simulate/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { withTree } from '../support/law.ts';

const LEASE: Offer = {
  id: 'lease',
  kind: 'quote',
  route: 'lease',
  host: 'host',
  factors: [],
  quantities: [{ acceleratorIndex: 0, gpus: 600 }],
  referenceGpus: [600],
  blocks: 1,
  blocksMin: 1,
  availableFraction: [1, 1, 1],
  signFromMonth: 0,
  signByMonth: 0,
  decideBy: null,
  leadTimeMonths: { p10: 0, p50: 0, p90: 0 },
  gates: [],
  serviceFromMonth: 0,
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  termMonths: 6,
  price: { kind: 'perGpuHour', usd: [1.5, 1.5, 1.5] },
  takeOrPayFraction: 1,
  upfrontFraction: 0,
  buyerExit: null,
  hostExit: null,
  failureHazardPerYear: 0,
  financing: null,
  terms: PLAIN_TERMS,
};

const PLAN: Plan = {
  name: 'by hand',
  asOf: '2026-07-01',
  startMonth: '2026-07',
  horizonMonths: 6,
  discountRatePerYear: 0,
  seed: 1,
  accelerators: [{ id: 'a', equivalents: [1], facilityKwPerGpu: null }],
  workloads: [
    {
      id: 'customers',
      busyReferenceGpus: 1000,
      valueDeclinePerYear: 0,
      churn: null,
      isCash: true,
      tiers: [
        { id: 'all', demandFraction: 1, fixedReferenceGpus: null, valueUsdPerReferenceGpuHour: 2, isProtected: true },
      ],
    },
  ],
  loadBlocks: [{ timeFraction: 1, ofMean: [1] }],
  growth: {
    of: 'gpuDemand',
    regimes: [{ id: 'flat', multiplePerYear: 1, meanMonths: 1, startProbability: 1 }],
    jumps: [[0]],
    volatilityPerMonth: 0,
    saturation: null,
    efficiencyMultiplePerYear: { p10: 1, p50: 1, p90: 1 },
    efficiencyCorrelation: 0,
  },
  market: {
    startRegime: 1,
    regimeMeanMonths: [600, 600, 600],
    correlationWithGrowth: 0,
    onDemand: null,
    reservedUsdPerReferenceGpuHour: [0, 0, 0],
    rentalDeclinePerYearAfterHorizon: 0,
    fluctuation: null,
  },
  fleet: [],
  offers: [],
  money: { openingLiquidityUsd: 1e8, creditLineUsd: 0, fixedCostUsdPerMonth: 0 },
  limits: {
    hostFractionMax: 1,
    firmLiabilityUsdMax: null,
    shortageFraction: 0.05,
    newPartners: null,
    ...NO_PROBABILITY_LIMITS,
  },
  risk: { tailFraction: 1, weight: 0, rescuePricePerUsd: [0.5, 5] },
  lattice: { lattices: 2, nodesPerStage: 4, paths: 128, iterations: 4, rounds: 4, replayPaths: 32 },
  tree: { stageStartMonths: [0, 3], branches: [1], paths: 64, trees: 2, noisePoints: 1 },
};

const DEAR: Offer['price'] = { kind: 'perGpuHour', usd: [3, 3, 3] };
const lease = (terms: Partial<TermSheet>, offer: Partial<Offer> = {}): Offer => ({
  ...LEASE,
  ...offer,
  terms: { ...PLAIN_TERMS, ...terms },
});
const option = (more: Partial<ContractOption> & Pick<ContractOption, 'kind'>): ContractOption => ({
  fractionMax: 1,
  afterMonths: 0,
  untilMonths: Infinity,
  noticeMonths: 0,
  availableFraction: [1, 1, 1],
  priceMultiple: 1,
  feeUsd: 0,
  leadTimeMonths: 0,
  termMonths: 0,
  kit: null,
  opexUsdPerMonth: 0,
  ...more,
});

/** [claim, offer, optimum by hand in USD, without the right, id of what is signed in month 3 or ''] */
type Case = readonly [claim: string, offer: Offer, byHandUsd: number, plainUsd: number, given: string];

const CASES: readonly Case[] = [
  [
    'extend: two months more after four, for a fee of 10,000',
    // 4 x 219,000; and 2 x 219,000 - 10,000.
    lease({ options: [option({ kind: 'extend', termMonths: 2, feeUsd: 10_000 })] }, { termMonths: 4 }),
    1_304_000,
    876_000,
    'lease-extended',
  ],
  [
    'extend at twice the price is left alone',
    lease({ options: [option({ kind: 'extend', termMonths: 2, priceMultiple: 2 })] }, { termMonths: 4 }),
    876_000,
    876_000,
    '',
  ],
  [
    'expand: half as much again from month 4',
    // 6 x 219,000, and 300 GPUs for two months: 2 x 109,500.
    lease({ options: [option({ kind: 'expand', fractionMax: 0.5, leadTimeMonths: 1, termMonths: 2 })] }),
    1_533_000,
    1_314_000,
    'lease-expanded',
  ],
  [
    'first refusal: of that half the host has four tenths',
    lease({
      options: [
        option({
          kind: 'firstRefusal',
          fractionMax: 0.5,
          leadTimeMonths: 1,
          termMonths: 2,
          availableFraction: [0.4, 0.4, 0.4],
        }),
      ],
    }),
    1_401_600,
    1_314_000,
    'lease-matched',
  ],
  [
    'swap: 1,000 GPUs for the same money from month 3',
    // 3 x 219,000, then 3 x (1,460,000 - 657,000).
    lease({
      options: [
        option({ kind: 'swap', kit: { quantities: [{ acceleratorIndex: 0, gpus: 1000 }], referenceGpus: [1000] } }),
      ],
    }),
    3_066_000,
    1_314_000,
    'lease-swapped',
  ],
  [
    'buyout: for 500,000, and 100,000 a month to run',
    // 3 x 219,000 - 500,000 + 3 x (876,000 - 100,000).
    lease({ options: [option({ kind: 'buyout', feeUsd: 500_000, opexUsdPerMonth: 100_000, termMonths: 3 })] }),
    2_485_000,
    1_314_000,
    'lease-bought',
  ],
  [
    'sublet: from month 3 at nine tenths of what we pay',
    // 3 x -438,000, then 3 x -131,400.
    lease({ sublet: { afterMonths: 3, haircutFraction: 0.1, fractionMax: 1 } }, { price: DEAR }),
    -1_708_200,
    -2_628_000,
    '',
  ],
  [
    'ramp-down: half is given back from month 3',
    lease({ rampDown: { afterMonths: 3, noticeMonths: 0, fractionMax: 0.5 } }, { price: DEAR }),
    -1_971_000,
    -2_628_000,
    '',
  ],
  [
    'exit: from month 3 for a fee of 100,000',
    lease(
      { exitFee: { usd: 100_000, months: 0, fractionOfRemaining: 0 } },
      { price: DEAR, buyerExit: { afterMonths: 3, noticeMonths: 0 } },
    ),
    -1_414_000,
    -2_628_000,
    '',
  ],
  [
    'late beyond the long stop: all ends, and what was prepaid comes back',
    // Due at once, in service from month 4 for two months at a loss of 438,000; the long stop is month 2.
    lease(
      {
        tranches: [
          { fraction: 1, leadTimeMonths: { p10: 4, p50: 4, p90: 4 }, dueMonths: 0, rampMonths: 0, rampFeeFraction: 1 },
        ],
        late: { graceMonths: 0, feeDiscountFraction: 0, damagesFraction: 0, longStopMonths: 2, terminate: 'late' },
      },
      { price: DEAR, upfrontFraction: 0.5, termMonths: 2 },
    ),
    0,
    -876_000,
    '',
  ],
  [
    'a price schedule, adders and energy: 0.5 of the price for two months, then all; 20,000 a month beside it',
    // 6 x 876,000 - (2 x 0.5 + 4) x 657,000 - 6 x 20,000.
    lease({
      priceSteps: [
        { fromMonth: 0, value: 0.5 },
        { fromMonth: 2, value: 1 },
      ],
      adders: { onceUsd: 0, usdPerMonth: 5_000 },
      powerUsdPerMonth: 15_000,
    }),
    1_851_000,
    1_851_000,
    '',
  ],
];

/** The same offer without its rights. */
function withoutRights(offer: Offer): Offer {
  const { late } = offer.terms;
  return {
    ...offer,
    buyerExit: null,
    terms: {
      ...offer.terms,
      rampDown: null,
      sublet: null,
      options: [],
      late: late && { ...late, terminate: 'nothing' },
    },
  };
}

describe('rights and options, decided', () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await createHighsSolver();
  });

  it.each(CASES)('%s', (_claim, offer, byHandUsd, plainUsd, given) => {
    withTree({ ...PLAN, offers: [offer] }, solver, (session) => {
      const answer = session.ask({});
      expect(answer.valueUsd).toBeCloseTo(byHandUsd, 2);
      const linesUsd = linesOf(answer.solution).reduce((sum, { usd }) => sum + usd, 0);
      expect(linesUsd).toBeCloseTo(byHandUsd, 2);
      if (given === '') return;
      const [, later] = signingsAt(answer.solution);
      expect(later?.get(given)).toBeGreaterThan(0);
    });
    const plain = withTree({ ...PLAN, offers: [withoutRights(offer)] }, solver, (session) => session.ask({}).valueUsd);
    expect(plain).toBeCloseTo(plainUsd, 2);
  });

  describe('commitment that rolls over: 400 of 600 GPUs at $1 used; all committed for three months, half from then on', () => {
    const steps = [
      { fromMonth: 0, value: 1 },
      { fromMonth: 3, value: 0.5 },
    ];
    const rolling = (hasRollover: boolean): Offer =>
      lease({ takeOrPaySteps: steps, hasRollover }, { price: { kind: 'perGpuHour', usd: [1, 1, 1] } });
    const planOf = (stageStartMonths: readonly number[], offer: Offer): Plan => ({
      ...PLAN,
      workloads: [{ ...PLAN.workloads[0]!, busyReferenceGpus: 400 }],
      offers: [offer],
      tree: { ...PLAN.tree, stageStartMonths, branches: stageStartMonths.slice(1).map(() => 1) },
    });
    const valueOf = (plan: Plan) => withTree(plan, solver, (session) => session.ask({}).valueUsd);

    it.each([
      ['within a stage', [0]],
      ['from one stage to the next', [0, 3]],
      ['month by month', [0, 1, 2, 3, 4, 5]],
    ])('%s', (_claim, stageStartMonths) => {
      // 6 x 400 x 2 x 730 - 3 x 600 x 730 - 3 x 300 x 730; without it 3 x 100 x 730 more, for use beyond the half.
      expect(valueOf(planOf(stageStartMonths, rolling(true)))).toBeCloseTo(1_533_000, 2);
      expect(valueOf(planOf(stageStartMonths, rolling(false)))).toBeCloseTo(1_314_000, 2);
    });

    it('no further than to the next period, and no more than was left', () => {
      // 560 used from the fourth month on: 260 beyond the half, of which 40 of the period before.
      const grown = (hasRollover: boolean): Plan => {
        const plan = planOf([0, 3], rolling(hasRollover));
        const fixed = { ...PLAN.workloads[0]!.tiers[0]!, demandFraction: null, fixedReferenceGpus: 560 };
        return { ...plan, workloads: [{ ...plan.workloads[0]!, busyReferenceGpus: 0, tiers: [fixed] }] };
      };
      // 6 x 560 x 2 x 730 - 1,971,000 - 3 x 260 x 730, and 3 x 40 x 730 of it saved.
      expect(valueOf(grown(false))).toBeCloseTo(2_365_200, 2);
      expect(valueOf(grown(true))).toBeCloseTo(2_452_800, 2);
    });

    it('in the replay too', async () => {
      for (const [hasRollover, byHandUsd] of [
        [true, 1_533_000],
        [false, 1_314_000],
      ] as const) {
        const plan = planOf([0, 3], rolling(hasRollover));
        const signings = [{ offerIndex: 0, month: 0, blocks: 1 }];
        const policy = portfolioPolicy(plan, { name: 'signed', signings, notices: [], renewsFleet: false });
        const { valueUsd } = await simulateBlock(replayWorld(plan), policy, blockChances(plan, 0, 1));
        expect(valueUsd[0]).toBeCloseTo(byHandUsd, 2);
      }
    });
  });
});
