import type { DemandPaths } from '../demand/index.ts';
import type { Issue, Plan, ProvenanceRow } from '../domain/index.ts';
import { compensatedSum } from '../numeric/index.ts';
import { calendarMonthOf, CENTS_PER_USD } from '../units/index.ts';
import { offerAnswers, signNowOf } from './assemble-offers.ts';
import { isCashCause, type ObjectiveCause } from './attribution.ts';
import { calendarOf } from './calendar.ts';
import { differences, estimateOf, estimateOfFraction } from './estimates.ts';
import { demandFan, stageDemand } from './fan.ts';
import { inheritedBreaches } from './inherited-breach.ts';
import type { RootDecision } from './question.ts';
import type { ReadLine } from './reading.ts';
import type { MonthlySeries, ObjectiveLine, Result, StageAnswer } from './result.ts';
import type { CandidateAnswer, TreeAnswer } from './tree-answer.ts';

/** What the trees said, and what the result needs to know besides. */
export interface Findings {
  readonly plan: Plan;
  readonly decision: RootDecision;
  readonly candidates: readonly CandidateAnswer[];
  /** distinct root decisions that were best on some tree, and their values: [decision][tree] */
  readonly tried: readonly { readonly decision: RootDecision; readonly valuesUsd: readonly number[] }[];
  readonly answers: readonly TreeAnswer[];
  readonly freshPaths: DemandPaths;
}

export interface RecipeFacts {
  readonly planHash: string;
  readonly engineVersion: string;
  readonly solverName: string;
  readonly solverVersion: string;
  readonly issues: readonly Issue[];
  readonly sources: readonly ProvenanceRow[];
}

/** Labelled lines must sum to the objective within this share of gross cash (law L1). */
const LINES_TOLERANCE_FRACTION = 1e-6;
/** Later signings listed in the result. */
const LATER_COUNT_MAX = 60;

/** The whole result from the trees' answers. */
export function assembleResult(findings: Findings, facts: RecipeFacts): Result {
  const { plan, answers } = findings;
  const offers = offerAnswers(plan, answers, findings.decision);
  return {
    schemaVersion: 1,
    plan: {
      name: plan.name,
      hash: facts.planHash,
      asOf: plan.asOf,
      startMonth: plan.startMonth,
      horizonMonths: plan.horizonMonths,
    },
    recipe: recipeOf(findings, facts),
    value: valueOf(findings),
    signNow: signNowOf(plan, offers),
    later: answers[0]!.later.slice(0, LATER_COUNT_MAX),
    offers,
    stages: stagesOf(findings),
    series: seriesOf(findings),
    candidates: candidatesOf(findings),
    treeError: treeErrorOf(answers),
    liquidity: {
      troughUsd: estimateOf(answers.map((answer) => answer.liquidity.troughUsd)),
      creditProbability: estimateOfFraction(answers.map((answer) => answer.liquidity.creditProbability)),
      rescueProbability: estimateOfFraction(answers.map((answer) => answer.liquidity.rescueProbability)),
    },
    certificate: certificateOf(findings),
    assumptions: assumptionsOf(facts),
    issues: [...facts.issues, ...inheritedBreaches(plan)].sort(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    ),
  };
}

const SEVERITIES: readonly Issue['severity'][] = ['error', 'not-enforced', 'warning', 'assumption'];

function recipeOf({ plan, candidates, answers }: Findings, facts: RecipeFacts): Result['recipe'] {
  const gaps = candidates.map((candidate, tree) => Math.max(0, candidate.boundUsd - answers[tree]!.recommendedUsd));
  const gapUsd = estimateOf(gaps, "mean distance from each tree's own best");
  const added = mean(answers.map((answer) => answer.recommendedUsd - answer.signNothingUsd));
  return {
    seed: plan.seed,
    engineVersion: facts.engineVersion,
    solver: facts.solverName,
    solverVersion: facts.solverVersion,
    method: 'extensive form on sampled trees, one root decision common to all',
    trees: answers.length,
    paths: plan.tree.paths,
    nodes: answers.reduce((sum, answer) => sum + answer.nodeCount, 0),
    relativeGap: added > 0 ? gapUsd.estimate / added : 0,
    gapUsd: { ...gapUsd, low: Math.max(0, gapUsd.low ?? 0) },
    reproducible: true,
  };
}

