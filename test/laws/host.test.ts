/** Laws of the host's chair, on random sites of one megawatt; a fault prints the least case found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { floorPriceOf, exitCostsOf, backstopValueOf } from '../../src/core/host/clauses.ts';
import type { HostPlan, Structure, TenantExit } from '../../src/core/host/host-plan.ts';
import {
  exitProbability,
  expectedOccupancy,
  mixedOccupancy,
  occupancyAfterExit,
} from '../../src/core/host/occupancy.ts';
import type { InternalRate } from '../../src/core/host/returns.ts';
import { internalRate, netPresentValueUsd } from '../../src/core/host/returns.ts';
import { sampledValueOf } from '../../src/core/host/sample.ts';
import { medianCase, valuationOf } from '../../src/core/host/valuation.ts';
import { certain, hostPlanWith, structureWith } from '../support/host-plan.ts';
import { holds } from '../support/law.ts';

const RUNS = { runs: 150, spoken: 150 };
/** Of the capex: what rounding in sums of some hundred months leaves. */
const TOLERANCE_FRACTION = 1e-9;

/** A thousand even steps: doubles near 0 test rounding, not laws. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1000 }).map((step) => min + ((max - min) * step) / 1000);
const months = (min: number, max: number) => fc.integer({ min, max });

/** Nothing that a leaving tenant leaves behind is worth more to the host than the tenant was. */
const exitRight: fc.Arbitrary<TenantExit> = fc.record({
  afterMonths: months(0, 24),
  noticeMonths: months(0, 6),
  hazardPerYear: fc.tuple(between(0, 0.6), between(0, 0.6), between(0, 0.6)),
  feeUsd: fc.constant(0),
  reletPriceFraction: fc.tuple(between(0.2, 1), between(0.2, 1), between(0.2, 1)),
  reletGapMonths: fc.tuple(months(0, 18), months(0, 18), months(0, 18)),
});

/** A site where each month of a paying tenant is worth having, and rents do not outgrow the discount rate. */
const structure: fc.Arbitrary<Structure> = fc
  .record({
    priceUsdPerItMegawattYear: between(1e6, 12e6),
    priceEscalatorPerYear: between(0, 0.05),
    termMonths: months(40, 180),
    buildMonths: months(0, 24).map(certain),
    capexUsdPerItMegawatt: between(5e6, 20e6).map(certain),
    gpuCapexUsdPerItMegawatt: between(0, 30e6).map(certain),
    gpuPaymentMonths: months(0, 6),
    operatingFraction: between(0, 0.6),
    operatingUsdPerItMegawattYear: between(0, 1e5),
    isPowerPaidByHost: fc.boolean(),
    saleCapRatePerYear: fc.option(between(0.05, 0.12)),
    shellResidualFraction: between(0, 0.7),
    gpuResidualFraction: between(0, 0.2),
    tenantExit: exitRight,
    loan: between(0.1, 0.7),
  })
  .map(({ loan, ...change }) =>
    structureWith({
      ...change,
      isPowerPaidByHost: false,
      financing: { loanToCostFraction: loan, ratePerYear: 0.09, tenorMonths: 36 },
    }),
  );

const plan: HostPlan = hostPlanWith({ site: { ...hostPlanWith().site, gridMonths: certain(10) } });

const capexUsd = (one: Structure): number => one.capexUsdPerItMegawatt.p50 + one.gpuCapexUsdPerItMegawatt.p50;
const valueUsd = (one: Structure, change: object = {}): number =>
  valuationOf(plan, one, { ...medianCase(plan, one), ...change }).projectNpvUsd;
const withExitUsd = (one: Structure): number =>
  valueUsd(one, { occupancy: mixedOccupancy(one, plan.supplyRegimeProbability) });

const ratesOf = (rate: InternalRate): readonly number[] =>
  rate.kind === 'one' ? [rate.ratePerYear] : rate.kind === 'several' ? rate.ratesPerYear : [];

