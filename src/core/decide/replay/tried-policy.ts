import type { Plan } from '../../domain/index.ts';
import { intervalOfMeanAndTail, type Interval } from '../../numeric/index.ts';
import { limitChecks, NO_SHOCK, REPLAY_CONFIDENCE, replayWorld, type LimitCheck } from '../../simulate/index.ts';
import type { PolicyChoice, ReplayBlocks } from '../samples/replay-server.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import { replayEngine } from './engine-replay.ts';
import { REPLAY_PATHS_DEFAULT } from './replay-paths.ts';

/** A policy on the paths on which policies are compared. */
export interface TriedPolicy extends PolicyChoice {
  /** risk-adjusted as the plan weighs it, whatever weight the policy plans with */
  readonly valueUsd: number;
  readonly limits: readonly LimitCheck[];
  readonly pathCount: number;
  /** limits on ruin and shortage that it misses, by the margin asked for */
  readonly missedFields: readonly LimitCheck['field'][];
  /** by how much, in shares of the limits, summed */
  readonly missed: number;
}

/** Where policies are compared. */
export interface Trial {
  readonly blocks: ReplayBlocks;
  /** true: a limit is kept where `foreseenMost` keeps it; false: where the estimate does */
  readonly hasMargin: boolean;
}

/** Carries policies out and holds them against the plan's limits. */
export function policyTrier(plan: Plan, caller: SampleCaller) {
  const world = replayWorld(plan);
  return async (choice: PolicyChoice, { blocks, hasMargin }: Trial): Promise<TriedPolicy> => {
    const { decision, riskWeight, reserveUsd } = choice;
    const [outcome] = await replayEngine({ plan, caller, decision, riskWeight, reserveUsd }, blocks, [NO_SHOCK]);
    const { pathCount, valueUsd } = outcome!;
    const limits = limitChecks(world, outcome!);
    const { estimate } = intervalOfMeanAndTail(valueUsd, plan.risk, REPLAY_CONFIDENCE);
    return {
      decision,
      riskWeight,
      reserveUsd,
      valueUsd: estimate,
      limits,
      pathCount,
      ...missesOf({ limits, pathCount }, hasMargin),
    };
  };
}

/** What a policy misses of the limits on ruin and shortage, with or without the margin. */
export function missesOf(
  { limits, pathCount }: Pick<TriedPolicy, 'limits' | 'pathCount'>,
  hasMargin: boolean,
): Pick<TriedPolicy, 'missedFields' | 'missed'> {
  const misses = limits.flatMap(({ field, found, limit }) => {
    const most = hasMargin ? foreseenMost(found, pathCount) : found.estimate;
    // Survival is held by whom one signs with, not by a reserve or a weight: it is reported, and chooses nothing.
    if (field === 'limits.survive' || most <= limit) return [];
    return [{ field, by: limit > 0 ? most / limit - 1 : most * pathCount }];
  });
  return { missedFields: misses.map(({ field }) => field), missed: misses.reduce((sum, { by }) => sum + by, 0) };
}

/**
 * The most that a replay of `REPLAY_PATHS_DEFAULT` other paths finds of what was found on n, but for one time in forty.
 *
 * high - estimate is 1.96 standard errors of a mean over n paths; the means of n paths and of N others differ by
 * sqrt(1 + n/N) of them.
 */
export function foreseenMost({ estimate, high }: Interval, pathCount: number): number {
  return estimate + (high - estimate) * Math.sqrt(1 + pathCount / REPLAY_PATHS_DEFAULT);
}

/** The one that misses least; of equals the most valuable. */
export function leastMissing(tried: readonly TriedPolicy[]): TriedPolicy {
  return tried.toSorted((a, b) => a.missed - b.missed || b.valueUsd - a.valueUsd)[0]!;
}

/** None where there is none. */
export function mostValuable(tried: readonly TriedPolicy[]): TriedPolicy | null {
  return tried.toSorted((a, b) => b.valueUsd - a.valueUsd)[0] ?? null;
}
