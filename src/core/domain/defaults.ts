/**
 * Every value that a plan may leave out. The one place: prose links here, and each default that is taken is listed in
 * the result as an assumption (settings of the calculation apart).
 */
export const PLAN_DEFAULTS = {
  horizonMonths: 48,
  seed: 80,
  growthOf: 'gpuDemand',
  valueDeclinePerYear: 0,
  churn: { recoveryPerMonth: 0.97, depthFractions: [0.05, 0.2], lossPerMonth: [0.05, 0.15, 0.3] },
  regimeMeanMonths: 9,
  correlationWithGrowth: 0,
  rentalDeclinePerYearAfterHorizon: 0.2,
  /** what `fluctuation: calibrated` means: `calibrateMarket` on the catalogue, to two digits */
  marketFluctuation: {
    halfLifeMonths: 3.9,
    priceVolatilityPerMonth: 0.069,
    jumpsPerYear: 0.22,
    jumpVolatility: 0.28,
    availabilityVolatility: 0.41,
  },
  efficiencyCorrelation: 0,
  takeOrPayFraction: 1,
  renewalTermMonths: 24,
  renewalBlocks: 10,
  /** a renewal may be signed this long before the old contract ends */
  renewalSignMonthsAhead: 12,
  /** a quote without decideBy lapses this many months after the start */
  decideMonths: 3,
  usefulLifeMonths: 60,
  /** share of the service credits owed that is claimed and paid */
  claimedFraction: 1,
  creditLineUsd: 0,
  fixedCostUsdPerMonth: 0,
  hostFractionMax: 1,
  shortageFraction: 0.1,
  newPartnerMonths: 3,
  risk: { tailFraction: 0.05, weight: 0.3, rescuePricePerUsd: [0.5, 5] },
  tree: {
    stageStartMonths: [0, 1, 3, 6, 12, 24],
    /** branches at the second stage, and at every later one */
    branchesFirst: 3,
    branchesLater: 2,
    paths: 4096,
    trees: 2,
    noisePoints: 2,
  },
  lattice: { lattices: 4, nodesPerStage: 12, paths: 8192, iterations: 4, rounds: 8, replayPaths: 256 },
} as const;

/** Fewest sampled paths behind each leaf of the tree for its mean to carry an interval. */
export const PATHS_PER_LEAF_MIN = 30;
/** The accelerator that all others are measured in. */
export const REFERENCE_ACCELERATOR = 'h100';
