/** Laws by which a plan may be written in another way and mean the same. The laws are numbered in docs/model.md. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { callerInThread, decide, type SampleCaller } from '../../src/core/decide/index.ts';
import { parsePlan } from '../../src/core/domain/index.ts';
import type { BySupplyRegime, Offer, Plan } from '../../src/core/domain/plan.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { expectSame, holds, optimum, optimumOf, withTree } from '../support/law.ts';
import { FUTURE_BUILD_PLAN, FUTURE_LEASES_PLAN, QUOTES_PLAN } from '../support/small-plan-text.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** The value is the same within 1e-6 of gross activity (the law's figure). */
const LAW_TOLERANCE_FRACTION = 1e-6;

function isAlike(plan: Plan, changed: Plan, toleranceFraction = LAW_TOLERANCE_FRACTION): boolean {
  const before = optimum(plan, solver);
  expectSame(before, optimum(changed, solver), toleranceFraction);
  return before.isFeasible;
}

// Lateness is drawn by an offer's id and factors: lead times are certain, or another name would draw another.
const certain = { hasCertainDelivery: true } as const;

describe('L9: a plan means the same', () => {
  it('when an offer without hazards is split in two', () => {
    const dividable = smallPlan({ ...certain, hasNoHazards: true });
    holds(dividable, { runs: 60, spoken: 30 }, (plan) => {
      const [first, ...others] = plan.offers.map((offer) => ({ ...offer, blocks: 4, blocksMin: 0 }));
      const half = halfOf(first!);
      const halves = [
        { ...half, id: 'left' },
        { ...half, id: 'right' },
      ];
      return isAlike({ ...plan, offers: [first!, ...others] }, { ...plan, offers: [...halves, ...others] });
    });
  });

  it('when its contracts and hosts have other names', () => {
    holds(smallPlan(certain), { runs: 60, spoken: 30 }, (plan) => {
      const renamed = (offer: Offer): Offer => ({
        ...offer,
        id: `z-${offer.id}`,
        host: offer.host === 'self' ? 'self' : `y-${offer.host}`,
      });
      return isAlike(plan, { ...plan, fleet: plan.fleet.map(renamed), offers: plan.offers.map(renamed) });
    });
  });

  it('when its offers stand in another order, late or not', () => {
    holds(smallPlan(), { runs: 60, spoken: 30 }, (plan) =>
      isAlike(plan, { ...plan, offers: plan.offers.toReversed() }),
    );
  });

  // Shares of hosts are counted in reference GPUs of the first workload, so a cap on them depends on which is first.
  // One kind of capacity only: with two, the engine shares out the larger one by the hour and the others by the quarter,
  // and which is the larger depends on the workload that counts first.
  it('when its workloads stand in another order, hosts not capped, capacity of one kind', () => {
    const ofOneKind = smallPlan({ hasNoLimits: true }).map((plan) => withOneKind(plan));
    holds(ofOneKind, { runs: 60, spoken: 30 }, (plan) => isAlike(plan, withWorkloadsReversed(plan)));
  });

  it('when its workloads stand in another order, with capacity of two kinds', () => {
    holds(smallPlan({ hasNoLimits: true }), { runs: 60, spoken: 30, endOnFailure: true }, (plan) =>
      isAlike(plan, withWorkloadsReversed(plan)),
    );
  });

  function withOneKind(plan: Plan): Plan {
    const alike = (offer: Offer): Offer => ({
      ...offer,
      referenceGpus: offer.referenceGpus.map(() => offer.referenceGpus[0]!),
    });
    return { ...plan, fleet: plan.fleet.map(alike), offers: plan.offers.map(alike) };
  }

  function withWorkloadsReversed(plan: Plan): Plan {
    const turned = (offer: Offer): Offer => ({ ...offer, referenceGpus: offer.referenceGpus.toReversed() });
    return {
      ...plan,
      accelerators: plan.accelerators.map((one) => ({
        ...one,
        equivalents: one.equivalents.slice(0, plan.workloads.length).toReversed(),
      })),
      workloads: plan.workloads.toReversed(),
      loadBlocks: plan.loadBlocks.map((block) => ({ ...block, ofMean: block.ofMean.toReversed() })),
      fleet: plan.fleet.map(turned),
      offers: plan.offers.map(turned),
    };
  }

  function halfOf(offer: Offer): Offer {
    const { price } = offer;
    return {
      ...offer,
      blocks: offer.blocks / 2,
      quantities: offer.quantities.map(({ acceleratorIndex, gpus }) => ({ acceleratorIndex, gpus: gpus / 2 })),
      referenceGpus: offer.referenceGpus.map((gpus) => gpus / 2),
      gates: offer.gates.map((gate) => ({ ...gate, capexUsd: gate.capexUsd / 2 })),
      price: price.kind === 'perGpuHour' ? price : priceTimes(price, 0.5),
    };
  }
});

function priceTimes(price: Offer['price'], factor: number): Offer['price'] {
  if (price.kind === 'owned') return { ...price, opexUsdPerMonth: price.opexUsdPerMonth * factor };
  return { ...price, usd: times(price.usd, factor) };
}

function times([glut, normal, tight]: BySupplyRegime, factor: number): BySupplyRegime {
  return [glut * factor, normal * factor, tight * factor];
}

