/** Hand-checked answers: one megawatt let for ten years at 1,200 a year (100 a month), no costs, 10,000 of capex. */
import { describe, expect, it } from 'vitest';

import { certain, exitAfterYear, hostPlanWith, structureWith } from '../../../test/support/host-plan.ts';
import { backstopValueOf, exitCostsOf, floorPriceOf, prepaymentValueOf } from './clauses.ts';
import { fullCostOf } from './measures.ts';
import { medianCase, valuationOf } from './valuation.ts';
import { waitValueOf } from './wait.ts';

const undiscounted = hostPlanWith({ requiredReturnPerYear: 0, requiredEquityReturnPerYear: 0 });
const simple = structureWith({
  priceUsdPerItMegawattYear: 1200,
  operatingFraction: 0,
  capexUsdPerItMegawatt: certain(10_000),
});
/** Leaves for sure after month 12; two months empty, then half the rent for the other 106. */
const leaving = {
  ...simple,
  tenantExit: { ...exitAfterYear([0.5, 0.5, 0.5], 1), reletGapMonths: [2, 2, 2] },
} as const;

describe('a tenant that leaves after a year', () => {
  const [glut, , , mixed] = exitCostsOf(undiscounted, leaving);

  it('costs 2 x 100 + 106 x 50 = 5,500', () => {
    expect(mixed).toMatchObject({ regime: 'mixed', leaveProbability: 1, costUsd: expect.closeTo(5500, 6) });
    expect(glut).toMatchObject({ regime: 'glut', costUsd: expect.closeTo(5500, 6) });
  });
  it('owes as much as a fair fee, 55 months of rent', () => {
    expect(mixed).toMatchObject({
      indifferentFeeUsd: expect.closeTo(5500, 6),
      indifferentFeeMonths: expect.closeTo(55, 8),
    });
  });
  it('or 5,500 / 1,200 more rent in its one year', () => {
    expect(mixed!.indifferentUpliftFraction).toBeCloseTo(5500 / 1200, 8);
  });
  it('costs less what its term sheet has as a fee already', () => {
    const paying = { ...leaving, tenantExit: { ...leaving.tenantExit, feeUsd: 1500 } };
    expect(exitCostsOf(undiscounted, paying)[3]).toMatchObject({
      costUsd: expect.closeTo(4000, 6),
      indifferentFeeUsd: expect.closeTo(5500, 6),
    });
  });
});

it('a backstop of twelve months makes up 2 x 100 + 10 x 50 = 700', () => {
  const backstop = { spreadBasisPoints: 100, rentMonthsCovered: 12, costUsd: 300 };
  expect(backstopValueOf(undiscounted, { ...leaving, backstop })).toEqual({
    debtUsd: 0,
    exitUsd: expect.closeTo(700, 6),
    costUsd: 300,
    netUsd: expect.closeTo(400, 6),
    usdPerBasisPoint: null,
  });
});

it('a prepayment credited after a year is worth a year of its interest: 2,400 (1 - 1/1.12)', () => {
  const prepayment = {
    fraction: 0.2,
    paidMonthsBeforeService: null,
    creditFromMonth: 11,
    creditMonths: 1,
    isRefundedOnExit: false,
  };
  const found = prepaymentValueOf(hostPlanWith(), { ...simple, prepayment });
  expect(found).toEqual({
    paidUsd: expect.closeTo(2400, 6),
    valueUsd: expect.closeTo(2400 * (1 - 1 / 1.12), 6),
    exitReliefUsd: null,
    equivalentBasisPoints: null,
  });
});

it('the floor price without interest is the capex over the term: 1,000 a year', () => {
  const floor = floorPriceOf(undiscounted, simple);
  expect(floor.firmUsdPerItMegawattYear).toBeCloseTo(1000, 6);
  expect(floor.equityUsdPerItMegawattYear).toBeNull();
});

it('what was spent counts by megawatts of the connection, and in the full cost only', () => {
  const plan = { ...undiscounted, site: { ...undiscounted.site, sunkUsd: 600 } };
  const valuation = valuationOf(plan, simple, medianCase(plan, simple));
  expect(valuation.projectNpvUsd).toBeCloseTo(2000, 6);
  expect(fullCostOf(plan, simple, valuation)).toMatchObject({
    sunkUsd: 300,
    returns: { npvUsd: expect.closeTo(1700, 6) },
  });
});

describe('waiting', () => {
  const wait = { months: 6, structureId: 'shell', priceMultiple: [0.5, 1, 1.5], holdUsdPerMonth: 10 } as const;

  it('starts only where it pays: 0.45 x 2,000 + 0.3 x 8,000 less 6 x 10', () => {
    const found = waitValueOf({ ...undiscounted, structures: [simple], wait });
    expect(found).toMatchObject({ nowUsd: expect.closeTo(2000, 6), waitUsd: expect.closeTo(3240, 6) });
    expect(found!.byRegime.map(({ isStarted }) => isStarted)).toEqual([false, true, true]);
  });
  it('for a price that is sure costs the delay', () => {
    const sure = { ...wait, priceMultiple: [1, 1, 1], holdUsdPerMonth: 0 } as const;
    const rich = { ...simple, priceUsdPerItMegawattYear: 3000 };
    const found = waitValueOf(hostPlanWith({ structures: [rich], wait: sure }))!;
    expect(found.waitUsd).toBeCloseTo(found.nowUsd / 1.12 ** 0.5, 6);
  });
});