describe('rates and floors', () => {
  it('a cash flow is worth nothing at its internal rate', () => {
    holds(structure, { runs: 150, spoken: 120 }, (one) => {
      const { projectFlow } = valuationOf(plan, one, medianCase(plan, one));
      const rate = internalRate(projectFlow);
      if (rate.kind !== 'one') return false;
      const grossUsd = projectFlow.reduce((sum, usd) => sum + Math.abs(usd), 0);
      const roomUsd = 1e-9 * grossUsd * Math.max(1, (1 + rate.ratePerYear) ** -(projectFlow.length / 12));
      expect(Math.abs(netPresentValueUsd(projectFlow, rate.ratePerYear))).toBeLessThanOrEqual(roomUsd);
      return true;
    });
  });

  it('the floor price earns exactly what is required, with and without the exit right, before and after debt', () => {
    holds(structure, RUNS, (one) => {
      const floor = floorPriceOf(plan, one);
      const roomUsd = TOLERANCE_FRACTION * capexUsd(one) * 10;
      const at = (usd: number | null) => ({ priceUsdPerItMegawattYear: usd!, marketUsdPerItMegawattYear: usd! });
      expect(Math.abs(valueUsd(one, at(floor.firmUsdPerItMegawattYear)))).toBeLessThanOrEqual(roomUsd);
      const occupancy = mixedOccupancy(one, plan.supplyRegimeProbability);
      expect(Math.abs(valueUsd(one, { occupancy, ...at(floor.withExitUsdPerItMegawattYear) }))).toBeLessThanOrEqual(
        roomUsd,
      );
      const equity = valuationOf(plan, one, { ...medianCase(plan, one), ...at(floor.equityUsdPerItMegawattYear) });
      expect(Math.abs(equity.equityNpvUsd)).toBeLessThanOrEqual(roomUsd);
      const rate = internalRate(
        valuationOf(plan, one, { ...medianCase(plan, one), ...at(floor.firmUsdPerItMegawattYear) }).projectFlow,
      );
      expect(rate).toMatchObject({ kind: 'one', ratePerYear: expect.closeTo(plan.requiredReturnPerYear, 7) });
      return true;
    });
  });

  it('all money times k is k times the value and the same rate', () => {
    holds(fc.tuple(structure, between(0.01, 100)), RUNS, ([one, k]) => {
      const scaled: Structure = {
        ...one,
        priceUsdPerItMegawattYear: one.priceUsdPerItMegawattYear * k,
        capexUsdPerItMegawatt: certain(one.capexUsdPerItMegawatt.p50 * k),
        gpuCapexUsdPerItMegawatt: certain(one.gpuCapexUsdPerItMegawatt.p50 * k),
        operatingUsdPerItMegawattYear: one.operatingUsdPerItMegawattYear * k,
      };
      const before = valuationOf(plan, one, medianCase(plan, one));
      const after = valuationOf(plan, scaled, medianCase(plan, scaled));
      const roomUsd = TOLERANCE_FRACTION * k * capexUsd(one) * 10;
      expect(Math.abs(after.projectNpvUsd - k * before.projectNpvUsd)).toBeLessThanOrEqual(roomUsd);
      expect(Math.abs(after.equityNpvUsd - k * before.equityNpvUsd)).toBeLessThanOrEqual(roomUsd);
      const [rate, other] = [internalRate(before.projectFlow), internalRate(after.projectFlow)];
      expect(ratesOf(other)).toEqual(ratesOf(rate).map((root) => expect.closeTo(root, 8)));
      return true;
    });
  });
});

