import { SUPPLY_REGIMES } from '../domain/index.ts';
import type { SupplyRegime } from '../domain/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { Circumstance } from './cash.ts';
import type { HostPlan, Structure } from './host-plan.ts';
import { expectedOccupancy, mixedOccupancy } from './occupancy.ts';
import type { Occupancy } from './occupancy.ts';
import { medianCase, valuationOf } from './valuation.ts';

/**
 * Questions about one clause are differences of two values, all dates and costs at their medians. Cash is linear in the
 * price, in a fee and in who is there, so a price that makes two values equal is solved, not searched for.
 */

/** The price at which a structure earns exactly what is required, the next tenant's price moving with it. */
export interface FloorPrice {
  /** tenant firm, before debt; null where no price does it */
  readonly firmUsdPerItMegawattYear: number | null;
  /** the same with the tenant's exit right over the mix of supply regimes; the firm price without the right */
  readonly withExitUsdPerItMegawattYear: number | null;
  /** tenant firm, for the return on equity after debt; null without debt */
  readonly equityUsdPerItMegawattYear: number | null;
}

/** What the tenant's right to leave costs the host in one supply regime, or over their mix. */
export interface ExitCost {
  readonly regime: SupplyRegime | 'mixed';
  /** chance that the tenant leaves before the end of the term */
  readonly leaveProbability: number;
  /** value lost against a firm tenant, with the fee that the term sheet has */
  readonly costUsd: number;
  /** the fee, paid on leaving, that leaves the host as well off as with a firm tenant; null where leaving cannot happen */
  readonly indifferentFeeUsd: number | null;
  /** that fee in months of the rent at first service */
  readonly indifferentFeeMonths: number | null;
  /** the rise of the first tenant's price, from first service, that does the same without a fee */
  readonly indifferentUpliftFraction: number | null;
}

/** What a prepayment is worth to the host. */
export interface PrepaymentValue {
  readonly paidUsd: number;
  /** value before debt with it less without it, tenant firm */
  readonly valueUsd: number;
  /** how much less the tenant's exit right costs with it, over the mix of regimes; null without that right */
  readonly exitReliefUsd: number | null;
  /** basis points off the debt that would be worth as much; null without debt, or when debt without interest would not */
  readonly equivalentBasisPoints: number | null;
}

/** What a guarantor's promise is worth to the host's equity. */
export interface BackstopValue {
  /** by cheaper debt */
  readonly debtUsd: number;
  /** by rent made up after an exit, over the mix of regimes */
  readonly exitUsd: number;
  readonly costUsd: number;
  /** both parts less the cost */
  readonly netUsd: number;
  /** of one basis point off the debt; null without debt */
  readonly usdPerBasisPoint: number | null;
}

const BASIS_POINTS_PER_UNIT = 10_000;

/** The price x at which value(x) = target for a value linear in the price; null where the price does not matter. */
function solveLinear(valueAt: (x: number) => number, targetUsd: number): number | null {
  const atZero = valueAt(0);
  const slope = valueAt(1) - atZero;
  return slope > 0 ? (targetUsd - atZero) / slope : null;
}

/** Floor prices of a structure at the medians of everything uncertain. */
export function floorPriceOf(plan: HostPlan, structure: Structure): FloorPrice {
  const base = medianCase(plan, structure);
  const asked = structure.priceUsdPerItMegawattYear;
  const floor = (occupancy: Occupancy, of: 'projectNpvUsd' | 'equityNpvUsd'): number | null => {
    const share = solveLinear(
      (x) => valuationOf(plan, structure, { ...base, occupancy, ...pricedAt(x * asked) })[of],
      0,
    );
    return share === null ? null : share * asked;
  };
  const mixed = mixedOccupancy(structure, plan.supplyRegimeProbability);
  return {
    firmUsdPerItMegawattYear: floor(base.occupancy, 'projectNpvUsd'),
    withExitUsdPerItMegawattYear: floor(mixed, 'projectNpvUsd'),
    equityUsdPerItMegawattYear: structure.financing ? floor(base.occupancy, 'equityNpvUsd') : null,
  };
}

const pricedAt = (usdPerItMegawattYear: number) => ({
  priceUsdPerItMegawattYear: usdPerItMegawattYear,
  marketUsdPerItMegawattYear: usdPerItMegawattYear,
});

/** Cost of the tenant's exit right by supply regime and over their mix; empty without the right. */
export function exitCostsOf(plan: HostPlan, structure: Structure): ExitCost[] {
  if (structure.tenantExit === null) return [];
  const byRegime = SUPPLY_REGIMES.map((regime, index) =>
    exitCost(plan, structure, regime, expectedOccupancy(structure, index)),
  );
  const mixed = mixedOccupancy(structure, plan.supplyRegimeProbability);
  return [...byRegime, exitCost(plan, structure, 'mixed', mixed)];
}

