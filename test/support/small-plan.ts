/** Small random plans for laws that hold of every plan: a year or so, a few contracts, trees of three to seven nodes. */
import fc from 'fast-check';

import {
  NO_PROBABILITY_LIMITS,
  type BySupplyRegime,
  type Offer,
  type Plan,
  type Workload,
} from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS, type Quantiles } from '../../src/core/domain/term-sheet.ts';

/** What is left out of the random plans, because a law does not hold with it. */
export interface SmallPlanOptions {
  /** lead times and gates without spread */
  readonly hasCertainDelivery?: boolean;
  /** no recall, no failure */
  readonly hasNoHazards?: boolean;
  /** one growth regime, no volatility, a supply regime that stays, no saturation or efficiency spread */
  readonly isDeterministic?: boolean;
  /** no cap on hosts or firm liability */
  readonly hasNoLimits?: boolean;
  /** no tail weight */
  readonly isRiskNeutral?: boolean;
}

const HORIZON_MONTHS = 15;
/** Research is a second workload for which one of the accelerators is worth less: two classes of capacity. */
const ACCELERATORS = [
  { id: 'h100', equivalents: [1, 1], facilityKwPerGpu: 1.4 },
  { id: 'site', equivalents: [1, 0.4], facilityKwPerGpu: 2 },
];

/** A random plan on which most features bind in some draws: cash tight or ample, limits, exits, hazards, builds. */
export function smallPlan(options: SmallPlanOptions = {}): fc.Arbitrary<Plan> {
  return fc
    .record({
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      workloads: workloads(),
      loadBlocks: fc.constantFrom(LEVEL_LOAD, PEAKED_LOAD),
      growth: growth(options),
      market: market(options),
      fleet: fc.array(contract({ ...options, kind: 'fleet' }), { maxLength: 1 }),
      quotes: fc.array(contract({ ...options, kind: 'quote' }), { minLength: 1, maxLength: 3 }),
      later: fc.array(
        fc.constantFrom('future', 'renewal').chain((kind) => contract({ ...options, kind })),
        { maxLength: 1 },
      ),
      money: fc.record({
        openingLiquidityUsd: fc.constantFrom(5e5, 5e6, 1e9),
        creditLineUsd: fc.constantFrom(0, 2e6),
        fixedCostUsdPerMonth: fc.constantFrom(0, 3e5),
      }),
      limits: options.hasNoLimits ? fc.constant(NO_LIMITS) : limits(),
      risk: fc.record({
        tailFraction: fc.constantFrom(0.05, 0.3, 1),
        weight: options.isRiskNeutral ? fc.constant(0) : fc.constantFrom(0, 0.3, 1),
        rescuePricePerUsd: fc.constant([0.5, 5] as const),
      }),
      tree: fc.constantFrom(...TREES),
    })
    .map(({ workloads: workloadList, loadBlocks, fleet, quotes, later, ...rest }) => ({
      name: 'small',
      asOf: '2026-07-01',
      startMonth: '2026-07',
      horizonMonths: HORIZON_MONTHS,
      lattice: { lattices: 2, nodesPerStage: 4, paths: 128, iterations: 4, rounds: 4, replayPaths: 32 },
      discountRatePerYear: 0.12,
      accelerators: ACCELERATORS,
      workloads: workloadList,
      loadBlocks: loadBlocks.map(({ timeFraction, ofMean }) => ({
        timeFraction,
        ofMean: workloadList.map(() => ofMean),
      })),
      fleet: fleet.map((offer) => ({ ...forWorkloads(offer, workloadList), id: 'fleet-0' })),
      offers: [...quotes, ...later].map((offer, index) => ({
        ...forWorkloads(offer, workloadList),
        id: `offer-${index}`,
      })),
      ...rest,
    }));
}

const LEVEL_LOAD = [{ timeFraction: 1, ofMean: 1 }];
const PEAKED_LOAD = [
  { timeFraction: 0.25, ofMean: 1.6 },
  { timeFraction: 0.75, ofMean: 0.8 },
];
const NO_LIMITS: Plan['limits'] = {
  hostFractionMax: 1,
  firmLiabilityUsdMax: null,
  shortageFraction: 0.1,
  newPartners: null,
  ...NO_PROBABILITY_LIMITS,
};
const TREES: readonly Plan['tree'][] = [
  { stageStartMonths: [0, 3], branches: [2], paths: 64, trees: 2, noisePoints: 1 },
  { stageStartMonths: [0, 3], branches: [3], paths: 128, trees: 2, noisePoints: 2 },
  { stageStartMonths: [0, 2, 6], branches: [2, 2], paths: 192, trees: 2, noisePoints: 2 },
];

