import type { Plan } from '../../domain/index.ts';
import { compensatedSum, mean } from '../../numeric/index.ts';
import { isCashCause, type ObjectiveCause } from '../cohorts/attribution.ts';
import { calendarOf } from '../cohorts/calendar.ts';
import type { ReadLine } from '../planner/reading.ts';
import type { LatticeReport } from '../samples/lattice-report.ts';
import type { TreeCheck } from '../samples/tree-check.ts';
import { differences, estimateOf, type Estimate } from './estimates.ts';
import type { Findings } from './findings.ts';
import { discountedUsd } from './ledger.ts';
import type { LedgerAccount } from './ledger.ts';
import type { ObjectiveLine, Result } from './result.ts';

/** Two ledgers: with what is recommended, and with none of the quotes. */
export type Ledger = Result['ledger'];

/** What the decisions are worth, against what, and of what that is made up. */
export function valueOf(
  { plan, reports, checks }: Findings,
  { ledger, lines }: { readonly ledger: Ledger; readonly lines: readonly ObjectiveLine[] },
): Result['value'] {
  const of = (read: (report: LatticeReport) => number) => reports.map(read);
  const recommended = of((report) => report.recommendedUsd);
  const paired = (other: (report: LatticeReport) => number) =>
    estimateOf(differences(recommended, of(other)), 'mean paired difference');
  const terminalUsd = lines.filter(({ cause }) => cause === 'terminalValue').reduce((sum, { usd }) => sum + usd, 0);
  const expectedUsd = mean(of((report) => report.expectedUsd));
  const replayedUsd = mean(of((report) => report.replayedUsd));
  const reachedUsd = mean(of((report) => report.reachedUsd));
  const limitKeepingUsd = mean(of((report) => report.limitKeepingUsd));
  const rest = (cause: string, usd: number) => ({ cause, contractId: null, isCash: false, usd });
  return {
    recommendedUsd: estimateOf(recommended),
    reachedUsd: estimateOf(of((report) => report.reachedUsd)),
    signNothingUsd: estimateOf(of((report) => report.signNothingUsd)),
    waitUsd: estimateOf(of((report) => report.waitUsd)),
    addedValueUsd: paired((report) => report.signNothingUsd),
    signNowUsd: paired((report) => report.waitUsd),
    addedParts: addedPartsOf(reports, ledgerUsdOf(ledger.recommended, plan) - ledgerUsdOf(ledger.signNothing, plan)),
    ...informationOf(checks),
    afterHorizonFraction: expectedUsd === 0 ? 0 : terminalUsd / expectedUsd,
    expectedUsd: estimateOf(of((report) => report.expectedUsd)),
    tailMeanUsd: estimateOf(
      of((report) => report.tailMeanUsd),
      `mean of the worst ${plan.risk.tailFraction} of outcomes, over the mean`,
    ),
    lines: [
      ...lines,
      rest('riskAdjustment', replayedUsd - expectedUsd),
      ...(limitKeepingUsd === 0 ? [] : [rest('limitKeeping', limitKeepingUsd)]),
      rest('replaySampling', reachedUsd - limitKeepingUsd - replayedUsd),
      rest('optimalityGap', mean(recommended) - reachedUsd),
    ],
  };
}

/** What information is worth, on the trees that check the engine: every part of a difference is from the same tree. */
function informationOf(checks: readonly TreeCheck[]) {
  const of = (read: (check: TreeCheck) => number, what?: string) => estimateOf(checks.map(read), what, 'trees');
  const what = 'mean paired difference';
  return {
    meanPlanUsd: of((check) => check.meanPlanUsd),
    staticMeanPlanUsd: of((check) => check.staticMeanPlanUsd),
    perfectForesightUsd: of((check) => check.perfectForesightUsd),
    vssUsd: of((check) => check.recommendedUsd - check.meanPlanUsd, what),
    evpiUsd: of((check) => check.perfectForesightUsd - check.recommendedUsd, what),
  };
}

/**
 * The added value taken apart: expected cash, research and value after the horizon; the rest is penalties and risk.
 * @param cashUsd the two ledgers' difference, which differs from the samples' mean by the ledgers' rounding to cents
 */
function addedPartsOf(reports: readonly LatticeReport[], cashUsd: number): Result['value']['addedParts'] {
  const part = (belongs: (cause: ObjectiveCause) => boolean) =>
    reports.map((report) => sumOf(report.lines, belongs) - sumOf(report.linesIfNothing, belongs));
  const cash = part(isCashCause);
  const research = part((cause) => cause === 'researchValue');
  const afterHorizon = part((cause) => cause === 'terminalValue');
  const rest = reports.map(
    (report, index) =>
      report.recommendedUsd - report.signNothingUsd - cash[index]! - research[index]! - afterHorizon[index]!,
  );
  const what = 'mean paired difference';
  const roundingUsd = cashUsd - mean(cash);
  return {
    cashUsd: movedBy(estimateOf(cash, what), roundingUsd),
    researchUsd: estimateOf(research, what),
    afterHorizonUsd: estimateOf(afterHorizon, what),
    riskAndPenaltiesUsd: movedBy(estimateOf(rest, what), -roundingUsd),
  };
}

function movedBy(estimate: Estimate, usd: number): Estimate {
  const at = (value: number | null) => (value === null ? null : value + usd);
  return { ...estimate, estimate: estimate.estimate + usd, low: at(estimate.low), high: at(estimate.high) };
}

function ledgerUsdOf(accounts: readonly LedgerAccount[], plan: Plan): number {
  const { discountAtStart } = calendarOf(plan);
  return compensatedSum(accounts.map((account) => discountedUsd(account, discountAtStart)));
}

function sumOf(lines: readonly ReadLine[], belongs: (cause: ObjectiveCause) => boolean): number {
  return lines.reduce((sum, { cause, usd }) => sum + (belongs(cause) ? usd : 0), 0);
}

/** Expected objective by cause and contract, meaned over the lattices, cash first: cash is read from the ledger. */
export function meanLines(
  reports: readonly LatticeReport[],
  accounts: readonly LedgerAccount[],
  plan: Plan,
): ObjectiveLine[] {
  const sums = new Map<string, { cause: string; contractId: string | null; isCash: boolean; usd: number }>();
  for (const report of reports) {
    for (const { cause, contractId, usd } of report.lines) {
      const key = `${cause}/${contractId ?? ''}`;
      const line = sums.get(key) ?? { cause, contractId, isCash: isCashCause(cause), usd: 0 };
      line.usd += usd / reports.length;
      sums.set(key, line);
    }
  }
  const inLedger = (line: ObjectiveLine) =>
    accounts.filter(({ cause, contractId }) => cause === line.cause && contractId === line.contractId);
  return [...sums.values()]
    .map((line) => (line.isCash ? { ...line, usd: ledgerUsdOf(inLedger(line), plan) } : line))
    .filter(({ usd }) => usd !== 0)
    .toSorted((a, b) => Number(b.isCash) - Number(a.isCash));
}
