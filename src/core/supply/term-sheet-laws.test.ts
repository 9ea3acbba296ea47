/** Laws of any term sheet: what adds up, what never exceeds what, and what changes nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PLAIN_TERMS, type Offer, type TermSheet } from '../domain/index.ts';
import { contractSeries, lifeEndMonth, type ContractSeries, type Signing } from './contract-series.ts';
import { deliveryAtScore } from './delivery.ts';
import { NEOCLOUD, SMALL_LEASE } from './example-offers.ts';
import { firmLiability } from './firm-liability.ts';
import { ledgerOf, sumCents } from './ledger.ts';

/** Whole percents: contracts are not written in subnormal numbers. */
const percent = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 100);
const usd = fc.integer({ min: 0, max: 500_000 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const steps = (value: fc.Arbitrary<number>): fc.Arbitrary<TermSheet['priceSteps']> =>
  fc.array(fc.record({ gap: fc.integer({ min: 1, max: 8 }), value }), { maxLength: 3 }).map((drawn) => {
    let fromMonth = 0;
    return drawn.map((step) => ({ fromMonth: (fromMonth += step.gap), value: step.value }));
  });

const tranches: fc.Arbitrary<TermSheet['tranches']> = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 5 }),
      p10: fc.integer({ min: 1, max: 4 }),
      spread: fc.integer({ min: 0, max: 6 }),
      dueMonths: fc.integer({ min: 0, max: 6 }),
      rampMonths: fc.integer({ min: 0, max: 4 }),
      rampFeeFraction: percent(0, 100),
    }),
    { maxLength: 3 },
  )
  .map((drawn) => {
    const whole = drawn.reduce((sum, { weight }) => sum + weight, 0);
    return drawn.map(({ weight, p10, spread, ...rest }) => ({
      ...rest,
      fraction: weight / whole,
      leadTimeMonths: { p10, p50: p10 + spread, p90: p10 + 2 * spread },
    }));
  });

const anyTerms: fc.Arbitrary<TermSheet> = fc.record({
  archetype: fc.constant(null),
  parent: fc.constant(null),
  usefulFraction: fc.constant(1),
  outage: fc.constant(null),
  ownHardwareUsd: usd,
  tranches,
  termRuns: fc.constantFrom('together' as const, 'byTranche' as const),
  late: maybe(
    fc.record({
      graceMonths: fc.integer({ min: 0, max: 2 }),
      feeDiscountFraction: percent(0, 100),
      damagesFraction: percent(0, 100),
      longStopMonths: fc.integer({ min: 2, max: 9 }),
      terminate: fc.constantFrom('nothing' as const, 'late' as const, 'all' as const),
    }),
  ),
  onboardingMonths: fc.integer({ min: 0, max: 4 }),
  priceSteps: steps(percent(0, 200)),
  escalatorPerYear: percent(-10, 30),
  overageMultiple: percent(0, 300),
  powerUsdPerMonth: usd,
  adders: fc.record({ onceUsd: usd, usdPerMonth: usd }),
  takeOrPaySteps: steps(percent(0, 100)),
  hasRollover: fc.boolean(),
  rampDown: fc.constant(null),
  prepayment: fc.record({
    usd: maybe(usd),
    monthsBeforeDelivery: maybe(fc.integer({ min: 0, max: 3 })),
    creditMonths: fc.constant(null),
  }),
  depositUsd: usd,
  paymentLagMonths: fc.integer({ min: 0, max: 3 }),
  exitFee: fc.record({ usd, months: fc.integer({ min: 0, max: 4 }), fractionOfRemaining: percent(0, 100) }),
  recall: fc.record({ usd, months: fc.integer({ min: 0, max: 3 }), refundsPrepayment: fc.boolean() }),
  sublet: fc.constant(null),
  serviceCreditFraction: percent(0, 20),
  permitHazardPerYear: fc.constant(0),
  flows: fc.array(
    fc.record({
      kind: fc.constantFrom('warrant' as const, 'rebate' as const, 'backstop' as const),
      usd: fc.integer({ min: -100_000, max: 100_000 }),
      timing: fc.constantFrom('signing' as const, 'firstService' as const, 'monthly' as const, 'end' as const),
    }),
    { maxLength: 2 },
  ),
  endOfLife: fc.record({ valueUsd: usd, decommissionUsd: usd }),
  options: fc.constant([]),
  relationshipUsdPerMonth: usd,
});

