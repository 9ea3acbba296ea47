import type { Plan } from '../../domain/index.ts';
import type { ReplayOutcome, Shock } from '../../simulate/index.ts';
import { dealt, gathered, type PolicyChoice, type ReplayBlocks } from '../samples/replay-server.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';

export interface EngineReplayCase extends PolicyChoice {
  readonly plan: Plan;
  readonly caller: SampleCaller;
}

/** One of the engine's policies on blocks dealt out to the lattices: [shock] its outcome. */
export async function replayEngine(
  { plan, caller, decision, reserveUsd, riskWeight }: EngineReplayCase,
  blocks: ReplayBlocks,
  shocks: readonly Shock[],
): Promise<readonly ReplayOutcome[]> {
  const shareCount = plan.lattice.lattices;
  const shares = await Promise.all(
    Array.from({ length: shareCount }, (_, share) =>
      caller.ask(share, {
        kind: 'replayEngine',
        decision,
        reserveUsd,
        riskWeight,
        blocks: dealt(blocks, share, shareCount),
        shocks,
      }),
    ),
  );
  return shocks.map((_, shock) =>
    gathered(
      shares.map((share) => share[shock]!),
      blocks.length,
    ),
  );
}
