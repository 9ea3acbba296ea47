/**
 * The answer to a plan, as written to `result.json`. Fields are added; where one is renamed, moved or means
 * something else, `schemaVersion` is raised.
 * No clock time, worker count or host name appears in it: same plan, seed and version, same bytes.
 */
import type { Issue, SupplyRegime } from '../../domain/index.ts';
import type { LaterSigning } from '../planner/later.ts';
import type { ReplayAnswer } from '../replay/replay-answer.ts';
import type { Estimate } from './estimates.ts';
import type { RESULT_SCHEMA_VERSION } from './result-schema.ts';
import type { RightNow } from './rights-now.ts';

export interface SignNow {
  readonly offerId: string;
  readonly host: string;
  readonly route: string;
  readonly blocks: number;
  readonly blocksOffered: number;
  readonly gpus: number;
  readonly referenceGpus: number;
  /** first month of service at the median lead time, "YYYY-MM" */
  readonly inServiceMonth: string;
  /** first month in which all of it serves; left out where that is the same */
  readonly lastServiceMonth?: string;
  /** undiscounted cash payable if every right of ours is used at its first date */
  readonly firmLiabilityUsd: number;
  /** value with these blocks signed now less without the offer in any of its windows, the rest re-optimised */
  readonly addedValueUsd: Estimate;
  readonly deferralCostUsd: Estimate;
  /** signed before the plan's start: a fact that the plan bears, nothing to decide */
  readonly isAlreadySigned?: true;
}

export interface OfferAnswer {
  readonly offerId: string;
  readonly host: string;
  readonly route: string;
  /** blocks the price below is for: the recommended ones, or one when none is recommended */
  readonly blocks: number;
  readonly isSigned: boolean;
  /** signed before the plan's start */
  readonly isAlreadySigned?: true;
  /** per billed physical GPU hour; a build: levelised over its useful life */
  readonly askPriceUsdPerGpuHour: number;
  /** per delivered reference GPU hour (first workload) */
  readonly askPriceUsdPerReferenceGpuHour: number;
  readonly walkAwayPriceUsdPerGpuHour: Estimate;
  /** walk-away price as a multiple of the ask */
  readonly walkAwayFractionOfAsk: Estimate;
  readonly valueWithUsd: Estimate;
  readonly valueWithoutUsd: Estimate;
  /** with less without, paired over the trees: what signing it now adds at the ask (negative: what it costs) */
  readonly addedValueUsd: Estimate;
  /** what waiting with this offer until the next stage costs: the plan as it is less the plan with it signed later or never */
  readonly deferralCostUsd: Estimate;
  /** `below`: the ask is below the walk-away price (worth signing); `above`: it is not; `undecided`: the interval straddles */
  readonly verdict: 'above' | 'below' | 'undecided';
  readonly firmLiabilityUsd: number;
  readonly headlineUsd: number;
  readonly decideBy: string | null;
  readonly inServiceMonth: string;
  readonly lastServiceMonth?: string;
  readonly provisional: boolean;
}

export interface StageAnswer {
  readonly startMonth: string;
  readonly demandReferenceGpus: {
    readonly p5: number;
    readonly p50: number;
    readonly p95: number;
    readonly mean: number;
  };
  /** mean capacity in service in the stage: fleet and what is signed now */
  readonly committedReferenceGpus: number;
  /** the same with later signings, in expectation */
  readonly plannedReferenceGpus: number;
  readonly shortageProbability: Estimate;
  /** expected unserved share of protected demand */
  readonly shortageFraction: Estimate;
}

/** Monthly series for pictures: all by month index 0..horizon-1. */
export interface MonthlySeries {
  readonly months: readonly string[];
  readonly demandReferenceGpus: {
    readonly p5: number[];
    readonly p25: number[];
    readonly p50: number[];
    readonly p75: number[];
    readonly p95: number[];
    readonly mean: number[];
  };
  /** expected capacity by contract, in reference GPUs of the first workload; `signed` fleet, `signNow`, `later` */
  readonly capacity: readonly {
    readonly contractId: string;
    readonly host: string;
    readonly kind: 'fleet' | 'signNow' | 'later';
    readonly referenceGpus: number[];
  }[];
}

/** What was signed when: the fleet before the start, the recommended decision now, the rest at later stages. */
export type SignedWhen = 'fleet' | 'signNow' | 'later';

