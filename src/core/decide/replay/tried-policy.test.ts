import { describe, expect, it } from 'vitest';

import { exp, log, wilsonInterval } from '../../numeric/index.ts';
import { REPLAY_CONFIDENCE, type LimitCheck } from '../../simulate/index.ts';
import { REPLAY_PATHS_DEFAULT } from './replay-paths.ts';
import { foreseenMost, leastMissing, missesOf, type TriedPolicy } from './tried-policy.ts';

/** [hits] chance of so many in n trials. */
function binomial(trials: number, chance: number): number[] {
  let logChance = trials * log(1 - chance);
  return Array.from({ length: trials + 1 }, (_, hits) => {
    const found = exp(logChance);
    logChance += log((trials - hits) / (hits + 1)) + log(chance / (1 - chance));
    return found;
  });
}

/** Exact chance that a replay finds a larger share than was foreseen from `pathCount` other paths. */
function overshootChance(pathCount: number, chance: number): number {
  const later = binomial(REPLAY_PATHS_DEFAULT, chance);
  return binomial(pathCount, chance).reduce((sum, probability, hits) => {
    const most = foreseenMost(wilsonInterval(hits, pathCount, REPLAY_CONFIDENCE), pathCount);
    const above = later.reduce((all, one, found) => all + (found / REPLAY_PATHS_DEFAULT > most ? one : 0), 0);
    return sum + probability * above;
  }, 0);
}

const checkOf = (field: LimitCheck['field'], found: LimitCheck['found'], limit = 0.05): LimitCheck => ({
  field,
  factor: null,
  limit,
  found,
  isMet: found.estimate <= limit,
  isSure: found.high <= limit,
  wouldTake: null,
});

describe('what a replay may find more', () => {
  it.each([
    [500, 0.05],
    [1500, 0.01],
    [1500, 0.05],
    [1500, 0.4],
  ])('is exceeded one time in forty at most: seen on %i paths, of chance %d', (pathCount, chance) => {
    const exceeded = overshootChance(pathCount, chance);
    expect(exceeded).toBeLessThanOrEqual(1 / 40);
    expect(exceeded).toBeGreaterThan(1 / 100);
  });
});

describe('what a policy misses', () => {
  const found = wilsonInterval(20, 500, REPLAY_CONFIDENCE);

  it('is by its estimate, or with the margin by what a replay may find', () => {
    const at = { limits: [checkOf('limits.ruinProbabilityMax', found)], pathCount: 500 };
    expect(missesOf(at, false)).toEqual({ missedFields: [], missed: 0 });
    const { missedFields, missed } = missesOf(at, true);
    expect(missedFields).toEqual(['limits.ruinProbabilityMax']);
    expect(missed).toBeCloseTo(foreseenMost(found, 500) / 0.05 - 1, 12);
  });

  it('is nothing where only survival is: no reserve holds that', () => {
    const at = { limits: [checkOf('limits.survive', found, 0.01)], pathCount: 500 };
    expect(missesOf(at, true)).toEqual({ missedFields: [], missed: 0 });
  });

  it('ranks policies, value where they miss alike', () => {
    const one = (missed: number, valueUsd: number) => ({ missed, valueUsd }) as TriedPolicy;
    const best = one(0.1, 3);
    expect(leastMissing([one(0.2, 9), one(0.1, 2), best])).toBe(best);
  });
});
