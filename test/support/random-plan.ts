/** Tiny random plans for the brute force: parsed plans of a named family, each fixed by its seed. */
import {
  NO_PROBABILITY_LIMITS,
  type BySupplyRegime,
  type Offer,
  type Plan,
  type Workload,
} from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS, type Quantiles } from '../../src/core/domain/term-sheet.ts';

export const FAMILIES = [
  'neutral',
  'classes',
  'merged states',
  'limits',
  'churn',
  'tight cash',
  'tail risk',
  'builds',
  'hazards',
  'exits',
  'later signings',
  'policy bound',
  'sure growth',
] as const;
export type Family = (typeof FAMILIES)[number];

/** Draws of one plan: mulberry32, a small generator that is enough to vary test plans. */
class Draws {
  state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }
  chance(probability: number): boolean {
    return this.unit() < probability;
  }
  oneOf<T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)]!;
  }
  /** a figure with few digits, as people write them */
  round(low: number, high: number): number {
    return Number(this.between(low, high).toPrecision(3));
  }
}

const certain = (value: number): Quantiles => ({ p10: value, p50: value, p90: value });

/** What a family turns on. */
interface Traits {
  readonly hasResearch: boolean;
  readonly hasChurn: boolean;
  readonly isTight: boolean;
  readonly hasOnDemand: boolean;
  readonly hasTakeOrPay: boolean;
  readonly hasBuilds: boolean;
  readonly hasHazards: boolean;
  readonly hasExits: boolean;
  readonly hasLater: boolean;
  readonly hasClasses: boolean;
  readonly hasLimits: boolean;
  readonly isAverse: boolean;
  readonly isMerged: boolean;
  /** restrictions under which merit order is provably best are lifted: the brute force is then a bound from below */
  readonly isBound: boolean;
}

function traitsOf(family: Family, draws: Draws): Traits {
  const is = (...families: Family[]) => families.includes(family);
  const isBound = family === 'policy bound';
  const hasChurn =
    is('churn') || isBound || (is('tail risk', 'builds', 'hazards', 'merged states') && draws.chance(0.3));
  const isTight =
    is('tight cash') ||
    isBound ||
    (is('tail risk', 'builds', 'hazards', 'exits', 'later signings') && draws.chance(0.4));
  const hasClasses = is('classes');
  return {
    hasResearch: isBound || hasClasses || (!hasChurn && !isTight && draws.chance(0.4)),
    hasChurn,
    isTight,
    hasOnDemand: !hasClasses && draws.chance(0.5),
    hasTakeOrPay: !hasClasses && draws.chance(0.4),
    hasBuilds: is('builds') || (!is('exits', 'later signings') && draws.chance(0.15)),
    hasHazards: is('hazards') || draws.chance(0.2),
    hasExits: is('exits'),
    hasLater: is('later signings'),
    hasClasses,
    hasLimits: is('limits'),
    isAverse: is('tail risk') || (is('tight cash', 'builds', 'exits', 'later signings') && draws.chance(0.3)),
    isMerged: is('merged states'),
    isBound,
  };
}