/** One account of a ledger: nominal money by month, not discounted, in whole cents; costs are negative. */
export interface LedgerAccount {
  readonly cause: string;
  /** null where no contract is behind it (served margin, on demand, fixed cost) */
  readonly contractId: string | null;
  readonly signed: SignedWhen | null;
  /** when in its month the money moves: discounted by (1+r)^(-m/12) at the start of month m, by (1+r)^(-(m+1)/12) at its end */
  readonly timing: 'monthStart' | 'monthEnd';
  /** [month index 0..horizon-1] */
  readonly centsByMonth: readonly number[];
}

/** How one contract unfolds on a course. Months are counted from the start month. */
export interface CourseSigning {
  readonly contractId: string;
  readonly signed: SignedWhen;
  readonly signMonth: number;
  /** share of the whole contract, in (0, 1] */
  readonly contractFraction: number;
  /** supply regime at signing, which sets the price where it depends on it, and what was agreed over that price */
  readonly supplyRegime: SupplyRegime;
  readonly priceFactor: number;
  /** months from signing to the start of each gate, and to first service before any agreed start */
  readonly gateStartMonths: readonly number[];
  readonly inServiceMonths: number;
  /** months from signing to each tranche with a delivery of its own; empty without such tranches */
  readonly trancheMonths: readonly number[];
  /** the right, and the signing of this course by position, that gave it; null for what was signed */
  readonly givenBy: { readonly signing: number; readonly right: string } | null;
  /** rights of ours used: the share of the whole contract for which notice is given at the start of the month */
  readonly notices: readonly { readonly right: string; readonly month: number; readonly contractFraction: number }[];
  /** it serves no more from that month on, by the host's notice (`isRecall`), a failure or a lost permit */
  readonly loss: { readonly stopMonth: number; readonly isRecall: boolean } | null;
  /** [month index 0..horizon-1] month of a partial outage, from 1, 0 = none; null where outages are not told apart */
  readonly monthOfOutage: readonly number[] | null;
}

/**
 * One stated course of events, decision, capacity and cash by month: enough for somebody else to compute every figure of
 * it again from the plan. Only contracts: what demand earns is not on it.
 */
export interface Course {
  readonly name: string;
  /** what is taken to happen, in words */
  readonly what: string;
  readonly signings: readonly CourseSigning[];
  readonly ledger: readonly LedgerAccount[];
  readonly capacity: readonly {
    readonly contractId: string;
    readonly signed: SignedWhen;
    /** [month index 0..horizon-1] in service, of the first workload that it serves */
    readonly referenceGpus: readonly number[];
  }[];
}

/** One labelled part of the objective, discounted and expected; `isCash` lines form the ledger. */
export interface ObjectiveLine {
  readonly cause: string;
  readonly contractId: string | null;
  readonly isCash: boolean;
  readonly usd: number;
}

