import type { CashLine, LedgerCause, TerminalValue } from '../../supply/index.ts';
import type { Cohort } from './cohort.ts';

/** Expected payments of one cause at one node, for the whole contract; costs are negative. */
export interface FlowLine {
  readonly cause: LedgerCause;
  readonly isPriceLinked: boolean;
  readonly timing: CashLine['timing'];
  /** [sub-period] undiscounted USD */
  readonly usd: Float64Array;
  /** [month of the node] the same */
  readonly usdByMonth: Float64Array;
  /** discounted to month 0, summed over the node */
  discountedUsd: number;
}

/** What the whole contract brings at one node: means over the node's paths of delivery, slips, recalls and prices. */
export interface Flow {
  /** [sub-period] mean fraction of the contract in service */
  readonly capacityFraction: Float64Array;
  /** [sub-period] the part of it that is paid whatever the use */
  readonly committedFraction: Float64Array;
  readonly lines: FlowLine[];
  /** [sub-period] undiscounted USD if all of the not-committed share is used; positive */
  readonly usageUsd: Float64Array;
  /** value after the horizon; null except at leaves */
  terminal: TerminalValue | null;
}

/** A cohort's flows at every node of a graph. */
export interface CohortFlows {
  readonly cohort: Cohort;
  /** [node] while it runs untouched; null where it brings nothing (before signing, after its end) */
  readonly running: readonly (Flow | null)[];
  /** [departure][node] what it takes away from there on */
  readonly ended: readonly (readonly (Flow | null)[])[];
  /** [departure][node] what it gives from there on */
  readonly given: readonly (readonly (Flow | null)[])[];
  /** [node] chance that what ran at the start of the stage before has stopped by the node's start; see `LossReading` */
  readonly lost: Float64Array;
}
