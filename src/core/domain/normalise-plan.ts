import { monthIndexOf } from '../units/index.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import type { IssueList } from './issue-list.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { contextOf } from './normalise-context.ts';
import { normaliseGrowth, normaliseLoadBlocks, normaliseWorkloads } from './normalise-demand.ts';
import { normaliseFleet, normaliseRenewals } from './normalise-fleet.ts';
import { normaliseMarket } from './normalise-market.ts';
import { normaliseFutureOffers, normaliseQuotes } from './normalise-offers.ts';
import type { LatticeSettings, Limits, Money, Plan, Risk, TreeSettings } from './plan.ts';
import type { LatticeInput, PlanInput, TreeInput } from './schema-plan.ts';

/** One plan from an input without faults: defaults filled and listed, months counted from the start month. */
export function normalisePlan(input: PlanInput, issues: IssueList): Plan {
  const horizonMonths = input.horizonMonths ?? PLAN_DEFAULTS.horizonMonths;
  const context = contextOf(input, horizonMonths, issues);
  return {
    name: input.name,
    asOf: input.asOf,
    startMonth: input.startMonth,
    horizonMonths,
    discountRatePerYear: input.discountRatePerYear,
    seed: input.seed ?? PLAN_DEFAULTS.seed,
    accelerators: context.accelerators,
    workloads: normaliseWorkloads(context),
    loadBlocks: normaliseLoadBlocks(context),
    growth: normaliseGrowth(context),
    market: normaliseMarket(context),
    fleet: normaliseFleet(context),
    offers: [...normaliseQuotes(context), ...normaliseRenewals(context), ...normaliseFutureOffers(context)],
    money: normaliseMoney(context),
    limits: normaliseLimits(input),
    risk: normaliseRisk(context),
    tree: normaliseTree(input.tree, horizonMonths),
    lattice: normaliseLattice(input.lattice),
  };
}

function normaliseMoney({ input, issues }: NormaliseContext): Money {
  const { openingLiquidityUsd, creditLineUsd, fixedCostUsdPerMonth } = input.money;
  if (creditLineUsd === undefined) {
    issues.assume({
      code: 'default-credit-line',
      path: 'money',
      what: 'there is no credit line',
      fix: 'give creditLineUsd',
    });
  }
  if (fixedCostUsdPerMonth === undefined) {
    const what = 'there are no fixed costs besides compute';
    issues.assume({ code: 'default-fixed-cost', path: 'money', what, fix: 'give fixedCostUsdPerMonth' });
  }
  return {
    openingLiquidityUsd,
    creditLineUsd: creditLineUsd ?? PLAN_DEFAULTS.creditLineUsd,
    fixedCostUsdPerMonth: fixedCostUsdPerMonth ?? PLAN_DEFAULTS.fixedCostUsdPerMonth,
  };
}

function normaliseLimits(input: PlanInput): Limits {
  const { limits } = input;
  return {
    hostFractionMax: limits?.hostFractionMax ?? PLAN_DEFAULTS.hostFractionMax,
    firmLiabilityUsdMax: limits?.firmLiabilityUsdMax ?? null,
    shortageFraction: limits?.shortage?.fraction ?? PLAN_DEFAULTS.shortageFraction,
    ...normaliseReplayLimits(input),
    newPartners: limits?.newPartners
      ? {
          atOnceMax: limits.newPartners.atOnceMax,
          months: limits.newPartners.months ?? PLAN_DEFAULTS.newPartnerMonths,
        }
      : null,
  };
}

function normaliseReplayLimits({
  limits,
  startMonth,
}: PlanInput): Pick<Limits, 'ruinProbabilityMax' | 'shortageProbabilityMax' | 'survive'> {
  const survive = limits?.survive;
  return {
    ruinProbabilityMax: limits?.ruinProbabilityMax ?? null,
    shortageProbabilityMax: limits?.shortage?.probabilityMax ?? null,
    survive: survive
      ? {
          by: survive.factor,
          demandFraction: survive.demandFraction,
          fromMonth: monthIndexOf(survive.fromMonth, startMonth),
        }
      : null,
  };
}

function normaliseRisk({ input, issues }: NormaliseContext): Risk {
  const given = input.risk;
  const tailFraction = given?.tailFraction ?? PLAN_DEFAULTS.risk.tailFraction;
  const weight = given?.weight ?? PLAN_DEFAULTS.risk.weight;
  if (given?.tailFraction === undefined || given.weight === undefined) {
    const what = `the mean of the worst ${tailFraction} of outcomes has the weight ${weight}, the expectation the rest`;
    issues.assume({ code: 'default-risk', path: 'risk', what, fix: 'give risk: {tailFraction, weight}' });
  }
  return { tailFraction, weight, rescuePricePerUsd: rescuePrice(given?.rescuePricePerUsd, issues) };
}

function rescuePrice(given: readonly [number, number] | undefined, issues: IssueList): readonly [number, number] {
  if (given !== undefined) return [...given];
  const [withinCreditLine, beyond] = PLAN_DEFAULTS.risk.rescuePricePerUsd;
  const what = `a dollar of missing cash costs ${withinCreditLine} within the credit line and ${beyond} beyond it`;
  issues.assume({ code: 'default-rescue-price', path: 'risk', what, fix: 'give risk.rescuePricePerUsd' });
  return [withinCreditLine, beyond];
}

function normaliseLattice(lattice: LatticeInput = {}): LatticeSettings {
  const defaults = PLAN_DEFAULTS.lattice;
  return {
    lattices: lattice.lattices ?? defaults.lattices,
    nodesPerStage: lattice.nodesPerStage ?? defaults.nodesPerStage,
    paths: lattice.paths ?? defaults.paths,
    iterations: lattice.iterations ?? defaults.iterations,
    rounds: lattice.rounds ?? defaults.rounds,
    replayPaths: Math.min(lattice.replayPaths ?? defaults.replayPaths, lattice.paths ?? defaults.paths),
  };
}

/** Stages that lie inside the horizon, and a branch count for each but the first. */
export function normaliseTree(tree: TreeInput | undefined, horizonMonths: number): TreeSettings {
  const defaults = PLAN_DEFAULTS.tree;
  const stageStartMonths = tree?.stageStartMonths ?? defaults.stageStartMonths.filter((month) => month < horizonMonths);
  const branches =
    tree?.branches ??
    stageStartMonths.slice(1).map((_, index) => (index === 0 ? defaults.branchesFirst : defaults.branchesLater));
  return {
    stageStartMonths,
    branches,
    paths: tree?.paths ?? defaults.paths,
    trees: tree?.trees ?? defaults.trees,
    noisePoints: tree?.noisePoints ?? defaults.noisePoints,
  };
}
