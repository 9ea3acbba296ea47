/** Which way a path goes at each step: drawn at random, a draw being a function of (seed, cause, path, step). */
import { streamFor, type RandomStream } from '../random/index.ts';
import type { Following, FollowingArc } from './martingale.ts';

/** One step of a path: the pair that comes to pass, -1 where the path ends, and what its value is multiplied by. */
export interface PathStep {
  readonly pair: number;
  readonly factor: number;
}

/** The step that path `path` takes into its `step`-th node (0 = the root). */
export type PathSource = (path: number, step: number, following: Following) => PathStep;

export interface RandomPathsOptions {
  readonly seed: number;
  /** other replications of the same seed draw other paths */
  readonly replication: number;
  /** true: a discount is the chance that the path goes on, and multiplies nothing; for graphs with cycles */
  readonly areDiscountsChances: boolean;
}

/**
 * Random paths of a policy graph. Arcs, each source of noise and survival have streams of their own, so paths agree
 * between programmes as far as these do: paired differences have little variance.
 */
export function randomPaths({ seed, replication, areDiscountsChances }: RandomPathsOptions): PathSource {
  const stream = (cause: string): RandomStream => streamFor(seed, `simulate/${replication}/${cause}`);
  const arcs = stream('arc');
  const survival = stream('survival');
  const noise: RandomStream[] = [];
  return (path, step, following) => {
    const arc = pickArc(following, arcs.uniformAt(path, step));
    if (areDiscountsChances && survival.uniformAt(path, step) >= arc.discount) return { pair: -1, factor: 0 };
    let outcome = 0;
    arc.noise.forEach((chances, group) => {
      const draws = (noise[group] ??= stream(`noise/${group}`));
      outcome = outcome * chances.length + pick(chances, draws.uniformAt(path, step));
    });
    return { pair: arc.first + outcome, factor: areDiscountsChances ? arc.factor / arc.discount : arc.factor };
  };
}

function pickArc({ arcs }: Following, uniform: number): FollowingArc {
  return arcs[
    pick(
      arcs.map(({ probability }) => probability),
      uniform,
    )
  ]!;
}

/** The first index whose cumulative chance exceeds the uniform; chances of 0 are never picked. */
function pick(chances: readonly number[], uniform: number): number {
  let cumulative = 0;
  let last = 0;
  for (const [index, chance] of chances.entries()) {
    if (chance === 0) continue;
    last = index;
    cumulative += chance;
    if (uniform < cumulative) break;
  }
  return last;
}
