import { expect, it } from 'vitest';

import { testPlan, testWorkload } from '../test-plan.ts';
import { shortageCosts } from './shortage-cost.ts';

const churn = { recoveryPerMonth: 0.5, depthFractions: [0.05, 0.2], lossPerMonth: [0.1, 0.2, 0.4] };
const customers = { ...testWorkload(1000, true), churn };

it('an hour unserved costs itself and a geometric tail of lost hours', () => {
  // Four months, half comes back each month: 0.1 x (1 + 1/2 + 1/4) = 0.175 later hours in months 1, 2 and 3.
  const plan = testPlan({ workloads: [customers], horizonMonths: 4, discountRatePerYear: 0 });
  const [cost] = shortageCosts(plan, [1, 1, 1, 1, 1]);
  expect(cost!.bands.map(({ laterHoursFlat }) => laterHoursFlat)).toEqual([
    expect.closeTo(0.175, 12),
    expect.closeTo(0.35, 12),
    expect.closeTo(0.7, 12),
  ]);
  expect(cost!.bands[0]!.usdPerUnservedHour).toBeCloseTo(1.175, 12);
  expect(cost!.bands.map(({ fromFraction, toFraction }) => [fromFraction, toFraction])).toEqual([
    [0, 0.05],
    [0.05, 0.2],
    [0.2, 1],
  ]);
});

it('who left does not grow with the rest: demand that doubles each month doubles what rivals gain', () => {
  const plan = testPlan({ workloads: [customers], horizonMonths: 4, discountRatePerYear: 0 });
  const [cost] = shortageCosts(plan, [1, 2, 4, 8, 16]);
  // 0.1 x (2 + 4/2 + 8/4)
  expect(cost!.bands[0]!.laterHours).toBeCloseTo(0.6, 12);
  expect(cost!.bands[0]!.laterHoursFlat).toBeCloseTo(0.175, 12);
});

it('dollars are discounted and fall with the value of an hour', () => {
  const decaying = { ...customers, valueDeclinePerYear: 0.5 };
  const plan = testPlan({ workloads: [decaying], horizonMonths: 2, discountRatePerYear: 1 });
  // One later month, worth (0.5 / 2)^(1/12) of today's.
  expect(shortageCosts(plan, [1, 1])[0]!.bands[0]!.usdPerUnservedHour).toBeCloseTo(1 + 0.1 * 0.25 ** (1 / 12), 12);
});

it('says nothing of work that shortage loses no customers of', () => {
  expect(shortageCosts(testPlan({ workloads: [testWorkload(1000, true)] }), [])).toEqual([]);
});