function limits(): fc.Arbitrary<Plan['limits']> {
  return fc.record({
    hostFractionMax: fc.constantFrom(1, 1, 0.7, 0.4),
    firmLiabilityUsdMax: fc.constantFrom(null, null, 3e7, 5e6),
    shortageFraction: fc.constant(0.1),
    newPartners: fc.constant(null),
    ruinProbabilityMax: fc.constant(null),
    shortageProbabilityMax: fc.constant(null),
    survive: fc.constant(null),
  });
}

function workloads(): fc.Arbitrary<Workload[]> {
  const customers = fc
    .record({ paidUsd: fc.constantFrom(2.5, 6, 9), freeUsd: fc.constantFrom(0, 1, 3), hasChurn: fc.boolean() })
    .map(({ paidUsd, freeUsd, hasChurn }): Workload => ({
      id: 'customers',
      busyReferenceGpus: 1000,
      tiers: [
        {
          id: 'paid',
          demandFraction: 0.7,
          fixedReferenceGpus: null,
          valueUsdPerReferenceGpuHour: paidUsd,
          isProtected: true,
        },
        {
          id: 'free',
          demandFraction: 0.3,
          fixedReferenceGpus: null,
          valueUsdPerReferenceGpuHour: freeUsd,
          isProtected: false,
        },
      ],
      valueDeclinePerYear: 0.1,
      churn: hasChurn ? { recoveryPerMonth: 0.97, depthFractions: [0.05, 0.2], lossPerMonth: [0.05, 0.15, 0.3] } : null,
      isCash: true,
    }));
  const research: Workload = {
    id: 'research',
    busyReferenceGpus: 0,
    tiers: [
      { id: 'floor', demandFraction: null, fixedReferenceGpus: 200, valueUsdPerReferenceGpuHour: 4, isProtected: true },
    ],
    valueDeclinePerYear: 0,
    churn: null,
    isCash: false,
  };
  return fc.tuple(customers, fc.boolean()).map(([first, hasResearch]) => (hasResearch ? [first, research] : [first]));
}

function growth({ isDeterministic }: SmallPlanOptions): fc.Arbitrary<Plan['growth']> {
  const one = { p10: 1, p50: 1, p90: 1 };
  const steady = fc.constantFrom(0.6, 1.5, 4).map((multiplePerYear): Plan['growth'] => ({
    of: 'gpuDemand',
    regimes: [{ id: 'steady', multiplePerYear, meanMonths: 6, startProbability: 1 }],
    jumps: [[0]],
    volatilityPerMonth: 0,
    saturation: null,
    efficiencyMultiplePerYear: one,
    efficiencyCorrelation: 0,
  }));
  if (isDeterministic) return steady;
  return fc.record({
    of: fc.constantFrom('gpuDemand', 'usage'),
    regimes: fc.constantFrom(0.2, 0.5).map((fast) => [
      { id: 'fast', multiplePerYear: 20, meanMonths: 3, startProbability: fast },
      { id: 'slow', multiplePerYear: 1.2, meanMonths: 8, startProbability: 1 - fast },
    ]),
    jumps: fc.constant([
      [0, 1],
      [1, 0],
    ]),
    volatilityPerMonth: fc.constantFrom(0, 0.05, 0.15),
    saturation: fc.constantFrom(null, { median: 8000, sigma: 0.4 }),
    efficiencyMultiplePerYear: fc.constantFrom(one, { p10: 1, p50: 1.5, p90: 3 }),
    efficiencyCorrelation: fc.constantFrom(0, 0.5),
  });
}