/** The plan of a family with this seed. */
export function randomPlan(family: Family, seed: number): Plan {
  const draws = new Draws(seed * 7919 + FAMILIES.indexOf(family) * 104729 + 17);
  const traits = traitsOf(family, draws);
  const busy = draws.round(8_000, 40_000);
  // With risk aversion or nested searches only leaves decide later, so the tree has two stages.
  const isTwoStage =
    ((traits.hasExits || traits.hasLater) && (traits.isAverse || traits.isTight || draws.chance(0.7))) ||
    draws.chance(0.3);
  const stageStartMonths = isTwoStage ? [0, draws.oneOf([3, 6])] : [0, 3, 6];
  const blockCount = draws.whole(1, 2);
  const peak = draws.round(1.1, 1.6);
  const horizonMonths = draws.oneOf(isTwoStage ? [9, 12, 13, 18] : [9, 11, 12, 15]);
  const workloads = workloadsOf(draws, traits, busy);
  const plan: Plan = {
    name: `${family} ${seed}`,
    asOf: '2026-07-01',
    startMonth: '2026-07',
    horizonMonths,
    discountRatePerYear: draws.oneOf([0, 0.08, 0.12, 0.3]),
    seed: seed + 1,
    accelerators: [
      {
        id: 'a',
        equivalents: workloads.map((_, w) => (w === 0 ? 1 : traits.hasClasses ? 1 : 0.8)),
        facilityKwPerGpu: null,
      },
      {
        id: 'b',
        equivalents: workloads.map((_, w) => (w === 0 ? 2 : traits.hasClasses ? draws.oneOf([0, 0.5, 3]) : 1.6)),
        facilityKwPerGpu: null,
      },
    ],
    workloads,
    loadBlocks:
      blockCount === 1 && !traits.isMerged
        ? [{ timeFraction: 1, ofMean: workloads.map(() => 1) }]
        : [
            { timeFraction: 0.25, ofMean: workloads.map((_, w) => (w === 0 ? peak : 1)) },
            { timeFraction: 0.75, ofMean: workloads.map((_, w) => (w === 0 ? (1 - 0.25 * peak) / 0.75 : 1)) },
          ],
    growth: growthOf(draws),
    market: {
      startRegime: draws.whole(0, 2),
      regimeMeanMonths: [draws.whole(2, 12), draws.whole(2, 12), draws.whole(2, 12)],
      correlationWithGrowth: draws.oneOf([0, 0.5, -0.4]),
      onDemand: null,
      reservedUsdPerReferenceGpuHour: rising(draws, 0.3, 2.5),
      rentalDeclinePerYearAfterHorizon: draws.oneOf([0, 0.2, 0.35]),
      fluctuation: null,
    },
    fleet: [],
    offers: [],
    money: {
      openingLiquidityUsd: traits.isTight ? draws.round(0, 2e7) : 2e11,
      creditLineUsd: draws.oneOf([0, 2e7, 2e8]),
      fixedCostUsdPerMonth: draws.chance(traits.isTight ? 0.9 : 0.5) ? draws.round(1e6, traits.isTight ? 1e8 : 2e7) : 0,
    },
    limits: {
      hostFractionMax: 1,
      firmLiabilityUsdMax: null,
      shortageFraction: 0.05,
      newPartners: null,
      ...NO_PROBABILITY_LIMITS,
    },
    risk: {
      tailFraction: traits.isAverse ? draws.oneOf([0.05, 0.2, 0.4, 1]) : 1,
      weight: traits.isAverse ? draws.oneOf([0.2, 0.5, 1]) : 0,
      rescuePricePerUsd: draws.oneOf([
        [0.5, 5],
        [0.1, 1],
        [0, 3],
      ] as const),
    },
    lattice: { lattices: 2, nodesPerStage: 4, paths: 128, iterations: 4, rounds: 4, replayPaths: 32 },
    tree: {
      stageStartMonths,
      branches: stageStartMonths.slice(1).map(() => draws.whole(2, 3)),
      paths: draws.oneOf([64, 96, 128]),
      trees: 2,
      noisePoints: traits.isMerged ? 3 : draws.whole(1, 2),
    },
  };
  const cheapest = Math.min(...workloads.flatMap(({ tiers }) => tiers.map((tier) => tier.valueUsdPerReferenceGpuHour)));
  const whole = withSupply({ draws, traits, plan, busy, cheapest });
  const written = HAS_TERMS.has(family) ? withTerms(whole, new Draws(seed * 6007 + 5)) : whole;
  return family === 'sure growth' ? withSureGrowth(written) : written;
}

/** Growth without noise that may stop: at the last stage's start, one month long, some nodes know their demand and some do not. */
function withSureGrowth(plan: Plan): Plan {
  const regimes = [
    { id: 'grows', multiplePerYear: 10, meanMonths: 9, startProbability: 1 },
    { id: 'stands', multiplePerYear: 1, meanMonths: 9, startProbability: 0 },
  ];
  return {
    ...plan,
    horizonMonths: 7,
    growth: {
      ...plan.growth,
      regimes,
      jumps: [
        [0, 1],
        [1, 0],
      ],
      volatilityPerMonth: 0,
      saturation: null,
    },
    tree: { ...plan.tree, stageStartMonths: [0, 3, 6], branches: [2, 2], noisePoints: 2, paths: 128 },
  };
}

/** Families whose leases have more than twelve fields; their draws are apart, so that the other draws stay as they are. */
const HAS_TERMS: ReadonlySet<Family> = new Set(['exits', 'hazards', 'later signings']);

