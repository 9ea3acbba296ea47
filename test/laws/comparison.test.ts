/** Laws that compare the exact optima of two plans on the same tree. The laws are numbered in docs/model.md. */
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import type { Offer, Plan, Tier, Workload } from '../../src/core/domain/plan.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { expectNotAbove, expectSame, holds, optimum, type LawCases, type OptimumUsd } from '../support/law.ts';
import { smallOffer, smallPlan, type SmallPlanOptions } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** A law of one plan made worse (or left alike) in a stated way. */
function compares<T extends { readonly plan: Plan; readonly changed: Plan }>(
  arbitrary: fc.Arbitrary<T>,
  judge: (plan: OptimumUsd, changed: OptimumUsd) => void,
  cases: LawCases = { runs: 60, spoken: 30 },
): void {
  holds(arbitrary, cases, ({ plan, changed }) => {
    const before = optimum(plan, solver);
    const after = optimum(changed, solver);
    judge(before, after);
    return before.isFeasible || after.isFeasible;
  });
}

/** A random plan and what a law makes of it; draws for which there is nothing to change are left out. */
function pairs(
  options: SmallPlanOptions,
  change: (plan: Plan) => fc.Arbitrary<Plan | null>,
): fc.Arbitrary<{ plan: Plan; changed: Plan }> {
  return smallPlan(options)
    .chain((plan) => change(plan).map((changed) => ({ plan, changed })))
    .filter((pair): pair is { plan: Plan; changed: Plan } => pair.changed !== null);
}

const isWorse = (plan: OptimumUsd, changed: OptimumUsd) => expectNotAbove(changed, plan);
const isNoWorse = (plan: OptimumUsd, changed: OptimumUsd) => expectNotAbove(plan, changed);
const isAlike = (plan: OptimumUsd, changed: OptimumUsd) => expectSame(plan, changed);

describe('L3: a new offer never lowers the optimum', () => {
  // Hosts not capped: the cap counts in each month in which an offer of the host could enter service, so that another
  // offer of the same host adds months.
  it('wherever it stands in the list', () => {
    const added = pairs({ hasNoLimits: true }, (plan) =>
      fc.tuple(smallOffer(plan), fc.boolean()).map(([offer, isFirst]) => ({
        ...plan,
        offers: isFirst ? [offer, ...plan.offers] : [...plan.offers, offer],
      })),
    );
    compares(added, isNoWorse, { runs: 80, spoken: 40 });
  });
});

it('L3 with a huge offer of another kind of capacity', () => {
  const huge = pairs({ hasNoLimits: true }, (plan) =>
    smallOffer(plan).map((offer) => ({
      ...plan,
      offers: [
        ...plan.offers,
        {
          ...offer,
          quantities: [{ acceleratorIndex: 1, gpus: 50_000 }],
          referenceGpus: plan.workloads.map((_, workload) => (workload === 0 ? 50_000 : 20_000)),
          price: { kind: 'perGpuHour', usd: [30, 30, 30] } as const,
          takeOrPayFraction: 1,
          gates: [],
          buyerExit: null,
          financing: null,
        },
      ],
    })),
  );
  compares(huge, isNoWorse, { runs: 60, spoken: 30, endOnFailure: true });
});

describe('L4: demand without value changes nothing', () => {
  const nothing: Tier = {
    id: 'nothing',
    demandFraction: null,
    fixedReferenceGpus: 700,
    valueUsdPerReferenceGpuHour: 0,
    isProtected: false,
  };

  it('as a tier of fixed size in any workload, churn or not', () => {
    const withTier = pairs({}, (plan) =>
      fc.nat(plan.workloads.length - 1).map((at) => ({
        ...plan,
        workloads: plan.workloads.map((workload, index) =>
          index === at ? { ...workload, tiers: [...workload.tiers, nothing] } : workload,
        ),
      })),
    );
    compares(withTier, isAlike);
  });

  // Growing demand moves saturation, and the merging of operating states where there are more than four: neither here.
  it('as a growing workload without churn and without saturation', () => {
    const batch: Workload = {
      id: 'batch',
      busyReferenceGpus: 600,
      tiers: [{ ...nothing, demandFraction: 1, fixedReferenceGpus: null }],
      valueDeclinePerYear: 0,
      churn: null,
      isCash: true,
    };
    const flat = (plan: Plan): Plan => ({ ...plan, growth: { ...plan.growth, saturation: null } });
    const withWorkload = smallPlan().map((plan) => ({ plan: flat(plan), changed: withBatch(flat(plan), batch) }));
    compares(withWorkload, isAlike);
  });

  function withBatch(plan: Plan, batch: Workload): Plan {
    const eligible = (offer: Offer): Offer => ({
      ...offer,
      referenceGpus: [...offer.referenceGpus, offer.referenceGpus[0]!],
    });
    return {
      ...plan,
      accelerators: plan.accelerators.map((one) => ({
        ...one,
        equivalents: [...one.equivalents.slice(0, plan.workloads.length), one.equivalents[0]!],
      })),
      workloads: [...plan.workloads, batch],
      loadBlocks: plan.loadBlocks.map((block) => ({ ...block, ofMean: [...block.ofMean, block.ofMean[0]!] })),
      fleet: plan.fleet.map(eligible),
      offers: plan.offers.map(eligible),
    };
  }
});

