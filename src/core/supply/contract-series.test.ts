import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Offer } from '../domain/index.ts';
import type { CashLine } from './cash-line.ts';
import { contractSeries, lifeEndMonth } from './contract-series.ts';
import type { ContractSeries, Signing } from './contract-series.ts';
import { deliveryAtScore } from './delivery.ts';
import {
  HOST_PARTNER,
  HYPERSCALER_10Y,
  NEOCLOUD,
  OWN_BUILD,
  quarterlyTranches,
  SMALL_LEASE,
} from './example-offers.ts';
import { levelPaymentUsdPerMonth } from './financing.ts';
import { firmLiability } from './firm-liability.ts';

function signing(offer: Offer, signMonth = 0, z = 0): Signing {
  return { signMonth, delivery: deliveryAtScore(offer, z), signingRegime: 1 };
}

function wholeLife(offer: Offer, at: Signing = signing(offer)): ContractSeries {
  return contractSeries(offer, { ...at, horizonMonths: lifeEndMonth(offer, at) });
}

function usdOf(series: ContractSeries, cause: CashLine['cause']): Float64Array {
  const found = series.lines.find((line) => line.cause === cause);
  if (!found) throw new Error(`no ${cause} line`);
  return found.usdByMonth;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A tranche of share f that comes k months after first service serves f x max(0, term - k) offer months. */
function deliveredOfferMonths({ deliveryProfile, termMonths }: Offer): number {
  return deliveryProfile.reduce((offerMonths, { fraction, monthsAfterStart }, index) => {
    const share = fraction - (deliveryProfile[index - 1]?.fraction ?? 0);
    return offerMonths + share * Math.max(0, termMonths - monthsAfterStart);
  }, 0);
}

/** Net present value of committed lines and full use, at a yearly rate, with the platform's own power. */
function presentValue(series: ContractSeries, ratePerYear: number): number {
  let value = 0;
  for (const line of series.lines) {
    line.usdByMonth.forEach((usd, month) => {
      value += usd * (1 + ratePerYear) ** (-(month + (line.timing === 'monthEnd' ? 1 : 0)) / 12);
    });
  }
  series.usageUsdByMonth.forEach((usd, month) => (value -= usd * (1 + ratePerYear) ** (-(month + 1) / 12)));
  return value;
}

/** Whole percents: contracts are not written in subnormal numbers. */
function percent(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max }).map((value) => value / 100);
}

const anyOffer: fc.Arbitrary<Offer> = fc
  .record({
    base: fc.constantFrom(SMALL_LEASE, HYPERSCALER_10Y, HOST_PARTNER, NEOCLOUD, OWN_BUILD),
    everyMonths: fc.integer({ min: 0, max: 3 }),
    termMonths: fc.integer({ min: 12, max: 120 }),
    takeOrPayFraction: percent(1, 100),
    upfrontFraction: percent(0, 90),
    serviceFromMonth: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ base, everyMonths, ...terms }) => ({ ...base, ...terms, deliveryProfile: quarterlyTranches(everyMonths) }));