/** Every amount of money in a plan, times a factor; rescue prices are per dollar and stay. */
function moneyTimes(plan: Plan, factor: number): Plan {
  const dearer = (offer: Offer): Offer => ({
    ...offer,
    price: priceTimes(offer.price, factor),
    gates: offer.gates.map((gate) => ({ ...gate, capexUsd: gate.capexUsd * factor })),
  });
  const { onDemand } = plan.market;
  const { firmLiabilityUsdMax } = plan.limits;
  return {
    ...plan,
    workloads: plan.workloads.map((workload) => ({
      ...workload,
      tiers: workload.tiers.map((tier) => ({
        ...tier,
        valueUsdPerReferenceGpuHour: tier.valueUsdPerReferenceGpuHour * factor,
      })),
    })),
    market: {
      ...plan.market,
      onDemand: onDemand && { ...onDemand, priceUsdPerGpuHour: times(onDemand.priceUsdPerGpuHour, factor) },
      reservedUsdPerReferenceGpuHour: times(plan.market.reservedUsdPerReferenceGpuHour, factor),
    },
    fleet: plan.fleet.map(dearer),
    offers: plan.offers.map(dearer),
    money: {
      openingLiquidityUsd: plan.money.openingLiquidityUsd * factor,
      creditLineUsd: plan.money.creditLineUsd * factor,
      fixedCostUsdPerMonth: plan.money.fixedCostUsdPerMonth * factor,
    },
    limits: { ...plan.limits, firmLiabilityUsdMax: firmLiabilityUsdMax && firmLiabilityUsdMax * factor },
  };
}

describe('L10: all money k times over is worth k times as much', () => {
  it.each([4, 1 / 1024])('to the last bit when k is %d, a power of two', (factor) => {
    holds(smallPlan(), { runs: 40, spoken: 30 }, (plan) => {
      const before = optimum(plan, solver);
      expect(optimum(moneyTimes(plan, factor), solver).valueUsd).toBe(before.valueUsd * factor);
      return before.isFeasible;
    });
  });

  it.each([3.7, 0.013])('within 1e-7 when k is %d', (factor) => {
    holds(smallPlan(), { runs: 40, spoken: 30 }, (plan) => {
      const after = optimum(moneyTimes(plan, factor), solver);
      const scaled = { ...after, valueUsd: after.valueUsd / factor, grossUsd: after.grossUsd / factor };
      expectSame(optimum(plan, solver), scaled, 1e-7);
      return after.isFeasible;
    });
  });
});

describe('L12: the same bytes', () => {
  const facts = { planHash: 'h', engineVersion: '0', issues: [], sources: [] };
  const bytes = async (plan: Plan, caller: SampleCaller): Promise<string> =>
    JSON.stringify(await decide(plan, { ...facts, caller }));

  it('for a second run, and whatever the order in which trees are served', { timeout: 120_000 }, async () => {
    let planned = 0;
    for (const plan of fc.sample(smallPlan(), { numRuns: 30, seed: 80 })) {
      const three = { ...plan, tree: { ...plan.tree, trees: 3 } };
      const once = await bytes(three, callerInThread(three, solver));
      expect(await bytes(three, backwards(callerInThread(three, solver)))).toBe(once);
      if (once.includes('"planned"')) planned++;
    }
    expect(planned).toBeGreaterThanOrEqual(25);
  });

  // Not to the last bit: the solver's own state is not quite forgotten when bounds and prices are set back.
  it('or nearly for a question, whatever was asked before it', () => {
    holds(smallPlan(), { runs: 40, spoken: 30 }, (plan) =>
      withTree(plan, solver, (session) => {
        const first = session.ask({});
        const { isFeasible, grossUsd } = optimumOf(first);
        const isNear = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * grossUsd);
        session.ask({ removed: [0] });
        session.ask({ held: [[0, 1]], price: { quote: 0, multiple: 2.5 } });
        const again = session.ask({});
        if (!isFeasible) return false;
        isNear(again.valueUsd, first.valueUsd);
        expect(again.decision).toEqual(first.decision);
        const fresh = withTree(plan, solver, (other) => other.ask({ removed: [0] }));
        if (fresh.status === 'optimal') isNear(session.ask({ removed: [0] }).valueUsd, fresh.valueUsd);
        return true;
      }),
    );
  });

  /** Collects what is asked in one turn and serves it last first. */
  function backwards(caller: SampleCaller): SampleCaller {
    let waiting: (() => void)[] = [];
    return {
      ...caller,
      ask: async (sampleIndex, request) => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length > 1) return;
          setTimeout(() => {
            const turn = waiting.toReversed();
            waiting = [];
            for (const serve of turn) serve();
          });
        });
        return caller.ask(sampleIndex, request);
      },
    };
  }
});

describe('L17: all dates moved by whole years', () => {
  const texts = [QUOTES_PLAN, FUTURE_LEASES_PLAN, FUTURE_BUILD_PLAN];
  /** Every date of a text, so many years later. */
  const later = (text: string, years: number): string =>
    text.replace(/\b(20\d\d)-(?=\d\d)/g, (_date, year: string) => `${Number(year) + years}-`);
  const planOf = (text: string): Plan => parsePlan(text, 'plan.yaml').plan!;

  it('change nothing in the plan but its labels', () => {
    holds(
      fc.tuple(fc.constantFrom(...texts), fc.integer({ min: 1, max: 60 })),
      { runs: 60, spoken: 60 },
      ([text, years]) => {
        const moved = later(text, years);
        expect(moved).not.toBe(text);
        expect(JSON.stringify(planOf(moved))).toBe(later(JSON.stringify(planOf(text)), years));
        return true;
      },
    );
  });

  it('change nothing in the answer but its labels', { timeout: 120_000 }, async () => {
    const resultOf = async (plan: Plan): Promise<string> => {
      const facts = { planHash: '', engineVersion: '', issues: [], sources: [] };
      const outcome = await decide(plan, { ...facts, caller: callerInThread(plan, solver) });
      expect(outcome.status).toBe('planned');
      return JSON.stringify(outcome);
    };
    for (const text of texts) {
      expect(await resultOf(planOf(later(text, 1)))).toBe(later(await resultOf(planOf(text)), 1));
    }
  });
});