const anyLease: fc.Arbitrary<Offer> = fc
  .record({
    base: fc.constantFrom(SMALL_LEASE, NEOCLOUD),
    terms: anyTerms,
    termMonths: fc.integer({ min: 6, max: 30 }),
    takeOrPayFraction: percent(0, 100),
    upfrontFraction: percent(0, 60),
  })
  .map(({ base, ...terms }) => ({ ...base, ...terms }));

function signing(offer: Offer, signMonth = 0): Signing {
  return { signMonth, delivery: deliveryAtScore(offer, 0.7), signingRegime: 1 };
}

function lifeOf(offer: Offer, at: Signing = signing(offer)): ContractSeries {
  return contractSeries(offer, { ...at, horizonMonths: lifeEndMonth(offer, at) });
}

const grossUsd = (series: ContractSeries): number =>
  series.lines.reduce((sum, { usdByMonth }) => usdByMonth.reduce((total, each) => total + Math.abs(each), sum), 1);

describe('any term sheet', () => {
  test('its cash lines, in whole cents, sum to the headline', () => {
    fc.assert(
      fc.property(anyLease, (offer) => {
        const series = lifeOf(offer);
        const usage = { cause: 'usage' as const, usdByMonth: series.usageUsdByMonth.map((value) => 0 - value) };
        const lines = [...series.lines, usage].map(({ cause, usdByMonth }) => ({
          cause,
          contractId: null,
          usdByMonth,
        }));
        const { headlineUsd } = firmLiability(offer, signing(offer));
        const room = 1 + 1e-12 * 100 * grossUsd(series);
        expect(Math.abs(sumCents(ledgerOf(lines)) + 100 * headlineUsd)).toBeLessThanOrEqual(room);
      }),
    );
  });

  test('never owes more after its rights than it costs, and a right never makes it owe more', () => {
    const right: fc.Arbitrary<(offer: Offer) => Offer> = fc.oneof(
      fc
        .record({ afterMonths: fc.nat(20), noticeMonths: fc.nat(4) })
        .map((exit) => (offer: Offer) => ({ ...offer, buyerExit: exit })),
      fc
        .record({ afterMonths: fc.nat(20), noticeMonths: fc.nat(4), fractionMax: percent(1, 100) })
        .map((rampDown) => (offer: Offer) => ({ ...offer, terms: { ...offer.terms, rampDown } })),
      fc
        .record({ afterMonths: fc.nat(20), haircutFraction: percent(0, 100), fractionMax: percent(1, 100) })
        .map((sublet) => (offer: Offer) => ({ ...offer, terms: { ...offer.terms, sublet } })),
    );
    fc.assert(
      fc.property(anyLease, right, right, (offer, first, second) => {
        const [none, one, two] = [offer, first(offer), second(first(offer))].map((each) =>
          firmLiability(each, signing(each)),
        );
        const room = 1e-9 * grossUsd(lifeOf(offer));
        expect(none!.totalUsd).toBeLessThanOrEqual(none!.headlineUsd + room);
        expect(one!.totalUsd).toBeLessThanOrEqual(none!.totalUsd + room);
        // A second right of the same kind takes the place of the first.
        expect(two!.totalUsd).toBeLessThanOrEqual(none!.totalUsd + room);
      }),
    );
  });

  test('two halves are the whole', () => {
    fc.assert(
      fc.property(anyLease, (offer) => {
        const whole = lifeOf(offer);
        const half = lifeOf(halfOf(offer));
        const room = 1e-12 * grossUsd(whole);
        expect(half.capacityFraction).toEqual(whole.capacityFraction);
        for (const line of whole.lines) {
          const own = half.lines.filter((each) => each.cause === line.cause && each.timing === line.timing);
          const of = whole.lines.filter((each) => each.cause === line.cause && each.timing === line.timing);
          line.usdByMonth.forEach((_, month) => {
            const total = (lines: typeof own) =>
              lines.reduce((sum, { usdByMonth }) => sum + (usdByMonth[month] ?? 0), 0);
            expect(Math.abs(2 * total(own) - total(of))).toBeLessThanOrEqual(room);
          });
        }
      }),
    );
  });

  test('signing later shifts everything, and another name changes nothing', () => {
    fc.assert(
      fc.property(anyLease, fc.integer({ min: 1, max: 9 }), (offer, months) => {
        const now = lifeOf(offer);
        const later = lifeOf(offer, signing(offer, months));
        expect(later.inServiceMonth).toBe(now.inServiceMonth + months);
        expect(later.capacityFraction.slice(months)).toEqual(now.capacityFraction);
        expect(later.usageUsdByMonth.slice(months)).toEqual(now.usageUsdByMonth);
        expect(later.lines.map((line) => ({ ...line, usdByMonth: line.usdByMonth.slice(months) }))).toEqual(now.lines);
        expect(lifeOf({ ...offer, id: 'another', host: 'another' })).toEqual(now);
      }),
    );
  });

  test('a deposit, a payment target and when a prepayment is paid or credited change no total', () => {
    fc.assert(
      fc.property(anyLease, (offer) => {
        const headline = (terms: Partial<TermSheet>) => {
          const changed = { ...offer, terms: { ...offer.terms, ...terms } };
          return firmLiability(changed, signing(changed)).headlineUsd;
        };
        const prepayment = { usd: null, monthsBeforeDelivery: null, creditMonths: null };
        const plain = headline({ depositUsd: 0, paymentLagMonths: 0, prepayment });
        const room = 1e-9 * grossUsd(lifeOf(offer));
        expect(Math.abs(headline({ prepayment, depositUsd: 5e5, paymentLagMonths: 2 }) - plain)).toBeLessThanOrEqual(
          room,
        );
        const early = { ...prepayment, monthsBeforeDelivery: 2 };
        expect(
          Math.abs(headline({ depositUsd: 0, paymentLagMonths: 0, prepayment: early }) - plain),
        ).toBeLessThanOrEqual(room);
      }),
    );
  });

  test('a plain sheet is what the twelve fields say', () => {
    const stated: Offer = { ...NEOCLOUD, terms: { ...PLAIN_TERMS, priceSteps: [{ fromMonth: 0, value: 1 }] } };
    expect(lifeOf(stated)).toEqual(lifeOf(NEOCLOUD));
  });
});

