/** Laws of what-ifs: what is kept between them changes nothing, and better terms never hurt. */
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { openWhatIfs, whatIfFault, type WhatIfChange } from '../../src/core/answers/index.ts';
import { callerInThread } from '../../src/core/decide/index.ts';
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
];
/** Rounding of sums many times as large as what is compared. */
const ROOM_FRACTION = 1e-6;

function opened(plan: Plan) {
  const caller = callerInThread(plan, solver);
  const signNow = plan.offers.flatMap(({ id, kind }) => (kind === 'quote' ? [{ offerId: id, blocks: 1 }] : []));
  return { ...openWhatIfs({ plan, signNow, caller }), close: () => caller.close() };
}

describe.each(CASES)('what-ifs of a random plan of family %s, seed %i', (family, seed) => {
  const plan = randomPlan(family, seed);
  const { id: offerId } = plan.offers.find(({ kind }) => kind === 'quote')!;
  const price = (multiple: number): WhatIfChange => ({ offerId, kind: 'price', multiple });

  it('nothing changed moves nothing, and a price at the ask is nothing changed', async () => {
    const whatIfs = opened(plan);
    const room = ROOM_FRACTION * Math.abs((await whatIfs.answer([])).asItIs.valueUsd.estimate);
    for (const changes of [[], [price(1)]]) {
      const { changeUsd, isTurned } = await whatIfs.answer(changes);
      expect(Math.abs(changeUsd.estimate)).toBeLessThanOrEqual(room);
      expect(isTurned).toBe(false);
    }
    await whatIfs.close();
  });

  it('what was asked before changes no answer beyond rounding', async () => {
    const [used, fresh] = [opened(plan), opened(plan)];
    await used.answer([price(0.5)]);
    await used.answer([price(1.5), { offerId, kind: 'lead', months: 2 }]);
    const [later, first] = [await used.answer([price(0.8)]), await fresh.answer([price(0.8)])];
    const room = ROOM_FRACTION * Math.abs(first.held.valueUsd.estimate);
    expect(Math.abs(later.held.valueUsd.estimate - first.held.valueUsd.estimate)).toBeLessThanOrEqual(room);
    expect(Math.abs(later.best.valueUsd.estimate - first.best.valueUsd.estimate)).toBeLessThanOrEqual(room);
    await Promise.all([used.close(), fresh.close()]);
  });

  it('a dearer quote is never worth more, and the best is never worth less than what is held', async () => {
    const whatIfs = opened(plan);
    const values: number[] = [];
    for (const multiple of [0.5, 0.9, 1.3]) {
      const { held, regretUsd } = await whatIfs.answer([price(multiple)]);
      values.push(held.valueUsd.estimate);
      expect(regretUsd.estimate).toBeGreaterThanOrEqual(-ROOM_FRACTION * Math.abs(held.valueUsd.estimate));
    }
    expect(values.toSorted((a, b) => b - a)).toEqual(values);
    await whatIfs.close();
  });
});

it('the signings that are held bind for the changed terms', async () => {
  const plan = randomPlan('exits', 1);
  const { id: offerId } = plan.offers.find(({ kind }) => kind === 'quote')!;
  const whatIfs = opened(plan);
  const { asItIs, held } = await whatIfs.answer([{ offerId, kind: 'price', multiple: 2 }]);
  expect(held.footprint.firmLiabilityUsd).toBeGreaterThan(asItIs.footprint.firmLiabilityUsd);
  await whatIfs.close();
});

it('a change that cannot be made says what can', () => {
  const plan = randomPlan('exits', 1);
  expect(whatIfFault(plan, { offerId: 'nobody', kind: 'lead', months: 1 })?.what).toBe('there is no quote "nobody"');
  const { id: offerId } = plan.offers.find(({ kind }) => kind === 'quote')!;
  expect(whatIfFault(plan, { offerId, kind: 'clause', clause: 'the moon' })?.fix).toContain('"our exit');
  expect(whatIfFault(plan, { offerId, kind: 'price', multiple: 2 })).toBeNull();
  expect(whatIfFault(plan, { offerId, kind: 'lead', months: -240 })?.what).toContain('cannot come 240 months earlier');
  expect(whatIfFault(plan, { offerId, kind: 'lead', months: 240 })).toBeNull();
});
