/**
 * Known answers, block by block, by hand: 100 GPUs at $1 an hour are 100 x 730 h x $1 = $73,000 a month, for 24 months
 * from signing: $1,752,000.
 */
import { describe, expect, test } from 'vitest';

import { PLAIN_TERMS, type Offer, type TermSheet, type Tranche } from '../domain/index.ts';
import { contractSeries, lifeEndMonth, type ContractSeries, type Signing } from './contract-series.ts';
import { deliveryAtScore } from './delivery.ts';
import { endingRights, seriesAfterNotice, type EndingRight } from './ending.ts';
import { OWN_BUILD, SMALL_LEASE } from './example-offers.ts';
import { firmLiability } from './firm-liability.ts';
import { recalledByMonth, survivalByMonth } from './leaving.ts';

const MONTH_USD = 73_000;
const TERM_USD = 24 * MONTH_USD;

const lease = (terms: Partial<TermSheet>, offer: Partial<Offer> = {}): Offer => ({
  ...SMALL_LEASE,
  ...offer,
  terms: { ...PLAIN_TERMS, ...terms },
});

function signing(offer: Offer, z = 0): Signing {
  return { signMonth: 0, delivery: deliveryAtScore(offer, z), signingRegime: 1 };
}

function lifeOf(offer: Offer, z = 0): ContractSeries {
  const at = signing(offer, z);
  return contractSeries(offer, { ...at, horizonMonths: lifeEndMonth(offer, at) });
}

