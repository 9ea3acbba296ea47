import { intervalOfMean } from '../../numeric/index.ts';
import { REPLAY_CONFIDENCE, type ReplayOutcome } from '../../simulate/index.ts';
import type { PolicyChoice } from '../samples/replay-server.ts';
import type { Flattery, LimitKeeping, NearestPolicy } from './replay-answer.ts';
import type { TriedPolicy } from './tried-policy.ts';
import type { Tuning } from './tuning.ts';

/**
 * What was moved for the plan's limits, and what that costs.
 *
 * @param outcomes on the replay's paths: ours, and the policy without limits where it is another
 */
export function limitKeeping(
  { chosen, unlimited, tried, flattered }: Tuning,
  outcomes: { readonly ours: ReplayOutcome; readonly unlimited: ReplayOutcome | null },
): LimitKeeping {
  const { ours } = outcomes;
  const others = outcomes.unlimited?.valueUsd;
  return {
    riskWeight: chosen.riskWeight,
    planRiskWeight: unlimited.riskWeight,
    isOtherDecision: chosen.decision.some((blocks, quote) => blocks !== unlimited.decision[quote]),
    triedPolicies: tried.length,
    triedPaths: tried[0]!.pathCount,
    costUsd: others
      ? intervalOfMean(
          others.map((usd, path) => usd - ours.valueUsd[path]!),
          REPLAY_CONFIDENCE,
        )
      : null,
    nearest: nearestOf(chosen, tried),
    ...(flattered ? { flattered: flatteryOf(flattered, triedAs(tried, chosen)) } : {}),
  };
}

function nearestOf(chosen: PolicyChoice, tried: Tuning['tried']): NearestPolicy[] {
  const kept = triedAs(tried, chosen);
  return kept.limits
    .filter(({ field, isMet }) => field !== 'limits.survive' && !isMet)
    .flatMap(({ field }) => {
      const foundBy = (one: Tuning['tried'][number]) => one.limits.find((check) => check.field === field)!.found;
      const [nearest] = tried.toSorted((a, b) => foundBy(a).estimate - foundBy(b).estimate || b.valueUsd - a.valueUsd);
      const { riskWeight, reserveUsd, valueUsd } = nearest!;
      return [{ field, found: foundBy(nearest!), riskWeight, reserveUsd, lostUsd: kept.valueUsd - valueUsd }];
    });
}

function triedAs(tried: Tuning['tried'], chosen: PolicyChoice): TriedPolicy {
  return tried.find((one) => isSamePolicy(one, chosen))!;
}

function flatteryOf(flattered: TriedPolicy, chosen: TriedPolicy): Flattery {
  const { pathCount, limits, missedFields } = flattered;
  const missed = limits.filter(({ field }) => missedFields.includes(field));
  return {
    pathCount,
    missed: missed.map(({ field, limit, found }) => ({ field, limit, found })),
    isKeptByMargin: chosen.missed === 0,
  };
}

/** True: the same signings, reserve and weight. */
export function isSamePolicy(a: PolicyChoice, b: PolicyChoice): boolean {
  return (
    a.reserveUsd === b.reserveUsd &&
    a.riskWeight === b.riskWeight &&
    a.decision.every((blocks, quote) => blocks === b.decision[quote])
  );
}
