import { checkSumAmid } from './check-sum.ts';
import type { Findings } from './findings.ts';
import { fixed } from './fixed-point.ts';
import type { ClaimedPolicy, ReplayClaim } from './replay-claim.ts';

type Comparison = ReplayClaim['comparisons'][number];

/** Figures that a comparison may list; of `higher` more is better. `lowest cash` is a mean that no policy states. */
const FIGURES: Readonly<Record<string, { readonly field: keyof ClaimedPolicy | null; readonly isHigher: boolean }>> = {
  'expected value': { field: 'expectedUsd', isHigher: true },
  'tail mean': { field: 'tailMeanUsd', isHigher: true },
  ruin: { field: 'ruinProbability', isHigher: false },
  'lowest cash': { field: null, isHigher: true },
  shortage: { field: 'shortageProbability', isHigher: false },
  unserved: { field: 'unservedFraction', isHigher: false },
  'stranded commitments': { field: 'strandedUsd', isHigher: false },
  'cost of a served hour': { field: 'costUsdPerServedReferenceGpuHour', isHigher: false },
};
/** Figures with Student intervals: those that lie apart differ as well when paired. */
const SURE_WHEN_APART = ['shortage', 'unserved', 'stranded commitments', 'cost of a served hour'];

interface ComparisonPlace {
  readonly comparison: Comparison;
  readonly path: string;
  readonly ours: ClaimedPolicy;
  readonly other: ClaimedPolicy;
}

/** On the same paths a mean difference is the difference of means; where the other is better, it is listed, and nowhere else. */
export function checkComparison(found: Findings, at: ComparisonPlace): void {
  const { comparison, path, ours, other } = at;
  for (const field of ['valueUsd', 'expectedUsd', 'tailMeanUsd'] as const) {
    const terms = [fixed(ours[field].estimate), -fixed(other[field].estimate)];
    const paths = [ours, other].flatMap((policy) => [policy.valueP5Usd, policy.valueP95Usd]);
    const amid = paths.map(({ estimate }) => fixed(estimate));
    checkSumAmid(found, `${path}.${field}`, fixed(comparison[field].estimate), { terms, amid });
  }
  comparison.otherIsBetterOn.forEach((row, index) => checkListed(found, at, { row, index }));
  const listed = comparison.otherIsBetterOn.map(({ figure }) => figure);
  found.that(new Set(listed).size === listed.length, 'replay-comparison', () => ({
    path: `${path}.otherIsBetterOn`,
    what: 'a figure is listed twice',
  }));
  for (const figure of surelyBetter(at)) {
    found.that(listed.includes(figure), 'replay-comparison', () => ({
      path: `${path}.otherIsBetterOn`,
      what: `"${other.policyId}" is better on ${figure}, and that is not listed`,
    }));
  }
}

function checkListed(
  found: Findings,
  { path, ours, other }: ComparisonPlace,
  { row, index }: { readonly row: Comparison['otherIsBetterOn'][number]; readonly index: number },
): void {
  const figure = FIGURES[row.figure];
  const isBetter = figure !== undefined && (figure.isHigher ? row.theirs > row.ours : row.theirs < row.ours);
  const isRead =
    figure !== undefined &&
    (figure.field === null || (isSame(row.ours, ours[figure.field]) && isSame(row.theirs, other[figure.field])));
  found.that(isBetter && isRead, 'replay-comparison', () => ({
    path: `${path}.otherIsBetterOn[${index}]`,
    what: `"${other.policyId}" has ${row.theirs} of ${row.figure} and ours ${row.ours}: that is not what they are replayed with, or no better`,
  }));
}

const isSame = (listed: number, figure: ClaimedPolicy[keyof ClaimedPolicy]): boolean => {
  const { estimate } = figure as { readonly estimate: number };
  return Math.abs(listed - estimate) <= 1e-9 * Math.max(Math.abs(listed), Math.abs(estimate));
};

/** Figures on which no pairing is needed to tell that the other is better. */
function surelyBetter({ comparison, ours, other }: ComparisonPlace): string[] {
  const apart = SURE_WHEN_APART.filter((name) => {
    const field = FIGURES[name]!.field!;
    const [our, its] = [ours[field], other[field]] as { readonly low: number | null; readonly high: number | null }[];
    return our!.low !== null && its!.high !== null && its!.high < our!.low;
  });
  const isBelow = ({ high }: Comparison['valueUsd']) => high !== null && high < 0;
  return [
    ...apart,
    ...(isBelow(comparison.expectedUsd) ? ['expected value'] : []),
    ...(isBelow(comparison.tailMeanUsd) ? ['tail mean'] : []),
  ];
}
