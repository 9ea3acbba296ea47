/** Laws of what a tree answers about information and walk-away prices. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { openLattice, type LatticeSession } from '../../src/core/decide/samples/lattice-session.ts';
import { PRICE_MULTIPLE_MAX, walkAwayOf, walkAwayQuestions } from '../../src/core/decide/samples/lattice-walk-away.ts';
import { checkOf, readingOf } from '../../src/core/decide/samples/tree-check.ts';
import type { TreeSession } from '../../src/core/decide/samples/tree-session.ts';
import type { Plan } from '../../src/core/domain/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { holds, optimumOf, VALUE_TOLERANCE_FRACTION, withTree } from '../support/law.ts';
import { smallPlan, type SmallPlanOptions } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** What a tree says of its own best decision, in USD, and the room for rounding. */
function valuesOf(session: TreeSession) {
  const best = optimumOf(session.ask({}));
  if (!best.isFeasible) return null;
  const reading = readingOf(session, () => []);
  return {
    ...checkOf(session, solver, { reading, decision: reading.decision }),
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
  it('holding the offer is worth as much as removing it', async () => {
    let inside = 0;
    const plans = fc.sample(smallPlan({ isRiskNeutral: true }), { numRuns: 12, seed: 11 });
    for (const plan of plans) {
      const blocks = 1;
      // Each price found is tried, as the trees' price is: the line then runs from nearer to the price sought.
      let multiple = 1.3;
      const isInside = () => multiple > 0.05 && multiple < PRICE_MULTIPLE_MAX;
      for (let round = 0; round < 10 && isInside(); round++) multiple = await priceOf(plan, multiple, blocks);
      if (!isInside()) continue;
      // A price tried where it was found: nothing is left to be drawn a line through.
      const margins = await withLattice(plan, [multiple, 1.3, 1.3], async (session) => {
        const questions = walkAwayQuestions(0, blocks);
        await session.train(Object.values(questions));
        const value = (question: (typeof questions)['with']) => session.ask(question).valueUsd;
        return {
          atPriceUsd: value(questions.trial) - value(questions.without),
          withUsd: value(questions.with),
          atAskUsd: value(questions.with) - value(questions.without),
          gapUsd: value({}) - (await session.reachedUsd({})),
        };
      });
      if (Number.isNaN(margins.atPriceUsd)) continue;
      inside++;
      // The line between ask and trial price is nearly straight: a tenth of the margin at the ask, and the gap.
      const roomUsd =
        0.1 * Math.abs(margins.atAskUsd) + 2 * Math.abs(margins.gapUsd) + 1e-6 * Math.abs(margins.withUsd);
      expect(Math.abs(margins.atPriceUsd)).toBeLessThanOrEqual(roomUsd);
    }
    expect(inside).toBeGreaterThanOrEqual(4);
  });
});

/** Walk-away price of the first quote, as a multiple of its ask, found with a trial price; NaN where there is none. */
function priceOf(plan: Plan, trialMultiple: number, blocks: number): Promise<number> {
  return withLattice(plan, [trialMultiple], async (session) => {
    if (session.ask({}).status !== 'optimal') return NaN;
    await session.train(Object.values(walkAwayQuestions(0, blocks)));
    return walkAwayOf(session, { quote: 0, blocks }).multiple;
  });
}

async function withLattice<T>(
  plan: Plan,
  trialMultiples: readonly number[],
  read: (session: LatticeSession) => Promise<T>,
): Promise<T> {
  const quoteCount = plan.offers.filter(({ kind }) => kind === 'quote').length;
  const session = await openLattice(plan, solver, {
    sampleIndex: 0,
    trialMultiples: Array.from({ length: quoteCount }, (_, quote) => trialMultiples[quote] ?? 1.3),
  });
  try {
    return await read(session);
  } finally {
    await session.dispose();
  }
}

it('an offer without which the limits cannot be kept is worth any price', async () => {
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
  await withLattice(plan, [1.3, 1.3], async (session) => {
    const { withUsd, withoutUsd, multiple } = walkAwayOf(session, { quote: 1, blocks: 1 });
    expect(withUsd).not.toBeNaN();
    expect(withoutUsd).toBeNaN();
    expect(multiple).toBe(PRICE_MULTIPLE_MAX);
  });
});
