import type { Interval } from '../numeric/index.ts';
import type { GrowthFigures, LimitCheck, PolicyComparison, PolicyFigures, StressFigures } from '../simulate/index.ts';

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
  /** the recommended policy by the regime in which demand starts */
  readonly growth: readonly GrowthFigures[];
  readonly stresses: readonly StressFigures[];
  /** planned again along each of some paths; null where that was not asked for */
  readonly deep: DeepReplay | null;
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
