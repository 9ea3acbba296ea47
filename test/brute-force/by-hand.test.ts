import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { openTree } from '../../src/core/decide/samples/tree-session.ts';
import { NO_PROBABILITY_LIMITS, type Offer, type Plan } from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS } from '../../src/core/domain/term-sheet.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { comparePlanner } from '../support/brute-force-compare.ts';
import { bruteForce } from '../support/brute-force.ts';
import { randomPlan, type Family } from '../support/random-plan.ts';

const LEASE: Offer = {
  id: 'lease',
  kind: 'quote',
  route: 'lease',
  host: 'host',
  factors: [],
  quantities: [{ acceleratorIndex: 0, gpus: 600 }],
  referenceGpus: [600],
  blocks: 1,
  blocksMin: 0,
  availableFraction: [1, 1, 1],
  signFromMonth: 0,
  signByMonth: 0,
  decideBy: null,
  leadTimeMonths: { p10: 3, p50: 3, p90: 3 },
  gates: [],
  serviceFromMonth: 0,
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  termMonths: 12,
  price: { kind: 'perGpuHour', usd: [1.5, 1.5, 1.5] },
  takeOrPayFraction: 1,
  upfrontFraction: 0,
  buyerExit: null,
  hostExit: null,
  failureHazardPerYear: 0,
  financing: null,
  terms: PLAIN_TERMS,
};

const FLAT: Plan = {
  name: 'by hand',
  asOf: '2026-07-01',
  startMonth: '2026-07',
  horizonMonths: 6,
  // 1 % a month: 1.01^12 - 1 a year.
  discountRatePerYear: 0.12682503013196972,
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
    regimeMeanMonths: [6, 6, 6],
    correlationWithGrowth: 0,
    onDemand: null,
    reservedUsdPerReferenceGpuHour: [1.6, 1.6, 1.6],
    rentalDeclinePerYearAfterHorizon: 0,
    fluctuation: null,
  },
  fleet: [],
  offers: [LEASE],
  money: { openingLiquidityUsd: 1e7, creditLineUsd: 0, fixedCostUsdPerMonth: 0 },
  limits: {
    hostFractionMax: 1,
    firmLiabilityUsdMax: null,
    shortageFraction: 0.05,
    newPartners: null,
    ...NO_PROBABILITY_LIMITS,
  },
  risk: { tailFraction: 1, weight: 0, rescuePricePerUsd: [0.5, 5] },
  lattice: { lattices: 2, nodesPerStage: 4, paths: 128, iterations: 4, rounds: 4, replayPaths: 32 },
  tree: { stageStartMonths: [0], branches: [], paths: 64, trees: 2, noisePoints: 1 },
};

describe('one number by hand, and numbers that must not agree', () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await createHighsSolver();
  });

  it('values one lease against flat demand to the cent, as pencil and paper do', () => {
    // 600 GPUs serve from month 3 for twelve months; the horizon is month 6; a month is 730 h, paid at its end. (Service
    // starts with a quarter: dispatch is decided by quarters and would spread what begins inside one over all of it.)
    // Months 3 to 5: earned 600 x 2.00 x 730 = 876,000; paid 600 x 1.50 x 730 = 657,000; left 219,000 a month.
    //   219,000 x (1.01^-4 + 1.01^-5 + 1.01^-6) = 219,000 x (0.960980344 + 0.951465688 + 0.942045235) = 625,133.59
    // Months 6 to 14: rented out at 600 x 1.60 x 730 = 700,800; paid 657,000; left 43,800 a month for nine months.
    //   43,800 x 1.01^-6 x (1 - 1.01^-9) / 0.01 = 43,800 x 0.942045235 x 8.566017576 = 353,447.43
    // Together 978,581.02.
    const BY_HAND_USD = 978_581.02;
    const session = openTree(FLAT, 0, solver);
    const signed = session.ask({});
    expect(signed.decision).toEqual([1]);
    expect(signed.valueUsd).toBeCloseTo(BY_HAND_USD, 2);
    expect(session.ask({ removed: [0] }).valueUsd).toBeCloseTo(0, 2);
    session.dispose();
    expect(bruteForce(FLAT, { replication: 0, stateCountMax: 4 }).bestUsd()).toBeCloseTo(BY_HAND_USD, 2);
  });

  // A brute force that was given a slightly wrong plan must be caught, or the agreement of the families means little.
  const slips: readonly [string, Family, (plan: Plan) => Plan][] = [
    ['discount rate', 'neutral', (plan) => ({ ...plan, discountRatePerYear: plan.discountRatePerYear + 1e-4 })],
    [
      'demand',
      'neutral',
      (plan) => ({
        ...plan,
        workloads: plan.workloads.map((workload) => ({
          ...workload,
          busyReferenceGpus: workload.busyReferenceGpus * 1.001,
        })),
      }),
    ],
    [
      'rental after the horizon',
      'neutral',
      (plan) => ({
        ...plan,
        market: {
          ...plan.market,
          rentalDeclinePerYearAfterHorizon: plan.market.rentalDeclinePerYearAfterHorizon + 1e-3,
        },
      }),
    ],
    [
      'loss by churn',
      'churn',
      (plan) => ({
        ...plan,
        workloads: plan.workloads.map((workload) => ({
          ...workload,
          churn: workload.churn && {
            ...workload.churn,
            lossPerMonth: workload.churn.lossPerMonth.map((loss) => loss * 1.001),
          },
        })),
      }),
    ],
    [
      'price of rescue',
      'tight cash',
      (plan) => ({
        ...plan,
        risk: {
          ...plan.risk,
          rescuePricePerUsd: [plan.risk.rescuePricePerUsd[0], plan.risk.rescuePricePerUsd[1] * 1.001],
        },
      }),
    ],
    [
      'tail',
      'tail risk',
      (plan) => ({ ...plan, risk: { ...plan.risk, tailFraction: plan.risk.tailFraction * 0.999 } }),
    ],
    [
      'interest on debt',
      'builds',
      (plan) =>
        withOffers(plan, (offer) => ({
          ...offer,
          financing: offer.financing && { ...offer.financing, ratePerYear: offer.financing.ratePerYear + 1e-4 },
        })),
    ],
    [
      'recall hazard',
      'hazards',
      (plan) => withOffers(plan, (offer) => ({ ...offer, failureHazardPerYear: offer.failureHazardPerYear * 1.001 })),
    ],
    [
      'notice',
      'exits',
      (plan) =>
        withOffers(plan, (offer) => ({
          ...offer,
          buyerExit: offer.buyerExit && { ...offer.buyerExit, noticeMonths: offer.buyerExit.noticeMonths + 1 },
        })),
    ],
    [
      'later price',
      'later signings',
      (plan) =>
        withOffers(plan, (offer) =>
          offer.kind === 'quote' ? offer : { ...offer, upfrontFraction: offer.upfrontFraction + 0.01 },
        ),
    ],
  ];
  it.each(slips)('sees a slip in %s', (_, family, slip) => {
    const isSeen = Array.from({ length: 20 }, (_, seed) => randomPlan(family, seed)).some(
      (plan) => comparePlanner(plan, solver, { believed: slip(plan) }).disagreements.length > 0,
    );
    expect(isSeen).toBe(true);
  });
});

function withOffers(plan: Plan, change: (offer: Offer) => Offer): Plan {
  return { ...plan, offers: plan.offers.map(change) };
}
