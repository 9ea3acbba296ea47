import type { Exit, Quantiles, TermSheet } from './term-sheet.ts';

/**
 * The plan as every other folder reads it: parsed, defaults filled, months counted from the start month, provenance
 * stripped. `parsePlan` is its only maker; nobody else reads raw input.
 */

/** The market's supply regimes, from loose to tight; arrays over regimes keep this order. */
export const SUPPLY_REGIMES = ['glut', 'normal', 'tight'] as const;
export type SupplyRegime = (typeof SUPPLY_REGIMES)[number];
/** One value for each supply regime, in the order of SUPPLY_REGIMES. */
export type BySupplyRegime = readonly [glut: number, normal: number, tight: number];

export interface Accelerator {
  readonly id: string;
  /** reference GPUs that one GPU replaces, by workload index (0 = not eligible) */
  readonly equivalents: readonly number[];
  /** facility kilowatts per GPU, or null when unknown */
  readonly facilityKwPerGpu: number | null;
}

/** A slice of a workload's demand with one value; served from the most valuable down. */
export interface Tier {
  readonly id: string;
  /** share of the workload's demand in [0, 1]; null for a tier of fixed size */
  readonly demandFraction: number | null;
  /** size of a tier that does not grow with demand, in busy reference GPUs; null for a share */
  readonly fixedReferenceGpus: number | null;
  /** USD per served reference-GPU hour, net of non-compute variable cost, at month 0 */
  readonly valueUsdPerReferenceGpuHour: number;
  readonly isProtected: boolean;
  /** a dated run: the months in which it asks; absent from what asks always */
  readonly run?: DatedRun;
}

/** When a training run asks for its GPUs. */
export interface DatedRun {
  /** month index of its first month, possibly before the plan's */
  readonly fromMonth: number;
  /** first month index after it */
  readonly toMonth: number;
  /** true: within a month it fills the valleys of the other load, and its shortage is no shortage */
  readonly isDeferrable: boolean;
}

export interface LoadBlock {
  /** share of time in [0, 1]; the shares of a plan's blocks sum to 1 */
  readonly timeFraction: number;
  /** load in this block relative to the mean, by workload index */
  readonly ofMean: readonly number[];
}

export interface Churn {
  /** share of lost demand still lost a month later, in [0, 1] */
  readonly recoveryPerMonth: number;
  /** upper ends of the depth bands of unserved demand (fractions of demand), ascending; the last band is open */
  readonly depthFractions: readonly number[];
  /** demand fraction lost per month per unit of unserved fraction in each band, ascending */
  readonly lossPerMonth: readonly number[];
}

export interface Workload {
  readonly id: string;
  /** busy reference GPUs on average at month 0 over all demand-share tiers (0 when all tiers are fixed) */
  readonly busyReferenceGpus: number;
  readonly tiers: readonly Tier[];
  /** tokens that a busy reference GPU serves in a second now, at the median; absent where the plan does not say */
  readonly tokensPerReferenceGpuSecond?: number;
  /** yearly decline of every tier's value, in [0, 1) */
  readonly valueDeclinePerYear: number;
  /** null: shortage loses no customers (research) */
  readonly churn: Churn | null;
  /** true when served hours earn cash; false for research, whose value is not cash */
  readonly isCash: boolean;
}

export interface GrowthRegime {
  readonly id: string;
  /** annualised growth multiple, > 0: 80 is 80x a year, 80^(1/4) = 2.99x a quarter */
  readonly multiplePerYear: number;
  /** mean duration, >= 1 */
  readonly meanMonths: number;
  readonly startProbability: number;
}

export interface Growth {
  /** what the regimes multiply: GPU demand itself, or usage that efficiency then divides */
  readonly of: 'gpuDemand' | 'usage';
  readonly regimes: readonly GrowthRegime[];
  /** [from × to], row-stochastic with zero diagonal: where a regime goes when it ends */
  readonly jumps: readonly (readonly number[])[];
  /** standard deviation of the monthly log growth */
  readonly volatilityPerMonth: number;
  /** busy reference GPUs at which growth stops: lognormal; null = no saturation */
  readonly saturation: { readonly median: number; readonly sigma: number } | null;
  /** work per GPU hour grows by this multiple a year; used when `of` is usage */
  readonly efficiencyMultiplePerYear: Quantiles;
  /** correlation of efficiency gains with usage growth, in [-1, 1] */
  readonly efficiencyCorrelation: number;
}

/**
 * How prices and availability move within a supply regime, beside the regime's own moves: docs/market.md says how the
 * default was calibrated, and what it cannot tell.
 */
