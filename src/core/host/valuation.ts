import type { HostLine } from './cash-cause.ts';
import type { Circumstance } from './cash.ts';
import { endPoint, projectLines } from './cash.ts';
import { debtLines } from './debt.ts';
import type { HostPlan, Structure } from './host-plan.ts';
import { firmOccupancy } from './occupancy.ts';
import { flowOf, netPresentValueUsd } from './returns.ts';
import { medianServiceMonth } from './schedule.ts';

/** A structure in one circumstance: its cash before and after debt, and what both are worth. */
export interface Valuation {
  readonly circumstance: Circumstance;
  /** before debt */
  readonly project: readonly HostLine[];
  readonly debt: readonly HostLine[];
  /** [point 0..end], nominal USD */
  readonly projectFlow: Float64Array;
  readonly equityFlow: Float64Array;
  /** at the plan's required return on the project */
  readonly projectNpvUsd: number;
  /** at the plan's required return on equity; the project's where there is no debt */
  readonly equityNpvUsd: number;
}

/** The structure with every uncertain number at its median, started in `orderMonth`, its tenant firm. */
export function medianCase(plan: HostPlan, structure: Structure, orderMonth = 0): Circumstance {
  const serviceMonth = medianServiceMonth(plan, structure, orderMonth);
  return {
    plannedMonth: serviceMonth,
    serviceMonth,
    capexUsdPerItMegawatt: structure.capexUsdPerItMegawatt.p50,
    gpuCapexUsdPerItMegawatt: structure.gpuCapexUsdPerItMegawatt.p50,
    powerUsdPerMwh: plan.site.powerUsdPerMwh.p50,
    priceUsdPerItMegawattYear: structure.priceUsdPerItMegawattYear,
    marketUsdPerItMegawattYear: structure.priceUsdPerItMegawattYear,
    exitFeeUsd: structure.tenantExit?.feeUsd ?? 0,
    occupancy: firmOccupancy(structure),
    interruptible: plan.site.interruptible,
    hasPrepayment: true,
    hasBackstop: false,
    buildMonths: Math.round(structure.buildMonths.p50),
  };
}

/** Values a structure; `spreadBasisPoints` is what a backstop takes off the interest. */
export function valuationOf(
  plan: HostPlan,
  structure: Structure,
  circumstance: Circumstance,
  spreadBasisPoints = 0,
): Valuation {
  const points = endPoint(structure, circumstance) + 1;
  const project = projectLines(plan, structure, circumstance);
  const { serviceMonth } = circumstance;
  const debt = structure.financing
    ? debtLines(project, structure.financing, { serviceMonth, points, spreadBasisPoints })
    : [];
  const projectFlow = flowOf(project, points);
  const projectNpvUsd = netPresentValueUsd(projectFlow, plan.requiredReturnPerYear);
  if (debt.length === 0) {
    return {
      circumstance,
      project,
      debt,
      projectFlow,
      equityFlow: projectFlow,
      projectNpvUsd,
      equityNpvUsd: projectNpvUsd,
    };
  }
  const equityFlow = flowOf([...project, ...debt], points);
  const equityNpvUsd = netPresentValueUsd(equityFlow, plan.requiredEquityReturnPerYear);
  return { circumstance, project, debt, projectFlow, equityFlow, projectNpvUsd, equityNpvUsd };
}
