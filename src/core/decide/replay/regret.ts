import { intervalOfMean, intervalOfQuantile } from '../../numeric/index.ts';
import { BLOCK_PATHS, REPLAY_CONFIDENCE, type ReplayOutcome } from '../../simulate/index.ts';
import { dealt, firstPaths, type ReplayBlocks } from '../samples/replay-server.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import type { Regret } from './replay-answer.ts';

/** Paths on which regret is found where the replay has as many. */
const REGRET_PATHS = 60;

interface RegretCase {
  readonly caller: SampleCaller;
  readonly lattices: number;
  readonly blocks: ReplayBlocks;
  readonly ours: ReplayOutcome;
  readonly others: readonly ReplayOutcome[];
}

export async function regretOf({ caller, lattices, blocks, ours, others }: RegretCase): Promise<Regret> {
  const sample = firstPaths(blocks, lattices, REGRET_PATHS);
  const shares = await Promise.all(
    Array.from({ length: lattices }, (_, share) =>
      caller.ask(share, {
        kind: 'replayPlain',
        policies: [{ kind: 'foresight' }],
        blocks: dealt(sample, share, lattices),
      }),
    ),
  );
  // Whole blocks come before the last one, so a block's paths begin at its number.
  const regrets = sample.flatMap(({ block, pathCount }, index) =>
    Array.from({ length: pathCount }, (_, path) => {
      const at = block * BLOCK_PATHS + path;
      const foresight = shares[index % lattices]![Math.floor(index / lattices)]![0]!.valueUsd[path]!;
      const best = Math.max(...others.map(({ valueUsd }) => valueUsd[at]!), foresight);
      return Math.max(0, best - ours.valueUsd[at]!);
    }),
  );
  return regretFigures(Float64Array.from(regrets));
}

function regretFigures(regrets: Float64Array): Regret {
  const sorted = regrets.toSorted();
  return {
    pathCount: regrets.length,
    meanUsd: intervalOfMean(regrets, REPLAY_CONFIDENCE),
    p50Usd: intervalOfQuantile(sorted, 0.5, REPLAY_CONFIDENCE),
    p90Usd: intervalOfQuantile(sorted, 0.9, REPLAY_CONFIDENCE),
    largestUsd: sorted.at(-1)!,
  };
}
