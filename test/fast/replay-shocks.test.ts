/** Shocks of the replay: what they move, and what they leave as drawn. */
import { describe, expect, it } from 'vitest';

import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import { blockChances, NO_SHOCK, shockedChances } from '../../src/core/simulate/index.ts';
import { SMALL_LEASE, UNDISCOUNTED_YEAR } from '../../src/core/supply/example-offers.ts';

const MONTHS = 24;
const PATHS = 40;

/** Two years of demand that stands still without noise, in a market that moves. */
const PLAN: Plan = {
  ...UNDISCOUNTED_YEAR,
  horizonMonths: MONTHS,
  workloads: [
    { id: 'customers', busyReferenceGpus: 1000, tiers: [], valueDeclinePerYear: 0, churn: null, isCash: true },
  ],
  growth: {
    ...UNDISCOUNTED_YEAR.growth,
    regimes: [
      { id: 'level', multiplePerYear: 1, meanMonths: 6, startProbability: 0.5 },
      { id: 'fast', multiplePerYear: 4, meanMonths: 6, startProbability: 0.5 },
    ],
    jumps: [
      [0, 1],
      [1, 0],
    ],
  },
  market: { ...UNDISCOUNTED_YEAR.market, regimeMeanMonths: [3, 3, 3] },
};

const rowsOf = (values: ArrayLike<number>) =>
  Array.from({ length: PATHS }, (_, path) => Array.from(values).slice(path * (MONTHS + 1), (path + 1) * (MONTHS + 1)));

describe('forced growth', () => {
  const drawn = blockChances(PLAN, 0, PATHS);
  const forced = shockedChances(drawn, { ...NO_SHOCK, growth: { multiplePerYear: 80, months: 12 } });

  it('is the stated multiple after a year, then grows as drawn', () => {
    const before = rowsOf(drawn.paths.multiple);
    rowsOf(forced.paths.multiple).forEach((row, path) => {
      expect(row[12]).toBeCloseTo(80, 9);
      expect(row[24]! / row[12]!).toBeCloseTo(before[path]![24]! / before[path]![12]!, 9);
    });
  });

  it('moves neither regimes nor the market, and is seen: the belief leans to the fast regime', () => {
    expect(forced.paths.regime).toEqual(drawn.paths.regime);
    expect(forced.paths.supplyRegime).toEqual(drawn.paths.supplyRegime);
    const [slowSeen, fastSeen] = [drawn, forced].map(({ paths }) =>
      rowsOf(paths.expectedLogGrowthPerYear).reduce((sum, row) => sum + row[3]!, 0),
    );
    expect(fastSeen).toBeGreaterThan(slowSeen!);
  });
});

describe('a squeeze', () => {
  const drawn = blockChances(PLAN, 0, PATHS);
  const tight = shockedChances(drawn, { ...NO_SHOCK, supplyRegime: 2 });

  it('lasts from month 1 to the last, and what is left afterwards is valued as drawn', () => {
    const before = rowsOf(drawn.paths.supplyRegime);
    rowsOf(tight.paths.supplyRegime).forEach((row, path) => {
      expect(new Set(row.slice(1, MONTHS))).toEqual(new Set([2]));
      expect([row[0], row[MONTHS]]).toEqual([before[path]![0], before[path]![MONTHS]]);
    });
  });

  it('makes recalls likelier where the host recalls in scarcity, by the same draws', () => {
    const hostExit = { afterMonths: 0, noticeMonths: 1, hazardPerYear: [0, 0.1, 0.9] } as const;
    const offer = { ...SMALL_LEASE, hostExit };
    const service = { inServiceMonth: 0, endMonth: MONTHS };
    const stops = (of: typeof drawn) =>
      Array.from({ length: PATHS }, (_, path) => of.lossOf(offer, path, service).stopMonth);
    const before = stops(drawn);
    const after = stops(tight);
    expect(after.every((month, path) => month <= before[path]!)).toBe(true);
    expect(after.filter(Number.isFinite).length).toBeGreaterThan(before.filter(Number.isFinite).length);
  });
});

describe('a host that comes late', () => {
  const late = shockedChances(blockChances(PLAN, 0, PATHS), {
    ...NO_SHOCK,
    slips: [{ factor: { kind: 'host', name: SMALL_LEASE.host }, months: 6 }],
  });
  const drawn = blockChances(PLAN, 0, PATHS);
  const later = (offer: Offer) =>
    late.deliveryOf(offer, 0).inServiceMonths - drawn.deliveryOf(offer, 0).inServiceMonths;

  it('delays what it has to deliver, and what stands already is renewed in time', () => {
    expect(later(SMALL_LEASE)).toBe(6);
    expect(later({ ...SMALL_LEASE, id: 'new-to-come', kind: 'future' })).toBe(6);
    expect(later({ ...SMALL_LEASE, id: 'old-renewal', kind: 'renewal' })).toBe(0);
    expect(later({ ...SMALL_LEASE, host: 'another' })).toBe(0);
  });
});
