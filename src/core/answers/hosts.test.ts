import { describe, expect, it } from 'vitest';

import type { StudyAnswer } from '../decide/index.ts';
import { testPlan } from '../demand/test-plan.ts';
import { consequencesOf } from './hosts.ts';

const plan = testPlan({});
const shortage = plan.tree.stageStartMonths.map(() => ({ fraction: 0, probability: 0 }));
const solved = { status: 'optimal', valueUsd: 100, shortage } as unknown as StudyAnswer;
const unsolved = (status: string) => ({ status, valueUsd: NaN, shortage: [] }) as unknown as StudyAnswer;

describe('what a host may do', () => {
  it('is not known, and not nothing, where no plan on some tree holds the signings', () => {
    const compared = { asItIs: [solved, solved], after: [solved, unsolved('infeasible')], fromMonth: 12 };
    const found = consequencesOf(plan, compared);
    expect(found).toMatchObject({ lossUsd: null, shortageRise: null, shortageMonth: null, recoveryMonths: null });
    expect(found.unknown).toMatch(/limits of the plan do not allow/);
    const other = consequencesOf(plan, { ...compared, after: [solved, unsolved('timeLimit')] });
    expect(other.unknown).toBe('not every tree could be solved');
  });

  it('is the paired difference where all are solved', () => {
    const after = [
      { ...solved, valueUsd: 92 },
      { ...solved, valueUsd: 94 },
    ];
    const found = consequencesOf(plan, { asItIs: [solved, solved], after, fromMonth: 12 });
    expect(found.lossUsd!.estimate).toBeCloseTo(7, 12);
    expect(found.unknown).toBeNull();
  });
});
