import type { BlockChances } from '../chances/chances.ts';
import type { Fates } from '../contracts/fate.ts';
import type { Holding } from '../contracts/holding.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import type { Column } from '../dispatch/column.ts';
import type { BlockRoom } from './block-room.ts';
import type { ReplayOutcome } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

/** The paths of a block while they are carried out, all in the same month; columns are over paths. */
export interface BlockState extends BlockRoom {
  readonly world: ReplayWorld;
  readonly chances: BlockChances;
  readonly surroundings: Surroundings;
  /** [path × class × month] units in service that are paid whatever their use */
  readonly capacity: Float64Array;
  /** [path × month] contract cash at the month's start and end */
  readonly startUsd: Float64Array;
  readonly endUsd: Float64Array;
  /** whether any of it comes at a month's start */
  isPaidAtStart: boolean;
  readonly fates: Fates;
  /** [path × offer] blocks signed, and not given by options */
  readonly signedBlocks: Float64Array;
  /** [path] contracts that are paid in part by use */
  readonly byUse: readonly Holding[][];
  /** most of these on any path */
  byUseMost: number;
  /** [workload] fraction of demand lost */
  readonly churn: readonly Column[];
  /** money without any drawing */
  readonly liquidityUsd: Column;
  /** drawn so far, within the credit line and beyond it */
  readonly drawnUsd: Column;
  /** months of the present run of shortage */
  readonly shortRunMonths: Column;
  readonly outcome: ReplayOutcome;
}
