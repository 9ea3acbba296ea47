import { ledgerOf } from '../supply/index.ts';
import type { HostCause } from './cash-cause.ts';
import { HOST_CAUSES } from './cash-cause.ts';
import type { BackstopValue, ExitCost, FloorPrice, PrepaymentValue } from './clauses.ts';
import { backstopValueOf, exitCostsOf, floorPriceOf, prepaymentValueOf } from './clauses.ts';
import type { Coverage } from './debt.ts';
import { coverageOf } from './debt.ts';
import type { HostPlan, Structure, StructureKind } from './host-plan.ts';
import type { CaseReturns, FullCost } from './measures.ts';
import { caseReturnsOf, fullCostOf } from './measures.ts';
import { mixedOccupancy, occupancyAfterExit } from './occupancy.ts';
import type { SampledValue } from './sample.ts';
import { sampledValueOf } from './sample.ts';
import type { Schedule } from './schedule.ts';
import { scheduleOf } from './schedule.ts';
import type { Valuation } from './valuation.ts';
import { medianCase, valuationOf } from './valuation.ts';
import type { WaitValue } from './wait.ts';
import { waitValueOf } from './wait.ts';

/** Regime in which a lender's stress lets the tenant leave: index into SUPPLY_REGIMES. */
const STRESS_REGIME = 0;

/** Debt service coverage with the tenant there, and after it left as soon as it may into a glut. */
export interface DebtAnswer {
  readonly borrowedUsd: number;
  readonly firm: Coverage;
  /** null where the tenant cannot leave */
  readonly stress: (Coverage & { readonly exitMonth: number }) | null;
}

/** What the grid's right to cut the load is worth to the host, before debt at the medians. */
export interface InterruptibleAnswer {
  readonly valueUsd: number;
  /** months by which service comes sooner */
  readonly monthsSooner: number;
}

/** Cash of one cause in whole cents. */
export interface LedgerRow {
  readonly cause: HostCause;
  /** [point 0..end]: point t is the start of month t and the end of month t − 1 */
  readonly centsByPoint: readonly number[];
}

/** Everything there is to say of one structure. */
export interface StructureAnswer {
  readonly structureId: string;
  readonly kind: StructureKind;
  readonly megawatts: number;
  readonly itMegawatts: number;
  /** first service at the medians, months from the start */
  readonly serviceMonth: number;
  /** tenant firm, everything uncertain at its median */
  readonly firm: CaseReturns;
  /** the tenant's exit in expectation over the mix of regimes, the rest at its median; null without the right */
  readonly withExit: CaseReturns | null;
  readonly fullCost: FullCost;
  readonly sampled: SampledValue;
  readonly askedUsdPerItMegawattYear: number;
  readonly floor: FloorPrice;
  readonly exitCosts: readonly ExitCost[];
  readonly prepayment: PrepaymentValue | null;
  readonly backstop: BackstopValue | null;
  readonly interruptible: InterruptibleAnswer | null;
  readonly debt: DebtAnswer | null;
  /** value lost before debt when service slips a month behind the plan */
  readonly slipUsdPerMonth: number;
  readonly schedule: Schedule;
  /** the firm case with its debt */
  readonly ledger: readonly LedgerRow[];
}

/** The answer to a host's question. */
export interface HostAnswer {
  readonly structures: readonly StructureAnswer[];
  readonly wait: WaitValue | null;
  readonly verdict: Verdict;
}

/** What to do now: offer the structure of the highest expected value, wait, or neither. */
export type Verdict =
  | { readonly kind: 'offer'; readonly structureId: string }
  /** deciding later is worth more than the best structure now, both at the medians */
  | { readonly kind: 'wait' }
  /** nothing is expected to earn what is required */
  | { readonly kind: 'nothing' };

/** Answers a host's question. Pure: the same plan gives the same answer on every machine. */
export function answerHost(plan: HostPlan): HostAnswer {
  const structures = plan.structures.map((structure) => structureAnswerOf(plan, structure));
  const wait = waitValueOf(plan);
  return { structures, wait, verdict: verdictOf(structures, wait) };
}

function verdictOf(structures: readonly StructureAnswer[], wait: WaitValue | null): Verdict {
  const sorted = structures.toSorted((a, b) => b.sampled.npvUsd.estimate - a.sampled.npvUsd.estimate);
  const best = sorted.find((one) => one.sampled.npvUsd.estimate > 0);
  const bestUsd = best ? (best.withExit ?? best.firm).project.npvUsd : 0;
  if (wait !== null && wait.waitUsd > Math.max(0, bestUsd)) return { kind: 'wait' };
  return best ? { kind: 'offer', structureId: best.structureId } : { kind: 'nothing' };
}