/** Price steps, an escalator, costs beside the fee, an exit fee and a deposit on some leases. */
function withTerms(plan: Plan, draws: Draws): Plan {
  const termed = (offer: Offer): Offer => {
    const isPlain = offer.price.kind === 'owned' || offer.takeOrPayFraction < 1 || draws.chance(0.4);
    if (isPlain) return offer;
    const gpus = offer.quantities.reduce((sum, quantity) => sum + quantity.gpus, 0);
    const monthUsd = offer.price.usd[1] * (offer.price.kind === 'perGpuHour' ? gpus * 730 : 1);
    const terms: Offer['terms'] = {
      ...PLAIN_TERMS,
      priceSteps: draws.chance(0.5) ? [{ fromMonth: draws.whole(1, 5), value: draws.round(0.5, 1.5) }] : [],
      escalatorPerYear: draws.oneOf([0, 0.05, -0.1]),
      powerUsdPerMonth: monthUsd * draws.oneOf([0, 0.1]),
      adders: { onceUsd: 0, usdPerMonth: monthUsd * draws.oneOf([0, 0.05]) },
      exitFee: { usd: monthUsd * draws.oneOf([0, 0.3, 2]), months: 0, fractionOfRemaining: 0 },
      depositUsd: offer.kind === 'fleet' ? 0 : monthUsd * draws.oneOf([0, 0.5]),
    };
    return { ...offer, terms };
  };
  return { ...plan, fleet: plan.fleet.map(termed), offers: plan.offers.map(termed) };
}

function workloadsOf(draws: Draws, traits: Traits, busy: number): Workload[] {
  const tierCount = draws.whole(1, 3);
  const fractions = [[1], [0.7, 0.3], [0.5, 0.3, 0.2]][tierCount - 1]!;
  const highest = draws.round(3, 12);
  const tiers = fractions.map((demandFraction, index) => ({
    id: `tier-${index}`,
    demandFraction,
    fixedReferenceGpus: null,
    valueUsdPerReferenceGpuHour: Number((highest * [1, 0.55, 0.25][index]!).toPrecision(3)),
    isProtected: index === 0,
  }));
  const fixed = { ...tiers[0]!, id: 'fixed', demandFraction: null, fixedReferenceGpus: Math.round(busy * 0.2) };
  const customers: Workload = {
    id: 'customers',
    busyReferenceGpus: busy,
    // Customers that shortage drives away compete with no tier that it does not, or serving would be a question of tactics.
    tiers:
      !traits.hasChurn && draws.chance(0.25)
        ? [...tiers, { ...fixed, valueUsdPerReferenceGpuHour: draws.round(1, 8) }]
        : tiers,
    // Where cash is tight, prices that fall within a span would set value and cash of a span at odds.
    valueDeclinePerYear: traits.isTight && !traits.isBound ? 0 : draws.oneOf([0, 0.15, 0.4]),
    churn: traits.hasChurn ? draws.oneOf(CHURNS) : null,
    isCash: true,
  };
  if (!traits.hasResearch) return [customers];
  const research: Workload = {
    id: 'research',
    busyReferenceGpus: draws.chance(0.5) ? draws.round(2_000, 10_000) : 0,
    tiers: [],
    valueDeclinePerYear: draws.oneOf([0, 0.1]),
    churn: null,
    isCash: draws.chance(0.3),
  };
  const tier = {
    ...fixed,
    id: 'floor',
    valueUsdPerReferenceGpuHour: draws.round(1, 9),
    fixedReferenceGpus: draws.round(1_000, 20_000),
  };
  const growing = { ...tiers[0]!, id: 'growing', demandFraction: 1, valueUsdPerReferenceGpuHour: draws.round(0.5, 6) };
  return [customers, { ...research, tiers: research.busyReferenceGpus > 0 ? [growing, tier] : [tier] }];
}

/** Losses that recover slowly: recovery over three months is at least the deepest band's loss, as the proof needs. */
const CHURNS = [
  { recoveryPerMonth: 0.97, depthFractions: [0.05, 0.2], lossPerMonth: [0.05, 0.15, 0.3] },
  { recoveryPerMonth: 0.9, depthFractions: [0.1], lossPerMonth: [0.02, 0.2] },
  { recoveryPerMonth: 1, depthFractions: [], lossPerMonth: [0.1] },
];

