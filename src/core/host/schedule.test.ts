import { describe, expect, it } from 'vitest';

import { certain, hostPlanWith, structureWith } from '../../../test/support/host-plan.ts';
import { scheduleOf, serviceMonthOf } from './schedule.ts';

const site = hostPlanWith().site;
const transformer = {
  id: 'transformer',
  leadMonths: { p10: 30, p50: 37, p90: 60 },
  installMonths: 3,
  structureIds: null,
};

describe('latest start', () => {
  it('is exact where the grid is certain: 48 less the lead time less 3 months of installation', () => {
    const plan = hostPlanWith({ site: { ...site, gridMonths: certain(48) }, equipment: [transformer] });
    const [task] = scheduleOf(plan, structureWith()).tasks;
    expect(task).toMatchObject({ latestMonths: { p10: -15, p50: 8, p90: 15 }, isSampled: false });
  });

  it('is exact where the lead time is certain', () => {
    const gridMonths = { p10: 36, p50: 48, p90: 72 };
    const equipment = [{ ...transformer, leadMonths: certain(40) }];
    const [task] = scheduleOf(hostPlanWith({ site: { ...site, gridMonths }, equipment }), structureWith()).tasks;
    expect(task).toMatchObject({ latestMonths: { p10: -7, p50: 5, p90: 29 }, isSampled: false });
  });

  it('of both uncertain is sampled, near the exact median and within the exact chance', () => {
    const gridMonths = { p10: 36, p50: 48, p90: 72 };
    const plan = hostPlanWith({ site: { ...site, gridMonths }, equipment: [transformer], paths: 4000 });
    const { tasks, goNoGo } = scheduleOf(plan, structureWith());
    expect(tasks[0]!.isSampled).toBe(true);
    expect(tasks[0]!.latestMonths.p10).toBeLessThan(0);
    expect(tasks[0]!.latestMonths.p90).toBeGreaterThan(15);
    // The building takes no time here, so the transformer alone decides.
    expect(goNoGo.latestMonths).toEqual(tasks[0]!.latestMonths);
  });

  it('a month later is a month less for everything', () => {
    const plan = (installMonths: number) =>
      hostPlanWith({
        site: { ...site, gridMonths: { p10: 36, p50: 48, p90: 72 } },
        equipment: [{ ...transformer, installMonths }],
      });
    const three = scheduleOf(plan(3), structureWith()).tasks[0]!.latestMonths;
    const four = scheduleOf(plan(4), structureWith()).tasks[0]!.latestMonths;
    expect(three.p50 - four.p50).toBeCloseTo(1, 12);
  });
});

it('service begins with the later of the grid and the longest task, in whole months', () => {
  expect(serviceMonthOf(20, [12, 26.4], 0)).toBe(27);
  expect(serviceMonthOf(40, [12, 26.4], 6)).toBe(40);
  expect(serviceMonthOf(20, [12, 26.4], 6)).toBe(33);
});
