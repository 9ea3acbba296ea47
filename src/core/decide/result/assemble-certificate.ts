import type { Plan } from '../../domain/index.ts';
import { compensatedSum } from '../../numeric/index.ts';
import { isCashCause } from '../cohorts/attribution.ts';
import { calendarOf } from '../cohorts/calendar.ts';
import type { LatticeReport } from '../samples/lattice-report.ts';
import type { TreeCheck } from '../samples/tree-check.ts';
import type { ObjectiveLine, Result } from './result.ts';

interface Checked {
  readonly plan: Plan;
  readonly reports: readonly LatticeReport[];
  readonly checks: readonly TreeCheck[];
}

/** Labelled lines must sum to the objective within this share of gross cash (law L1). */
const LINES_TOLERANCE_FRACTION = 1e-6;

/** Feasibility and integrality were re-checked on every tree; here the lines are held against the objective. */
export function certificateOf(
  { plan, reports, checks }: Checked,
  lines: readonly ObjectiveLine[],
): Result['certificate'] {
  const lineFaults = reports.flatMap((report, lattice) => {
    const linesUsd = report.lines.reduce((sum, { usd }) => sum + usd, 0);
    const grossUsd = report.lines.reduce((sum, { usd }) => sum + Math.abs(usd), 0);
    const objectiveUsd = (1 - plan.risk.weight) * linesUsd + plan.risk.weight * report.tailMeanUsd;
    const difference = Math.abs(objectiveUsd - report.replayedUsd);
    return difference <= LINES_TOLERANCE_FRACTION * grossUsd
      ? []
      : [`on lattice ${lattice} the labelled lines differ from the objective by ${difference} USD`];
  });
  const faults = [...lineFaults, ...ledgerFaults(plan, reports)];
  return {
    accepted: faults.length === 0,
    worstResidualFraction: Math.max(...checks.map((check) => check.worstResidualFraction)),
    ledgerUsd: compensatedSum(lines.map(({ isCash, usd }) => (isCash ? usd : 0))),
    objectiveUsd: compensatedSum(reports.map((report) => report.recommendedUsd)) / reports.length,
    reason: faults[0] ?? null,
  };
}

/** Every cash line discounted month by month is the line itself: no dollar of the objective is left out of the ledger. */
function ledgerFaults(plan: Plan, reports: readonly LatticeReport[]): string[] {
  const { discountAtStart } = calendarOf(plan);
  return reports.flatMap(({ lines, cash }, lattice) => {
    const cashLines = lines.filter(({ cause }) => isCashCause(cause));
    const linesUsd = compensatedSum(cashLines.map(({ usd }) => usd));
    const grossUsd = compensatedSum(cashLines.map(({ usd }) => Math.abs(usd)));
    const monthsUsd = compensatedSum(
      cash.flatMap(({ usdByMonth, timing }) =>
        Array.from(usdByMonth, (usd, month) => usd * discountAtStart[month + (timing === 'monthEnd' ? 1 : 0)]!),
      ),
    );
    const difference = Math.abs(monthsUsd - linesUsd);
    return difference <= LINES_TOLERANCE_FRACTION * grossUsd
      ? []
      : [`on lattice ${lattice} the cash by month differs from the cash lines by ${difference} USD`];
  });
}
