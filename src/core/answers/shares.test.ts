import { describe, expect, it } from 'vitest';

import { testOffer, testPlan } from '../demand/test-plan.ts';
import type { Offer } from '../domain/index.ts';
import { concentrationAnswers, largestHostOf } from './shares.ts';

const fleetOf = (id: string, gpus: number, factors: readonly string[]): Offer => ({
  ...testOffer(id, factors),
  kind: 'fleet',
  host: id,
  quantities: [{ acceleratorIndex: 0, gpus }],
  referenceGpus: [gpus, gpus],
  leadTimeMonths: { p10: 0, p50: 0, p90: 0 },
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  termMonths: 24,
  price: { kind: 'perGpuHour', usd: [2, 2, 2] },
});

const plan = testPlan({
  accelerators: [{ id: 'h100', equivalents: [1, 1], facilityKwPerGpu: 1.5 }],
  fleet: [fleetOf('a', 600, ['grid-x']), fleetOf('b', 300, ['grid-x', 'grid-y']), fleetOf('c', 100, [])],
});
const found = (group: string, measure: string, signed: Parameters<typeof concentrationAnswers>[1] = []) =>
  concentrationAnswers(plan, signed).filter((answer) => answer.group === group && answer.measure === measure);

describe('shares', () => {
  it('are 0.6, 0.3 and 0.1 by hosts of 600, 300 and 100: HHI 0.36 + 0.09 + 0.01', () => {
    for (const measure of ['capacity', 'dollars', 'megawatts']) {
      const [today] = found('host', measure);
      [0.6, 0.3, 0.1].forEach((share, place) => expect(today!.shares[place]!.fraction).toBeCloseTo(share, 12));
      expect(today!.herfindahl).toBeCloseTo(0.46, 12);
      expect(today!.statedFraction).toBe(1);
    }
  });

  it('split a contract on two grids in halves, and leave out what names none', () => {
    const [today] = found('grid', 'capacity');
    // 600 + 150 on x, 150 on y, of 900 that name a grid, of 1,000 in all.
    expect(today!.shares).toEqual([
      { name: 'x', fraction: 750 / 900 },
      { name: 'y', fraction: 150 / 900 },
    ]);
    expect(today!.statedFraction).toBeCloseTo(0.9, 12);
    expect(found('investor', 'capacity')).toEqual([]);
  });

  it('count what is signed once all of it serves', () => {
    const offer = { ...fleetOf('d', 2000, []), kind: 'quote' as const };
    const [, signed] = found('host', 'capacity', [{ offer, fraction: 0.5 }]);
    expect(signed!.shares[0]).toEqual({ name: 'd', fraction: 0.5 });
    expect(largestHostOf(plan, [{ offer, fraction: 1 }])).toEqual({ host: 'd', fraction: 2000 / 3000 });
  });

  it('of megawatts count a contract of unknown power as not named, by its capacity', () => {
    const unknown = { id: 'tpu', equivalents: [1, 1], facilityKwPerGpu: null };
    const accelerators = [...plan.accelerators, unknown] as typeof plan.accelerators;
    const dark = { ...fleetOf('d', 1000, []), quantities: [{ acceleratorIndex: 1, gpus: 1000 }] };
    const answers = concentrationAnswers({ ...plan, accelerators, fleet: [...plan.fleet, dark] }, []);
    const [host] = answers.filter(({ group, measure }) => group === 'host' && measure === 'megawatts');
    // 1,000 GPUs of known power, 1,000 of unknown.
    expect(host!.statedFraction).toBeCloseTo(0.5, 12);
    expect(host!.shares.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const [grid] = answers.filter(({ group, measure }) => group === 'grid' && measure === 'megawatts');
    expect(grid!.statedFraction).toBeCloseTo(0.45, 12);
  });
});
