import { describe, expect, it } from 'vitest';

import { certain, exitAfterYear, hostPlanWith, structureWith } from '../../../test/support/host-plan.ts';
import { compensatedSum } from '../numeric/index.ts';
import { answerHost } from './answer-host.ts';
import type { HostCause } from './cash-cause.ts';
import { projectLines } from './cash.ts';
import type { Circumstance } from './cash.ts';
import type { HostPlan, Structure } from './host-plan.ts';
import { occupancyAfterExit } from './occupancy.ts';
import { medianCase, valuationOf } from './valuation.ts';

function amounts(plan: HostPlan, structure: Structure, change: Partial<Circumstance> = {}) {
  const lines = projectLines(plan, structure, { ...medianCase(plan, structure), ...change });
  return (cause: HostCause): number[] => [...(lines.find((line) => line.cause === cause)?.usdByPoint ?? [])];
}
const sum = (usd: readonly number[]): number => usd.reduce((total, one) => total + one, 0);

describe('the cash of a structure', () => {
  it('pays the building evenly before service and rent at month ends, escalated each year', () => {
    const plan = hostPlanWith({ site: { ...hostPlanWith().site, gridMonths: certain(4) } });
    const structure = structureWith({
      priceUsdPerItMegawattYear: 1200,
      capexUsdPerItMegawatt: certain(90),
      buildMonths: certain(3),
      termMonths: 13,
      priceEscalatorPerYear: 0.1,
    });
    const of = amounts(plan, structure);
    expect(of('capex').slice(0, 5)).toEqual([0, -30, -30, -30, 0]);
    expect(of('rent').slice(0, 6)).toEqual([0, 0, 0, 0, 0, 100]);
    expect(of('rent').at(-1)).toBeCloseTo(110, 10);
    expect(sum(of('operations'))).toBeCloseTo(-0.15 * (1200 + 110), 8);
  });

  it('pays the building by the plan and the GPUs by the service when the grid is late', () => {
    const structure = structureWith({
      kind: 'gpuService',
      capexUsdPerItMegawatt: certain(10),
      gpuCapexUsdPerItMegawatt: certain(20),
      buildMonths: certain(1),
      gpuPaymentMonths: 1,
    });
    const of = amounts(hostPlanWith(), structure, { plannedMonth: 2, serviceMonth: 5 });
    expect(of('capex').indexOf(-10)).toBe(1);
    expect(of('gpuCapex').indexOf(-20)).toBe(4);
  });

  it('pays power for the load drawn: 1 MW x 0.5 x 730 h x 35 = 12,775 a month', () => {
    const of = amounts(hostPlanWith(), structureWith({ isPowerPaidByHost: true, loadFraction: 0.5 }));
    expect(of('power')[1]).toBeCloseTo(-12_775, 9);
  });

  it('earns for load that may be cut and loses its hours: 30 % of 876 h is 3 % of the rent', () => {
    const interruptible = {
      loadFraction: 0.3,
      hoursPerYear: 876,
      paymentUsdPerMegawattYear: 120_000,
      gridMonths: null,
    };
    const of = amounts(hostPlanWith(), structureWith({ priceUsdPerItMegawattYear: 1200 }), { interruptible });
    expect(of('interruptible')[1]).toBeCloseTo(3000, 9);
    expect(of('interruptedRent')[1]).toBeCloseTo(-3, 9);
  });

  it("sells the building at next year's income over the cap rate", () => {
    const structure = structureWith({ priceEscalatorPerYear: 0.03, saleCapRatePerYear: 0.075 });
    const of = amounts(hostPlanWith(), structure);
    expect(of('residual').at(-1)).toBeCloseTo((1.85e6 * 0.85 * 1.03 ** 10) / 0.075, 3);
  });

  it('credits a prepayment in full to a tenant that stays, and keeps or refunds the rest of one that leaves', () => {
    const prepayment = {
      fraction: 0.2,
      paidMonthsBeforeService: null,
      creditFromMonth: 12,
      creditMonths: 12,
      isRefundedOnExit: false,
    };
    const structure = structureWith({ termMonths: 24, prepayment, tenantExit: exitAfterYear([1, 1, 1]) });
    const paid = 0.2 * 2 * 1.85e6;
    const stays = amounts(hostPlanWith(), structure);
    expect(stays('prepayment')[0]).toBeCloseTo(paid, 6);
    expect(sum(stays('prepaymentCredit'))).toBeCloseTo(-paid, 6);
    const occupancy = occupancyAfterExit(structure, 15, 1);
    expect(sum(amounts(hostPlanWith(), structure, { occupancy })('prepaymentCredit'))).toBeCloseTo(-paid / 4, 6);
    const refunding = { ...structure, prepayment: { ...prepayment, isRefundedOnExit: true } };
    const refunded = amounts(hostPlanWith(), refunding, { occupancy })('prepaymentCredit');
    expect(sum(refunded)).toBeCloseTo(-paid, 6);
    expect(refunded[15]).toBeLessThan(-paid / 2);
  });

  it("has the fee at the exit, a gap, then the next tenant's share of the market", () => {
    const tenantExit = { ...exitAfterYear([0.5, 0.5, 0.5]), reletGapMonths: [2, 2, 2] } as const;
    const structure = structureWith({ priceUsdPerItMegawattYear: 1200, tenantExit });
    const occupancy = occupancyAfterExit(structure, 12, 0);
    const of = amounts(hostPlanWith(), structure, { occupancy, exitFeeUsd: 7 });
    expect(of('rent').slice(11, 15)).toEqual([100, 100, 0, 0]);
    expect(of('exitFee')[12]).toBe(7);
    expect(of('nextRent').slice(13, 17)).toEqual([0, 0, 50, 50]);
  });

  it("gives a venture's host its share, the ground rent and the buy-in", () => {
    const venture = { hostEquityFraction: 0.4, groundRentUsdPerItMegawattYear: 120, buyInUsd: 50 };
    const structure = structureWith({ kind: 'jointVenture', priceUsdPerItMegawattYear: 1200, venture });
    const of = amounts(hostPlanWith(), structure);
    expect([of('rent')[1], of('groundRentPaid')[1], of('groundRent')[1], of('buyIn')[0]]).toEqual([40, -4, 10, 50]);
  });
});

it('the ledger of a structure adds up to its rounded total, to the cent', () => {
  const structure = structureWith({
    priceUsdPerItMegawattYear: 1_234_567.891,
    priceEscalatorPerYear: 0.0317,
    financing: { loanToCostFraction: 0.613, ratePerYear: 0.0871, tenorMonths: 77 },
  });
  const plan = hostPlanWith({ structures: [structure] });
  const ledger = answerHost(plan).structures[0]!.ledger;
  const cents = ledger.reduce((total, { centsByPoint }) => total + sum(centsByPoint), 0);
  expect(ledger.every(({ centsByPoint }) => centsByPoint.every(Number.isSafeInteger))).toBe(true);
  const { equityFlow } = valuationOf(plan, structure, medianCase(plan, structure));
  expect(Math.abs(cents - compensatedSum(equityFlow) * 100)).toBeLessThanOrEqual(0.51);
});
