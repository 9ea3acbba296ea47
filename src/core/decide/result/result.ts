/**
 * The answer to a plan, as written to `result.json`. Fields are added; where one is renamed, moved or means
 * something else, `schemaVersion` is raised.
 * No clock time, worker count or host name appears in it: same plan, seed and version, same bytes.
 */
import type { Issue } from '../../domain/index.ts';
import type { LaterSigning } from '../planner/later.ts';
import type { ReplayAnswer } from '../replay/replay-answer.ts';
import type { Course } from './course-answer.ts';
import type { Estimate } from './estimates.ts';
import type { LedgerAccount } from './ledger.ts';
import type { OfferAnswer, SignNow } from './offer-answer.ts';
import type { RESULT_SCHEMA_VERSION } from './result-schema.ts';
import type { RightNow } from './rights-now.ts';
import type { MonthlySeries, StageAnswer } from './stage-answer.ts';

/** One labelled part of the objective, discounted and expected; `isCash` lines form the ledger. */
export interface ObjectiveLine {
  readonly cause: string;
  readonly contractId: string | null;
  readonly isCash: boolean;
  readonly usd: number;
}

/** The whole answer. */
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
