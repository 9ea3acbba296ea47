import type { DemandPaths } from '../../demand/index.ts';
import type { HistoryFacts, Issue, Plan, ProvenanceRow } from '../../domain/index.ts';
import { compensatedSum } from '../../numeric/index.ts';
import type { ContractTrace } from '../../simulate/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import { isCashCause, type ObjectiveCause } from '../cohorts/attribution.ts';
import { calendarOf } from '../cohorts/calendar.ts';
import type { ReadLine } from '../planner/reading.ts';
import type { ReplayAnswer } from '../replay/replay-answer.ts';
import type { CandidateAnswer, LatticeReport } from '../samples/lattice-report.ts';
import type { RootDecision } from '../samples/question.ts';
import type { TreeCheck } from '../samples/tree-check.ts';
import { certificateOf } from './assemble-certificate.ts';
import { offerAnswers, signNowOf } from './assemble-offers.ts';
import { medianCourse, tracedCourses } from './courses.ts';
import { differences, estimateOf, estimateOfFraction, type Estimate } from './estimates.ts';
import { demandFan, stageDemand } from './fan.ts';
import { inheritedBreaches } from './inherited-breach.ts';
import { accountsOf, discountedUsd, meanCash } from './ledger.ts';
import { RESULT_SCHEMA_VERSION } from './result-schema.ts';
import type { LedgerAccount, MonthlySeries, ObjectiveLine, Result, StageAnswer } from './result.ts';
import { rightsNowOf } from './rights-now.ts';

/** What lattices and trees said, and what the result needs to know besides. */
export interface Findings {
  readonly plan: Plan;
  readonly decision: RootDecision;
  readonly candidates: readonly CandidateAnswer[];
  /** distinct root decisions that were best on some lattice, and what they reach: [decision][lattice] */
  readonly tried: readonly { readonly decision: RootDecision; readonly valuesUsd: readonly number[] }[];
  readonly reports: readonly LatticeReport[];
  readonly checks: readonly TreeCheck[];
  readonly freshPaths: DemandPaths;
  /** [path of COURSE_PATHS] what becomes of every contract of the policy */
  readonly traces: readonly (readonly ContractTrace[])[];
  readonly replay: ReplayAnswer | null;
}

export interface RecipeFacts {
  readonly planHash: string;
  readonly engineVersion: string;
  readonly solverName: string;
  readonly solverVersion: string;
  readonly issues: readonly Issue[];
  readonly sources: readonly ProvenanceRow[];
  /** the usage table that growth was fitted to; left out: growth was stated */
  readonly history?: HistoryFacts | null;
}

/** The whole result from the trees' reports. */
export function assembleResult(findings: Findings, facts: RecipeFacts): Result {
  const { plan, reports } = findings;
  const offers = offerAnswers(plan, reports, findings.decision);
  const ledger = ledgerOfReports(reports);
  const lines = meanLines(reports, ledger.recommended, plan);
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    plan: {
      name: plan.name,
      hash: facts.planHash,
      asOf: plan.asOf,
      startMonth: plan.startMonth,
      horizonMonths: plan.horizonMonths,
      money: 'nominal USD',
      shortageFraction: plan.limits.shortageFraction,
    },
    recipe: recipeOf(findings, facts),
    value: valueOf(findings, { ledger, lines }),
    decision: decisionOf(findings),
    signNow: signNowOf(plan, offers),
    rightsNow: rightsNowOf(reports.map(({ rightsAtRoot }) => rightsAtRoot)),
    later: reports[0]!.later,
    offers,
    stages: stagesOf(findings),
    series: seriesOf(findings),
    ledger,
    courses: [medianCourse(plan, findings.decision), ...tracedCourses(plan, findings.traces)],
    candidates: candidatesOf(findings),
    latticeError: latticeErrorOf(reports),
    crossCheck: crossCheckOf(findings),
    liquidity: {
      troughUsd: estimateOf(reports.map((report) => report.liquidity.troughUsd)),
      creditProbability: estimateOfFraction(reports.map((report) => report.liquidity.creditProbability)),
      rescueProbability: estimateOfFraction(reports.map((report) => report.liquidity.rescueProbability)),
    },
    certificate: certificateOf(findings, lines),
    replay: findings.replay,
    assumptions: assumptionsOf(facts),
    issues: [...facts.issues, ...inheritedBreaches(plan)].sort(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    ),
  };
}

