import type { AnsweredResult } from '../../src/core/index.ts';
import { exampleResult } from './example-result.ts';

const billions = (estimate: number) => ({
  estimate: estimate * 1e9,
  low: (estimate - 1) * 1e9,
  high: (estimate + 1) * 1e9,
});
const share = (estimate: number) => ({ estimate, low: estimate - 0.01, high: estimate + 0.01 });
const quarter = (startMonth: string, chance: number) => ({
  startMonth,
  shortageProbability: share(chance),
  unservedFraction: share(chance / 2),
});
const stress = (name: string, strains: string, lost: number, ruin: number) => ({
  name,
  strains,
  pathCount: 100,
  lostUsd: billions(lost),
  ruinProbability: share(ruin),
  ruinProbabilityWithout: share(0.02),
});

/** The hand-made answer with what the first page says of a replay: the figures that it reads, no others. */
export const replayedResult: AnsweredResult = {
  ...exampleResult,
  replay: {
    pathCount: 1000,
    policies: [
      {
        valueUsd: billions(400),
        ruinProbability: share(0.02),
        creditProbability: share(0.05),
        troughP5Usd: billions(5),
        troughMonth: '2028-06',
        everShortProbability: share(0.4),
        quarters: [quarter('2028-01', 0.06), quarter('2028-04', 0.1), quarter('2028-07', 0.02)],
      },
      { policyId: 'rolling-mean-plan', kind: 'rule', pathCount: 200 },
    ],
    lostAgainstBoundUsd: billions(13),
    limits: [],
    reserveUsd: 0,
    keeping: { costUsd: null, nearest: [] },
    comparisons: [
      { policyId: 'commit-p50', valueUsd: billions(30) },
      { policyId: 'peak-70', valueUsd: billions(11) },
      { policyId: 'rolling-mean-plan', valueUsd: billions(7) },
    ],
    stresses: [
      stress('Cloud A fails in 2027-03', 'chips', 60, 0.03),
      stress('demand grows 80x in the first year', 'demand', -50, 0.02),
      stress('demand halves in the first year', 'demand', 46, 0.8),
      stress('demand grows 3x in the first year', 'demand', 4, 0.02),
    ],
  } as unknown as AnsweredResult['replay'],
};
