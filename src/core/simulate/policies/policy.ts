import type { EndingRight } from '../../supply/index.ts';

/**
 * A rule from what is known to what is done. It is asked at the start of its decision months, for many paths at once, and
 * is handed only what can be seen there: no array that reaches into the future exists for it to look at.
 */
export interface ReplayPolicy {
  readonly id: string;
  /** months at whose start it decides, ascending */
  readonly decisionMonths: readonly number[];
  /** @returns a decision for each path seen, in their order */
  decide(month: number, seen: readonly Seen[]): readonly Decision[] | Promise<readonly Decision[]>;
}

/** What a decider knows on one path at the start of a month; to be read before it answers. */
export interface Seen {
  readonly month: number;
  /** GPU demand relative to month 0 */
  readonly demandMultiple: number;
  /** under the belief filtered from growth seen before this month */
  readonly expectedLogGrowthPerYear: number;
  /** 0 glut, 1 normal, 2 tight */
  readonly supplyRegime: 0 | 1 | 2;
  /** money in hand, what has been drawn included */
  readonly liquidityUsd: number;
  /** drawn so far, at most the credit line */
  readonly creditUsedUsd: number;
  /** the plan's objective so far, discounted, USD */
  readonly accumulatedUsd: number;
  /** [workload] fraction of demand lost */
  churnFraction(workloadIndex: number): number;
  /** the fleet, then what was signed, in the order of signing */
  readonly holdings: readonly SeenHolding[];
  /** blocks of an offer signed so far */
  signedBlocks(offerIndex: number): number;
  /**
   * Adds reference GPUs that holdings serve in some months to come, as far as can be seen: at their nominal schedule, at
   * their own once they serve, until a loss that is known. Blocks under notice of ours count.
   *
   * @param contracts [fleet, then offers] 1 for those that count; absent, all do
   */
  addHeldAhead(sum: Float64Array, months: Int32Array, contracts?: Uint8Array): void;
}

/** A contract as its holder sees it. */
export interface SeenHolding {
  /** position in the plan's fleet, or among its offers */
  readonly offerIndex: number;
  readonly isFleet: boolean;
  readonly signMonth: number;
  /** blocks signed; 1 for a fleet contract, which counts as a whole */
  readonly blocks: number;
  /** blocks under notice of ours, and by which right and when */
  readonly ended: readonly {
    readonly right: EndingRight['kind'];
    readonly noticeMonth: number;
    readonly blocks: number;
  }[];
  /** true once the host has given notice or failed: nothing is served after `goneFromMonth` */
  readonly isLost: boolean;
  readonly goneFromMonth: number | null;
  /** month of first service when it has started, else null: nobody knows how late it will be */
  readonly inServiceMonth: number | null;
}

export interface Decision {
  readonly signings: readonly { readonly offerIndex: number; readonly blocks: number }[];
  readonly notices: readonly {
    readonly holdingIndex: number;
    readonly right: EndingRight['kind'];
    readonly blocks: number;
  }[];
}

export const NO_DECISION: Decision = { signings: [], notices: [] };