describe('L5: a tighter limit never raises the optimum', () => {
  const tighter: Readonly<Record<string, (plan: Plan) => Plan>> = {
    'limits.hostFractionMax': (plan) => withLimits(plan, { hostFractionMax: plan.limits.hostFractionMax * 0.6 }),
    'limits.firmLiabilityUsdMax': (plan) =>
      withLimits(plan, { firmLiabilityUsdMax: (plan.limits.firmLiabilityUsdMax ?? 4e7) / 2 }),
    'money.creditLineUsd': (plan) => ({
      ...plan,
      money: { ...plan.money, creditLineUsd: plan.money.creditLineUsd / 4 },
    }),
    'money.openingLiquidityUsd': (plan) => ({
      ...plan,
      money: { ...plan.money, openingLiquidityUsd: plan.money.openingLiquidityUsd / 4 },
    }),
    'offers[0].blocks': (plan) => withFirst(plan, (offer) => ({ ...offer, blocksMin: offer.blocks })),
    'market.onDemand': (plan) => ({ ...plan, market: { ...plan.market, onDemand: null } }),
    'risk.rescuePricePerUsd': (plan) => ({ ...plan, risk: { ...plan.risk, rescuePricePerUsd: [0.8, 8] } }),
  };

  it.each(Object.entries(tighter))('%s', (_name, tighten) => {
    compares(
      pairs({}, (plan) => fc.constant(tighten(plan))),
      isWorse,
      { runs: 46, spoken: 30 },
    );
  });
});

function withLimits(plan: Plan, limits: Partial<Plan['limits']>): Plan {
  return { ...plan, limits: { ...plan.limits, ...limits } };
}

function withFirst(plan: Plan, change: (offer: Offer) => Offer): Plan {
  return { ...plan, offers: plan.offers.map((offer, index) => (index === 0 ? change(offer) : offer)) };
}

describe('L7: the tail', () => {
  const withRisk = (plan: Plan, risk: Partial<Plan['risk']>): Plan => ({ ...plan, risk: { ...plan.risk, ...risk } });

  it('with tailFraction 1 counts as the expectation at any weight', () => {
    const whole = fc.tuple(smallPlan(), fc.constantFrom(0.2, 0.7, 1)).map(([plan, weight]) => ({
      plan: withRisk(plan, { weight: 0 }),
      changed: withRisk(plan, { tailFraction: 1, weight }),
    }));
    compares(whole, isAlike);
  });

  it('never raises the value as its weight rises', () => {
    const heavier = fc
      .tuple(smallPlan(), fc.constantFrom([0, 0.3] as const, [0.3, 0.6] as const, [0.6, 1] as const))
      .map(([plan, [weight, more]]) => ({
        plan: withRisk(plan, { weight }),
        changed: withRisk(plan, { weight: more }),
      }));
    compares(heavier, isWorse);
  });

  it('never raises the value as it narrows', () => {
    const narrower = smallPlan().map((plan) => ({
      plan: withRisk(plan, { weight: 0.5, tailFraction: 0.5 }),
      changed: withRisk(plan, { weight: 0.5, tailFraction: 0.1 }),
    }));
    compares(narrower, isWorse, { runs: 40, spoken: 30 });
  });
});

describe('L8: where nothing is uncertain', () => {
  it('the tree is worth one path, at any tail', () => {
    const certain = smallPlan({ isDeterministic: true }).map((plan) => ({
      plan,
      changed: {
        ...plan,
        risk: { ...plan.risk, weight: 0 },
        tree: { ...plan.tree, branches: plan.tree.branches.map(() => 1), paths: 1, noisePoints: 1 },
      },
    }));
    compares(certain, isAlike);
  });
});

