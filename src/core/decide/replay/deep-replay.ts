import { intervalOfMean } from '../../numeric/index.ts';
import { mergedOutcome, NO_SHOCK, REPLAY_CONFIDENCE, type ReplayOutcome } from '../../simulate/index.ts';
import type { PolicyChoice } from '../samples/replay-server.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import type { DeepReplay } from './replay-answer.ts';

/** One lattice's paths by its policy, and planned again at every stage. */
export interface ReplannedPaths {
  readonly ours: ReplayOutcome;
  readonly replanned: ReplayOutcome;
}

/** The recommended policy and its planning again on the first paths of a lattice's first block. */
export async function replannedPaths(
  caller: SampleCaller,
  choice: PolicyChoice,
  at: { readonly lattice: number; readonly pathCount: number },
): Promise<ReplannedPaths> {
  const asked = { kind: 'replayEngine', ...choice, shocks: [NO_SHOCK] } as const;
  const blocks = [{ block: at.lattice, pathCount: at.pathCount }];
  const [ours, replanned] = await Promise.all(
    [false, true].map((isReplanned) => caller.ask(at.lattice, { ...asked, blocks, isReplanned })),
  );
  return { ours: ours![0]![0]!, replanned: replanned![0]![0]! };
}

/** What planning again along each path gains on the policy, paired by path. */
export function deepReplayOf(found: readonly ReplannedPaths[], stageCount: number): DeepReplay {
  const ours = mergedOutcome(found.map((one) => one.ours));
  const again = mergedOutcome(found.map(({ replanned }) => replanned));
  const mean = (values: Float64Array) => intervalOfMean(values, REPLAY_CONFIDENCE);
  return {
    pathCount: ours.pathCount,
    planCount: ours.pathCount * (stageCount - 1),
    policyUsd: mean(ours.valueUsd),
    replannedUsd: mean(again.valueUsd),
    gainUsd: mean(again.valueUsd.map((usd, path) => usd - ours.valueUsd[path]!)),
  };
}