function growthOf(draws: Draws): Plan['growth'] {
  const count = draws.whole(1, 3);
  const regimes = [0, 1, 2].slice(0, count).map((index) => ({
    id: `regime-${index}`,
    multiplePerYear: draws.oneOf(
      [
        [10, 20, 4],
        [1.5, 3],
        [0.5, 1],
      ][index]!,
    ),
    meanMonths: draws.round(1.5, 9),
    startProbability: [[1], [0.4, 0.6], [0.2, 0.5, 0.3]][count - 1]![index]!,
  }));
  const jumps = [
    [[0]],
    [
      [0, 1],
      [1, 0],
    ],
    [
      [0, 0.7, 0.3],
      [0.5, 0, 0.5],
      [0.2, 0.8, 0],
    ],
  ][count - 1]!;
  return {
    of: 'gpuDemand',
    regimes,
    jumps,
    volatilityPerMonth: draws.oneOf([0, 0.05, 0.15]),
    saturation: draws.chance(0.3) ? { median: 150_000, sigma: 0.4 } : null,
    efficiencyMultiplePerYear: certain(1),
    efficiencyCorrelation: 0,
  };
}

function rising(draws: Draws, low: number, high: number): BySupplyRegime {
  const [glut, normal, tight] = [draws.round(low, high), draws.round(low, high), draws.round(low, high)].toSorted(
    (a, b) => a - b,
  );
  return [glut!, normal!, tight!];
}

interface Making {
  readonly draws: Draws;
  readonly traits: Traits;
  readonly plan: Plan;
  readonly busy: number;
  /** value of the least valuable tier */
  readonly cheapest: number;
}

function withSupply(making: Making): Plan {
  const { draws, traits, plan, busy, cheapest } = making;
  const quoteCount = draws.whole(1, traits.hasExits || traits.hasLater ? 2 : 3);
  const fleet = Array.from({ length: draws.whole(0, 2) }, (_, index) => fleetContract(making, index));
  const quotes = Array.from({ length: quoteCount }, (_, index) => quote(making, index, quoteCount));
  // At most one contract is paid by use.
  const byUse = traits.hasTakeOrPay ? draws.whole(0, fleet.length + quotes.length - 1) : -1;
  const contracts = [...fleet, ...quotes].map((offer, index) =>
    index === byUse && offer.price.kind !== 'owned' && offer.buyerExit === null ? paidByUse(making, offer) : offer,
  );
  // Where shortage drives customers away, buying by the hour is merit order only if it pays for every tier.
  const high = traits.hasChurn && !traits.isBound ? cheapest * 0.4 : 6;
  const onDemand = traits.hasOnDemand
    ? {
        acceleratorIndex: draws.whole(0, 1),
        priceUsdPerGpuHour: rising(draws, high / 10, high),
        availableGpus: [Math.round(busy * 0.3), Math.round(busy * 0.1), draws.oneOf([0, 500])] as const,
      }
    : null;
  const later = traits.hasLater ? laterOffers(making) : [];
  const limited = traits.hasLimits
    ? {
        hostFractionMax: draws.oneOf([0.35, 0.5, 0.8]),
        firmLiabilityUsdMax: draws.chance(0.6) ? draws.round(1e8, 2e9) : null,
        shortageFraction: 0.05,
        newPartners: null,
        ...NO_PROBABILITY_LIMITS,
      }
    : plan.limits;
  return {
    ...plan,
    market: { ...plan.market, onDemand },
    fleet: contracts.slice(0, fleet.length),
    offers: [...contracts.slice(fleet.length), ...later],
    limits: limited,
  };
}

const BLANK: Omit<Offer, 'id' | 'host' | 'quantities' | 'referenceGpus' | 'price'> = {
  kind: 'quote',
  route: 'lease',
  factors: [],
  blocks: 1,
  blocksMin: 0,
  availableFraction: [1, 1, 1],
  signFromMonth: 0,
  signByMonth: 2,
  decideBy: null,
  leadTimeMonths: certain(0),
  gates: [],
  serviceFromMonth: 0,
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  termMonths: 12,
  takeOrPayFraction: 1,
  upfrontFraction: 0,
  buyerExit: null,
  hostExit: null,
  failureHazardPerYear: 0,
  financing: null,
  terms: PLAIN_TERMS,
};

