import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../test/support/example-result.ts';
import { randomPlan } from '../../../test/support/random-plan.ts';
import type { ReplayAnswer } from '../decide/index.ts';
import { breaksOf } from './breaks.ts';

type StressFigures = ReplayAnswer['stresses'][number];

const plan = randomPlan('exits', 1);
const RUIN = { estimate: 0.02, low: 0.01, high: 0.03 };

function stress(name: string, strains: StressFigures['strains'], lostUsd: number): StressFigures {
  return {
    name,
    strains,
    pathCount: 100,
    lostUsd: { estimate: lostUsd, low: lostUsd - 1, high: lostUsd + 1 },
    ruinProbability: { estimate: lostUsd / 100, low: 0, high: 1 },
    ruinProbabilityWithout: RUIN,
    shortageProbability: RUIN,
    worstMonth: '2027-03',
    worstUnservedFraction: 0.1,
    monthsToRecover: 4,
    tiersHit: [],
  };
}

function brokenBy(stresses: readonly StressFigures[], limits: ReplayAnswer['limits'] = []) {
  const replay = { policies: [{ ruinProbability: RUIN }], stresses, limits } as unknown as ReplayAnswer;
  const found = breaksOf(plan, { signNow: exampleResult.signNow, replay });
  if (found === null) throw new Error('it was replayed');
  return found;
}

const RUIN_LIMIT = {
  field: 'limits.ruinProbabilityMax',
  factor: null,
  limit: 0.05,
  wouldTake: null,
  isSure: true,
} as const;

describe('what breaks first', () => {
  it('is the resource whose hardest stress costs most, each once', () => {
    const found = brokenBy([
      stress('a comes late', 'time', 3),
      stress('a fails', 'chips', 9),
      stress('b fails', 'chips', 20),
      stress('a grid is lost', 'power', 12),
      stress('a squeeze, and b fails', 'several', 90),
    ]);
    expect(found.first).toBe('chips');
    expect(found.isSure).toBe(true);
    expect(found.resources.map(({ resource, stress: hardest }) => `${resource}: ${hardest}`)).toEqual([
      'chips: b fails',
      'power: a grid is lost',
      'time: a comes late',
    ]);
    // The two worst together add most to ruin: cash is told by any stress.
    expect(found.cash.stress).toBe('a squeeze, and b fails');
    expect(brokenBy([stress('a fails', 'chips', 2)]).cash.stress).toBeNull();
  });

  it('is not sure where the two largest losses overlap, and nothing where no loss is sure', () => {
    expect(brokenBy([stress('late', 'time', 9), stress('fails', 'chips', 10)])).toMatchObject({
      first: 'chips',
      isSure: false,
    });
    expect(brokenBy([stress('late', 'time', 0.5)]).first).toBeNull();
    expect(brokenBy([]).first).toBeNull();
  });

  it('is cash where ruin misses the limit of the plan without any stress', () => {
    const found = { estimate: 0.08, low: 0.06, high: 0.1 };
    const stresses = [stress('fails', 'chips', 10)];
    expect(brokenBy(stresses, [{ ...RUIN_LIMIT, isMet: false, found }])).toMatchObject({ first: 'cash', isSure: true });
    const unsure = { ...RUIN_LIMIT, isMet: false, found: { ...found, low: 0.04 } };
    expect(brokenBy(stresses, [unsure])).toMatchObject({ first: 'cash', isSure: false });
    expect(brokenBy(stresses, [{ ...RUIN_LIMIT, isMet: true, found: RUIN }]).first).toBe('chips');
  });

  it('is not told of a plan that was not replayed', () => {
    expect(breaksOf(plan, { signNow: [], replay: null })).toBeNull();
  });
});
