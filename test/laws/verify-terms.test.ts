/** Two readings of every contract, the engine's and the verifier's, agree on capacity, cash and liability, however it is delivered. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seriesAfterLoss } from '../../src/core/decide/result/course-series.ts';
import {
  PLAIN_TERMS,
  SUPPLY_REGIMES,
  type Offer,
  type TermSheet,
  type ValueFlow,
} from '../../src/core/domain/index.ts';
import { HYPERSCALER_10Y, OWN_BUILD, SMALL_LEASE } from '../../src/core/supply/example-offers.ts';
import {
  contractSeries,
  deliveryAtScore,
  endingRights,
  firmLiability,
  seriesAfterNotice,
  type ContractSeries,
} from '../../src/core/supply/index.ts';
import { contractLife, usefulShare, type ContractLife } from '../../src/core/verify/contract-life.ts';
import { isWithin, LIFE_OPERATIONS, MONTH_OPERATIONS, roundingOf } from '../../src/core/verify/findings.ts';
import { fixed, numberOf, sizeOf, type Fixed } from '../../src/core/verify/fixed-point.ts';
import { liabilityOf } from '../../src/core/verify/liability.ts';
import { lifeAfterLoss, lifeAfterNotice } from '../../src/core/verify/life-after-event.ts';
import { holds } from '../support/law.ts';

const HORIZON_MONTHS = 96;

const percent = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 100);
const months = (min: number, max: number) => fc.integer({ min, max });
const usd = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((cents) => cents / 100);
const maybe = <T>(one: fc.Arbitrary<T>, none: T) => fc.oneof(fc.constant(none), one);
const steps = (value: fc.Arbitrary<number>) =>
  fc
    .array(fc.record({ fromMonth: months(0, 40), value }), { maxLength: 3 })
    .map((all) => all.toSorted((a, b) => a.fromMonth - b.fromMonth));
const lead = fc
  .tuple(months(1, 4), months(0, 4), months(0, 6))
  .map(([p10, up, more]) => ({ p10, p50: p10 + up, p90: p10 + up + more }));

const tranches = fc
  .array(
    fc.record({
      share: months(1, 9),
      leadTimeMonths: lead,
      dueMonths: months(0, 8),
      rampMonths: months(0, 4),
      rampFeeFraction: percent(0, 100),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => {
    const total = all.reduce((sum, { share }) => sum + share, 0);
    return all.map(({ share, ...rest }) => ({ ...rest, fraction: share / total }));
  });

const stated: fc.Arbitrary<Partial<TermSheet>> = fc.record({
  ownHardwareUsd: maybe(usd(1e6), 0),
  tranches: maybe(tranches, []),
  termRuns: fc.constantFrom('together' as const, 'byTranche' as const),
  late: maybe(
    fc.record({
      graceMonths: months(0, 2),
      feeDiscountFraction: percent(0, 50),
      damagesFraction: percent(0, 50),
      longStopMonths: fc.constantFrom(2, 6, Infinity),
      terminate: fc.constantFrom('nothing' as const, 'late' as const, 'all' as const),
    }),
    null,
  ),
  onboardingMonths: months(0, 3),
  priceSteps: steps(percent(50, 200)),
  escalatorPerYear: maybe(percent(-5, 10), 0),
  overageMultiple: maybe(percent(100, 200), 1),
  powerUsdPerMonth: maybe(usd(1e5), 0),
  adders: fc.record({ onceUsd: maybe(usd(1e6), 0), usdPerMonth: maybe(usd(1e4), 0) }),
  takeOrPaySteps: steps(percent(0, 100)),
  hasRollover: fc.boolean(),
  rampDown: maybe(
    fc.record({ afterMonths: months(0, 12), noticeMonths: months(0, 6), fractionMax: percent(1, 100) }),
    null,
  ),
  prepayment: fc.record({
    usd: maybe<number | null>(usd(1e6), null),
    monthsBeforeDelivery: maybe<number | null>(months(0, 6), null),
    creditMonths: maybe<{ from: number; count: number } | null>(
      fc.record({ from: months(0, 12), count: months(1, 24) }),
      null,
    ),
  }),
  depositUsd: maybe(usd(1e6), 0),
  paymentLagMonths: months(0, 3),
  exitFee: fc.record({ usd: maybe(usd(1e6), 0), months: months(0, 6), fractionOfRemaining: maybe(percent(0, 80), 0) }),
  sublet: maybe(
    fc.record({ afterMonths: months(0, 12), haircutFraction: percent(0, 60), fractionMax: percent(1, 100) }),
    null,
  ),
  serviceCreditFraction: maybe(percent(0, 20), 0),
  flows: fc.array(
    fc.record<ValueFlow>({
      kind: fc.constantFrom('warrant', 'rebate', 'backstop', 'residualGuarantee'),
      usd: fc.integer({ min: -1e6, max: 1e6 }),
      timing: fc.constantFrom('signing', 'firstService', 'monthly', 'end'),
    }),
    { maxLength: 3 },
  ),
  endOfLife: fc.record({ valueUsd: maybe(usd(1e6), 0), decommissionUsd: maybe(usd(1e6), 0) }),
  relationshipUsdPerMonth: maybe(usd(1e5), 0),
});

const terms: fc.Arbitrary<TermSheet> = stated.map((blocks) => ({ ...PLAIN_TERMS, ...blocks }));

const contracts: fc.Arbitrary<Offer> = fc
  .record({
    base: fc.constantFrom(SMALL_LEASE, HYPERSCALER_10Y, OWN_BUILD),
    kind: fc.constantFrom('quote' as const, 'quote' as const, 'fleet' as const),
    terms,
    leadTimeMonths: lead,
    termMonths: months(6, 60),
    takeOrPayFraction: percent(0, 100),
    upfrontFraction: percent(0, 90),
    serviceFromMonth: months(0, 10),
    buyerExit: maybe(fc.record({ afterMonths: months(0, 24), noticeMonths: months(0, 6) }), null),
    payments: fc.boolean(),
  })
  .map(({ base, payments, ...drawn }): Offer => {
    // A signed contract delivers from the first month, and a build has gates, not tranches.
    const hasGates = base.gates.length > 0 && drawn.kind !== 'fleet';
    const plain = hasGates || drawn.kind === 'fleet' ? { tranches: [], late: null } : {};
    const gates = payments
      ? base.gates.map((gate) => ({
          ...gate,
          payments: [
            { monthsAfterStart: 0, fraction: 0.25 },
            { monthsAfterStart: 2, fraction: 0.75 },
          ],
        }))
      : base.gates;
    return { ...base, ...drawn, gates: hasGates ? gates : [], terms: { ...drawn.terms, ...plain } };
  });

const cases = fc.record({
  offer: contracts,
  z: fc.integer({ min: -25, max: 25 }).map((tenths) => tenths / 10),
  signMonth: months(0, 24),
  regime: fc.constantFrom(0 as const, 1 as const, 2 as const),
});

function unfolded({ offer, z, signMonth, regime }: { offer: Offer; z: number; signMonth: number; regime: 0 | 1 | 2 }) {
  const isFleet = offer.kind === 'fleet';
  const delivery = isFleet ? { gateStartMonths: [], inServiceMonths: 0 } : deliveryAtScore(offer, z);
  const signing = { signMonth: isFleet ? 0 : signMonth, delivery, signingRegime: regime };
  const { gateStartMonths, inServiceMonths, trancheMonths = [] } = delivery;
  const supplyRegime = SUPPLY_REGIMES[regime];
  return {
    signing,
    unfolding: { signMonth: signing.signMonth, supplyRegime, gateStartMonths, inServiceMonths, trancheMonths },
  };
}

/** Every payment and every month's capacity: in floating point and in whole numbers. */
function expectAgreement(
  series: Pick<ContractSeries, 'lines' | 'usageUsdByMonth' | 'capacityFraction'>,
  life: ContractLife,
): void {
  const exact = new Map<string, Fixed>();
  const gross = new Map<string, Fixed>();
  for (const { cause, timing, month, usd: amount } of life.payments) {
    if (month < 0 || month >= HORIZON_MONTHS) continue;
    const key = `${cause}/${timing}/${month}`;
    exact.set(key, (exact.get(key) ?? 0n) + amount);
    gross.set(key, (gross.get(key) ?? 0n) + sizeOf(amount));
  }
  const float = new Map<string, number>();
  const lines = [
    ...series.lines,
    { cause: 'usage', timing: 'monthEnd', usdByMonth: series.usageUsdByMonth.map((one) => -one) },
  ];
  for (const { cause, timing, usdByMonth } of lines) {
    usdByMonth.forEach((one, month) => {
      const key = `${cause}/${timing}/${month}`;
      if (one !== 0) float.set(key, (float.get(key) ?? 0) + one);
    });
  }
  const largest = [...gross.values()].reduce((most, one) => (one > most ? one : most), 0n);
  for (const key of new Set([...exact.keys(), ...float.keys()])) {
    // What comes back is a difference of sums, so it is as exact as they are.
    const size = key.startsWith('refund') ? largest : (gross.get(key) ?? 0n);
    const tolerance = roundingOf(size, MONTH_OPERATIONS) + fixed(1e-6);
    const found = float.get(key) ?? 0;
    expect(
      isWithin(fixed(found), exact.get(key) ?? 0n, tolerance),
      `${key}: ${found}, exact ${numberOf(exact.get(key) ?? 0n)}`,
    ).toBe(true);
  }
  series.capacityFraction.forEach((fraction, month) => {
    expect(fraction).toBeCloseTo(numberOf(usefulShare(life, month)), 12);
  });
}

