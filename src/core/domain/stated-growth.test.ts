import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { samplePaths } from '../demand/paths.ts';
import { demandAtMonth } from '../demand/quantiles.ts';
import { testPlan } from '../demand/test-plan.ts';
import { regimesOfBelief } from './belief-regimes.ts';
import { parsePlan } from './parse-plan.ts';
import { meanOfQuantiles, realisedOf, statedBelief, statedLevel } from './stated-growth.ts';

const ANNUALISED = { p10: 3, p50: 15, p90: 80 };
const settled = { multiplePerYear: 2.5, meanMonths: 12 };

describe('beliefs', () => {
  it('next quarter at 3x, 15x and 80x annualised is 1.32x, 1.97x and 2.99x realised', () => {
    const { p10, p50, p90 } = realisedOf(ANNUALISED, 3);
    expect([p10, p50, p90].map((value) => value.toFixed(2))).toEqual(['1.32', '1.97', '2.99']);
  });

  it.each([
    [3, 4, 0.1],
    [6, 6, 0.1],
    [12, 6, 0.05],
    [3, 4, 0],
  ])(
    'over %i months, lasting %i more, at volatility %f, become regimes that realise them',
    (overMonths, lastsMonths, v) => {
      const realisedMultiple = realisedOf(ANNUALISED, overMonths);
      const belief = { overMonths, lastsMonths, settled, realisedMultiple, volatilityPerMonth: v };
      const found = regimesOfBelief(belief)!;
      expect(found.realisedMultiple.p10 / realisedMultiple.p10).toBeCloseTo(1, 6);
      expect(found.realisedMultiple.p50 / realisedMultiple.p50).toBeCloseTo(1, 6);
      expect(found.realisedMultiple.p90 / realisedMultiple.p90).toBeCloseTo(1, 6);
    },
  );

  it('sampled, the share of paths below each quantile is 10, 50 and 90 %', () => {
    const belief = {
      overMonths: 3,
      lastsMonths: 4,
      settled,
      realisedMultiple: realisedOf(ANNUALISED, 3),
      volatilityPerMonth: 0.1,
    };
    const found = regimesOfBelief(belief)!;
    const growth = { ...testPlan().growth, of: 'gpuDemand' as const, saturation: null, volatilityPerMonth: 0.1 };
    const plan = testPlan({ growth: { ...growth, regimes: found.regimes, jumps: found.jumps }, horizonMonths: 3 });
    const pathCount = 20_000;
    const multiples = demandAtMonth(samplePaths(plan, { pathCount, replication: 0 }), 3);
    const { p10, p50, p90 } = belief.realisedMultiple;
    for (const [quantile, share] of [
      [p10, 0.1],
      [p50, 0.5],
      [p90, 0.9],
    ] as const) {
      const below = multiples.filter((multiple) => multiple < quantile).length / pathCount;
      expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / pathCount));
    }
  });

  it('as much more growth a year in the belief and in what follows is as much more in every regime', () => {
    const cases = fc.record({
      overMonths: fc.integer({ min: 2, max: 9 }),
      lastsMonths: fc.integer({ min: 2, max: 12 }),
      volatilityPerMonth: fc.double({ min: 0, max: 0.08, noNaN: true }),
      p50: fc.double({ min: 2, max: 12, noNaN: true }),
      spread: fc.double({ min: 3, max: 6, noNaN: true }),
      factor: fc.double({ min: 0.3, max: 4, noNaN: true }),
    });
    const property = fc.property(cases, ({ p50, spread, factor, ...rest }) => {
      const rates = { p10: p50 / spread, p50, p90: p50 * spread };
      const at = (by: number) => {
        const annualised = { p10: rates.p10 * by, p50: rates.p50 * by, p90: rates.p90 * by };
        return regimesOfBelief({
          ...rest,
          realisedMultiple: realisedOf(annualised, rest.overMonths),
          settled: { multiplePerYear: p50 * by, meanMonths: 12 },
        });
      };
      const [before, after] = [at(1), at(factor)];
      fc.pre(before !== null && after !== null);
      before!.regimes.forEach(({ multiplePerYear }, regime) => {
        expect(after!.regimes[regime]!.multiplePerYear / (factor * multiplePerYear)).toBeCloseTo(1, 5);
      });
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('narrower than the noise alone have no regimes', () => {
    const realisedMultiple = realisedOf({ p10: 8, p50: 10, p90: 12 }, 3);
    expect(
      regimesOfBelief({ overMonths: 3, lastsMonths: 4, settled, realisedMultiple, volatilityPerMonth: 0.1 }),
    ).toBeNull();
  });
});

describe('drivers', () => {
  it('a million users at 86,400 tokens a day and 1,000 tokens a GPU-second keep 1,000 GPUs busy', () => {
    const level = statedLevel({ users: 1e6, tokensPerUserPerDay: 86_400, tokensPerReferenceGpuSecond: 1000 });
    expect(level.busyReferenceGpus).toBeCloseTo(1000, 9);
    expect(level.ofMedian).toEqual({ p10: 1, p50: 1, p90: 1 });
  });

  it('growth multiplies: independent lognormal factors add their variances', () => {
    // ln 2 and ln 3 either side at 1.28155 deviations: the product spreads by sqrt(ln2^2 + ln3^2).
    const growth = {
      drivers: {
        usersMultiplePerYear: { p10: 2, p50: 4, p90: 8 },
        tokensPerUserMultiplePerYear: { p10: 1, p50: 3, p90: 9 },
        lastsMonths: 4,
        settled,
      },
      volatilityPerMonth: 0.05,
    };
    const { realisedMultiple, overMonths } = statedBelief(growth, null)!;
    const spread = Math.exp(Math.hypot(Math.log(2), Math.log(3)));
    expect(overMonths).toBe(12);
    expect(realisedMultiple.p50).toBeCloseTo(12, 1);
    expect(realisedMultiple.p90 / (12 * spread)).toBeCloseTo(1, 2);
    expect(realisedMultiple.p10 / (12 / spread)).toBeCloseTo(1, 2);
    const wider = statedBelief(growth, { p10: 0.5, p50: 1, p90: 2 })!.realisedMultiple;
    const spreadWider = Math.exp(Math.hypot(Math.log(2), Math.log(3), Math.log(2)));
    expect(wider.p90 / (12 * spreadWider)).toBeCloseTo(1, 2);
  });

  it('the mean of a lognormal triplet is its median times exp(variance / 2)', () => {
    const sigma = Math.log(2) / 1.2815515655446004;
    expect(meanOfQuantiles({ p10: 5, p50: 10, p90: 20 }) / (10 * Math.exp((sigma * sigma) / 2))).toBeCloseTo(1, 2);
  });
});

describe('in a plan file', () => {
  const DEMAND = `demand:
  workloads:
    - id: customers
      drivers: {users: 1e6, tokensPerUserPerDay: 86400, tokensPerReferenceGpuSecond: 1000}
      tiers: [{id: all, demandFraction: 1, valueUsdPerReferenceGpuHour: 8, protected: true}]
    - id: research
      floorReferenceGpus: 100
      training: {runsPerYear: 4, referenceGpuHoursPerRun: 219000}
  growth:
`;
  const text = (growth: string): string => `eightyfold: 1
name: Forms of demand
asOf: 2026-07-01
startMonth: 2026-07
horizonMonths: 12
discountRatePerYear: 0.1
${DEMAND}${growth}
    volatilityPerMonth: 0.1
market: {supplyRegimes: {start: normal}, reservedUsdPerReferenceGpuHour: 2}
offers: []
money: {openingLiquidityUsd: 1e6}
`;
  const codes = (growth: string): string[] => parsePlan(text(growth), 'plan.yaml').issues.map(({ code }) => code);
  const BELIEF =
    '    beliefs: {overMonths: 3, annualisedMultiple: {p10: 3, p50: 15, p90: 80}, lastsMonths: 4, settled: {multiplePerYear: 2.5, meanMonths: 12}}';

  it('a level by drivers, training and a belief are one plan, and every reading is listed', () => {
    const { plan, issues } = parsePlan(text(BELIEF), 'plan.yaml');
    expect(plan!.workloads[0]!.busyReferenceGpus).toBeCloseTo(1000, 9);
    // 4 runs of 219,000 hours are 876,000 of the year's 8,760: 100 GPUs all year.
    expect(plan!.workloads[1]!.tiers.map(({ id, fixedReferenceGpus }) => [id, fixedReferenceGpus])).toEqual([
      ['floor', 100],
      ['training', expect.closeTo(100, 6)],
    ]);
    expect(plan!.growth.regimes.map(({ id }) => id)).toEqual(['low', 'middle', 'high', 'settled']);
    const said = issues.find(({ code }) => code === 'growth-from-belief')!.what;
    expect(said).toContain('over 3 months p10, p50, p90 realised 1.32x, 1.97x, 2.99x, annualised 3x, 15x, 80x');
    expect(codes(BELIEF)).toContain('level-from-drivers');
  });

  it.each([
    ['    of: gpuDemand', 'missing-field'],
    [`${BELIEF}\n    regimes: [{id: a, multiplePerYear: 2, meanMonths: 3, startProbability: 1}]`, 'growth-twice'],
    [BELIEF.replace('overMonths: 3,', 'overMonths: 3, realisedMultiple: {p10: 1, p50: 2, p90: 3},'), 'belief-form'],
    [BELIEF.replace('{p10: 3, p50: 15, p90: 80}', '{p10: 8, p50: 10, p90: 12}'), 'belief-narrow'],
    [BELIEF.replace('{p10: 3, p50: 15, p90: 80}', '{p10: 3, p50: 3, p90: 80}'), 'field-form'],
  ])('refuses %s', (growth, code) => {
    const { plan, issues } = parsePlan(text(growth), 'plan.yaml');
    expect(plan).toBeNull();
    const errors = issues.filter(({ severity }) => severity === 'error');
    expect(errors.map((issue) => issue.code)).toContain(code);
    for (const { line, path } of errors) {
      expect(line).toBeGreaterThan(8);
      expect(path).toMatch(/^demand/);
    }
  });

  it('a belief that no regimes meet is refused, with a change that does', () => {
    const unmet = BELIEF.replace('lastsMonths: 4', 'lastsMonths: 0').replace('plePerYear: 2.5', 'plePerYear: 1');
    const error = parsePlan(text(unmet), 'plan.yaml').issues.find(({ severity }) => severity === 'error')!;
    expect(error.code).toBe('belief-not-met');
    const change = /^lastsMonths: \d+/.exec(error.fix)![0];
    expect(codes(unmet.replace('lastsMonths: 0', change))).not.toContain('belief-not-met');
  });

  it('drivers grow usage; efficiency divides it, and its correlation has to be said', () => {
    const drivers =
      '    drivers: {usersMultiplePerYear: {p10: 1, p50: 3, p90: 9}, tokensPerUserMultiplePerYear: 2, lastsMonths: 3, settled: {multiplePerYear: 2, meanMonths: 12}}';
    const efficiency = '    efficiencyMultiplePerYear: {p10: 1.5, p50: 2, p90: 3}';
    const unsaid = parsePlan(text(`${drivers}\n${efficiency}`), 'plan.yaml');
    expect(unsaid.issues.filter(({ severity }) => severity === 'error').map(({ what }) => what)).toEqual([
      expect.stringContaining('efficiencyCorrelation is missing'),
    ]);
    const { plan } = parsePlan(text(`${drivers}\n${efficiency}\n    efficiencyCorrelation: 0.5`), 'plan.yaml');
    expect(plan!.growth).toMatchObject({ of: 'usage', efficiencyCorrelation: 0.5 });
    // 3x the users at 2x the tokens: usage is 6x in the median year, before efficiency.
    const { regimes } = plan!.growth;
    expect(regimes.find(({ id }) => id === 'middle')!.multiplePerYear).toBeGreaterThan(4);
  });

  it('the same level stated twice is refused, with what the drivers come to', () => {
    const twice = text(BELIEF).replace('    - id: customers\n', '    - id: customers\n      busyReferenceGpus: 900\n');
    const error = parsePlan(twice, 'plan.yaml').issues.find(({ severity }) => severity === 'error')!;
    expect([error.code, error.what]).toEqual([
      'level-twice',
      '"customers" has busyReferenceGpus 900, and its drivers come to 1000',
    ]);
  });

  it('a spread of the level that nothing uses is not enforced', () => {
    const spread = text(BELIEF).replace('users: 1e6', 'users: {p10: 8e5, p50: 1e6, p90: 1.3e6}');
    const found = parsePlan(spread, 'plan.yaml').issues.filter(({ severity }) => severity === 'not-enforced');
    expect(found.map(({ path }) => path)).toEqual(['demand.workloads[0].drivers']);
  });
});
