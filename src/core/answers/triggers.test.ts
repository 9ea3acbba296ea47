import { describe, expect, it } from 'vitest';

import type { LaterDecisions } from '../decide/index.ts';
import { samplePaths } from '../demand/index.ts';
import { testPlan } from '../demand/test-plan.ts';
import { doesFire, triggerAnswers, type TriggerAnswer } from './triggers.ts';

const PATHS = 800;
const STAGES = [0, 3];
const plan = testPlan();
const months = Array.from({ length: plan.horizonMonths }, () => 400_000);

/** A policy that signs one block at month 3 where `isSigned` says so of a path's growth since the start. */
function decisionsOf(replication: number, isSigned: (growth: number, regime: number) => boolean): LaterDecisions {
  const paths = samplePaths(plan, { pathCount: PATHS, replication });
  const blocks = new Float64Array(PATHS * STAGES.length);
  for (let path = 0; path < PATHS; path++) {
    const at = path * paths.monthCount;
    blocks[path * 2 + 1] = Number(isSigned(paths.multiple[at + 3]! ** 4, paths.regime[at + 2]!));
  }
  return { replication, pathCount: PATHS, stageStartMonths: STAGES, offerIds: ['lease'], blocks, nodeSolves: 0 };
}

function signTrigger(isSigned: (growth: number, regime: number) => boolean): TriggerAnswer | undefined {
  const decisions = [2000, 2001, 2002, 2003, 2004].map((replication) => decisionsOf(replication, isSigned));
  return triggerAnswers({ plan, committedReferenceGpus: months, decisions }).find(({ kind }) => kind === 'sign');
}

describe('triggers', () => {
  it('finds a policy that follows growth, and says how often it is right', () => {
    const trigger = signTrigger((growth) => growth >= 10)!;
    expect(trigger.month).toBe('2026-10');
    expect(trigger.accuracyFraction.estimate).toBeGreaterThan(0.9);
    expect(trigger.rule.growthMultiplePerYear ?? trigger.rule.utilisationFraction).toMatchObject({ isAbove: true });
    expect(trigger.blocks).toBeGreaterThan(0.8);
  });

  it('holds, on paths that nothing has seen, to the accuracy that it states', () => {
    // What is to be told is the hidden regime, so that no rule is right always.
    const isSigned = (_: number, regime: number) => regime <= 1;
    const { rule, accuracyFraction } = signTrigger(isSigned)!;
    const paths = samplePaths(plan, { pathCount: 4000, replication: 9999 });
    const right = Array.from({ length: paths.pathCount }, (_, path) => {
      const at = path * paths.monthCount;
      const fires = doesFire(rule, {
        growthMultiplePerYear: paths.multiple[at + 3]! ** 4,
        utilisationFraction: busyOf(paths.multiple[at + 3]!) / 400_000,
        supplyRegime: (['glut', 'normal', 'tight'] as const)[paths.supplyRegime[at + 3]!]!,
      });
      return Number(fires === isSigned(0, paths.regime[at + 2]!));
    });
    const found = right.reduce((sum, one) => sum + one, 0) / right.length;
    // Both are shares of independent paths: 4 standard errors of their difference.
    const variance = found * (1 - found) * (1 / right.length + 1 / (4 * PATHS));
    expect(Math.abs(found - accuracyFraction.estimate)).toBeLessThanOrEqual(4 * Math.sqrt(variance));
    expect(accuracyFraction.low).toBeLessThan(accuracyFraction.high!);
  });

  it('gives no rule where the policy always does the same', () => {
    expect(signTrigger(() => true)).toBeUndefined();
    expect(signTrigger(() => false)).toBeUndefined();
  });
});

function busyOf(multiple: number): number {
  return plan.workloads.reduce((sum, { busyReferenceGpus }) => sum + busyReferenceGpus, 0) * multiple;
}
