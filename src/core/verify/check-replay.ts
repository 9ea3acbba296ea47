import type { Plan } from '../domain/index.ts';
import { checkLimits } from './check-replay-limits.ts';
import { checkPolicies } from './check-replay-policies.ts';
import { checkStresses } from './check-replay-stresses.ts';
import { checkSum, checkSumAmid } from './check-sum.ts';
import type { Claim } from './claim.ts';
import type { Findings } from './findings.ts';
import { fixed, times, type Fixed } from './fixed-point.ts';
import type { ReplayClaim } from './replay-claim.ts';

/** Fewest paths that a replay is made of. */
const PATHS_MIN = 40;

/** Values of solved programmes are as good as this share of them. */
const BOUND_FRACTION = 1e-6;

/** Operations behind a figure of the replay that is summed over its paths. */
const PATH_OPERATIONS = 4096;

/**
 * The replay agrees with itself and with the plan: every policy is there once, on all paths; its figures follow from one another;
 * differences, limits, regret, growth and stresses are of those figures. That the paths themselves are right takes replaying.
 */
export function checkReplay(found: Findings, plan: Plan, claim: Claim): void {
  const { replay } = claim;
  if (replay === null) {
    checkNothingToTry(found, plan);
    return;
  }
  found.that(replay.pathCount >= PATHS_MIN, 'replay', () => ({
    path: 'replay.pathCount',
    what: `a replay of ${replay.pathCount} paths is none: the fewest are ${PATHS_MIN}`,
  }));
  checkPolicies(found, plan, replay);
  checkLimits(found, plan, replay);
  checkBound(found, claim, replay);
  checkRegret(found, replay);
  checkGrowth(found, plan, replay);
  checkStresses(found, plan, replay);
  checkDeep(found, plan, replay);
  const { openingLiquidityUsd } = plan.money;
  found.that(replay.reserveUsd >= 0 && replay.reserveUsd <= openingLiquidityUsd, 'replay', () => ({
    path: 'replay.reserveUsd',
    what: `a reserve of ${replay.reserveUsd} USD is not part of an opening liquidity of ${openingLiquidityUsd}`,
  }));
  found.that(replay.keeping.planRiskWeight === plan.risk.weight, 'replay', () => ({
    path: 'replay.keeping.planRiskWeight',
    what: `the plan weighs the tail mean by ${plan.risk.weight}, not by ${replay.keeping.planRiskWeight}`,
  }));
}

/** Without a replay the limits that only futures can try are held by nothing. */
function checkNothingToTry(found: Findings, { limits }: Plan): void {
  const { ruinProbabilityMax, shortageProbabilityMax, survive } = limits;
  const isNothing = ruinProbabilityMax === null && shortageProbabilityMax === null && survive === null;
  found.that(isNothing, 'replay-limits', () => ({
    path: 'replay',
    what: 'the plan limits ruin, shortage or what a loss may cost, and no futures were tried',
    fix: 'plan again: every plan is replayed',
  }));
}

/** Nobody does better than the bound says, and what is lost against it is the difference, ends and all. */
function checkBound(found: Findings, claim: Claim, { boundUsd, lostAgainstBoundUsd, policies }: ReplayClaim): void {
  const { valueUsd } = policies[0]!;
  const path = 'replay.lostAgainstBoundUsd';
  checkSum(found, path, fixed(lostAgainstBoundUsd.estimate), [fixed(boundUsd.estimate), -fixed(valueUsd.estimate)]);
  const ends = [
    ['low', boundUsd.low, valueUsd.high],
    ['high', boundUsd.high, valueUsd.low],
  ] as const;
  for (const [end, bound, value] of ends) {
    const given = lostAgainstBoundUsd[end];
    const isKnown = given !== null && bound !== null && value !== null;
    if (isKnown) checkSum(found, `${path}.${end}`, fixed(given), [fixed(bound), -fixed(value)]);
  }
  const reached = claim.value.recommendedUsd.estimate - claim.recipe.gapUsd.estimate;
  found.that(boundUsd.estimate >= reached - BOUND_FRACTION * Math.abs(reached), 'replay', () => ({
    path: 'replay.boundUsd',
    what: `the bound on any policy, ${boundUsd.estimate} USD, is below what the recommended one reaches, ${reached}`,
  }));
}

/** Regret is never below nothing, and its quantiles are in order. */
function checkRegret(found: Findings, { regret, pathCount }: ReplayClaim): void {
  const { meanUsd, p50Usd, p90Usd, largestUsd } = regret;
  const order = [0, p50Usd.estimate, p90Usd.estimate, largestUsd];
  const isOrdered = order.every((usd, index) => index === 0 || order[index - 1]! <= usd);
  const isMean = meanUsd.estimate >= 0 && meanUsd.estimate <= largestUsd * (1 + Number.EPSILON * PATH_OPERATIONS);
  const isCounted = regret.pathCount > 0 && regret.pathCount <= pathCount;
  found.that(isOrdered && isMean && isCounted, 'replay-regret', () => ({
    path: 'replay.regret',
    what: `a regret of ${meanUsd.estimate} on the mean, ${order.slice(1).join(', ')} by rank, on ${regret.pathCount} of ${pathCount} paths is not possible`,
  }));
}

/** Every regime of the plan once, and all paths in one of them, so that their means come to the policy's. */
function checkGrowth(found: Findings, { growth: asked }: Plan, { growth, pathCount, policies }: ReplayClaim): void {
  const stated = asked.regimes.map(({ id, multiplePerYear }) => `${id} ${multiplePerYear}`).join();
  const paths = growth.reduce((sum, row) => sum + row.pathCount, 0);
  const isWhole =
    growth.map(({ regimeId, multiplePerYear }) => `${regimeId} ${multiplePerYear}`).join() === stated &&
    paths === pathCount;
  found.that(isWhole, 'replay-growth', () => ({
    path: 'replay.growth',
    what: `the regimes by which demand starts are ${stated}, on ${pathCount} paths in all and not ${paths}`,
  }));
  if (!isWhole) return;
  for (const field of ['expectedUsd', 'ruinProbability', 'shortageProbability'] as const) {
    const terms = growth.flatMap((row): Fixed[] => {
      const value = row[field];
      return value === null ? [] : [times(fixed(value.estimate), fixed(row.pathCount / pathCount))];
    });
    if (terms.length < growth.length) continue;
    const whole = fixed(policies[0]![field].estimate);
    const amid = growth.map((row) => fixed(row[field]!.estimate));
    checkSumAmid(found, `replay.growth[].${field}`, whole, { terms, amid });
  }
}

/** Planned again at every later stage of some paths. */
function checkDeep(found: Findings, { tree }: Plan, { deep, pathCount }: ReplayClaim): void {
  if (deep === null) return;
  const stages = tree.stageStartMonths.length - 1;
  found.that(deep.pathCount <= pathCount && deep.planCount === deep.pathCount * stages, 'replay', () => ({
    path: 'replay.deep.planCount',
    what: `${deep.pathCount} paths with ${stages} later stages are not planned again ${deep.planCount} times`,
  }));
  const terms = [fixed(deep.replannedUsd.estimate), -fixed(deep.policyUsd.estimate)];
  checkSum(found, 'replay.deep.gainUsd', fixed(deep.gainUsd.estimate), terms);
}
