import { describe, expect, it } from 'vitest';

import { PLAN_DEFAULTS, type Market } from '../../domain/index.ts';
import { sampleMarketPaths, samplePaths } from '../index.ts';
import { FRONTIER_MARKET, testPlan } from '../test-plan.ts';

/** Standard errors allowed for a Monte Carlo mean at a fixed seed. */
const STANDARD_ERRORS = 4;
const PATHS = { pathCount: 4000, replication: 0 };
const market: Market = {
  ...FRONTIER_MARKET,
  fluctuation: PLAN_DEFAULTS.marketFluctuation,
  onDemand: { acceleratorIndex: 0, priceUsdPerGpuHour: [3, 4, 8], availableGpus: [60_000, 20_000, 2000] },
};
const plan = testPlan({ market, horizonMonths: 24 });
const paths = samplePaths(plan, PATHS);
const sampled = sampleMarketPaths(plan, paths, { replication: 0 });
const onDemand = sampled.onDemand!;

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return { mean, deviation, standardError: deviation / Math.sqrt(values.length) };
}

/** Factors over the regime's value in one month, of the paths in one regime. */
function factors(values: Float64Array, byRegime: readonly number[], at: { month: number; regime: number }): number[] {
  return Array.from({ length: paths.pathCount }, (_, path) => path * paths.monthCount + at.month)
    .filter((index) => paths.supplyRegime[index] === at.regime)
    .map((index) => values[index]! / byRegime[at.regime]!);
}

describe('market paths', () => {
  it("start at the plan's values of today's regime", () => {
    expect(onDemand.priceUsdPerGpuHour[0]).toBeCloseTo(8, 12);
    expect(onDemand.availableGpus[0]).toBeCloseTo(2000, 9);
    expect(sampled.reservedUsdPerReferenceGpuHour[0]).toBeCloseTo(2.85, 12);
  });

  it.each([0, 1, 2])("have the plan's value of regime %i as their mean in it, in every month looked at", (regime) => {
    for (const month of [6, 24]) {
      const cases = [
        factors(onDemand.priceUsdPerGpuHour, market.onDemand!.priceUsdPerGpuHour, { month, regime }),
        factors(onDemand.availableGpus, market.onDemand!.availableGpus, { month, regime }),
        factors(sampled.reservedUsdPerReferenceGpuHour, market.reservedUsdPerReferenceGpuHour, { month, regime }),
      ];
      for (const values of cases) {
        const { mean, standardError } = momentsOf(values);
        expect(Math.abs(mean - 1)).toBeLessThan(STANDARD_ERRORS * standardError);
      }
    }
  });

  it('without a fluctuation are the values of the regime to the bit', () => {
    const still = testPlan({ market: { ...market, fluctuation: null }, horizonMonths: 24 });
    const { onDemand: bought } = sampleMarketPaths(still, paths, { replication: 0 });
    const expected = Float64Array.from(paths.supplyRegime, (regime) => market.onDemand!.priceUsdPerGpuHour[regime]!);
    expect(bought!.priceUsdPerGpuHour).toEqual(expected);
  });

  it('revert: without jumps the log price has the deviation v sqrt((1 - f^2m) / (1 - f^2)) after m months', () => {
    const fluctuation = {
      halfLifeMonths: 4,
      priceVolatilityPerMonth: 0.07,
      jumpsPerYear: 0,
      jumpVolatility: 0,
      availabilityVolatility: 0.4,
    };
    const calmPlan = testPlan({ market: { ...market, fluctuation }, horizonMonths: 24 });
    const calm = sampleMarketPaths(calmPlan, paths, { replication: 0 });
    const keptSquared = Math.pow(2, -2 / 4);
    for (const month of [1, 5, 24]) {
      const logs = Array.from({ length: paths.pathCount }, (_, path) =>
        Math.log(calm.reservedPriceFactor[path * paths.monthCount + month]!),
      );
      const exact = 0.07 * Math.sqrt((1 - Math.pow(keptSquared, month)) / (1 - keptSquared));
      const { deviation } = momentsOf(logs);
      // The deviation of a normal sample has the standard error deviation / sqrt(2 n).
      expect(Math.abs(deviation - exact)).toBeLessThan((STANDARD_ERRORS * exact) / Math.sqrt(2 * logs.length));
    }
  });

  it('are dear and scarce in the very months in which demand jumps, and not so without correlation', () => {
    const correlationAt = (given: Market): [number, number] => {
      const own = testPlan({ market: given, horizonMonths: 1 });
      const ownPaths = samplePaths(own, PATHS);
      const { onDemand: bought } = sampleMarketPaths(own, ownPaths, { replication: 0 });
      const inRegime = (values: Float64Array, byRegime: readonly number[]): number[] =>
        Array.from({ length: PATHS.pathCount }, (_, path) => path * 2 + 1).map((index) =>
          Math.log(values[index]! / byRegime[ownPaths.supplyRegime[index]!]!),
        );
      const noise = Array.from({ length: PATHS.pathCount }, (_, path) => {
        const regime = own.growth.regimes[ownPaths.regime[path * 2]!]!;
        return Math.log(ownPaths.multiple[path * 2 + 1]!) - Math.log(regime.multiplePerYear) / 12;
      });
      return [
        correlation(noise, inRegime(bought!.priceUsdPerGpuHour, given.onDemand!.priceUsdPerGpuHour)),
        correlation(noise, inRegime(bought!.availableGpus, given.onDemand!.availableGpus)),
      ];
    };
    const error = STANDARD_ERRORS / Math.sqrt(PATHS.pathCount);
    const [price, available] = correlationAt(market);
    expect(price).toBeGreaterThan(0.25);
    expect(available).toBeLessThan(-0.35);
    for (const none of correlationAt({ ...market, correlationWithGrowth: 0 })) {
      expect(Math.abs(none)).toBeLessThan(error);
    }
  });

  it('are a function of (seed, cause, path, month): more paths, a longer horizon or no on-demand market move nothing', () => {
    const few = samplePaths(plan, { pathCount: 3, replication: 0 });
    const fewer = sampleMarketPaths(plan, few, { replication: 0 });
    expect(fewer.onDemand!.priceUsdPerGpuHour).toEqual(onDemand.priceUsdPerGpuHour.slice(0, 3 * paths.monthCount));
    const longer = testPlan({ market, horizonMonths: 30 });
    const far = sampleMarketPaths(longer, samplePaths(longer, { pathCount: 1, replication: 0 }), { replication: 0 });
    expect(far.reservedPriceFactor.slice(0, 25)).toEqual(sampled.reservedPriceFactor.slice(0, 25));
    const none = testPlan({ market: { ...market, onDemand: null }, horizonMonths: 24 });
    const without = sampleMarketPaths(none, paths, { replication: 0 });
    expect(without.onDemand).toBeNull();
    expect(without.reservedPriceFactor).toEqual(sampled.reservedPriceFactor);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [momentsOf(a), momentsOf(b)];
  const sum = a.reduce((total, value, index) => total + (value - x.mean) * (b[index]! - y.mean), 0);
  return sum / (a.length - 1) / (x.deviation * y.deviation);
}