export interface MarketFluctuation {
  /** months after which half of a departure from the regime's level is left, > 0 */
  readonly halfLifeMonths: number;
  /** standard deviation of a month's ordinary move of a log price, ≥ 0 */
  readonly priceVolatilityPerMonth: number;
  /** jumps of a price a year, in [0, 12) */
  readonly jumpsPerYear: number;
  /** standard deviation of a jump of a log price, ≥ 0 */
  readonly jumpVolatility: number;
  /** long-run standard deviation of the logarithm of what is on offer over the regime's level, ≥ 0 */
  readonly availabilityVolatility: number;
}

export interface Market {
  readonly startRegime: number;
  /** mean duration of each supply regime in months, >= 1 */
  readonly regimeMeanMonths: BySupplyRegime;
  /** Gaussian-copula correlation of the supply regime's moves with demand growth, in [-1, 1] */
  readonly correlationWithGrowth: number;
  /** capacity bought by the hour; null = none */
  readonly onDemand: {
    readonly acceleratorIndex: number;
    readonly priceUsdPerGpuHour: BySupplyRegime;
    readonly availableGpus: BySupplyRegime;
  } | null;
  /** reserved rental price of one reference GPU hour: renewals by default, and what capacity is worth after the horizon */
  readonly reservedUsdPerReferenceGpuHour: BySupplyRegime;
  /** yearly decline of that rental price after the horizon, in [0, 1) */
  readonly rentalDeclinePerYearAfterHorizon: number;
  /** within a supply regime; null: prices and availability stay at the regime's values */
  readonly fluctuation: MarketFluctuation | null;
}

export interface Gate {
  readonly id: string;
  readonly months: Quantiles;
  /** for the whole offer, nominal USD */
  readonly capexUsd: number;
  /** shares of the capex by months after the gate's start; absent: all at its start */
  readonly payments?: readonly { readonly monthsAfterStart: number; readonly fraction: number }[];
}

/** The price by which capacity is paid once in service; by supply regime at signing (a quote has all three equal). */
export type Price =
  | { readonly kind: 'perGpuHour'; readonly usd: BySupplyRegime }
  | { readonly kind: 'perMonth'; readonly usd: BySupplyRegime }
  /** owned kit: capex through gates, then operations */
  | { readonly kind: 'owned'; readonly opexUsdPerMonth: number };

/**
 * A contract one may sign, or has signed: quotes, renewals, future offers and the fleet share this one meaning.
 * All amounts are for the whole quantity; a decision is a number of blocks out of `blocks`.
 */
export interface Offer {
  readonly id: string;
  /** `quote`: on the table now. `renewal`, `future`: a template of later months. `fleet`: signed, never re-decided. `option`: what a right of another contract gives */
  readonly kind: 'quote' | 'renewal' | 'future' | 'fleet' | 'option';
  readonly route: 'build' | 'lease' | 'partner';
  readonly host: string;
  /** shared-failure factors such as `grid-tva`: slips of offers that share one are correlated */
  readonly factors: readonly string[];
  readonly quantities: readonly { readonly acceleratorIndex: number; readonly gpus: number }[];
  /** overrides the accelerators' equivalents: reference GPUs of the whole offer, by workload index */
  readonly referenceGpus: readonly number[];
  /** integer >= 1: 1 is all or nothing, 10 means tenths */
  readonly blocks: number;
  /** hard: at least this many blocks are signed at the root */
  readonly blocksMin: number;
  /** of a quote: signed before the plan's start (`status: signed`); its blocks are a fact, not a decision */
  readonly isAlreadySigned?: true;
  /** share of the blocks on offer by the supply regime at signing, in [0, 1] */
  readonly availableFraction: BySupplyRegime;
  /** signable at stage starts in [signFromMonth, signByMonth] */
  readonly signFromMonth: number;
  readonly signByMonth: number;
  /** the quote's own lapse date "YYYY-MM-DD", or null */
  readonly decideBy: string | null;
  /** months from signing to first service; for a gated build the sum of its gates (then this is not read) */
  readonly leadTimeMonths: Quantiles;
  readonly gates: readonly Gate[];
  /** service never starts before this month index (renewals: the month after the old contract ends) */
  readonly serviceFromMonth: number;
  /** cumulative fraction in service from so many months after first service; last fraction is 1 */
  readonly deliveryProfile: readonly { readonly monthsAfterStart: number; readonly fraction: number }[];
  /** months in service from first service; owned kit: its useful life */
  readonly termMonths: number;
  readonly price: Price;
  /** share of delivered capacity that is paid whatever the use, in [0, 1]; the rest is paid when used */
  readonly takeOrPayFraction: number;
  /** share of the term's committed payments paid at signing and credited evenly against them, in [0, 1) */
  readonly upfrontFraction: number;
  readonly buyerExit: Exit | null;
  readonly hostExit: (Exit & { readonly hazardPerYear: BySupplyRegime }) | null;
  /** chance per year in service that the counterparty fails: capacity and payments stop, a prepayment is lost */
  readonly failureHazardPerYear: number;
  readonly financing: {
    readonly debtFraction: number;
    readonly ratePerYear: number;
    readonly tenorMonths: number;
  } | null;
  /** everything of the term sheet beyond the fields above */
  readonly terms: TermSheet;
}

