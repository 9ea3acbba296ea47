import type { Interval } from '../../numeric/index.ts';
import type {
  GrowthFigures,
  LimitCheck,
  PolicyComparison,
  PolicyFigures,
  StressFigures,
} from '../../simulate/index.ts';

/** The recommendation and the rules people quote, on the same fresh monthly paths. */
export interface ReplayAnswer {
  readonly pathCount: number;
  /** ours first, then the user's own portfolios, then the rules */
  readonly policies: readonly ReplayedPolicy[];
  /** ours less each other, paired by path */
  readonly comparisons: readonly PolicyComparison[];
  /** the engine's proved bound on any policy, mean over its lattices, and what the replayed policy loses against it */
  readonly boundUsd: Interval;
  readonly lostAgainstBoundUsd: Interval;
  /** against perfect foresight of each path */
  readonly regret: Regret;
  /** money that the recommended policy acts as if it had not, chosen on other paths than these */
  readonly reserveUsd: number;
  /** the plan's limits that only a replay can hold */
  readonly limits: readonly LimitCheck[];
  readonly keeping: LimitKeeping;
  /** the recommended policy by the regime in which demand starts */
  readonly growth: readonly GrowthFigures[];
  readonly stresses: readonly StressFigures[];
  /** planned again along each of some paths; null where that was not asked for */
  readonly deep: DeepReplay | null;
}

/** What was moved so that the plan's limits on ruin and shortage are kept, and what that costs. */
export interface LimitKeeping {
  /** weight of the tail mean with which later decisions are planned; the plan's own where it was not moved */
  readonly riskWeight: number;
  readonly planRiskWeight: number;
  /** true: another root decision than the most valuable one is recommended */
  readonly isOtherDecision: boolean;
  /** policies compared, and on how many paths each */
  readonly triedPolicies: number;
  readonly triedPaths: number;
  /** expected value of the policy that would be chosen without these limits, less ours, paired; null where it is ours */
  readonly costUsd: Interval | null;
  /** for each of these limits that no policy tried keeps: the policy that came nearest to it */
  readonly nearest: readonly NearestPolicy[];
  /** left out where no policy was flattered */
  readonly flattered?: Flattery;
}

/**
 * A policy that kept these limits where policies were compared, by chance: it missed them on further paths. From then on
 * policies were compared on both, and had to keep a limit by a margin for what another replay may find.
 */
export interface Flattery {
  /** the further paths */
  readonly pathCount: number;
  /** what that policy came to on them */
  readonly missed: readonly Pick<LimitCheck, 'field' | 'limit' | 'found'>[];
  /** the policy that is chosen now keeps all limits by the margin */
  readonly isKeptByMargin: boolean;
}

/** The policy tried that has the least of what a limit limits. */
export interface NearestPolicy {
  readonly field: LimitCheck['field'];
  /** on the paths on which policies were compared */
  readonly found: Interval;
  readonly riskWeight: number;
  readonly reserveUsd: number;
  /** risk-adjusted value of the chosen policy less its, on those paths */
  readonly lostUsd: number;
}

/** The recommended policy against planning again at every stage start of the same paths. */
export interface DeepReplay {
  readonly pathCount: number;
  /** times planned again */
  readonly planCount: number;
  /** mean value on these paths: of the policy, of planning again, and the second less the first, paired by path */
  readonly policyUsd: Interval;
  readonly replannedUsd: Interval;
  readonly gainUsd: Interval;
}

/**
 * What the recommended policy falls short of what is best for one who knows the path: at each path the most of what
 * foresight (`foresightOutcome`) and every replayed policy came to, less ours. So it is at least so much.
 */
export interface Regret {
  /** paths on which it was found: the first of each lattice's first block */
  readonly pathCount: number;
  readonly meanUsd: Interval;
  readonly p50Usd: Interval;
  readonly p90Usd: Interval;
  readonly largestUsd: number;
}

export interface ReplayedPolicy extends PolicyFigures {
  readonly kind: 'recommended' | 'portfolio' | 'rule';
  /** the policy in a line */
  readonly says: string;
}