function market({ isDeterministic }: SmallPlanOptions): fc.Arbitrary<Plan['market']> {
  return fc.record({
    startRegime: fc.constantFrom(0, 1, 2),
    regimeMeanMonths: fc.constant<BySupplyRegime>(isDeterministic ? [1e9, 1e9, 1e9] : [4, 6, 5]),
    correlationWithGrowth: fc.constantFrom(0, 0.5),
    onDemand: fc.constantFrom(null, {
      acceleratorIndex: 0,
      priceUsdPerGpuHour: [2.5, 4, 7] as const,
      availableGpus: [600, 300, 50] as const,
    }),
    reservedUsdPerReferenceGpuHour: fc.constant<BySupplyRegime>([1.2, 1.9, 2.8]),
    rentalDeclinePerYearAfterHorizon: fc.constant(0.2),
    fluctuation: fc.constant(null),
  });
}

/** A contract of one kind for the first workload; `forWorkloads` gives its reference GPUs. */
function contract(options: SmallPlanOptions & { readonly kind: Offer['kind'] }): fc.Arbitrary<Offer> {
  const { kind } = options;
  const isBuild = kind === 'quote' ? fc.constantFrom(true, false, false) : fc.constant(false);
  return isBuild.chain((owned) =>
    fc
      .record({
        host: fc.constantFrom('host-a', 'host-b'),
        acceleratorIndex: fc.constantFrom(0, 0, 1),
        gpus: fc.constantFrom(200, 700, 1500),
        blocks: fc.constantFrom(1, 2, 4),
        blocksMin: fc.constantFrom(0, 0, 0, 0, 1),
        usd: fc.constantFrom(0.8, 1.6, 2.4, 4),
        isPerMonth: fc.boolean(),
        leadTimeMonths: quantiles(options),
        capexUsdPerGpu: fc.constantFrom(6e3, 15e3),
        debt: fc.constantFrom(null, { debtFraction: 0.6, ratePerYear: 0.1, tenorMonths: 24 }),
        termMonths: fc.constantFrom(3, 10, 30),
        signByMonth: fc.constantFrom(0, 3, 14),
        takeOrPayFraction: fc.constantFrom(1, 1, 0.6, 0),
        upfrontFraction: fc.constantFrom(0, 0, 0.3),
        buyerExit: fc.constantFrom(
          null,
          null,
          { afterMonths: 1, noticeMonths: 1 },
          { afterMonths: 2, noticeMonths: 0 },
        ),
        hazards: hazards(options),
        factors: fc.constantFrom([], ['grid']),
        deliveryProfile: fc.constantFrom(
          [{ monthsAfterStart: 0, fraction: 1 }],
          [
            { monthsAfterStart: 0, fraction: 0.5 },
            { monthsAfterStart: 2, fraction: 1 },
          ],
        ),
      })
      .map((draw) => offerOf(draw, { kind, owned })),
  );
}

interface Draw {
  readonly host: string;
  readonly acceleratorIndex: number;
  readonly gpus: number;
  readonly blocks: number;
  readonly blocksMin: number;
  readonly usd: number;
  readonly isPerMonth: boolean;
  readonly leadTimeMonths: Quantiles;
  readonly capexUsdPerGpu: number;
  readonly debt: Offer['financing'];
  readonly termMonths: number;
  readonly signByMonth: number;
  readonly takeOrPayFraction: number;
  readonly upfrontFraction: number;
  readonly buyerExit: Offer['buyerExit'];
  readonly hazards: Pick<Offer, 'hostExit' | 'failureHazardPerYear'>;
  readonly factors: readonly string[];
  readonly deliveryProfile: Offer['deliveryProfile'];
}

function quantiles({ hasCertainDelivery, isDeterministic }: SmallPlanOptions): fc.Arbitrary<Quantiles> {
  const certain = fc.constantFrom(0, 1, 3).map((months) => ({ p10: months, p50: months, p90: months }));
  return hasCertainDelivery || isDeterministic ? certain : fc.oneof(certain, fc.constant({ p10: 1, p50: 2, p90: 5 }));
}

function hazards(options: SmallPlanOptions): fc.Arbitrary<Draw['hazards']> {
  const none = { hostExit: null, failureHazardPerYear: 0 };
  if (options.hasNoHazards || options.isDeterministic) return fc.constant(none);
  const recall = { afterMonths: 1, noticeMonths: 1, hazardPerYear: [0.1, 0.3, 0.7] as const };
  return fc.constantFrom(
    none,
    none,
    { hostExit: recall, failureHazardPerYear: 0 },
    { hostExit: null, failureHazardPerYear: 0.2 },
  );
}

