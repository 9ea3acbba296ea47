import type { Issue, ProvenanceRow } from '../../domain/index.ts';
import { mean } from '../../numeric/index.ts';
import type { LatticeReport } from '../samples/lattice-report.ts';
import { certificateOf } from './assemble-certificate.ts';
import { crossCheckOf, latticeErrorOf } from './assemble-checks.ts';
import { offerAnswers, signNowOf } from './assemble-offers.ts';
import { seriesOf, stagesOf } from './assemble-stages.ts';
import { meanLines, valueOf, type Ledger } from './assemble-value.ts';
import { medianCourse, tracedCourses } from './courses.ts';
import { estimateOf, estimateOfFraction } from './estimates.ts';
import type { Findings, RecipeFacts } from './findings.ts';
import { inheritedBreaches } from './inherited-breach.ts';
import { accountsOf, meanCash } from './ledger.ts';
import { RESULT_SCHEMA_VERSION } from './result-schema.ts';
import type { Result } from './result.ts';
import { rightsNowOf } from './rights-now.ts';

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