export interface Result {
  readonly schemaVersion: typeof RESULT_SCHEMA_VERSION;
  readonly plan: {
    readonly name: string;
    readonly hash: string;
    readonly asOf: string;
    readonly startMonth: string;
    readonly horizonMonths: number;
    /** what every amount is in: dollars of the day, inflation not taken out; the discount rate is nominal as well */
    readonly money: 'nominal USD';
    /** a moment is short when more than this share of protected demand goes unserved in it */
    readonly shortageFraction: number;
  };
  readonly recipe: {
    readonly seed: number;
    /** the usage table that growth was fitted to: its name in the plan and the hash of its bytes; null where growth is stated */
    readonly history: { readonly file: string; readonly hash: string } | null;
    readonly engineVersion: string;
    readonly solver: string;
    readonly solverVersion: string;
    readonly method: string;
    /** independent lattices behind every value, and trees that check them */
    readonly lattices: number;
    readonly trees: number;
    /** sampled paths per lattice */
    readonly paths: number;
    readonly nodes: number;
    /** first iterations and most rounds of training, and paths on which the policy is replayed, on each lattice */
    readonly iterations: number;
    readonly rounds: number;
    readonly replayPaths: number;
    /** gap as a share of what the recommendation adds over signing nothing */
    readonly relativeGap: number;
    /** proved bound on any policy less what the recommended policy reaches */
    readonly gapUsd: Estimate;
    readonly reproducible: boolean;
  };
  readonly value: {
    /** proved upper bound, as are all values of decisions here; `reachedUsd` is what the policy was measured to reach */
    readonly recommendedUsd: Estimate;
    readonly reachedUsd: Estimate;
    readonly signNothingUsd: Estimate;
    readonly meanPlanUsd: Estimate;
    readonly staticMeanPlanUsd: Estimate;
    readonly perfectForesightUsd: Estimate;
    /** nothing signed now, the offers still open later */
    readonly waitUsd: Estimate;
    /** recommended less sign-nothing (these offers never), paired */
    readonly addedValueUsd: Estimate;
    /** recommended less wait, paired: what deciding now is worth against deciding at the next stage */
    readonly signNowUsd: Estimate;
    /** how the added value splits, expected and discounted; they sum to it */
    readonly addedParts: {
      readonly cashUsd: Estimate;
      readonly researchUsd: Estimate;
      readonly afterHorizonUsd: Estimate;
      readonly riskAndPenaltiesUsd: Estimate;
    };
    readonly vssUsd: Estimate;
    readonly evpiUsd: Estimate;
    /** share of `expectedUsd` that comes from after the horizon; below 0 or above 1 where that and the rest differ in sign */
    readonly afterHorizonFraction: number;
    readonly expectedUsd: Estimate;
    readonly tailMeanUsd: Estimate;
    readonly lines: readonly ObjectiveLine[];
  };
  /** blocks of every quote to sign now, in plan order; 0 = not now */
  readonly decision: readonly { readonly offerId: string; readonly blocks: number; readonly blocksOffered: number }[];
  readonly signNow: readonly SignNow[];
  /** rights of contracts signed before that are used now */
  readonly rightsNow: readonly RightNow[];
  readonly later: readonly LaterSigning[];
  readonly offers: readonly OfferAnswer[];
  readonly stages: readonly StageAnswer[];
  readonly series: MonthlySeries;
  /** expected cash by month, the mean over lattices of the replayed paths: headline cash is read from it */
  readonly ledger: { readonly recommended: readonly LedgerAccount[]; readonly signNothing: readonly LedgerAccount[] };
  readonly courses: readonly Course[];
  /** root decisions compared: what each reaches, and on how many lattices it came out best */
  readonly candidates: readonly {
    readonly signNow: string;
    readonly valueUsd: Estimate;
    readonly bestInLattices: number;
  }[];
  /** demand on the lattices against fresh paths: means over stages and lattices of the sizes of errors */
  readonly latticeError: {
    readonly meanRelativeError: number;
    readonly standardDeviationRelativeError: number;
    readonly p90RelativeError: number;
    /** of the correlation between one stage's demand and the next's */
    readonly correlationError: number;
    readonly varianceKeptFraction: number;
    /** fewest paths behind a node */
    readonly rowSupportMin: number;
  };
  /** the recommendation on sampled trees solved exactly; trees promise more than can be had by `biasUsd` */
  readonly crossCheck: {
    readonly trees: number;
    readonly nodes: number;
    readonly recommendedUsd: Estimate;
    readonly biasUsd: number;
    readonly addedValueUsd: Estimate;
    /** trees on which the recommendation is the best decision, and how far from the best it is on the mean */
    readonly bestInTrees: number;
    readonly regretUsd: Estimate;
  };
  readonly liquidity: {
    /** lowest liquidity met on a lattice's replayed paths without rescue money: below zero by what would have to be drawn */
    readonly troughUsd: Estimate;
    /** chance of drawing on the credit line, and of needing more than it */
    readonly creditProbability: Estimate;
    readonly rescueProbability: Estimate;
  };
  readonly certificate: {
    /** by the engine's own checks and by the independent verifier */
    readonly accepted: boolean;
    readonly worstResidualFraction: number;
    /** the recommended ledger's months, discounted to month 0 */
    readonly ledgerUsd: number;
    readonly objectiveUsd: number;
    readonly reason: string | null;
  };
  /** the recommendation and the rules people quote on fresh monthly paths; null where nobody asked */
  readonly replay: ReplayAnswer | null;
  readonly assumptions: readonly {
    readonly path: string;
    readonly text: string;
    readonly source: string | null;
    /** date of the source as written in the plan */
    readonly asOf: string | null;
    readonly quality: string;
  }[];
  readonly issues: readonly Issue[];
}
