import { quantileOfSorted } from '../../numeric/index.ts';
import { commitmentOf, type CommitmentAnswer, type CommitmentPrices } from './commitment.ts';
import { loadBlocksOf, type LoadBlockRow } from './load-blocks.ts';
import { withDeferred } from './load-curve.ts';
import type { LoadProfile } from './load-profiles.ts';

/** Blocks of a plan when nobody says otherwise. */
export const LOAD_BLOCKS_DEFAULT = 3;

export interface LoadShapeOptions {
  /** share of the work that can wait for idle hours, in [0, 1] */
  readonly deferrableFraction: number;
  readonly blockCount: number;
  /** null: the commitment question is not asked */
  readonly prices: CommitmentPrices | null;
}

/** A load shape told in a plan's terms. */
export interface LoadShape {
  readonly profile: string;
  readonly origin: string;
  readonly hourCount: number;
  readonly deferrableFraction: number;
  /** busiest hour over the mean, before and after deferring */
  readonly peakOfMeanAsMeasured: number;
  readonly peakOfMean: number;
  readonly p95OfMean: number;
  readonly loadBlocks: readonly LoadBlockRow[];
  readonly prices: CommitmentPrices | null;
  readonly commitment: CommitmentAnswer | null;
}

/** The load-duration curve of a profile as load blocks, with the answer that it alone gives on how much to reserve. */
export function loadShapeOf(profile: LoadProfile, options: LoadShapeOptions): LoadShape {
  const { deferrableFraction, blockCount, prices } = options;
  const curve = withDeferred(profile.curve, deferrableFraction);
  return {
    profile: profile.name,
    origin: profile.origin,
    hourCount: profile.hourCount,
    deferrableFraction,
    peakOfMeanAsMeasured: profile.curve[0]!,
    peakOfMean: curve[0]!,
    p95OfMean: quantileOfSorted(curve.toReversed(), 0.95),
    loadBlocks: loadBlocksOf(curve, blockCount),
    prices,
    commitment: prices === null ? null : commitmentOf(curve, prices),
  };
}