function kit({ draws, plan, busy }: Making, size: number): Pick<Offer, 'quantities' | 'referenceGpus'> {
  const acceleratorIndex = draws.whole(0, 1);
  const { equivalents } = plan.accelerators[acceleratorIndex]!;
  const gpus = Math.round((busy * size) / (acceleratorIndex + 1));
  return { quantities: [{ acceleratorIndex, gpus }], referenceGpus: equivalents.map((count) => count * gpus) };
}

function perGpuHour(draws: Draws, kitOf: Pick<Offer, 'quantities' | 'referenceGpus'>, high: number): Offer['price'] {
  const usd = Number((draws.between(0.4, high) * (kitOf.referenceGpus[0]! / kitOf.quantities[0]!.gpus)).toPrecision(3));
  if (draws.chance(0.3)) {
    const usdPerMonth = Math.round(usd * kitOf.quantities[0]!.gpus * 730);
    return { kind: 'perMonth', usd: [usdPerMonth, usdPerMonth, usdPerMonth] };
  }
  return { kind: 'perGpuHour', usd: [usd, usd, usd] };
}

function fleetContract(making: Making, index: number): Offer {
  const { draws, traits, plan } = making;
  const own = kit(making, draws.between(0.2, 0.6));
  const isOwned = !traits.hasExits && draws.chance(0.2);
  // A notice at the root is a decision before the leaves, which risk aversion does not allow here.
  const mayEnd = traits.hasExits && index === 0 && !traits.isAverse && draws.chance(0.5);
  return {
    ...BLANK,
    ...own,
    id: `fleet-${index}`,
    kind: 'fleet',
    route: isOwned ? 'build' : 'lease',
    host: draws.oneOf(['north', 'south']),
    blocksMin: 1,
    signByMonth: 0,
    termMonths: draws.whole(2, plan.horizonMonths + 6),
    price: isOwned ? { kind: 'owned', opexUsdPerMonth: draws.round(1e5, 4e6) } : perGpuHour(draws, own, 2.5),
    ...hazards(making, !isOwned),
    buyerExit: mayEnd ? { afterMonths: draws.whole(0, 6), noticeMonths: draws.whole(0, 4) } : null,
  };
}

function hazards({ draws, traits }: Making, mayRecall: boolean): Pick<Offer, 'hostExit' | 'failureHazardPerYear'> {
  if (!traits.hasHazards) return { hostExit: null, failureHazardPerYear: 0 };
  const hazardPerYear: BySupplyRegime = [0.02, draws.round(0.05, 0.3), draws.round(0.3, 0.8)];
  return {
    hostExit:
      mayRecall && draws.chance(0.7)
        ? { afterMonths: draws.whole(0, 4), noticeMonths: draws.whole(0, 4), hazardPerYear }
        : null,
    failureHazardPerYear: draws.chance(0.7) ? draws.round(0.02, 0.4) : 0,
  };
}

function quote(making: Making, index: number, quoteCount: number): Offer {
  const { draws, traits } = making;
  const blocksMax = [3, 2, 1][quoteCount - 1]!;
  const blocks = draws.whole(1, blocksMax);
  const own = kit(making, draws.between(0.15, 1.2));
  const lead = draws.whole(0, 6);
  const isBuild = traits.hasBuilds && draws.chance(0.7);
  const offer: Offer = {
    ...BLANK,
    ...own,
    id: `quote-${index}`,
    host: draws.oneOf(['north', 'south', 'west']),
    factors: draws.chance(0.4) ? ['grid'] : [],
    blocks,
    blocksMin: draws.chance(traits.hasLimits ? 0.4 : 0.1) ? draws.whole(0, blocks) : 0,
    leadTimeMonths: draws.chance(0.3)
      ? certain(lead)
      : { p10: lead + 0.5, p50: lead + 1, p90: lead + draws.round(1.5, 5) },
    serviceFromMonth: draws.chance(0.2) ? draws.whole(0, 5) : 0,
    deliveryProfile: draws.oneOf([
      [{ monthsAfterStart: 0, fraction: 1 }],
      [
        { monthsAfterStart: 0, fraction: 0.5 },
        { monthsAfterStart: 2, fraction: 1 },
      ],
      [
        { monthsAfterStart: 1, fraction: 0.4 },
        { monthsAfterStart: 4, fraction: 1 },
      ],
    ]),
    termMonths: draws.oneOf([3, 6, 12, 24, 60]),
    upfrontFraction: draws.chance(0.3) ? draws.oneOf([0.1, 0.3]) : 0,
    price: perGpuHour(draws, own, 4),
    ...hazards(making, true),
    buyerExit:
      traits.hasExits && index === 0 ? { afterMonths: draws.whole(0, 6), noticeMonths: draws.whole(0, 4) } : null,
  };
  return isBuild ? built(making, offer) : offer;
}