describe('the two readings of a contract', () => {
  it('agree on every payment and on capacity, month by month', { timeout: 300_000 }, () => {
    holds(cases, { runs: 1_500, spoken: 1_500 }, (drawn) => {
      const { offer } = drawn;
      const { signing, unfolding } = unfolded(drawn);
      const series = contractSeries(offer, { ...signing, horizonMonths: HORIZON_MONTHS });
      expectAgreement(series, contractLife(offer, unfolding));
      return true;
    });
  });

  it('agree on what every right of ours leaves of it, and on what a loss then leaves', { timeout: 300_000 }, () => {
    const used = fc.record({
      drawn: cases,
      after: months(0, 40),
      which: fc.nat(),
      lost: months(0, 60),
      recalled: fc.boolean(),
    });
    const rights = new Set<string>();
    holds(used, { runs: 2_000, spoken: 2_000 }, ({ drawn, after, which, lost, recalled }) => {
      const { offer } = drawn;
      const all = endingRights(offer);
      const right = all[which % Math.max(1, all.length)];
      if (!right) return true;
      rights.add(right.kind);
      const { signing, unfolding } = unfolded(drawn);
      const noticeMonth = signing.signMonth + after;
      const series = seriesAfterNotice(offer, { ...signing, right, noticeMonth, horizonMonths: HORIZON_MONTHS });
      const life = lifeAfterNotice(offer, unfolding, { right: right.kind, month: noticeMonth });
      expectAgreement(series, life);
      const loss = { stopMonth: signing.signMonth + lost, isRecall: recalled };
      expectAgreement(seriesAfterLoss(series, loss), lifeAfterLoss(offer, unfolding, { life, loss }));
      return true;
    });
    expect([...rights].toSorted()).toEqual(['endLate', 'exit', 'rampDown', 'stopBuild', 'sublet']);
  });

  it('agree on firm liability and headline', { timeout: 300_000 }, () => {
    holds(cases, { runs: 1_500, spoken: 1_500 }, (drawn) => {
      const { offer } = drawn;
      const { signing, unfolding } = unfolded(drawn);
      const life = contractLife(offer, unfolding);
      const { totalUsd, headlineUsd } = firmLiability(offer, signing);
      const { firm, headline } = liabilityOf(offer, unfolding);
      const gross = life.payments.reduce((sum, { usd: amount }) => sum + sizeOf(amount), 0n);
      const tolerance = roundingOf(gross, LIFE_OPERATIONS) + fixed(1e-6);
      expect(isWithin(fixed(totalUsd), firm, tolerance), `firm ${totalUsd}, exact ${numberOf(firm)}`).toBe(true);
      expect(
        isWithin(fixed(headlineUsd), headline, tolerance),
        `headline ${headlineUsd}, exact ${numberOf(headline)}`,
      ).toBe(true);
      return true;
    });
  });
});