function offerOf(draw: Draw, { kind, owned }: { kind: Offer['kind']; owned: boolean }): Offer {
  const { acceleratorIndex, gpus, isPerMonth, usd, hazards: hazard, debt, capexUsdPerGpu, leadTimeMonths } = draw;
  const { host, blocks, termMonths, takeOrPayFraction, upfrontFraction, buyerExit, factors, deliveryProfile } = draw;
  // Later offers are priced by the supply regime at signing; what is on the table has one price.
  const byRegime: BySupplyRegime = kind === 'quote' || kind === 'fleet' ? [usd, usd, usd] : [usd * 0.7, usd, usd * 1.5];
  const perMonth: BySupplyRegime = [byRegime[0] * gpus * 730, byRegime[1] * gpus * 730, byRegime[2] * gpus * 730];
  const rented: Offer['price'] = isPerMonth
    ? { kind: 'perMonth', usd: perMonth }
    : { kind: 'perGpuHour', usd: byRegime };
  const gates = [
    { id: 'shell', months: { p10: 2, p50: 2, p90: 2 }, capexUsd: 0.3 * capexUsdPerGpu * gpus },
    { id: 'gpus', months: leadTimeMonths, capexUsd: 0.7 * capexUsdPerGpu * gpus },
  ];
  return {
    id: '',
    kind,
    route: owned ? 'build' : 'lease',
    host: owned ? 'self' : host,
    factors,
    quantities: [{ acceleratorIndex, gpus }],
    referenceGpus: [],
    blocks: kind === 'fleet' ? 1 : blocks,
    blocksMin: kind === 'quote' ? draw.blocksMin : kind === 'fleet' ? 1 : 0,
    availableFraction: kind === 'future' ? [1, 1, 0.4] : [1, 1, 1],
    ...windowOf(kind, draw.signByMonth),
    decideBy: null,
    leadTimeMonths: kind === 'fleet' ? { p10: 0, p50: 0, p90: 0 } : leadTimeMonths,
    gates: owned ? gates : [],
    deliveryProfile: kind === 'fleet' || termMonths < 4 ? [{ monthsAfterStart: 0, fraction: 1 }] : deliveryProfile,
    termMonths: owned ? 60 : termMonths,
    price: owned ? { kind: 'owned', opexUsdPerMonth: usd * gpus * 50 } : rented,
    takeOrPayFraction: owned ? 1 : takeOrPayFraction,
    upfrontFraction: owned || kind === 'fleet' ? 0 : upfrontFraction,
    buyerExit: owned ? null : buyerExit,
    hostExit: owned ? null : hazard.hostExit,
    failureHazardPerYear: hazard.failureHazardPerYear,
    financing: owned ? debt : null,
    terms: PLAIN_TERMS,
  };
}

function windowOf(
  kind: Offer['kind'],
  signByMonth: number,
): Pick<Offer, 'signFromMonth' | 'signByMonth' | 'serviceFromMonth'> {
  if (kind === 'future') return { signFromMonth: 2, signByMonth: HORIZON_MONTHS - 1, serviceFromMonth: 0 };
  if (kind === 'renewal') return { signFromMonth: 1, signByMonth: 6, serviceFromMonth: 6 };
  return { signFromMonth: 0, signByMonth: kind === 'fleet' ? 0 : signByMonth, serviceFromMonth: 0 };
}

function forWorkloads(offer: Offer, workloadList: readonly Workload[]): Offer {
  const { equivalents } = ACCELERATORS[offer.quantities[0]!.acceleratorIndex]!;
  const { gpus } = offer.quantities[0]!;
  return { ...offer, referenceGpus: workloadList.map((_, index) => gpus * equivalents[index]!) };
}

/** The random contracts alone, with the reference GPUs that a plan's workloads give them: for offers that are added. */
export function smallOffer(plan: Plan, options: SmallPlanOptions = {}): fc.Arbitrary<Offer> {
  return fc
    .constantFrom('quote', 'future', 'renewal')
    .chain((kind) => contract({ ...options, kind }))
    .map((offer) => ({ ...forWorkloads(offer, plan.workloads), id: 'added', blocksMin: 0 }));
}
