import { blocksFor, type ReplayBlocks } from '../samples/replay-server.ts';

/** Paths of a replay where none are asked for; they are blocks 0, 1, ..., and nothing is ever chosen on them. */
export const REPLAY_PATHS_DEFAULT = 1000;

/** Paths on which policies are compared, over all lattices. */
const TUNING_PATHS = 500;
const TUNING_BLOCK = 100_000;
/** Blocks of the confirming paths are numbered from here: as many as a replay has, so that they tell what it will. */
const CONFIRMING_BLOCK = 200_000;

/** Paths on which policies are compared: an equal part for each lattice. */
export function tuningBlocks(lattices: number): ReplayBlocks {
  const pathCount = Math.ceil(TUNING_PATHS / lattices);
  return Array.from({ length: lattices }, (_, share) => ({ block: TUNING_BLOCK + share, pathCount }));
}

/** Paths on which the policy that came out best is tried once more where chance may have flattered it. */
export function confirmingBlocks(): ReplayBlocks {
  return blocksFor(REPLAY_PATHS_DEFAULT, CONFIRMING_BLOCK);
}
