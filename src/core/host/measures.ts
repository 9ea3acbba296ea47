import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostCause, HostLine } from './cash-cause.ts';
import type { HostPlan, Structure } from './host-plan.ts';
import type { InternalRate } from './returns.ts';
import { internalRate, netPresentValueUsd, paybackMonths } from './returns.ts';
import type { Valuation } from './valuation.ts';

/** What finance people ask of one cash flow. */
export interface Returns {
  readonly npvUsd: number;
  readonly internalRate: InternalRate;
  /** months from the start until all cash adds up to nothing or more; null when it never does */
  readonly paybackMonths: number | null;
}

/** Returns of one case of a structure, before and after debt. */
export interface CaseReturns {
  readonly project: Returns;
  /** null where there is no debt */
  readonly equity: Returns | null;
  /** operating income of the first twelve months of service over the capex; null where there is no capex */
  readonly yieldOnCostFraction: number | null;
  /** the host's share of building and GPUs */
  readonly capexUsd: number;
}

/** The host's money with what was spent already counted as if it were spent now. */
export interface FullCost {
  /** the structure's share of what was spent, by megawatts of the connection */
  readonly sunkUsd: number;
  readonly returns: Returns;
}

const INCOME_CAUSES: ReadonlySet<HostCause> = new Set<HostCause>([
  'rent',
  'nextRent',
  'operations',
  'power',
  'interruptible',
  'interruptedRent',
]);

/** Measures one valuation at the plan's required returns. */
export function caseReturnsOf(plan: HostPlan, valuation: Valuation): CaseReturns {
  const { project, debt, projectFlow, equityFlow, circumstance } = valuation;
  const capexUsd = -(totalUsd(project, 'capex') + totalUsd(project, 'gpuCapex'));
  let incomeUsd = 0;
  for (const { cause, usdByPoint } of project) {
    if (!INCOME_CAUSES.has(cause)) continue;
    for (let month = 1; month <= MONTHS_PER_YEAR; month++)
      incomeUsd += usdByPoint[circumstance.serviceMonth + month] ?? 0;
  }
  return {
    project: returnsOf(projectFlow, plan.requiredReturnPerYear),
    equity: debt.length === 0 ? null : returnsOf(equityFlow, plan.requiredEquityReturnPerYear),
    yieldOnCostFraction: capexUsd > 0 ? incomeUsd / capexUsd : null,
    capexUsd,
  };
}

/** The full-cost view before debt. */
export function fullCostOf(plan: HostPlan, structure: Structure, { projectFlow }: Valuation): FullCost {
  const sunkUsd = (plan.site.sunkUsd * structure.megawatts) / plan.site.interconnectMegawatts;
  const flow = projectFlow.slice();
  flow[0] = (flow[0] ?? 0) - sunkUsd;
  return { sunkUsd, returns: returnsOf(flow, plan.requiredReturnPerYear) };
}

function returnsOf(flow: Float64Array, requiredPerYear: number): Returns {
  return {
    npvUsd: netPresentValueUsd(flow, requiredPerYear),
    internalRate: internalRate(flow),
    paybackMonths: paybackMonths(flow),
  };
}

function totalUsd(lines: readonly HostLine[], cause: HostCause): number {
  const line = lines.find((one) => one.cause === cause);
  return line ? line.usdByPoint.reduce((sum, usd) => sum + usd, 0) : 0;
}