describe("the tenant's rights", () => {
  it("to leave never raises the host's value where the next tenant pays no more", () => {
    holds(structure, RUNS, (one) => {
      expect(withExitUsd(one)).toBeLessThanOrEqual(valueUsd(one) + TOLERANCE_FRACTION * capexUsd(one) * 10);
      return true;
    });
  });

  it('L15: one more of them after another never raises it: to leave for a fair fee, for less, free, sooner, at shorter notice', () => {
    const gained = fc.record({
      feeShare: between(0, 1),
      sooner: months(0, 24),
      shorter: months(0, 6),
      lessFee: between(0, 1),
    });
    holds(
      fc.tuple(structure, gained),
      { runs: 150, spoken: 120 },
      ([given, { feeShare, sooner, shorter, lessFee }]) => {
        const exit: TenantExit = { ...given.tenantExit!, feeUsd: 0 };
        const one: Structure = { ...given, tenantExit: exit };
        const fairUsd = exitCostsOf(plan, one).find(({ regime }) => regime === 'mixed')!.indifferentFeeUsd;
        if (fairUsd === null || fairUsd <= 0) return false;
        const leaving = (change: Partial<TenantExit>): Structure => ({ ...one, tenantExit: { ...exit, ...change } });
        const afterMonths = Math.max(0, exit.afterMonths - sooner);
        const noticeMonths = Math.max(0, exit.noticeMonths - shorter);
        // Free before it is sooner: at a fee that is fair on the average an early exit can be too dear for the tenant.
        const steps: readonly Structure[] = [
          { ...one, tenantExit: null },
          leaving({ feeUsd: feeShare * fairUsd }),
          leaving({ feeUsd: lessFee * feeShare * fairUsd }),
          leaving({}),
          leaving({ afterMonths }),
          leaving({ afterMonths, noticeMonths }),
        ];
        const values = steps.map((step) => (step.tenantExit === null ? valueUsd(step) : withExitUsd(step)));
        const roomUsd = TOLERANCE_FRACTION * (capexUsd(one) * 10 + fairUsd);
        for (const [index, usd] of values.slice(1).entries())
          expect(usd, `step ${index + 1}`).toBeLessThanOrEqual(values[index]! + roomUsd);
        return true;
      },
    );
  });

  it('used more often, or with the site empty for longer, cost the host no less', () => {
    holds(fc.tuple(structure, between(0, 0.3), months(0, 6)), RUNS, ([one, more, longer]) => {
      const exit = one.tenantExit!;
      const worse = (change: Partial<TenantExit>): number =>
        withExitUsd({ ...one, tenantExit: { ...exit, ...change } });
      const raised = exit.hazardPerYear.map((hazard) => hazard + more);
      const emptier = exit.reletGapMonths.map((gap) => gap + longer);
      const roomUsd = TOLERANCE_FRACTION * capexUsd(one) * 10;
      expect(worse({ hazardPerYear: [raised[0]!, raised[1]!, raised[2]!] })).toBeLessThanOrEqual(
        withExitUsd(one) + roomUsd,
      );
      expect(worse({ reletGapMonths: [emptier[0]!, emptier[1]!, emptier[2]!] })).toBeLessThanOrEqual(
        withExitUsd(one) + roomUsd,
      );
      return true;
    });
  });

  it("to its prepayment back, when it leaves, never raises the host's value", () => {
    holds(fc.tuple(structure, between(0, 0.3), months(0, 12), months(1, 24)), RUNS, ([one, fraction, from, over]) => {
      const prepaid = (isRefundedOnExit: boolean): Structure => ({
        ...one,
        prepayment: {
          fraction,
          paidMonthsBeforeService: null,
          creditFromMonth: from,
          creditMonths: over,
          isRefundedOnExit,
        },
      });
      const roomUsd = TOLERANCE_FRACTION * capexUsd(one) * 10;
      expect(withExitUsd(prepaid(true))).toBeLessThanOrEqual(withExitUsd(prepaid(false)) + roomUsd);
      return true;
    });
  });

  it("that begin later, a longer firm term at the same price, never lower the host's value", () => {
    holds(fc.tuple(structure, months(1, 12)), RUNS, ([one, later]) => {
      const exit = one.tenantExit!;
      const firmer = { ...one, tenantExit: { ...exit, afterMonths: exit.afterMonths + later } };
      expect(withExitUsd(firmer)).toBeGreaterThanOrEqual(withExitUsd(one) - TOLERANCE_FRACTION * capexUsd(one) * 10);
      return true;
    });
  });

  it("a longer term of a firm tenant at the same price never lowers the host's value, where nothing is left at its end", () => {
    holds(fc.tuple(structure, months(1, 60)), RUNS, ([given, longer]) => {
      const one = { ...given, saleCapRatePerYear: null, shellResidualFraction: 0, gpuResidualFraction: 0 };
      expect(valueUsd({ ...one, termMonths: one.termMonths + longer })).toBeGreaterThanOrEqual(valueUsd(one));
      return true;
    });
  });

  it('the fair fee and the fair uplift leave the host as well off as a firm tenant', () => {
    holds(structure, { runs: 150, spoken: 120 }, (one) => {
      const mixed = exitCostsOf(plan, one).find(({ regime }) => regime === 'mixed')!;
      if (mixed.indifferentFeeUsd === null) return false;
      const occupancy = mixedOccupancy(one, plan.supplyRegimeProbability);
      const roomUsd = TOLERANCE_FRACTION * (capexUsd(one) * 10 + mixed.indifferentFeeUsd);
      const paid = valueUsd(one, { occupancy, exitFeeUsd: mixed.indifferentFeeUsd });
      expect(Math.abs(paid - valueUsd(one))).toBeLessThanOrEqual(roomUsd);
      const price = one.priceUsdPerItMegawattYear * (1 + mixed.indifferentUpliftFraction!);
      const dearer = valueUsd(one, { occupancy, exitFeeUsd: 0, priceUsdPerItMegawattYear: price });
      expect(Math.abs(dearer - valueUsd(one))).toBeLessThanOrEqual(roomUsd);
      return true;
    });
  });
});

