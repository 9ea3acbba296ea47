import type { Plan } from '../domain/index.ts';
import type { Findings } from './findings.ts';
import type { ReplayClaim } from './replay-claim.ts';

type ClaimedLimit = ReplayClaim['limits'][number];

/** Every limit that only futures can try is tried, at the plan's own level, and its verdict follows from what was found. */
export function checkLimits(found: Findings, { limits }: Plan, { limits: claimed, policies }: ReplayClaim): void {
  const { ruinProbability, shortageProbability } = policies[0]!;
  const asked = [
    ['limits.ruinProbabilityMax', limits.ruinProbabilityMax, ruinProbability],
    ['limits.shortage.probabilityMax', limits.shortageProbabilityMax, shortageProbability],
  ] as const;
  for (const [field, limit, figure] of asked) {
    const own = claimed.filter((one) => one.field === field);
    const isRight =
      own.length === (limit === null ? 0 : 1) &&
      own.every(
        (one) => one.limit === limit && one.found.estimate === figure.estimate && one.found.high === figure.high,
      );
    found.that(isRight, 'replay-limits', () => ({
      path: 'replay.limits',
      what: `${field} is ${limit ?? 'not stated'}, and the recommended policy has ${figure.estimate}`,
    }));
  }
  const { survive } = limits;
  claimed.forEach((one, index) => {
    const isAsked = one.field !== 'limits.survive' || (survive !== null && one.limit === survive.demandFraction);
    found.that(isAsked && isItsVerdict(one), 'replay-limits', () => ({
      path: `replay.limits[${index}]`,
      what: `${one.found.estimate} of at ${one.field === 'limits.survive' ? 'least' : 'most'} ${one.limit} is not what is said of it`,
    }));
  });
}

function isItsVerdict({ field, limit, found, isMet, isSure, wouldTake }: ClaimedLimit): boolean {
  const isFloor = field === 'limits.survive';
  const keeps = (value: number | null) => value !== null && (isFloor ? value >= limit : value <= limit);
  const end = isFloor ? found.low : found.high;
  return isMet === keeps(found.estimate) && isSure === keeps(end) && (wouldTake === null) === isMet;
}