function valueOf({ plan, answers }: Findings): Result['value'] {
  const of = (read: (answer: TreeAnswer) => number) => answers.map(read);
  const recommended = of((answer) => answer.recommendedUsd);
  const paired = (other: (answer: TreeAnswer) => number, sign: 1 | -1) =>
    estimateOf(
      differences(recommended, of(other)).map((usd) => sign * usd),
      'mean paired difference',
    );
  const lines = meanLines(answers);
  const terminalUsd = lines.filter(({ cause }) => cause === 'terminalValue').reduce((sum, { usd }) => sum + usd, 0);
  const expectedUsd = mean(of((answer) => answer.expectedUsd));
  return {
    recommendedUsd: estimateOf(recommended),
    signNothingUsd: estimateOf(of((answer) => answer.signNothingUsd)),
    meanPlanUsd: estimateOf(of((answer) => answer.meanPlanUsd)),
    staticMeanPlanUsd: estimateOf(of((answer) => answer.staticMeanPlanUsd)),
    perfectForesightUsd: estimateOf(of((answer) => answer.perfectForesightUsd)),
    waitUsd: estimateOf(of((answer) => answer.waitUsd)),
    addedValueUsd: paired((answer) => answer.signNothingUsd, 1),
    signNowUsd: paired((answer) => answer.waitUsd, 1),
    addedParts: addedPartsOf(answers),
    vssUsd: paired((answer) => answer.meanPlanUsd, 1),
    evpiUsd: paired((answer) => answer.perfectForesightUsd, -1),
    afterHorizonFraction: expectedUsd === 0 ? 0 : terminalUsd / expectedUsd,
    expectedUsd: estimateOf(of((answer) => answer.expectedUsd)),
    tailMeanUsd: estimateOf(
      of((answer) => answer.tailMeanUsd),
      `mean of the worst ${plan.risk.tailFraction} of outcomes, over the mean`,
    ),
    lines: [
      ...lines,
      { cause: 'riskAdjustment', contractId: null, isCash: false, usd: mean(recommended) - expectedUsd },
    ],
  };
}

/** The added value taken apart: expected cash, research and value after the horizon; the rest is penalties and risk. */
function addedPartsOf(answers: readonly TreeAnswer[]): Result['value']['addedParts'] {
  const part = (belongs: (cause: ObjectiveCause) => boolean) =>
    answers.map((answer) => sumOf(answer.lines, belongs) - sumOf(answer.linesIfNothing, belongs));
  const cash = part(isCashCause);
  const research = part((cause) => cause === 'researchValue');
  const afterHorizon = part((cause) => cause === 'terminalValue');
  const rest = answers.map(
    (answer, tree) =>
      answer.recommendedUsd - answer.signNothingUsd - cash[tree]! - research[tree]! - afterHorizon[tree]!,
  );
  const what = 'mean paired difference';
  return {
    cashUsd: estimateOf(cash, what),
    researchUsd: estimateOf(research, what),
    afterHorizonUsd: estimateOf(afterHorizon, what),
    riskAndPenaltiesUsd: estimateOf(rest, what),
  };
}

function sumOf(lines: readonly ReadLine[], belongs: (cause: ObjectiveCause) => boolean): number {
  return lines.reduce((sum, { cause, usd }) => sum + (belongs(cause) ? usd : 0), 0);
}

/** Expected objective by cause and contract, meaned over the trees; largest in size first within cash and value. */
function meanLines(answers: readonly TreeAnswer[]): ObjectiveLine[] {
  const sums = new Map<string, { cause: string; contractId: string | null; isCash: boolean; usd: number }>();
  for (const answer of answers) {
    for (const { cause, contractId, usd } of answer.lines) {
      const key = `${cause}/${contractId ?? ''}`;
      const line = sums.get(key) ?? { cause, contractId, isCash: isCashCause(cause), usd: 0 };
      line.usd += usd / answers.length;
      sums.set(key, line);
    }
  }
  return [...sums.values()].filter(({ usd }) => usd !== 0).toSorted((a, b) => Number(b.isCash) - Number(a.isCash));
}