/** Half of the capacity at half of every amount. */
function halfOf(offer: Offer): Offer {
  const { terms, price } = offer;
  const half = <T extends Readonly<Record<string, number>>>(amounts: T, ...names: (keyof T)[]): T =>
    ({ ...amounts, ...Object.fromEntries(names.map((name) => [name, amounts[name]! / 2])) }) as T;
  return {
    ...offer,
    quantities: offer.quantities.map((quantity) => ({ ...quantity, gpus: quantity.gpus / 2 })),
    price:
      price.kind === 'perMonth' ? { ...price, usd: [price.usd[0] / 2, price.usd[1] / 2, price.usd[2] / 2] } : price,
    terms: {
      ...terms,
      ownHardwareUsd: terms.ownHardwareUsd / 2,
      powerUsdPerMonth: terms.powerUsdPerMonth / 2,
      adders: half(terms.adders, 'onceUsd', 'usdPerMonth'),
      prepayment: { ...terms.prepayment, usd: terms.prepayment.usd === null ? null : terms.prepayment.usd / 2 },
      depositUsd: terms.depositUsd / 2,
      flows: terms.flows.map((flow) => ({ ...flow, usd: flow.usd / 2 })),
      endOfLife: half(terms.endOfLife, 'valueUsd', 'decommissionUsd'),
      relationshipUsdPerMonth: terms.relationshipUsdPerMonth / 2,
    },
  };
}
