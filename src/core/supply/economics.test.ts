import { describe, expect, test } from 'vitest';

import type { Offer } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour, usdPerGpuHour, usdPerMegawattYear } from './economics.ts';
import { HOST_PARTNER, HYPERSCALER_10Y, SMALL_LEASE } from './example-offers.ts';

const TERMS = { discountRatePerYear: 0.1, signingRegime: 1 } as const;

describe('the Colossus figures', () => {
  test('$3-4B a year for 220,000 GPUs and 300 MW are $1.56-2.08 an hour and $10.0-13.3M a megawatt', () => {
    // 3e9 / (220,000 × 8,760) = 1.5567; 4e9 / … = 2.0756; 3e9 / 300 = 10.0e6; 4e9 / 300 = 13.33e6.
    expect(usdPerGpuHour(3e9, 220_000)).toBeCloseTo(1.5567, 4);
    expect(usdPerGpuHour(4e9, 220_000)).toBeCloseTo(2.0756, 4);
    expect(usdPerMegawattYear(3e9, 300)).toBe(10e6);
    expect(usdPerMegawattYear(4e9, 300)).toBeCloseTo(13_333_333.33, 2);
  });

  test('the filed $1.25B a month is $7.78 at 220,000 GPUs and $5.27 at 325,000', () => {
    // 15e9 / (220,000 × 8,760) = 7.7833; / (325,000 × 8,760) = 5.2687 (catalogue: colossus_deal, S-1 and its amendment).
    expect(usdPerGpuHour(15e9, 220_000)).toBeCloseTo(7.7833, 4);
    expect(usdPerGpuHour(15e9, 325_000)).toBeCloseTo(5.2687, 4);
    const price = allInPriceUsdPerGpuHour(HOST_PARTNER, TERMS);
    expect(price.usdPerGpuHour).toBeCloseTo(7.7833, 4);
    // 1.25e9 / (267,000 × 730) = 6.4132.
    expect(price.usdPerReferenceGpuHour).toBeCloseTo(6.4132, 4);
    expect(price.priceLinkedUsdPerGpuHour).toBe(price.usdPerGpuHour);
  });
});

describe('allInPriceUsdPerGpuHour', () => {
  test('of an hourly price is that price', () => {
    expect(allInPriceUsdPerGpuHour(HYPERSCALER_10Y, TERMS).usdPerGpuHour).toBeCloseTo(1.6, 14);
  });

  test('has no reference price for a workload the kit cannot serve', () => {
    expect(allInPriceUsdPerGpuHour(HOST_PARTNER, { ...TERMS, workloadIndex: 1 }).usdPerReferenceGpuHour).toBeNull();
  });

  const kit: Offer = {
    ...SMALL_LEASE,
    quantities: [{ acceleratorIndex: 0, gpus: 2 }],
    referenceGpus: [4],
    gates: [{ id: 'all', months: { p10: 6, p50: 6, p90: 6 }, capexUsd: 1000 }],
    price: { kind: 'owned', opexUsdPerMonth: 10 },
    financing: { debtFraction: 0.9, ratePerYear: 0.3, tenorMonths: 12 },
  };

  test('of undiscounted kit is capex and operations over its hours, whatever the financing', () => {
    // (1,000 + 24 × 10) / (2 × 730 × 24) = 0.0353881.
    const price = allInPriceUsdPerGpuHour(kit, { ...TERMS, discountRatePerYear: 0 });
    expect(price.usdPerGpuHour).toBeCloseTo(1240 / 35_040, 14);
    expect(price.usdPerReferenceGpuHour).toBeCloseTo(620 / 35_040, 14);
    expect(price.priceLinkedUsdPerGpuHour).toBeCloseTo(1000 / 35_040, 14);
  });

  test('of kit is levelised at the discount rate over its life', () => {
    // 1,000 / Σ k=0..23 of 1,460 / 1.1^((7+k)/12), by decimal arithmetic; operations 10 / 1,460.
    const price = allInPriceUsdPerGpuHour(kit, TERMS);
    expect(price.priceLinkedUsdPerGpuHour).toBeCloseTo(LEVELISED_CAPEX_USD, 12);
    expect(price.usdPerGpuHour - price.priceLinkedUsdPerGpuHour).toBeCloseTo(10 / 1460, 14);
  });
});

const LEVELISED_CAPEX_USD = 0.0330060415409215;
