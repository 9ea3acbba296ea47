import type { BlockChances } from './chances.ts';
import type { Column, Service } from './column.ts';
import type { BlockDispatcher } from './dispatch.ts';
import type { HeldAhead } from './held-ahead.ts';
import type { Holding } from './holding.ts';
import type { ReplayOutcome } from './outcome.ts';
import type { Sources } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import type { ReplayWorld } from './world.ts';

/** The paths of a block while they are carried out, all in the same month; columns are over paths. */
export interface BlockState {
  readonly world: ReplayWorld;
  readonly chances: BlockChances;
  readonly surroundings: Surroundings;
  readonly dispatcher: BlockDispatcher;
  readonly sources: Sources;
  readonly pathCount: number;
  /** [path × class × month] units in service that are paid whatever their use */
  readonly capacity: Float64Array;
  /** [path × month] contract cash at the month's start and end */
  readonly startUsd: Float64Array;
  readonly endUsd: Float64Array;
  /** whether any of it comes at a month's start */
  isPaidAtStart: boolean;
  /** [path] */
  readonly holdings: readonly Holding[][];
  /** of them those that are paid in part by use */
  readonly byUse: readonly Holding[][];
  /** of them those that were signed, and not given by options; [path × offer] blocks of them */
  readonly signed: readonly Holding[][];
  readonly signedBlocks: Float64Array;
  /** what they serve in months to come, as policies see it */
  readonly ahead: HeldAhead;
  /** [workload] fraction of demand lost */
  readonly churn: readonly Column[];
  /** money without any drawing */
  readonly liquidityUsd: Column;
  /** drawn so far, within the credit line and beyond it */
  readonly drawnUsd: Column;
  /** months of the present run of shortage */
  readonly shortRunMonths: Column;
  /** [month] protected demand at mean load, reference GPUs */
  readonly protectedAsked: readonly Column[];
  /** [path × class × month] share of the class that was used */
  readonly usedFraction: Float64Array;
  /** [path × class × month × count] share of the class that the first so many of its payers left unused */
  readonly leftFraction: Float64Array;
  /** the month at hand */
  readonly now: MonthColumns;
  readonly outcome: ReplayOutcome;
}

/** What a month comes to on its way through its steps. */
export interface MonthColumns {
  /** [class] units in service that are paid whatever their use */
  readonly capacity: readonly Column[];
  /** contract cash at the month's start, all cash at its end */
  readonly startUsd: Column;
  readonly endUsd: Column;
  /** what is earned, and what research is worth; what is paid for use */
  readonly marginUsd: Column;
  readonly researchUsd: Column;
  readonly spentUsd: Column;
  /** reference GPUs served at mean load */
  readonly served: Column;
  /** share of the month in shortage, and protected demand unserved at mean load */
  readonly shortTime: Column;
  readonly protectedUnserved: Column;
  /** protected demand of one load block; a workload's growing demand */
  readonly inBlock: Service;
  readonly growing: Service;
}
