import { expect, test } from 'vitest';

import { randomPlan } from '../../../../test/support/random-plan.ts';
import type { Plan } from '../../domain/index.ts';
import { exactJson } from '../cohorts/exact-json.ts';
import { plannerProgramme } from '../planner/planner-programme.ts';
import { treeGrounds } from './tree-ground.ts';

const plan = randomPlan('exits', 1);

test('what is kept of other plans changes nothing of a programme', () => {
  const grounds = treeGrounds();
  programmeText(plan, grounds);
  for (const changed of CHANGED) expect(programmeText(changed, grounds)).toBe(programmeText(changed, treeGrounds()));
});

test('plans that differ in contracts and limits share a tree, others do not', () => {
  const grounds = treeGrounds();
  const { tree, flows } = grounds.of(plan, 0);
  expect(grounds.of(dearer(plan), 0)).toEqual({ tree, flows });
  expect(grounds.of(dearer(plan), 0).tree).toBe(tree);
  expect(grounds.of(plan, 1).tree).not.toBe(tree);
  expect(grounds.of({ ...plan, discountRatePerYear: 0.2 }, 0).tree).not.toBe(tree);
});

test('only the ground used last is kept where one may be', () => {
  const grounds = treeGrounds(1);
  const { tree } = grounds.of(plan, 0);
  expect(grounds.of(plan, 0).tree).toBe(tree);
  grounds.of(plan, 1);
  expect(grounds.of(plan, 0).tree).not.toBe(tree);
});

const CHANGED: readonly Plan[] = [
  dearer(plan),
  { ...plan, offers: plan.offers.map((offer) => ({ ...offer, signByMonth: Infinity })) },
  { ...plan, discountRatePerYear: plan.discountRatePerYear + 0.05 },
  { ...plan, seed: plan.seed + 1 },
  { ...plan, limits: { ...plan.limits, hostFractionMax: 0.4 } },
];

function dearer(known: Plan): Plan {
  const offers = known.offers.map((offer, index) =>
    index === 0 ? { ...offer, takeOrPayFraction: 0.5, termMonths: offer.termMonths + 6 } : offer,
  );
  return { ...known, offers };
}

function programmeText(of: Plan, grounds: ReturnType<typeof treeGrounds>): string {
  const { tree, flows } = grounds.of(of, 0);
  const { programme, flows: found } = plannerProgramme(of, tree, { replication: 0, memo: flows });
  return exactJson([programme, found.map(({ lost }) => [...lost])]);
}