function built({ draws, plan }: Making, offer: Offer): Offer {
  const capexUsd = offer.referenceGpus[0]! * draws.round(3_000, 40_000);
  const drawnCount = draws.whole(1, 3);
  // Stopping between gates is a decision before the leaves, which the brute force leaves alone under risk aversion.
  const gateCount = plan.risk.weight > 0 ? 1 : drawnCount;
  const gates = Array.from({ length: gateCount }, (_, index) => {
    const months = draws.whole(1, 4);
    return {
      id: `gate-${index}`,
      months: draws.chance(0.3)
        ? certain(months)
        : { p10: months * 0.7, p50: months, p90: months * draws.round(1.1, 2) },
      capexUsd: Math.round(capexUsd * (index === gateCount - 1 ? 0.7 : 0.15)),
    };
  });
  const sum = (pick: (months: Quantiles) => number) => gates.reduce((total, gate) => total + pick(gate.months), 0);
  return {
    ...offer,
    route: 'build',
    host: 'self',
    gates,
    leadTimeMonths: { p10: sum(({ p10 }) => p10), p50: sum(({ p50 }) => p50), p90: sum(({ p90 }) => p90) },
    termMonths: draws.oneOf([6, 24, 60]),
    price: { kind: 'owned', opexUsdPerMonth: draws.round(0, 3e6) },
    upfrontFraction: 0,
    hostExit: null,
    buyerExit: null,
    financing: draws.chance(0.7)
      ? {
          debtFraction: draws.oneOf([0.4, 0.6, 1]),
          ratePerYear: draws.oneOf([0, 0.1]),
          tenorMonths: draws.oneOf([plan.horizonMonths - 4, 24, 84]),
        }
      : null,
  };
}

/** Where cash is tight or customers churn, in service for whole spans at a constant price, so that merit order holds. */
function paidByUse({ draws, traits, cheapest }: Making, offer: Offer): Offer {
  const takeOrPayFraction = draws.oneOf([0, 0.5, 0.8]);
  if (traits.isBound || (!traits.isTight && !traits.hasChurn)) return { ...offer, takeOrPayFraction };
  const gpuHours = offer.quantities[0]!.gpus;
  const usd = Number(((cheapest * 0.4 * offer.referenceGpus[0]!) / gpuHours).toPrecision(3));
  return {
    ...offer,
    takeOrPayFraction,
    leadTimeMonths: certain(draws.oneOf([0, 3, 6])),
    serviceFromMonth: 0,
    deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
    termMonths: 60,
    hostExit: null,
    failureHazardPerYear: 0,
    upfrontFraction: 0,
    price: { kind: 'perGpuHour', usd: [usd, usd, usd] },
  };
}

/** One or two offers of later months; with a tree of three stages they come at its end or in its middle, not both. */
function laterOffers(making: Making): Offer[] {
  const { draws, plan } = making;
  const { stageStartMonths } = plan.tree;
  return Array.from({ length: draws.whole(1, 2) }, (_, index) => {
    const own = kit(making, draws.between(0.2, 1));
    const stage = draws.whole(1, stageStartMonths.length - 1);
    const usd = rising(draws, 0.5, 5);
    return {
      ...BLANK,
      ...own,
      id: `later-${index}`,
      kind: draws.chance(0.5) ? 'future' : 'renewal',
      host: 'market',
      blocks: draws.whole(1, 10),
      availableFraction: draws.oneOf([
        [1, 1, 1],
        [1, 0.8, 0.2],
      ] as const),
      signFromMonth: plan.risk.weight > 0 ? stageStartMonths.at(-1)! : stageStartMonths[stage]!,
      signByMonth: plan.risk.weight > 0 ? plan.horizonMonths : stageStartMonths[stage]!,
      leadTimeMonths: draws.chance(0.5) ? certain(draws.whole(0, 3)) : { p10: 0.5, p50: 1.5, p90: 4 },
      termMonths: draws.oneOf([3, 12, 24]),
      price: { kind: 'perGpuHour', usd },
      upfrontFraction: draws.chance(0.3) ? 0.2 : 0,
    };
  });
}
