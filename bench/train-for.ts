import { trainPolicy, type NodePool, type Policy, type Programme } from '../src/core/index.ts';
import { significant } from './measure.ts';

export interface TimedTraining {
  readonly policy: Policy;
  readonly iterations: number;
  /** the bound as it rose, in words */
  readonly milestones: string;
}

const MILESTONE_COUNT = 6;

/** Trains until the clock says so: the bench owns the clock, the engine only asks whether to go on. */
export async function trainFor(
  programme: Programme,
  { pool, seconds, seed }: { readonly pool: NodePool; readonly seconds: number; readonly seed: number },
): Promise<TimedTraining> {
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  const milestones: string[] = [];
  let iterations = 0;
  const { policy } = await trainPolicy(programme, {
    pool,
    seed,
    iterations: 1_000_000,
    isCancelled: () => elapsed() >= seconds,
    onProgress: ({ iteration, bound }) => {
      iterations = iteration;
      const due = (seconds * (milestones.length + 1)) / MILESTONE_COUNT;
      if (elapsed() >= due) milestones.push(`${significant(bound, 6)} (${Math.round(elapsed())} s, ${iteration})`);
    },
  });
  return { policy, iterations, milestones: milestones.join(', ') };
}