describe('a lease', () => {
  test('bills physical GPUs for 730 hours a month from first service to the end of the term', () => {
    const series = contractSeries(SMALL_LEASE, { ...signing(SMALL_LEASE, 2), horizonMonths: 48 });
    // 100 GPUs × $1 × 730 h.
    expect(series.inServiceMonth).toBe(2);
    expect(series.endMonth).toBe(26);
    expect([...usdOf(series, 'committed')]).toEqual(
      Array.from({ length: 48 }, (_, month) => (month >= 2 && month < 26 ? -73_000 : 0)),
    );
    expect(series.lines.map((line) => [line.cause, line.timing, line.isPriceLinked, line.followsService])).toEqual([
      ['committed', 'monthEnd', true, true],
    ]);
    expect(sum(series.usageUsdByMonth)).toBe(0);
  });

  test('takes its price from the supply regime at signing', () => {
    const future: Offer = { ...SMALL_LEASE, price: { kind: 'perGpuHour', usd: [0.5, 1, 2] } };
    const committed = ([0, 1, 2] as const).map(
      (signingRegime) =>
        usdOf(contractSeries(future, { ...signing(future), signingRegime, horizonMonths: 1 }), 'committed')[0],
    );
    expect(committed).toEqual([-36_500, -73_000, -146_000]);
  });

  test('delivers in tranches that all end with the term', () => {
    const offer: Offer = { ...HYPERSCALER_10Y, deliveryProfile: quarterlyTranches(3) };
    const series = wholeLife(offer);
    expect(Array.from(series.capacityFraction.slice(5, 17))).toEqual([
      0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 1, 1,
    ]);
    expect(series.capacityFraction[125]).toBe(1);
    expect(series.capacityFraction.length).toBe(126);
    // Ramp of 3 months each at 1/4, 1/2, 3/4 loses 3 × (3/4 + 1/2 + 1/4) = 4.5 of 120 months: 115.5 × $700.8M.
    expect(sum(usdOf(series, 'committed'))).toBeCloseTo(-80_942_400_000, 2);
  });

  test('pays the share above take-or-pay only when used', () => {
    const offer: Offer = { ...SMALL_LEASE, takeOrPayFraction: 0.8 };
    const series = contractSeries(offer, { ...signing(offer), horizonMonths: 2 });
    // 0.8 × 73,000 and 0.2 × 73,000.
    expect(usdOf(series, 'committed')[0]).toBeCloseTo(-58_400, 8);
    expect(series.usageUsdByMonth[1]).toBeCloseTo(14_600, 8);
    expect(series.committedCapacityFraction[1]).toBeCloseTo(0.8, 15);
  });

  test('never starts before serviceFromMonth', () => {
    const renewal: Offer = { ...SMALL_LEASE, serviceFromMonth: 9 };
    const series = contractSeries(renewal, { ...signing(renewal, 2), horizonMonths: 12 });
    expect([series.inServiceMonth, series.endMonth]).toEqual([9, 33]);
    expect([...series.capacityFraction]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });
});

describe('a prepayment', () => {
  test('is 4.4B for a fifth of the neocloud, delivered at once', () => {
    const series = wholeLife(NEOCLOUD);
    // 280,000 × $1.80 × 730 h × 60 months = $22.0752B; a fifth is $4.41504B, the rest 60 payments of $294.336M.
    expect(usdOf(series, 'upfront')[0]).toBeCloseTo(-4_415_040_000, 4);
    expect(sum(usdOf(series, 'upfront'))).toBeCloseTo(-4_415_040_000, 4);
    expect(usdOf(series, 'committed')[5]).toBeCloseTo(-294_336_000, 5);
    expect(series.lines[0]).toMatchObject({ timing: 'monthStart', isPriceLinked: true, followsService: false });
    expect(firmLiability(NEOCLOUD, signing(NEOCLOUD)).totalUsd).toBeCloseTo(22_075_200_000, 3);
  });

  test('follows the tranches, so that the total paid is unchanged', () => {
    const offer: Offer = { ...NEOCLOUD, deliveryProfile: quarterlyTranches(2) };
    const series = wholeLife(offer, signing(offer, 4, 1));
    // Ramp loses 2 × (3/4 + 1/2 + 1/4) = 3 of 60 months: 57 × $367.92M = $20.97144B, a fifth of it at signing.
    expect(usdOf(series, 'upfront')[4]).toBeCloseTo(-4_194_288_000, 4);
    expect(sum(usdOf(series, 'upfront')) + sum(usdOf(series, 'committed'))).toBeCloseTo(-20_971_440_000, 3);
  });

  test('of a fleet contract was paid before month 0', () => {
    const fleet: Offer = { ...NEOCLOUD, kind: 'fleet' };
    expect(wholeLife(fleet).lines.map((line) => line.cause)).toEqual(['committed']);
  });
});

describe('a build', () => {
  test('pays each gate when it starts, borrows its share, and repays level from first service', () => {
    const series = contractSeries(OWN_BUILD, { ...signing(OWN_BUILD), horizonMonths: 48 });
    expect(series.inServiceMonth).toBe(26);
    const capex = usdOf(series, 'capex');
    expect([capex[0], capex[9], capex[21], sum(capex)]).toEqual([-0.4e9, -9.5e9, -28.1e9, -38e9]);
    const drawn = usdOf(series, 'debtDrawn');
    expect([drawn[0], drawn[9], drawn[21]]).toEqual([0.24e9, 5.7e9, 16.86e9]);
    // i = 0.1/12. Balance at month 26 = 0.24B (1+i)^26 + 5.7B (1+i)^17 + 16.86B (1+i)^5 = $24.435745B; × i / (1 − (1+i)^−84),
    // by 40-digit decimal arithmetic apart from this code.
    const service = usdOf(series, 'debtService');
    expect(service[25]).toBe(0);
    expect(service[26]).toBeCloseTo(-BUILD_DEBT_SERVICE_USD, 3);
    expect(service[47]).toBe(service[26]);
    expect(usdOf(series, 'operations')[26]).toBe(-75e6);
    expect(series.lines.map((line) => [line.cause, line.timing, line.isPriceLinked, line.followsService])).toEqual([
      ['capex', 'monthStart', true, false],
      ['debtDrawn', 'monthStart', true, false],
      ['debtService', 'monthEnd', true, false],
      ['operations', 'monthEnd', false, true],
    ]);
  });

  test('owes level repayments for its tenor and no longer', () => {
    const service = usdOf(wholeLife(OWN_BUILD), 'debtService');
    expect(service.length).toBe(26 + 84);
    expect(service.filter((usd) => usd !== 0).length).toBe(84);
  });

  test('accrues interest through a wait for serviceFromMonth', () => {
    const waiting: Offer = { ...OWN_BUILD, serviceFromMonth: 30 };
    const early = usdOf(wholeLife(OWN_BUILD), 'debtService')[26] ?? 0;
    // Four more months of interest on the whole balance.
    expect(usdOf(wholeLife(waiting), 'debtService')[30]).toBeCloseTo(early * (1 + 0.1 / 12) ** 4, 3);
  });

  test('repays $100,000 at 10 % over 84 months with $1,660.12 a month', () => {
    // Standard loan table: 16.6012 per 1,000.
    expect(levelPaymentUsdPerMonth(100_000, { ratePerMonth: 0.1 / 12, tenorMonths: 84 })).toBeCloseTo(1_660.1184, 4);
    expect(levelPaymentUsdPerMonth(84, { ratePerMonth: 0, tenorMonths: 84 })).toBe(1);
    expect(() => levelPaymentUsdPerMonth(1, { ratePerMonth: 0, tenorMonths: 0 })).toThrow(/tenor/);
  });

  test('refuses a delivery made for another offer', () => {
    expect(() => contractSeries(OWN_BUILD, { ...signing(SMALL_LEASE), horizonMonths: 12 })).toThrow(/gates/);
  });
});

describe('firm liability', () => {
  test('is $84.1B for 600,000 GPUs at $1.60 over ten years without exit', () => {
    // 600,000 × $1.60 × 730 h × 120 = $84.096B.
    const firm = firmLiability(HYPERSCALER_10Y, signing(HYPERSCALER_10Y));
    expect(firm.totalUsd).toBeCloseTo(84_096_000_000, 2);
    expect(firm.headlineUsd).toBeCloseTo(84_096_000_000, 2);
  });

  test('is $7.5B for $1.25B a month that we may leave after 3 months and 90 days', () => {
    // In service in month 1, notice at the start of month 4, stopped from month 7 on: months 1 to 6.
    const firm = firmLiability(HOST_PARTNER, signing(HOST_PARTNER));
    expect(firm.totalUsd).toBe(7.5e9);
    expect(Array.from(firm.byMonthUsd.slice(0, 8))).toEqual([0, 1.25e9, 1.25e9, 1.25e9, 1.25e9, 1.25e9, 1.25e9, 0]);
    expect(Array.from(firm.remainingUsdByMonth.slice(0, 8))).toEqual([
      7.5e9, 7.5e9, 6.25e9, 5e9, 3.75e9, 2.5e9, 1.25e9, 0,
    ]);
    // 35 months × $1.25B.
    expect(firm.headlineUsd).toBe(43.75e9);
  });

  test('of a build that cannot be stopped is its equity and debt service: operations can stop', () => {
    const gates = OWN_BUILD.gates.map((gate) => ({ ...gate, months: { p10: 0, p50: 0, p90: 0 } }));
    const offer: Offer = { ...OWN_BUILD, gates, financing: { ...OWN_BUILD.financing!, ratePerYear: 0 } };
    const firm = firmLiability(offer, signing(offer));
    // All gates start at signing: 0.4 × $38B + 0.6 × $38B; the headline adds 60 months of operations at $75M.
    expect(firm.totalUsd).toBeCloseTo(38e9, 1);
    expect(firm.headlineUsd - firm.totalUsd).toBeCloseTo(4.5e9, 1);
    expect(firm.byMonthUsd[0]).toBeCloseTo(15.2e9 + 22.8e9 / 84, 2);
  });

  test('of a build in gates is its first gate: 0.4 x $0.4B, and the $0.24B drawn for it with interest', () => {
    const firm = firmLiability(OWN_BUILD, signing(OWN_BUILD));
    // By 40-digit decimal arithmetic: 0.24e9 x (1 + 0.1 / 12)^26 is repaid with $4,943,761.789611 a month from month 26 on.
    expect(firm.totalUsd).toBeCloseTo(0.16e9 + 84 * 4_943_761.789_611, 1);
    expect([0, 9, 21, 26, 109, 110].map((month) => firm.byMonthUsd[month] ?? 0)).toEqual(
      [0.16e9, 0, 0, 4_943_761.789_611, 4_943_761.789_611, 0].map((usd) => expect.closeTo(usd, 4) as number),
    );
    // 0.4 x $38B, 84 repayments of all three gates and 60 months of operations.
    expect(firm.headlineUsd).toBeCloseTo(15.2e9 + 84 * BUILD_DEBT_SERVICE_USD + 4.5e9, 1);
  });

  test('of a gate whose payments run on counts all of them', () => {
    const [land, ...rest] = OWN_BUILD.gates;
    const payments = [
      { monthsAfterStart: 0, fraction: 0.25 },
      { monthsAfterStart: 12, fraction: 0.75 },
    ];
    const offer: Offer = { ...OWN_BUILD, gates: [{ ...land!, payments }, ...rest], financing: null };
    const firm = firmLiability(offer, signing(offer));
    // The second gate starts in month 9; three quarters of the first are due in month 12 all the same.
    expect([firm.totalUsd, firm.byMonthUsd[0], firm.byMonthUsd[12]]).toEqual([0.4e9, 0.1e9, 0.3e9]);
  });

  test('leaves out the share above take-or-pay, and keeps a prepayment after the exit', () => {
    const offer: Offer = {
      ...SMALL_LEASE,
      takeOrPayFraction: 0.5,
      upfrontFraction: 0.25,
      buyerExit: { afterMonths: 0, noticeMonths: 2 },
    };
    // Committed 24 × 36,500 = 876,000; upfront 219,000; then 2 × 0.75 × 36,500 = 54,750 until the exit.
    expect(firmLiability(offer, signing(offer)).totalUsd).toBeCloseTo(273_750, 6);
    expect(firmLiability(offer, signing(offer)).headlineUsd).toBeCloseTo(24 * 73_000, 6);
  });

  test('of a fleet contract counts from month 0', () => {
    const fleet: Offer = { ...SMALL_LEASE, kind: 'fleet', serviceFromMonth: -10 };
    // Signed at month −10, 24 months: 14 are left.
    expect(firmLiability(fleet, signing(fleet, -10)).totalUsd).toBe(14 * 73_000);
    const leavable: Offer = { ...fleet, buyerExit: { afterMonths: 3, noticeMonths: 1 } };
    expect(firmLiability(leavable, signing(leavable, -10)).totalUsd).toBe(73_000);
  });
});

describe('laws', () => {
  test('L2 what is delivered expires, and the months in service are those of the tranches', () => {
    fc.assert(
      fc.property(
        anyOffer,
        fc.integer({ min: 0, max: 48 }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (offer, m, z) => {
          const series = wholeLife(offer, signing(offer, m, z));
          let delivered = 0;
          let expired = 0;
          let before = 0;
          for (const fraction of [...series.capacityFraction, 0]) {
            if (fraction > before) delivered += fraction - before;
            else expired += before - fraction;
            before = fraction;
          }
          expect([delivered, expired]).toEqual([1, 1]);
          expect(sum(series.capacityFraction)).toBeCloseTo(deliveredOfferMonths(offer), 9);
          expect(series.capacityFraction.findLastIndex((fraction) => fraction > 0)).toBe(series.endMonth - 1);
        },
      ),
    );
  });

  test('L9 two halves sum to the whole', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        const whole = wholeLife(offer);
        const half = wholeLife(halfOf(offer));
        expect(half.capacityFraction).toEqual(whole.capacityFraction);
        whole.lines.forEach((line, index) => {
          line.usdByMonth.forEach((usd, month) => {
            expect(Math.abs(2 * (half.lines[index]?.usdByMonth[month] ?? 0) - usd)).toBeLessThanOrEqual(
              1e-12 * Math.abs(usd),
            );
          });
        });
      }),
    );
  });

  test('L15 paying later never costs more in present value', () => {
    const upfronts = fc.tuple(percent(0, 90), percent(0, 90));
    fc.assert(
      fc.property(anyOffer, upfronts, fc.integer({ min: 1, max: 24 }), (offer, [a, b], laterMonths) => {
        const more = presentValue(wholeLife({ ...offer, upfrontFraction: Math.max(a, b) }), 0.12);
        const less = presentValue(wholeLife({ ...offer, upfrontFraction: Math.min(a, b) }), 0.12);
        expect(less).toBeGreaterThanOrEqual(more - 1e-9 * Math.abs(more));
        if (offer.gates.length > 0) return;
        const late = wholeLife({ ...offer, serviceFromMonth: offer.serviceFromMonth + laterMonths });
        expect(presentValue(late, 0.12)).toBeGreaterThanOrEqual(presentValue(wholeLife(offer), 0.12));
      }),
    );
  });

  test('L15 an earlier delivery has at least the capacity of a later one in every month', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        const late = wholeLife({ ...offer, deliveryProfile: quarterlyTranches(3) });
        wholeLife({ ...offer, deliveryProfile: quarterlyTranches(2) }).capacityFraction.forEach((fraction, month) => {
          expect(fraction).toBeGreaterThanOrEqual(late.capacityFraction[month] ?? Number.NaN);
        });
      }),
    );
  });

  test('L17 shifting the dates shifts everything', () => {
    fc.assert(
      fc.property(anyOffer, fc.integer({ min: 0, max: 24 }), (offer, shift) => {
        const shifted = { ...offer, serviceFromMonth: offer.serviceFromMonth + shift };
        const before = wholeLife(offer);
        const after = wholeLife(shifted, signing(shifted, shift));
        expect([after.inServiceMonth - shift, after.endMonth - shift]).toEqual([
          before.inServiceMonth,
          before.endMonth,
        ]);
        expect(after.capacityFraction.slice(shift)).toEqual(before.capacityFraction);
        expect(after.usageUsdByMonth.slice(shift)).toEqual(before.usageUsdByMonth);
        expect(after.lines.map((line) => line.usdByMonth.slice(shift))).toEqual(
          before.lines.map((line) => line.usdByMonth),
        );
      }),
    );
  });

  test('the undiscounted lines and full use sum to price × months in service', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        fc.pre(offer.gates.length === 0);
        const series = wholeLife(offer);
        const paid =
          sum(series.usageUsdByMonth) - series.lines.reduce((total, line) => total + sum(line.usdByMonth), 0);
        const gpus = offer.quantities.reduce((total, quantity) => total + quantity.gpus, 0);
        const perMonth =
          offer.price.kind === 'owned' ? 0 : offer.price.usd[1] * (offer.price.kind === 'perMonth' ? 1 : gpus * 730);
        const headline = perMonth * deliveredOfferMonths(offer);
        expect(Math.abs(paid - headline)).toBeLessThanOrEqual(1e-12 * headline);
        expect(Math.abs(firmLiability(offer, signing(offer)).headlineUsd - headline)).toBeLessThanOrEqual(
          1e-12 * headline,
        );
      }),
    );
  });

  test('firm is at most the headline, and what remains never rises', () => {
    fc.assert(
      fc.property(anyOffer, fc.integer({ min: 0, max: 48 }), (offer, signMonth) => {
        const firm = firmLiability(offer, signing(offer, signMonth));
        expect(firm.totalUsd).toBeLessThanOrEqual(firm.headlineUsd * (1 + 1e-12));
        expect(firm.remainingUsdByMonth[0]).toBe(firm.totalUsd);
        firm.byMonthUsd.forEach((usd) => expect(usd).toBeGreaterThanOrEqual(0));
      }),
    );
  });

  test('a build that can be stopped at one gate more never owes more, and its headline stays', () => {
    const capexUsd = fc.integer({ min: 1, max: 30_000 }).map((millions) => millions * 1e6);
    const months = fc.integer({ min: 0, max: 12 }).map((p50) => ({ p10: p50, p50, p90: p50 }));
    const financing = fc.option(
      fc.record({
        debtFraction: fc.constantFrom(0.3, 0.6, 1),
        ratePerYear: fc.constantFrom(0, 0.1),
        tenorMonths: fc.integer({ min: 1, max: 120 }),
      }),
      { nil: null },
    );
    const gates = fc.array(fc.record({ id: fc.constant('gate'), months, capexUsd }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(gates, financing, fc.nat(3), fc.nat(24), (drawn, loan, at, signMonth) => {
        const cut = Math.min(at, drawn.length - 1);
        // The gate that is cut in two costs and takes as much as before; its second half starts as its first ends.
        const halves = (gate: (typeof drawn)[number]) => [
          { ...gate, capexUsd: gate.capexUsd / 2, months: { p10: 0, p50: 0, p90: 0 } },
          { ...gate, capexUsd: gate.capexUsd / 2 },
        ];
        const finer = drawn.flatMap((gate, index) => (index === cut ? halves(gate) : [gate]));
        const whole: Offer = { ...OWN_BUILD, gates: drawn, financing: loan };
        const of = (offer: Offer) => firmLiability(offer, signing(offer, signMonth));
        const room = 1e-9 * of(whole).headlineUsd;
        expect(of(whole).totalUsd).toBeLessThanOrEqual(of(whole).headlineUsd + room);
        expect(of({ ...whole, gates: finer }).totalUsd).toBeLessThanOrEqual(of(whole).totalUsd + room);
        expect(of({ ...whole, gates: finer }).headlineUsd).toBeCloseTo(of(whole).headlineUsd, -2);
      }),
    );
  });

  test('a shorter horizon cuts the series and changes nothing before it', () => {
    fc.assert(
      fc.property(anyOffer, fc.integer({ min: 1, max: 12 }), (offer, horizonMonths) => {
        const whole = wholeLife(offer);
        const cut = contractSeries(offer, { ...signing(offer), horizonMonths });
        expect(cut.capacityFraction).toEqual(whole.capacityFraction.slice(0, horizonMonths));
        // A cause without cash has no line.
        const within = whole.lines
          .map((line) => ({ ...line, usdByMonth: line.usdByMonth.slice(0, horizonMonths) }))
          .filter((line) => line.usdByMonth.some((usd) => usd !== 0));
        expect(cut.lines).toEqual(within);
      }),
    );
  });
});

/** See the arithmetic in 'pays each gate when it starts'. */
const BUILD_DEBT_SERVICE_USD = 405_662_304.5127;

function halfOf(offer: Offer): Offer {
  const price = offer.price;
  return {
    ...offer,
    quantities: offer.quantities.map((quantity) => ({ ...quantity, gpus: quantity.gpus / 2 })),
    gates: offer.gates.map((gate) => ({ ...gate, capexUsd: gate.capexUsd / 2 })),
    price:
      price.kind === 'owned'
        ? { ...price, opexUsdPerMonth: price.opexUsdPerMonth / 2 }
        : price.kind === 'perMonth'
          ? { ...price, usd: [price.usd[0] / 2, price.usd[1] / 2, price.usd[2] / 2] }
          : price,
  };
}