export interface Money {
  readonly openingLiquidityUsd: number;
  readonly creditLineUsd: number;
  readonly fixedCostUsdPerMonth: number;
}

/** Share of protected demand at mean load that must be served without any one host, site, grid or vendor. */
export interface Survival {
  readonly by: 'host' | 'site' | 'grid' | 'vendor';
  readonly demandFraction: number;
  /** month index from which it must */
  readonly fromMonth: number;
}

/** No limit that only a replay can hold. */
export const NO_PROBABILITY_LIMITS = {
  ruinProbabilityMax: null,
  shortageProbabilityMax: null,
  survive: null,
} as const;

export interface Limits {
  /** most that one host may hold of all capacity in service, new signings only (inherited breaches may not worsen); 1 = none */
  readonly hostFractionMax: number;
  /** hard cap on the firm liability of all quotes signed along a path, USD; null = none */
  readonly firmLiabilityUsdMax: number | null;
  /** shortage is counted where more than this fraction of protected demand goes unserved */
  readonly shortageFraction: number;
  /** highest chance that more money is needed than the credit line, held in the replay; null = none */
  readonly ruinProbabilityMax: number | null;
  /** highest chance of shortage at a moment of the horizon, held in the replay; null = none */
  readonly shortageProbabilityMax: number | null;
  /** what must still be served when any one of a kind is lost, held in the replay; null = nothing */
  readonly survive: Survival | null;
  /** most partners, unknown to the fleet, that may settle in at once, and for how long each does; null = none */
  readonly newPartners: { readonly atOnceMax: number; readonly months: number } | null;
}

export interface Risk {
  /** share of worst outcomes in (0, 1]; 1 = expectation */
  readonly tailFraction: number;
  /** weight of the tail mean in [0, 1] */
  readonly weight: number;
  /** price per dollar of rescue money within the credit line, and beyond it */
  readonly rescuePricePerUsd: readonly [withinCreditLine: number, beyond: number];
}

/** How finely the future is drawn. Counts, never seconds. */
export interface TreeSettings {
  /** first months of the stages, ascending from 0 */
  readonly stageStartMonths: readonly number[];
  /** branches at the start of stages 1, 2, …: one fewer than stages */
  readonly branches: readonly number[];
  /** sampled paths per tree */
  readonly paths: number;
  /** independent trees, >= 2: the interval of every estimate comes from them */
  readonly trees: number;
  /** points into which demand inside a node is split, >= 1 */
  readonly noisePoints: number;
}

/** How finely the engine sees the future, and how long it works. Counts, never seconds. */
export interface LatticeSettings {
  /** independent lattices, >= 2: the interval of every estimate comes from them */
  readonly lattices: number;
  /** states of knowledge told apart at the start of a stage, at most */
  readonly nodesPerStage: number;
  /** sampled paths behind each lattice */
  readonly paths: number;
  /** iterations of the decomposition before any question */
  readonly iterations: number;
  /** most rounds of training among the questions; fewer where their values settle */
  readonly rounds: number;
  /** paths on which each lattice's policy is replayed, for cash lines, shortage and later signings */
  readonly replayPaths: number;
}

export interface Plan {
  readonly name: string;
  /** date "YYYY-MM-DD" as of which the plan speaks; no clock is read */
  readonly asOf: string;
  /** "YYYY-MM" of month index 0 */
  readonly startMonth: string;
  readonly horizonMonths: number;
  readonly discountRatePerYear: number;
  readonly seed: number;
  readonly accelerators: readonly Accelerator[];
  readonly workloads: readonly Workload[];
  readonly loadBlocks: readonly LoadBlock[];
  readonly growth: Growth;
  readonly market: Market;
  /** signed contracts: frozen */
  readonly fleet: readonly Offer[];
  /** quotes on the table, then renewals and future offers, in plan order */
  readonly offers: readonly Offer[];
  readonly money: Money;
  readonly limits: Limits;
  readonly risk: Risk;
  readonly tree: TreeSettings;
  readonly lattice: LatticeSettings;
}
