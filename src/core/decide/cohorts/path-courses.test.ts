import { expect, test } from 'vitest';

import { randomPlan } from '../../../../test/support/random-plan.ts';
import { PLAIN_TERMS, type Plan } from '../../domain/index.ts';
import { treeGrounds } from '../samples/tree-ground.ts';
import { calendarOf } from './calendar.ts';
import { cohortsOf } from './cohort.ts';
import { pathCoursesOf } from './path-courses.ts';

const TRANCHE = { rampMonths: 0, rampFeeFraction: 1, fraction: 0.5 };

test('contracts whose first tranche comes alike and whose second does not are different courses', () => {
  const plan = withSecondTranche(randomPlan('exits', 1));
  const { tree } = treeGrounds().of(plan, 0);
  const calendar = calendarOf(plan);
  const cohort = cohortsOf(plan, calendar, false).find(({ contract }) => contract === plan.offers[0])!;
  const { pathCount } = tree.paths;
  // Half of the paths at the median, half nearly as late as the p90.
  const score = Float64Array.from({ length: pathCount }, (_, path) => (path % 2 === 0 ? 0 : 1.28));
  const { courses, courseOfPath } = pathCoursesOf(plan, tree, { cohort, calendar, score, losses: 'means' });
  for (let path = 0; path < pathCount; path++) {
    const { inServiceMonths, trancheMonths } = courses[courseOfPath[path]!]!.delivery;
    expect([inServiceMonths, ...trancheMonths!]).toEqual([1, 1, path % 2 === 0 ? 2 : 5]);
  }
  // The two by three regimes at signing, at most.
  expect(courses.length).toBeLessThanOrEqual(6);
});

/** The plan's first offer in two halves: one comes after a month for certain, the other when it comes. */
function withSecondTranche(plan: Plan): Plan {
  const certain = { p10: 1, p50: 1, p90: 1 };
  const late = { p10: 1, p50: 2, p90: 5 };
  const tranches = [
    { ...TRANCHE, leadTimeMonths: certain, dueMonths: 1 },
    { ...TRANCHE, leadTimeMonths: late, dueMonths: 2 },
  ];
  const [first, ...rest] = plan.offers;
  return { ...plan, offers: [{ ...first!, gates: [], terms: { ...PLAIN_TERMS, tranches } }, ...rest] };
}