describe('L14: a narrower window is never better', () => {
  const narrower = (isMeant: (offer: Offer) => boolean) =>
    pairs({}, (plan) =>
      fc.tuple(fc.nat(plan.offers.length - 1), fc.boolean()).map(([at, isLate]) => ({
        ...plan,
        offers: plan.offers.map((offer, index) => (index === at && isMeant(offer) ? narrowed(offer, isLate) : offer)),
      })),
    );

  it('for an offer that is paid whatever its use', () => {
    compares(
      narrower((offer) => offer.takeOrPayFraction === 1),
      isWorse,
    );
  });

  it('for an offer that is paid by use', () => {
    compares(
      narrower((offer) => offer.takeOrPayFraction < 1),
      isWorse,
      { runs: 200, spoken: 30, endOnFailure: true },
    );
  });

  // What is required is signed at the root, and the parser refuses a quote that lapsed before it.
  function narrowed(offer: Offer, isLate: boolean): Offer {
    if (offer.blocksMin > 0) return offer;
    if (isLate) return { ...offer, signFromMonth: offer.signFromMonth + 3 };
    return { ...offer, signByMonth: offer.signByMonth - 4 };
  }
});

describe('L15: never hurts', () => {
  it('a right of ours to leave', () => {
    // Staying after the horizon and paying for use there are one choice (docs/model.md 8): with an upfront share and a
    // take-or-pay share below 1 the two differ in worth, and a right to leave then takes the choice of use with it.
    const isMeant = (offer: Offer) =>
      offer.price.kind !== 'owned' &&
      offer.buyerExit === null &&
      (offer.upfrontFraction === 0 || offer.takeOrPayFraction === 1);
    const free = pairs({}, (plan) =>
      oneOffer(plan, isMeant, (offer) => ({
        ...offer,
        buyerExit: { afterMonths: 1, noticeMonths: 2 },
      })),
    );
    compares(free, isNoWorse);
  });

  // Kit without a rent after the horizon: there the engine leaves at the first date or never, and a later date can be better.
  it('an exit sooner, at shorter notice', () => {
    const exit = { afterMonths: 4, noticeMonths: 3 };
    const sooner = smallPlan().map((drawn) => {
      const plan = { ...drawn, market: { ...drawn.market, reservedUsdPerReferenceGpuHour: [0, 0, 0] as const } };
      const leave = (buyerExit: Offer['buyerExit']) =>
        plan.offers.map((offer) => (offer.price.kind === 'owned' ? offer : { ...offer, buyerExit }));
      return {
        plan: { ...plan, offers: leave(exit) },
        changed: { ...plan, offers: leave({ afterMonths: 2, noticeMonths: 1 }) },
      };
    });
    compares(sooner, isNoWorse);
  });

  it('a payment that comes later', () => {
    const later = pairs({}, (plan) =>
      oneOffer(
        plan,
        (offer) => offer.upfrontFraction > 0,
        (offer) => ({
          ...offer,
          upfrontFraction: offer.upfrontFraction / 3,
        }),
      ),
    );
    compares(later, isNoWorse);
  });

  // Kit that is ready sooner and lasts as much longer, at the same capex dates and free to run: only its capacity moves.
  it('an earlier delivery at unchanged payments', () => {
    const build = (offer: Offer, months: number): Offer => ({
      ...offer,
      gates: offer.gates.map((gate, index) =>
        index === 1 ? { ...gate, months: { p10: months, p50: months, p90: months } } : gate,
      ),
      termMonths: 60 - months,
      price: { kind: 'owned', opexUsdPerMonth: 0 },
      financing: null,
    });
    const earlier = smallPlan()
      .filter((plan) => plan.offers.some((offer) => offer.route === 'build'))
      .map((plan) => {
        const offersWith = (months: number) =>
          plan.offers.map((offer) =>
            offer.route === 'build' ? build({ ...offer, failureHazardPerYear: 0 }, months) : offer,
          );
        return { plan: { ...plan, offers: offersWith(4) }, changed: { ...plan, offers: offersWith(2) } };
      });
    compares(earlier, isNoWorse, { runs: 40, spoken: 30 });
  });

  function oneOffer(
    plan: Plan,
    isMeant: (offer: Offer) => boolean,
    change: (offer: Offer) => Offer,
  ): fc.Arbitrary<Plan | null> {
    const at = plan.offers.findIndex(isMeant);
    if (at < 0) return fc.constant(null);
    return fc.constant({ ...plan, offers: plan.offers.map((offer, index) => (index === at ? change(offer) : offer)) });
  }
});
