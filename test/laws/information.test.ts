/** Laws of what a tree answers about information and walk-away prices. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { PRICE_MULTIPLE_MAX, PRICE_TOLERANCE_FRACTION } from '../../src/core/decide/price-root.ts';
import { answerOf, candidateOf } from '../../src/core/decide/tree-answer.ts';
import type { TreeSession } from '../../src/core/decide/tree-session.ts';
import { VALUE_GAP_FRACTION, walkAwayOf } from '../../src/core/decide/walk-away.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { holds, optimumOf, VALUE_TOLERANCE_FRACTION, withTree } from '../support/law.ts';
import { smallPlan, type SmallPlanOptions } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** What a tree says of its own best decision, in USD, and the room for rounding. */
function valuesOf(session: TreeSession) {
  const { decision } = candidateOf(session);
  const best = optimumOf(session.ask({}));
  if (!best.isFeasible) return null;
  const blocks = session.quotes.map((offer, quote) => Math.max(1, offer.blocksMin, decision[quote]!));
  return {
    ...answerOf(session, { decision, blocks }, solver),
    optimumUsd: best.valueUsd,
    roomUsd: VALUE_TOLERANCE_FRACTION * best.grossUsd,
  };
}

function everyTree(options: SmallPlanOptions, judge: (values: NonNullable<ReturnType<typeof valuesOf>>) => void): void {
  holds(smallPlan(options), { runs: 50, spoken: 30 }, (plan) => {
    const values = withTree(plan, solver, valuesOf);
    if (values) judge(values);
    return values !== null;
  });
}

describe('L6 and L13: information', () => {
  it('foresight is worth at least the optimum, the optimum at least any mean plan', () => {
    let meanPlans = 0;
    everyTree({}, ({ perfectForesightUsd, optimumUsd, meanPlanUsd, staticMeanPlanUsd, recommendedUsd, roomUsd }) => {
      expect(perfectForesightUsd).toBeGreaterThanOrEqual(optimumUsd - roomUsd);
      // The optimum, held at its own root decision, is the optimum.
      expect(Math.abs(recommendedUsd - optimumUsd)).toBeLessThanOrEqual(roomUsd);
      // Not a number: the mean plan breaks a hard row of the tree.
      for (const lowerUsd of [meanPlanUsd, staticMeanPlanUsd]) {
        if (Number.isNaN(lowerUsd)) continue;
        meanPlans++;
        expect(lowerUsd).toBeLessThanOrEqual(optimumUsd + roomUsd);
      }
    });
    expect(meanPlans).toBeGreaterThanOrEqual(40);
  });

  it('L8: foresight and the mean plan are worth the optimum where nothing is uncertain', () => {
    everyTree(
      { isDeterministic: true, hasNoLimits: true },
      ({ perfectForesightUsd, optimumUsd, meanPlanUsd, roomUsd }) => {
        expect(Math.abs(perfectForesightUsd - optimumUsd)).toBeLessThanOrEqual(roomUsd);
        expect(Math.abs(meanPlanUsd - optimumUsd)).toBeLessThanOrEqual(roomUsd);
      },
    );
  });
});

describe('L11: at the walk-away price', () => {
  it('holding the offer is worth as much as removing it', () => {
    let inside = 0;
    const draws = fc.tuple(smallPlan(), fc.nat(2), fc.boolean());
    holds(draws, { runs: 110, spoken: 60 }, ([plan, at, isWhole]) =>
      withTree(plan, solver, (session) => {
        const quote = at % session.quotes.length;
        const offer = session.quotes[quote]!;
        const blocks = isWhole ? offer.blocks : Math.max(1, offer.blocksMin);
        const { multiple, withUsd, withoutUsd } = walkAwayOf(session, quote, blocks);
        if (Number.isNaN(multiple)) return false;
        if (Number.isNaN(withoutUsd)) return false;
        const held = session.ask({ held: [[quote, blocks]], nowOrNever: [quote] });
        const { grossUsd } = optimumOf(held);
        const roomUsd = 2 * VALUE_GAP_FRACTION * Math.abs(withUsd) + VALUE_TOLERANCE_FRACTION * grossUsd;
        const marginAt = (price: number) =>
          session.ask({ held: [[quote, blocks]], nowOrNever: [quote], price: { quote, multiple: price } }).valueUsd -
          withoutUsd;
        expect(Math.abs(held.valueUsd - withUsd)).toBeLessThanOrEqual(roomUsd);
        // The price is found to a share of itself; at the ends of the range the price sought may lie beyond them.
        const above = marginAt(multiple * (1 + PRICE_TOLERANCE_FRACTION));
        const below = marginAt(multiple * (1 - PRICE_TOLERANCE_FRACTION));
        expect(multiple === PRICE_MULTIPLE_MAX || !(above > roomUsd), `${above}`).toBe(true);
        expect(multiple === 0 || below >= -roomUsd, `${below}`).toBe(true);
        if (multiple > 0 && multiple < PRICE_MULTIPLE_MAX) inside++;
        return true;
      }),
    );
    expect(inside).toBeGreaterThanOrEqual(30);
  });
});

it('an offer without which the limits cannot be kept is worth any price', () => {
  // Found by L6: the build lets a required lease stay below its share of the hosts.
  const [drawn] = fc.sample(smallPlan({ hasCertainDelivery: true, hasNoHazards: true }), { numRuns: 1, seed: 1 });
  const [first] = drawn!.offers;
  const gates = [{ id: 'all', months: { p10: 3, p50: 3, p90: 3 }, capexUsd: 4e6 }];
  const common = {
    ...first!,
    kind: 'quote',
    signFromMonth: 0,
    signByMonth: 0,
    blocks: 1,
    deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
  } as const;
  const three = { p10: 3, p50: 3, p90: 3 };
  const lease = {
    ...common,
    id: 'lease',
    route: 'lease',
    host: 'host-a',
    blocksMin: 1,
    leadTimeMonths: three,
    gates: [],
    financing: null,
    serviceFromMonth: 0,
    price: { kind: 'perGpuHour', usd: [1, 1, 1] },
  } as const;
  const build = {
    ...common,
    id: 'build',
    route: 'build',
    host: 'self',
    blocksMin: 0,
    gates,
    financing: null,
    serviceFromMonth: 0,
    termMonths: 60,
    upfrontFraction: 0,
    takeOrPayFraction: 1,
    buyerExit: null,
    price: { kind: 'owned', opexUsdPerMonth: 1e4 },
    referenceGpus: common.referenceGpus.map((gpus) => 3 * gpus),
  } as const;
  const plan = {
    ...drawn!,
    fleet: [],
    offers: [lease, build],
    limits: { ...drawn!.limits, hostFractionMax: 0.4, firmLiabilityUsdMax: null },
  };
  withTree(plan, solver, (session) => {
    const { withUsd, withoutUsd, multiple } = walkAwayOf(session, 1, 1);
    expect(withUsd).not.toBeNaN();
    expect(withoutUsd).toBeNaN();
    expect(multiple).toBe(PRICE_MULTIPLE_MAX);
  });
});