const SEVERITIES: readonly Issue['severity'][] = ['error', 'not-enforced', 'warning', 'assumption'];

function recipeOf({ plan, reports, checks }: Findings, facts: RecipeFacts): Result['recipe'] {
  const gapUsd = estimateOf(
    reports.map((report) => Math.max(report.bestUsd, report.recommendedUsd) - report.reachedUsd),
    'proved bound less what the policy reaches, mean',
  );
  const added = mean(reports.map((report) => report.recommendedUsd - report.signNothingUsd));
  return {
    seed: plan.seed,
    history: facts.history ? { file: facts.history.file, hash: facts.history.hash } : null,
    engineVersion: facts.engineVersion,
    solver: facts.solverName,
    solverVersion: facts.solverVersion,
    method: 'decomposition on sampled lattices, one root decision common to all; trees solved exactly as a check',
    lattices: reports.length,
    trees: checks.length,
    paths: plan.lattice.paths,
    iterations: plan.lattice.iterations,
    rounds: plan.lattice.rounds,
    replayPaths: plan.lattice.replayPaths,
    nodes: reports.reduce((sum, report) => sum + report.nodeCount, 0),
    relativeGap: added > 0 ? gapUsd.estimate / added : 0,
    gapUsd,
    reproducible: true,
  };
}

type Ledger = Result['ledger'];

/** Expected cash by month of the recommendation, and with none of the quotes at any date. */
function ledgerOfReports(reports: readonly LatticeReport[]): Ledger {
  return {
    recommended: accountsOf(meanCash(reports.map(({ cash }) => cash))),
    signNothing: accountsOf(meanCash(reports.map(({ cashIfNothing }) => cashIfNothing))),
  };
}

function decisionOf({ plan, decision }: Findings): Result['decision'] {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  return quotes.map(({ id, blocks }, quote) => ({ offerId: id, blocks: decision[quote]!, blocksOffered: blocks }));
}