/** [month] cash of a cause, all its lines together. */
function cash({ lines, capacityFraction }: ContractSeries, cause: string): number[] {
  return Array.from(capacityFraction, (_, month) =>
    lines.reduce((sum, line) => sum + (line.cause === cause ? (line.usdByMonth[month] ?? 0) : 0), 0),
  );
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const right = (offer: Offer, kind: EndingRight['kind']): EndingRight => {
  const found = endingRights(offer).find((one) => one.kind === kind);
  if (!found) throw new Error(`no right ${kind}`);
  return found;
};

function after(offer: Offer, kind: EndingRight['kind'], noticeMonth: number, z = 0): ContractSeries {
  const at = signing(offer, z);
  const options = { ...at, horizonMonths: lifeEndMonth(offer, at), right: right(offer, kind), noticeMonth };
  return seriesAfterNotice(offer, options);
}

const tranche = (fraction: number, months: number, more: Partial<Tranche> = {}): Tranche => ({
  fraction,
  leadTimeMonths: { p10: months, p50: months, p90: months },
  dueMonths: months,
  rampMonths: 0,
  rampFeeFraction: 1,
  ...more,
});

describe('price', () => {
  test('an escalator raises the fee at each anniversary', () => {
    const paid = cash(lifeOf(lease({ escalatorPerYear: 0.03 })), 'committed');
    // 12 x 73,000 + 12 x 73,000 x 1.03 = 876,000 + 902,280.
    expect([paid[0], paid[11], paid[12]]).toEqual([-73_000, -73_000, -75_190]);
    expect(total(paid)).toBeCloseTo(-1_778_280, 6);
  });

  test('a schedule multiplies the price from its months on', () => {
    const steps = [
      { fromMonth: 0, value: 0.5 },
      { fromMonth: 6, value: 1 },
    ];
    const paid = cash(lifeOf(lease({ priceSteps: steps })), 'committed');
    expect([paid[5], paid[6]]).toEqual([-36_500, -73_000]);
    expect(total(paid)).toBe(-(TERM_USD - 6 * 36_500));
  });

  test('energy and adders are paid while capacity serves, and energy is not firm', () => {
    const offer = lease({ powerUsdPerMonth: 10_000, adders: { onceUsd: 5_000, usdPerMonth: 1_000 } });
    const series = lifeOf(offer);
    expect(total(cash(series, 'power'))).toBe(-240_000);
    expect(total(cash(series, 'adders'))).toBe(-29_000);
    const { headlineUsd, totalUsd } = firmLiability(offer, signing(offer));
    expect([headlineUsd, totalUsd]).toEqual([TERM_USD + 269_000, TERM_USD + 29_000]);
  });

  test('use beyond take-or-pay has its own price', () => {
    const offer = lease({ overageMultiple: 1.5 }, { takeOrPayFraction: 0.8 });
    // 0.2 x 73,000 x 1.5.
    expect(lifeOf(offer).usageUsdByMonth[0]).toBeCloseTo(21_900, 8);
  });
});

describe('commitment', () => {
  test('take-or-pay changes by period', () => {
    const steps = [
      { fromMonth: 0, value: 1 },
      { fromMonth: 12, value: 0.6 },
    ];
    const series = lifeOf(lease({ takeOrPaySteps: steps }));
    // 12 x 73,000 + 12 x 43,800 committed; 12 x 29,200 by use.
    expect(total(cash(series, 'committed'))).toBeCloseTo(-1_401_600, 6);
    expect(total([...series.usageUsdByMonth])).toBeCloseTo(350_400, 6);
    expect(series.committedCapacityFraction[12]).toBe(0.6);
  });

  test('a quarter given back after six months and a month of notice frees 17 months of it', () => {
    const offer = lease({ rampDown: { afterMonths: 6, noticeMonths: 1, fractionMax: 0.25 } });
    // 1,752,000 - 0.25 x 17 x 73,000.
    expect(firmLiability(offer, signing(offer)).totalUsd).toBe(1_441_750);
  });
});

describe('cash', () => {
  test('a prepayment credited in the second year is paid then by credits', () => {
    const prepayment = { usd: null, monthsBeforeDelivery: null, creditMonths: { from: 12, count: 12 } };
    const series = lifeOf(lease({ prepayment }, { upfrontFraction: 0.2 }));
    // 0.2 x 1,752,000 = 350,400, in twelfths of 29,200.
    expect(cash(series, 'upfront')[0]).toBeCloseTo(-350_400, 6);
    expect(total(cash(series, 'committed'))).toBe(-TERM_USD);
    expect([cash(series, 'creditBack')[11], cash(series, 'creditBack')[12]]).toEqual([0, 29_200]);
    expect(total(series.lines.flatMap((line) => [...line.usdByMonth]))).toBeCloseTo(-TERM_USD, 6);
  });

  test('what is prepaid and not credited is unearned', () => {
    const series = lifeOf(lease({}, { upfrontFraction: 0.5 }));
    // 876,000 paid in month 0; half of each month's 73,000 is earned.
    expect(Array.from(series.unearnedUsdByMonth.slice(0, 3))).toEqual([0, 839_500, 803_000]);
    expect(series.unearnedUsdByMonth[23]).toBeCloseTo(36_500, 6);
  });

  test('a prepayment of each tranche before it comes', () => {
    const prepayment = { usd: 100_000, monthsBeforeDelivery: 2, creditMonths: null };
    const series = lifeOf(lease({ prepayment, tranches: [tranche(0.25, 1), tranche(0.75, 7)] }));
    const paid = cash(series, 'upfront');
    // The first would fall before signing, and falls at signing.
    expect([paid[0], paid[5]]).toEqual([-25_000, -75_000]);
  });

  test('a deposit comes back at the end, or at our exit', () => {
    const offer = lease({ depositUsd: 100_000 }, { buyerExit: { afterMonths: 6, noticeMonths: 3 } });
    expect(firmLiability(offer, signing(offer))).toMatchObject({ headlineUsd: TERM_USD, totalUsd: 9 * MONTH_USD });
    const kept = cash(lifeOf(offer), 'deposit');
    expect([kept[0], kept[23]]).toEqual([-100_000, 100_000]);
    expect(cash(after(offer, 'exit', 0), 'deposit')[9]).toBe(100_000);
  });

  test('a fee is paid after its month', () => {
    const series = lifeOf(lease({ paymentLagMonths: 2 }));
    expect(cash(series, 'committed').slice(0, 3)).toEqual([0, 0, -73_000]);
    expect(series.capacityFraction.length).toBe(26);
    expect(total(cash(series, 'committed'))).toBe(-TERM_USD);
  });

  test('a capex schedule draws debt with each payment', () => {
    const payments = [
      { monthsAfterStart: 0, fraction: 0.5 },
      { monthsAfterStart: 6, fraction: 0.5 },
    ];
    const gates = [{ id: 'all', months: { p10: 12, p50: 12, p90: 12 }, capexUsd: 1e6, payments }];
    const financing = { debtFraction: 0.6, ratePerYear: 0.12, tenorMonths: 24 };
    const series = lifeOf({ ...OWN_BUILD, gates, financing });
    expect([cash(series, 'capex')[0], cash(series, 'capex')[6]]).toEqual([-500_000, -500_000]);
    expect(total(cash(series, 'debtDrawn'))).toBe(600_000);
    // 300,000 x (1.01^12 + 1.01^6) = 656,503.53 at first service; x 0.01 / (1 - 1.01^-24) a month.
    const balanceUsd = 300_000 * (1.01 ** 12 + 1.01 ** 6);
    expect(cash(series, 'debtService')[12]).toBeCloseTo((-balanceUsd * 0.01) / (1 - 1.01 ** -24), 6);
  });
});

describe('delivery', () => {
  test('tranches come at their own times and end together', () => {
    const series = lifeOf(lease({ tranches: [tranche(0.25, 1), tranche(0.75, 7)] }));
    expect(Array.from(series.capacityFraction.slice(0, 8))).toEqual([0, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 1]);
    expect([series.inServiceMonth, series.endMonth]).toEqual([1, 25]);
    // 6 months at a quarter, 18 at the whole.
    expect(total(cash(series, 'committed'))).toBe(-(6 * 0.25 + 18) * MONTH_USD);
  });

  test('tranches that serve their own term end apart', () => {
    const series = lifeOf(lease({ termRuns: 'byTranche', tranches: [tranche(0.25, 1), tranche(0.75, 7)] }));
    expect(series.endMonth).toBe(31);
    expect([series.capacityFraction[24], series.capacityFraction[25]]).toEqual([1, 0.75]);
    expect(total(cash(series, 'committed'))).toBeCloseTo(-TERM_USD, 6);
  });

  test('a ramp fee is paid in the first months of a tranche', () => {
    const series = lifeOf(lease({ tranches: [tranche(1, 0, { rampMonths: 3, rampFeeFraction: 0.4 })] }));
    expect(cash(series, 'committed').slice(2, 4)).toEqual([-29_200, -73_000]);
  });

  test('lateness pays damages until the long stop, then a discount', () => {
    const late = {
      graceMonths: 1,
      feeDiscountFraction: 0.1,
      damagesFraction: 0.5,
      longStopMonths: 12,
      terminate: 'late',
    } as const;
    const series = lifeOf(lease({ late, tranches: [tranche(1, 5, { dueMonths: 2 })] }));
    // Due in month 2, a month of grace, in service in month 5: months 3 and 4 pay half a fee, two months 10 % off.
    expect(cash(series, 'lateDamages').slice(2, 6)).toEqual([0, 36_500, 36_500, 0]);
    expect(cash(series, 'committed').slice(5, 8)).toEqual([-65_700, -65_700, -73_000]);
    const stopped = lifeOf(
      lease({ late: { ...late, longStopMonths: 2 }, tranches: [tranche(1, 5, { dueMonths: 2 })] }),
    );
    expect(cash(stopped, 'lateDamages').slice(2, 6)).toEqual([0, 36_500, 0, 0]);
  });

  test('what is late beyond its long stop may be ended, and its prepayment comes back', () => {
    const late = {
      graceMonths: 0,
      feeDiscountFraction: 0,
      damagesFraction: 0,
      longStopMonths: 2,
      terminate: 'late',
    } as const;
    const offer = lease(
      { late, tranches: [tranche(0.25, 1), tranche(0.75, 9, { dueMonths: 3 })] },
      { upfrontFraction: 0.1 },
    );
    // Month 4: the long stop (month 5) has not come. Month 6: three quarters end.
    expect(after(offer, 'endLate', 4)).toEqual(lifeOf(offer));
    const ended = after(offer, 'endLate', 6);
    expect(Math.max(...ended.capacityFraction)).toBe(0.25);
    // The second tranche would have served months 9 to 24: 16 x 0.75 x 73,000, a tenth of it prepaid.
    expect(cash(ended, 'refund')[6]).toBeCloseTo(0.1 * 16 * 0.75 * MONTH_USD, 6);
    const left = ended.lines.flatMap((line) => [...line.usdByMonth]);
    expect(total(left)).toBeCloseTo(-24 * 0.25 * MONTH_USD, 6);
    const all = after({ ...offer, terms: { ...offer.terms, late: { ...late, terminate: 'all' } } }, 'endLate', 6);
    expect(all.capacityFraction[6]).toBe(0);
    // All ends in month 6: what is paid in the end is the five months of a quarter that were served.
    const served = total(cash(all, 'committed'));
    expect(total(cash(all, 'upfront')) + served + total(cash(all, 'refund'))).toBeCloseTo(-5 * 0.25 * MONTH_USD, 6);
  });

  test.each([
    ['at signing', null],
    ['a month before each tranche', 1],
  ])('of dollars prepaid %s, the share of what never comes is not owed', (_, monthsBeforeDelivery) => {
    const late = {
      graceMonths: 0,
      feeDiscountFraction: 0,
      damagesFraction: 0,
      longStopMonths: 2,
      terminate: 'late',
    } as const;
    const prepayment = { usd: 100_000, monthsBeforeDelivery, creditMonths: null };
    const offer = lease({ late, prepayment, tranches: [tranche(0.25, 1), tranche(0.75, 9, { dueMonths: 3 })] });
    const ended = after(offer, 'endLate', 6);
    // A quarter of the dollars is for the tranche that came; three quarters come back, or were never paid.
    expect(total(cash(ended, 'upfront')) + total(cash(ended, 'refund'))).toBeCloseTo(-25_000, 6);
    expect(cash(ended, 'refund')[6]).toBeCloseTo(monthsBeforeDelivery === null ? 75_000 : 0, 6);
  });

  test('onboarding is paid and does no work', () => {
    const series = lifeOf(lease({ onboardingMonths: 2, ownHardwareUsd: 50_000 }, { takeOrPayFraction: 0.5 }));
    expect(Array.from(series.capacityFraction.slice(0, 3))).toEqual([0, 0, 1]);
    expect(cash(series, 'committed')[0]).toBe(-36_500);
    expect(Array.from(series.usageUsdByMonth.slice(1, 3))).toEqual([0, 36_500]);
    expect(cash(series, 'ownHardware')[0]).toBe(-50_000);
  });
});

describe('leaving', () => {
  test('an exit costs dollars, months of the fee and a share of what remains', () => {
    const exit = { buyerExit: { afterMonths: 6, noticeMonths: 3 } };
    const offer = lease({ exitFee: { usd: 1_000, months: 2, fractionOfRemaining: 0.1 } }, exit);
    // Out in month 9: 9 x 73,000 + 1,000 + 2 x 73,000 + 0.1 x 15 x 73,000.
    expect(firmLiability(offer, signing(offer)).totalUsd).toBeCloseTo(913_500, 6);
    expect(cash(after(offer, 'exit', 0), 'exitFee')[9]).toBeCloseTo(-256_500, 6);
    const dear = lease({ exitFee: { usd: 5e6, months: 0, fractionOfRemaining: 0 } }, exit);
    expect(firmLiability(dear, signing(dear)).totalUsd).toBe(TERM_USD);
  });

  test('letting on brings in the payments less the haircut', () => {
    const offer = lease({ sublet: { afterMonths: 12, haircutFraction: 0.4, fractionMax: 1 } });
    // 1,752,000 - 0.6 x 12 x 73,000.
    expect(firmLiability(offer, signing(offer)).totalUsd).toBeCloseTo(1_226_400, 6);
    const half = lease({ sublet: { afterMonths: 12, haircutFraction: 0.4, fractionMax: 0.5 } });
    expect(firmLiability(half, signing(half)).totalUsd).toBeCloseTo(1_489_200, 6);
  });

  test('a host that leaves pays what it has promised, and what was prepaid', () => {
    const hostExit = { afterMonths: 0, noticeMonths: 1, hazardPerYear: [0.5, 0.5, 0.5] as const };
    const recall = { usd: 1_000, months: 1, refundsPrepayment: true };
    const offer = lease({ recall }, { hostExit, upfrontFraction: 0.5 });
    const series = lifeOf(offer);
    // Month 2: 1,000 + 73,000 + 803,000 unearned.
    expect(series.recallUsdByMonth[2]).toBeCloseTo(877_000, 6);
    const at = { ...series, horizonMonths: 24, supplyRegimeByMonth: new Uint8Array(24) };
    const survival = survivalByMonth(offer, at);
    const recalled = recalledByMonth(offer, survival, at);
    // Every way to stop is a recall here: the chances sum to what does not survive.
    expect(total([...recalled])).toBeCloseTo(1 - (survival[23] ?? 0), 12);
    expect(recalled[0]).toBe(0);
    expect(recalled[1]).toBeCloseTo(1 - 0.5 ** (1 / 12), 12);
  });

  test('a lost permit and a failure strike alike and apart', () => {
    const offer = lease({ permitHazardPerYear: 0.2 }, { failureHazardPerYear: 0.1 });
    const at = { ...lifeOf(offer), horizonMonths: 24, supplyRegimeByMonth: new Uint8Array(24) };
    // Months 0 to 11 are a year of exposure.
    expect(survivalByMonth(offer, at)[11]).toBeCloseTo(0.8 * 0.9, 12);
  });
});

describe('service and flows', () => {
  test('credits come off the fee', () => {
    expect(total(cash(lifeOf(lease({ serviceCreditFraction: 0.1 })), 'serviceCredit'))).toBeCloseTo(175_200, 6);
  });

  test('flows fall when they say, and the end brings what the kit is worth less taking it away', () => {
    const flows = [
      { kind: 'warrant', usd: 9_000, timing: 'signing' },
      { kind: 'rebate', usd: 100, timing: 'monthly' },
      { kind: 'residualGuarantee', usd: -4_000, timing: 'end' },
      { kind: 'backstop', usd: -500, timing: 'firstService' },
    ] as const;
    const series = lifeOf(
      lease({ flows, endOfLife: { valueUsd: 700, decommissionUsd: 200 }, relationshipUsdPerMonth: 50 }),
    );
    expect(cash(series, 'warrant')[0]).toBe(9_000);
    expect(total(cash(series, 'rebate'))).toBe(2_400);
    expect(cash(series, 'residualGuarantee')[23]).toBe(-4_000);
    expect(cash(series, 'backstop')[0]).toBe(-500);
    expect(cash(series, 'endOfLife')[23]).toBe(500);
    expect(total(cash(series, 'relationship'))).toBe(-1_200);
  });
});
