/** Laws of the desk on random term sheets: the ladder adds up, cash is the headline, firm never exceeds it, names change nothing. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseCatalogue } from '../../src/core/catalogue/index.ts';
import { dealDesk, type DealAnswer } from '../../src/core/deal/index.ts';
import { parsePlan } from '../../src/core/domain/index.ts';
import { dealPlanText } from '../support/deal-plan-text.ts';
import { holds } from '../support/law.ts';

const table = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../catalogue/${name}.csv`, import.meta.url)), 'utf8');
const CATALOGUE = parseCatalogue({
  deals: table('deals'),
  rentalPrices: table('rental-prices'),
  buildCosts: table('build-costs'),
});
const RUNS = { runs: 150, spoken: 120 };

const share = (min: number, max: number) =>
  fc.integer({ min: 0, max: 100 }).map((step) => min + ((max - min) * step) / 100);

/** A rented offer with any of the clauses that move cash. */
const sheet = fc.record(
  {
    termMonths: fc.integer({ min: 12, max: 72 }),
    priceUsdPerGpuHour: share(0.5, 6),
    leadTimeMonths: fc.integer({ min: 0, max: 12 }),
    takeOrPayFraction: share(0, 1),
    upfrontFraction: share(0, 0.5),
    escalatorPerYear: share(-0.1, 0.1),
    depositUsd: share(0, 1e8),
    paymentDays: fc.constantFrom(0, 30, 60),
    buyerExit: fc.record({ afterMonths: fc.integer({ min: 0, max: 6 }), noticeDays: fc.constantFrom(0, 90) }),
    adders: fc.record({ onceUsd: share(0, 1e7), usdPerMonth: share(0, 1e6) }),
  },
  { requiredKeys: ['termMonths', 'priceUsdPerGpuHour', 'leadTimeMonths', 'takeOrPayFraction'] },
);
const use = fc.record({
  goodputFraction: share(0.5, 1),
  utilisationFraction: share(0.2, 1),
  onboardingUsd: share(0, 1e8),
});
type Sheet = typeof sheet extends fc.Arbitrary<infer T> ? T : never;
type Use = typeof use extends fc.Arbitrary<infer T> ? T : never;

function answerOf(terms: Sheet, given: Use, { id = 'one', host = 'a' } = {}): DealAnswer {
  const offer = { id, route: 'lease', host, accelerator: 'mixed', gpus: 1000, ...terms };
  const { plan, issues } = parsePlan(dealPlanText(`  - ${JSON.stringify(offer)}`, { discountRatePerYear: 0.1 }), 'law');
  if (plan === null) throw new Error(JSON.stringify(issues));
  const sources = { catalogue: CATALOGUE, result: null, clausesById: new Map() };
  return dealDesk(plan, [id], { basis: null, basisById: new Map(), ...given, ...sources }).offers[0]!;
}

const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const cents = (usd: number) => Math.round(usd * 100);

describe('the deal desk', () => {
  it('the ladder adds up to the effective price', () => {
    holds(fc.tuple(sheet, use), RUNS, ([terms, given]) => {
      const { price } = answerOf(terms, given);
      const sum = sumOf(price.steps.map(({ usdPerGpuHour }) => usdPerGpuHour));
      expect(Math.abs(sum - price.effectiveUsdPerGpuHour)).toBeLessThan(
        1e-9 * Math.max(1, price.effectiveUsdPerGpuHour),
      );
      return true;
    });
  });

  it('cash by cause is the headline to the cent, and firm is at most the headline', () => {
    holds(fc.tuple(sheet, use), RUNS, ([terms, given]) => {
      const { exposure } = answerOf(terms, given);
      const cash = exposure.cash.flatMap(({ usdByMonth }) => usdByMonth.map(cents));
      expect(sumOf(cash) + sumOf(exposure.headlineUsdByMonth.map(cents))).toBe(0);
      expect(exposure.firmUsd).toBeLessThanOrEqual(exposure.headlineUsd + 0.01);
      expect(sumOf(exposure.firmUsdByMonth)).toBeCloseTo(exposure.firmUsd, 2);
      return true;
    });
  });

  it('a right of ours to leave never makes more of it firm', () => {
    holds(fc.tuple(sheet, use), { runs: 150, spoken: 60 }, ([terms, given]) => {
      const { buyerExit, ...without } = terms;
      if (buyerExit === undefined) return false;
      const [withRight, firm] = [answerOf(terms, given), answerOf(without, given)];
      expect(withRight.exposure.firmUsd).toBeLessThanOrEqual(firm.exposure.firmUsd + 0.01);
      expect(withRight.price).toEqual(firm.price);
      return true;
    });
  });

  it('names change nothing', () => {
    holds(fc.tuple(sheet, use), { runs: 40, spoken: 40 }, ([terms, given]) => {
      const [first, second] = [answerOf(terms, given), answerOf(terms, given, { id: 'other', host: 'elsewhere' })];
      expect({ ...second, offerId: 'one', host: 'a' }).toEqual(first);
      return true;
    });
  });
});
