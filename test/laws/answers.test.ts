/** Laws of the answers beyond the plan: what a restriction or a right can do to the value, on random plans. */
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { answersOf, ROUTES, type Answers } from '../../src/core/answers/index.ts';
import { callerInThread, type Estimate } from '../../src/core/decide/index.ts';
import type { Plan } from '../../src/core/domain/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { randomPlan, type Family } from '../support/random-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const CASES: readonly (readonly [Family, number])[] = [
  ['exits', 1],
  ['builds', 2],
  ['tail risk', 2],
  ['later signings', 4],
  ['limits', 2],
];

async function answered(plan: Plan): Promise<Answers> {
  const caller = callerInThread(plan, solver);
  const result = { signNow: [], offers: [], series: { months: [], capacity: [] } as never, replay: null };
  const answers = await answersOf(plan, { caller, result, hasLattices: false });
  await caller.close();
  return answers!;
}

/** Money within which two exact optima of these plans are equal: rounding of sums a thousand times as large. */
function roomUsd(answers: Answers): number {
  const sizes = answers.growth.map(({ best }) => Math.abs(best.valueUsd.estimate));
  return 1e-6 * Math.max(1, ...sizes);
}

/** The estimate lies at or above the floor, where it is known at all. */
function expectAtLeast({ estimate, low }: Estimate, floorUsd: number): void {
  expect(low === null ? Infinity : estimate).toBeGreaterThanOrEqual(floorUsd);
}

function expectAtMost({ estimate, low }: Estimate, ceilingUsd: number): void {
  expect(low === null ? -Infinity : estimate).toBeLessThanOrEqual(ceilingUsd);
}

describe.each(CASES)('answers to a random plan of family %s, seed %i', (family, seed) => {
  let plan: Plan;
  let answers: Answers;
  let room: number;
  beforeAll(async () => {
    plan = randomPlan(family, seed);
    answers = await answered(plan);
    room = roomUsd(answers);
  }, 60_000);

  it('waiting costs nothing or more, longer waiting no less, never the most', () => {
    expect(answers.delay.length).toBeGreaterThan(0);
    for (const { costs, neverUsd } of answers.delay) {
      const inOrder = [...costs.map(({ costUsd }) => costUsd), neverUsd];
      inOrder.forEach((cost, index) => {
        expectAtLeast(cost, index === 0 ? -room : inOrder[index - 1]!.estimate - room);
      });
    }
  });

  it('the free mix is worth at least any route alone, and at least what is held', () => {
    for (const { regretUsd } of answers.growth) expectAtLeast(regretUsd, -room);
    expect(answers.routes).toHaveLength(plan.growth.regimes.length + 1);
    for (const { routeCostUsd } of answers.routes) {
      for (const route of ROUTES) expectAtMost(routeCostUsd[route], room);
    }
  });

  it('a tighter cap costs no less', () => {
    answers.hostCaps.forEach(({ priceUsd }, index) =>
      expectAtLeast(priceUsd, index === 0 ? -room : answers.hostCaps[index - 1]!.priceUsd.estimate - room),
    );
  });

  // Use is discounted at its sub-period's mean month, so less take-or-pay may cost the rounding of that: no law here.
  it('a right of ours is worth nothing or more, a prepayment nothing or less', () => {
    for (const { clause, valueUsd } of answers.clauses) {
      if (/our exit|a year more/.test(clause)) expectAtLeast(valueUsd, -room);
      if (/prepayment/.test(clause)) expectAtMost(valueUsd, room);
    }
  });

  it('every set of signings gives up nothing or more beside the best, and the recommended one is among them', () => {
    const recommended = answers.portfolios.filter(({ isRecommended }) => isRecommended);
    expect(recommended.map(({ costUsd }) => costUsd.estimate)).toEqual([0]);
    const others = answers.portfolios.filter(({ isRecommended }) => !isRecommended);
    for (const { betterAt } of others) expect(betterAt.length).toBeGreaterThan(0);
  });

  it('an end of a bar that flips says something else there, between the plan and the end', () => {
    for (const { at, ends } of answers.sensitivity.bars) {
      for (const end of ends) {
        expectAtLeast(end.regretUsd, -room);
        if (end.flipsAt === null) continue;
        expect(end.signNow).not.toEqual(answers.sensitivity.reference);
        expect((end.flipsAt - at) * (end.at - end.flipsAt)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('putting a dearer tier down costs nothing or more', () => {
    for (const { demotionCostUsd } of answers.tiers) if (demotionCostUsd) expectAtLeast(demotionCostUsd, -room);
  });

  it('regret of every set of signings is nothing or more in every regime, and the belief weighs it', () => {
    for (const { regretUsd, expectedUsd, largestUsd } of answers.regret) {
      const shares = plan.growth.regimes.map(({ startProbability }) => startProbability);
      const mean = regretUsd.reduce((sum, { usd }, regime) => sum + shares[regime]! * usd.estimate, 0);
      expect(expectedUsd).toBeCloseTo(mean, 6);
      expect(largestUsd).toBeGreaterThanOrEqual(expectedUsd - room);
      for (const { usd } of regretUsd) expectAtLeast(usd, -room);
    }
  });
});

it('room for one more new partner is worth nothing or more, and is not asked where there is no limit', async () => {
  const free = randomPlan('limits', 2);
  expect((await answered(free)).partnerLimit).toBeNull();
  const limited = { ...free, limits: { ...free.limits, newPartners: { atOnceMax: 1, months: 6 } } };
  const { partnerLimit, ...answers } = await answered(limited);
  expect(partnerLimit?.atOnceMax).toBe(1);
  expectAtLeast(partnerLimit!.oneMoreUsd, -roomUsd({ ...answers, partnerLimit }));
}, 60_000);

it('the same plan gets the same answers, whatever else was asked between', async () => {
  const plan = randomPlan('exits', 5);
  const first = await answered(plan);
  await answered(randomPlan('hazards', 6));
  expect(await answered(plan)).toEqual(first);
}, 60_000);