function exitCost(
  plan: HostPlan,
  structure: Structure,
  regime: SupplyRegime | 'mixed',
  occupancy: Occupancy,
): ExitCost {
  const base = medianCase(plan, structure);
  const valueUsd = (change: Partial<Circumstance>): number =>
    valuationOf(plan, structure, { ...base, ...change }).projectNpvUsd;
  const firmUsd = valueUsd({});
  const asked = structure.priceUsdPerItMegawattYear;
  const leaveProbability = occupancy.leaves.reduce((sum, probability) => sum + probability, 0);
  const rentUsdPerMonth = (asked * structure.itMegawatts) / MONTHS_PER_YEAR;
  const feeMonths =
    leaveProbability > 0 ? solveLinear((x) => valueUsd({ occupancy, exitFeeUsd: x * rentUsdPerMonth }), firmUsd) : null;
  const priceFactor = solveLinear(
    (x) => valueUsd({ occupancy, exitFeeUsd: 0, priceUsdPerItMegawattYear: x * asked }),
    firmUsd,
  );
  return {
    regime,
    leaveProbability,
    costUsd: firmUsd - valueUsd({ occupancy }),
    indifferentFeeUsd: feeMonths === null ? null : feeMonths * rentUsdPerMonth,
    indifferentFeeMonths: feeMonths,
    indifferentUpliftFraction: priceFactor === null ? null : priceFactor - 1,
  };
}

/** Value of the prepayment; null without one. */
export function prepaymentValueOf(plan: HostPlan, structure: Structure): PrepaymentValue | null {
  if (structure.prepayment === null) return null;
  const base = medianCase(plan, structure);
  const without: Circumstance = { ...base, hasPrepayment: false };
  const withIt = valuationOf(plan, structure, base);
  const withoutIt = valuationOf(plan, structure, without);
  const paid = withIt.project.find(({ cause }) => cause === 'prepayment')?.usdByPoint ?? new Float64Array();
  const mixed = mixedOccupancy(structure, plan.supplyRegimeProbability);
  const exitCostUsd = (from: Circumstance): number =>
    valuationOf(plan, structure, from).projectNpvUsd -
    valuationOf(plan, structure, { ...from, occupancy: mixed }).projectNpvUsd;
  const perPoint = usdPerBasisPoint(plan, structure, without);
  return {
    paidUsd: paid.reduce((sum, usd) => sum + usd, 0),
    valueUsd: withIt.projectNpvUsd - withoutIt.projectNpvUsd,
    exitReliefUsd: structure.tenantExit ? exitCostUsd(without) - exitCostUsd(base) : null,
    equivalentBasisPoints: equivalentBasisPoints(structure, withIt.equityNpvUsd - withoutIt.equityNpvUsd, perPoint),
  };
}

function equivalentBasisPoints(structure: Structure, valueUsd: number, usdPerPoint: number | null): number | null {
  if (usdPerPoint === null || usdPerPoint <= 0) return null;
  const points = valueUsd / usdPerPoint;
  return points <= (structure.financing?.ratePerYear ?? 0) * BASIS_POINTS_PER_UNIT ? points : null;
}

/** Value of the backstop to equity; null without one. */
export function backstopValueOf(plan: HostPlan, structure: Structure): BackstopValue | null {
  const { backstop } = structure;
  if (backstop === null) return null;
  const occupancy = mixedOccupancy(structure, plan.supplyRegimeProbability);
  const base: Circumstance = { ...medianCase(plan, structure), occupancy };
  const without = valuationOf(plan, structure, base).equityNpvUsd;
  const cheaper = valuationOf(plan, structure, base, backstop.spreadBasisPoints).equityNpvUsd;
  const backed = valuationOf(plan, structure, { ...base, hasBackstop: true }, backstop.spreadBasisPoints).equityNpvUsd;
  const costUsd = (structure.venture?.hostEquityFraction ?? 1) * backstop.costUsd;
  return {
    debtUsd: cheaper - without,
    exitUsd: backed + costUsd - cheaper,
    costUsd,
    netUsd: backed - without,
    usdPerBasisPoint: usdPerBasisPoint(plan, structure, base),
  };
}

function usdPerBasisPoint(plan: HostPlan, structure: Structure, circumstance: Circumstance): number | null {
  if (structure.financing === null) return null;
  return (
    valuationOf(plan, structure, circumstance, 1).equityNpvUsd -
    valuationOf(plan, structure, circumstance, 0).equityNpvUsd
  );
}