function stagesOf({ plan, answers, freshPaths }: Findings): StageAnswer[] {
  const { stageStartMonths, horizonMonths } = calendarOf(plan);
  const months = capacityTotals(answers, horizonMonths);
  return stageStartMonths.map((start, stage) => {
    const end = stageStartMonths[stage + 1] ?? horizonMonths;
    return {
      startMonth: calendarMonthOf(start, plan.startMonth),
      demandReferenceGpus: stageDemand(plan, freshPaths, { start, end }),
      committedReferenceGpus: mean(months.committed.slice(start, end)),
      plannedReferenceGpus: mean(months.planned.slice(start, end)),
      shortageProbability: estimateOfFraction(answers.map((answer) => answer.shortage[stage]!.probability)),
      shortageFraction: estimateOfFraction(answers.map((answer) => answer.shortage[stage]!.fraction)),
    };
  });
}

function capacityTotals(
  answers: readonly TreeAnswer[],
  horizonMonths: number,
): { committed: Float64Array; planned: Float64Array } {
  const committed = new Float64Array(horizonMonths);
  const planned = new Float64Array(horizonMonths);
  for (const { kind, referenceGpus } of answers.flatMap((answer) => answer.capacity)) {
    referenceGpus.forEach((count, month) => {
      planned[month]! += count / answers.length;
      if (kind !== 'later') committed[month]! += count / answers.length;
    });
  }
  return { committed, planned };
}

function seriesOf({ plan, answers, freshPaths }: Findings): MonthlySeries {
  const byKey = new Map<string, MonthlySeries['capacity'][number]>();
  for (const { contractId, host, kind, referenceGpus } of answers.flatMap((answer) => answer.capacity)) {
    const key = `${kind}/${contractId}`;
    const sum = byKey.get(key)?.referenceGpus ?? referenceGpus.map(() => 0);
    byKey.set(key, {
      contractId,
      host,
      kind,
      referenceGpus: sum.map((value, month) => value + referenceGpus[month]! / answers.length),
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
      bestInTrees: candidates.filter((candidate) =>
        candidate.decision.every((blocks, quote) => blocks === decision[quote]),
      ).length,
    }))
    .toSorted((a, b) => b.valueUsd.estimate - a.valueUsd.estimate);
}

function treeErrorOf(answers: readonly TreeAnswer[]): Result['treeError'] {
  const worst = answers.reduce((a, b) =>
    Math.abs(b.treeError.largestMeanRelativeError) > Math.abs(a.treeError.largestMeanRelativeError) ? b : a,
  ).treeError;
  return {
    meanRelativeErrorMax: Math.abs(worst.largestMeanRelativeError),
    standardErrorOfThat: worst.largestMeanRelativeStandardError,
    varianceKeptFractionMin: Math.min(...answers.map((answer) => answer.treeError.varianceKeptFraction)),
  };
}

/** Feasibility and integrality were re-checked on every tree; here the lines are held against the objective. */
function certificateOf({ plan, answers }: Findings): Result['certificate'] {
  const faults = answers.flatMap((answer, tree) => {
    const linesUsd = answer.lines.reduce((sum, { usd }) => sum + usd, 0);
    const grossUsd = answer.lines.reduce((sum, { usd }) => sum + Math.abs(usd), 0);
    const objectiveUsd = (1 - plan.risk.weight) * linesUsd + plan.risk.weight * answer.tailMeanUsd;
    const difference = Math.abs(objectiveUsd - answer.recommendedUsd);
    return difference <= LINES_TOLERANCE_FRACTION * grossUsd
      ? []
      : [`on tree ${tree} the labelled lines differ from the objective by ${difference} USD`];
  });
  const lines = meanLines(answers);
  const ledgerCents = lines.reduce((sum, { isCash, usd }) => sum + (isCash ? Math.round(usd * CENTS_PER_USD) : 0), 0);
  return {
    accepted: faults.length === 0,
    worstResidualFraction: Math.max(...answers.map((answer) => answer.worstResidualFraction)),
    ledgerUsd: ledgerCents / CENTS_PER_USD,
    objectiveUsd: mean(answers.map((answer) => answer.recommendedUsd)),
    reason: faults[0] ?? null,
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