function structureAnswerOf(plan: HostPlan, structure: Structure): StructureAnswer {
  const firmCase = medianCase(plan, structure);
  const firm = valuationOf(plan, structure, firmCase);
  const occupancy = mixedOccupancy(structure, plan.supplyRegimeProbability);
  const late = { ...firmCase, serviceMonth: firmCase.serviceMonth + 1 };
  return {
    structureId: structure.id,
    kind: structure.kind,
    megawatts: structure.megawatts,
    itMegawatts: structure.itMegawatts,
    serviceMonth: firmCase.serviceMonth,
    firm: caseReturnsOf(plan, firm),
    withExit: structure.tenantExit
      ? caseReturnsOf(plan, valuationOf(plan, structure, { ...firmCase, occupancy }))
      : null,
    fullCost: fullCostOf(plan, structure, firm),
    sampled: sampledValueOf(plan, structure),
    askedUsdPerItMegawattYear: structure.priceUsdPerItMegawattYear,
    floor: floorPriceOf(plan, structure),
    exitCosts: exitCostsOf(plan, structure),
    prepayment: prepaymentValueOf(plan, structure),
    backstop: backstopValueOf(plan, structure),
    interruptible: interruptibleAnswerOf(plan, structure, firm),
    debt: debtAnswerOf(plan, structure, firm),
    slipUsdPerMonth: firm.projectNpvUsd - valuationOf(plan, structure, late).projectNpvUsd,
    schedule: scheduleOf(plan, structure),
    ledger: ledgerRowsOf(structure, firm),
  };
}

function interruptibleAnswerOf(plan: HostPlan, structure: Structure, firm: Valuation): InterruptibleAnswer | null {
  if (plan.site.interruptible === null) return null;
  const uncut: HostPlan = { ...plan, site: { ...plan.site, interruptible: null } };
  const without = medianCase(uncut, structure);
  return {
    valueUsd: firm.projectNpvUsd - valuationOf(uncut, structure, without).projectNpvUsd,
    monthsSooner: without.serviceMonth - firm.circumstance.serviceMonth,
  };
}

function debtAnswerOf(plan: HostPlan, structure: Structure, firm: Valuation): DebtAnswer | null {
  const { financing, tenantExit } = structure;
  if (financing === null) return null;
  const coverage = ({ project, debt, circumstance }: Valuation): Coverage =>
    coverageOf([...project, ...debt], {
      serviceMonth: circumstance.serviceMonth,
      tenorMonths: financing.tenorMonths,
    });
  const borrowedUsd = firm.debt
    .find(({ cause }) => cause === 'debtDrawn')
    ?.usdByPoint.reduce((sum, usd) => sum + usd, 0);
  if (tenantExit === null) return { borrowedUsd: borrowedUsd ?? 0, firm: coverage(firm), stress: null };
  const exitMonth = Math.max(1, tenantExit.afterMonths + tenantExit.noticeMonths);
  const occupancy = occupancyAfterExit(structure, exitMonth, STRESS_REGIME);
  const stressed = valuationOf(plan, structure, { ...firm.circumstance, occupancy });
  return { borrowedUsd: borrowedUsd ?? 0, firm: coverage(firm), stress: { ...coverage(stressed), exitMonth } };
}

/** The firm case in whole cents, adding up exactly to the rounded total; causes in their order. */
function ledgerRowsOf(structure: Structure, { project, debt, projectFlow }: Valuation): LedgerRow[] {
  const lines = [...project, ...debt].toSorted((a, b) => HOST_CAUSES.indexOf(a.cause) - HOST_CAUSES.indexOf(b.cause));
  const ledger = ledgerOf(
    lines.map(({ cause, usdByPoint }) => ({ cause, contractId: structure.id, usdByMonth: usdByPoint })),
  );
  const rows = new Map(lines.map(({ cause }) => [cause, Array.from(projectFlow, () => 0)]));
  for (const { cause, monthIndex, cents } of ledger) {
    const row = rows.get(cause);
    if (row) row[monthIndex] = cents;
  }
  return [...rows].map(([cause, centsByPoint]) => ({ cause, centsByPoint }));
}