describe('expectations', () => {
  it('over the month of the exit are exact: the sum over months of chance times value', () => {
    holds(structure, { runs: 40, spoken: 40 }, (one) => {
      const chance = exitProbability(one.tenantExit!, one.termMonths, 1);
      let expected = (1 - chance.reduce((sum, p) => sum + p, 0)) * valueUsd(one);
      chance.forEach((p, month) => {
        if (p > 0) expected += p * valueUsd(one, { occupancy: occupancyAfterExit(one, month, 1) });
      });
      const exact = valueUsd(one, { occupancy: expectedOccupancy(one, 1) });
      expect(Math.abs(exact - expected)).toBeLessThanOrEqual(TOLERANCE_FRACTION * capexUsd(one) * 100);
      return true;
    });
  });

  it('by sampling lie within four standard errors of the exact ones where only the exit is uncertain', () => {
    const one = structureWith({
      tenantExit: {
        afterMonths: 12,
        noticeMonths: 3,
        hazardPerYear: [0.3, 0.1, 0.02],
        feeUsd: 0,
        reletPriceFraction: [0.5, 0.9, 1.1],
        reletGapMonths: [12, 6, 2],
      },
    });
    const many: HostPlan = { ...plan, paths: 4000, structures: [one] };
    const { npvUsd, lossProbability } = sampledValueOf(many, one);
    const standardError = (npvUsd.high - npvUsd.low) / 2 / 1.96;
    expect(Math.abs(npvUsd.estimate - withExitUsd(one))).toBeLessThanOrEqual(4 * standardError);
    expect(lossProbability).toBeGreaterThan(0);
  });

  it('at the expected floor price the expected NPV is nothing, on the same futures', () => {
    const uncertain: HostPlan = {
      ...plan,
      site: { ...plan.site, gridMonths: { p10: 6, p50: 10, p90: 30 } },
      paths: 400,
    };
    holds(structure, { runs: 12, spoken: 12 }, (one) => {
      const given = { ...one, capexUsdPerItMegawatt: { p10: 8e6, p50: 10e6, p90: 15e6 } };
      const floor = sampledValueOf(uncertain, given).floorUsdPerItMegawattYear!;
      const { npvUsd } = sampledValueOf(uncertain, { ...given, priceUsdPerItMegawattYear: floor.estimate });
      expect(Math.abs(npvUsd.estimate)).toBeLessThanOrEqual(TOLERANCE_FRACTION * capexUsd(one) * 100);
      expect(floor.low <= floor.estimate && floor.estimate <= floor.high).toBe(true);
      return true;
    });
  });

  it('of a backstop: both of its parts are worth something, and a longer cover is worth no less', () => {
    holds(fc.tuple(structure, months(0, 60), months(0, 24)), RUNS, ([given, covered, more]) => {
      const backed = (rentMonthsCovered: number) =>
        backstopValueOf(plan, { ...given, backstop: { spreadBasisPoints: 100, rentMonthsCovered, costUsd: 0 } })!;
      const shorter = backed(covered);
      expect(shorter.debtUsd).toBeGreaterThan(0);
      expect(shorter.exitUsd).toBeGreaterThanOrEqual(-1e-3);
      expect(backed(covered + more).exitUsd).toBeGreaterThanOrEqual(shorter.exitUsd - 1e-3);
      return true;
    });
  });
});