function valueOf(
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
      rest('replaySampling', reachedUsd - replayedUsd),
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

/** The same decision on trees solved exactly; positive bias: the tree promises more. */
function crossCheckOf({ decision, reports, checks }: Findings): Result['crossCheck'] {
  const recommendedUsd = estimateOf(
    checks.map((check) => check.recommendedUsd),
    'mean',
    'trees',
  );
  return {
    trees: checks.length,
    nodes: checks.reduce((sum, check) => sum + check.nodeCount, 0),
    recommendedUsd,
    biasUsd: recommendedUsd.estimate - mean(reports.map((report) => report.recommendedUsd)),
    addedValueUsd: estimateOf(
      checks.map((check) => check.recommendedUsd - check.signNothingUsd),
      'mean paired difference',
      'trees',
    ),
    bestInTrees: checks.filter((check) => check.decision.every((blocks, quote) => blocks === decision[quote])).length,
    regretUsd: estimateOf(
      checks.map((check) => Math.max(0, check.bestUsd - check.recommendedUsd)),
      "distance from each tree's own best, mean",
      'trees',
    ),
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
function meanLines(reports: readonly LatticeReport[], accounts: readonly LedgerAccount[], plan: Plan): ObjectiveLine[] {
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

function stagesOf({ plan, reports, freshPaths }: Findings): StageAnswer[] {
  const { stageStartMonths, horizonMonths } = calendarOf(plan);
  const months = capacityTotals(reports, horizonMonths);
  return stageStartMonths.map((start, stage) => {
    const end = stageStartMonths[stage + 1] ?? horizonMonths;
    return {
      startMonth: calendarMonthOf(start, plan.startMonth),
      demandReferenceGpus: stageDemand(plan, freshPaths, { start, end }),
      committedReferenceGpus: mean(months.committed.slice(start, end)),
      plannedReferenceGpus: mean(months.planned.slice(start, end)),
      shortageProbability: estimateOfFraction(reports.map((report) => report.shortage[stage]!.probability)),
      shortageFraction: estimateOfFraction(reports.map((report) => report.shortage[stage]!.fraction)),
    };
  });
}

function capacityTotals(
  reports: readonly LatticeReport[],
  horizonMonths: number,
): { committed: Float64Array; planned: Float64Array } {
  const committed = new Float64Array(horizonMonths);
  const planned = new Float64Array(horizonMonths);
  for (const { kind, referenceGpus } of reports.flatMap((report) => report.capacity)) {
    referenceGpus.forEach((count, month) => {
      planned[month]! += count / reports.length;
      if (kind !== 'later') committed[month]! += count / reports.length;
    });
  }
  return { committed, planned };
}

function seriesOf({ plan, reports, freshPaths }: Findings): MonthlySeries {
  const byKey = new Map<string, MonthlySeries['capacity'][number]>();
  for (const { contractId, host, kind, referenceGpus } of reports.flatMap((report) => report.capacity)) {
    const key = `${kind}/${contractId}`;
    const sum = byKey.get(key)?.referenceGpus ?? referenceGpus.map(() => 0);
    byKey.set(key, {
      contractId,
      host,
      kind,
      referenceGpus: sum.map((value, month) => value + referenceGpus[month]! / reports.length),
    });
  }
  return {
    months: Array.from({ length: plan.horizonMonths }, (_, month) => calendarMonthOf(month, plan.startMonth)),
    demandReferenceGpus: demandFan(plan, freshPaths),
    capacity: [...byKey.values()],
  };
}

function candidatesOf({ plan, candidates, tried }: Findings): Result['candidates'] {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  return tried
    .map(({ decision, valuesUsd }) => ({
      signNow:
        quotes
          .flatMap((offer, quote) =>
            decision[quote]! > 0 ? [`${offer.id} ${decision[quote]} of ${offer.blocks}`] : [],
          )
          .join(', ') || 'nothing',
      valueUsd: estimateOf(valuesUsd),
      bestInLattices: candidates.filter((candidate) =>
        candidate.decision.every((blocks, quote) => blocks === decision[quote]),
      ).length,
    }))
    .toSorted((a, b) => b.valueUsd.estimate - a.valueUsd.estimate);
}

function latticeErrorOf(reports: readonly LatticeReport[]): Result['latticeError'] {
  const over = (read: (report: LatticeReport) => number) => mean(reports.map(read));
  return {
    meanRelativeError: over(({ latticeError }) => latticeError.means.relativeError.mean),
    standardDeviationRelativeError: over(({ latticeError }) => latticeError.means.relativeError.standardDeviation),
    p90RelativeError: over(({ latticeError }) => latticeError.means.relativeError.p90),
    correlationError: over(({ latticeError }) => latticeError.means.correlationToNext),
    varianceKeptFraction: over(({ latticeError }) => latticeError.means.varianceKeptFraction),
    rowSupportMin: Math.min(...reports.map(({ latticeError }) => latticeError.rowSupportMin)),
  };
}

function assumptionsOf(facts: RecipeFacts): Result['assumptions'] {
  const sourced = facts.sources.map(({ path, value, source, asOf, quality }) => ({
    path,
    text: textOf(value),
    source,
    asOf,
    quality: quality ?? 'not stated',
  }));
  const defaults = facts.issues
    .filter((issue) => issue.severity === 'assumption')
    .map((issue) => ({ path: issue.path, text: issue.what, source: null, asOf: null, quality: 'default' }));
  return [...sourced, ...defaults];
}

/** A number, or the named parts of a distribution or of values by supply regime. */
function textOf(value: ProvenanceRow['value']): string {
  if (typeof value === 'number') return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${part}`)
    .join(', ');
}

function mean(values: ArrayLike<number>): number {
  return compensatedSum(values) / values.length;
}
