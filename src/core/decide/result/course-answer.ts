import type { SupplyRegime } from '../../domain/index.ts';
import type { LedgerAccount, SignedWhen } from './ledger.ts';

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
