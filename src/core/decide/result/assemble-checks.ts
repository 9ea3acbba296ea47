import { mean } from '../../numeric/index.ts';
import type { LatticeReport } from '../samples/lattice-report.ts';
import { estimateOf } from './estimates.ts';
import type { Findings } from './findings.ts';
import type { Result } from './result.ts';

/** The same decision on trees solved exactly; positive bias: the tree promises more. */
export function crossCheckOf({ decision, reports, checks }: Findings): Result['crossCheck'] {
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

/** What the lattices lost of the demand, mean over them. */
export function latticeErrorOf(reports: readonly LatticeReport[]): Result['latticeError'] {
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
