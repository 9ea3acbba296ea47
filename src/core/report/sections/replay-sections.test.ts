import { expect, test } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import type { ReplayAnswer, ReplayedPolicy } from '../../decide/index.ts';
import { replaySections } from './replay-sections.ts';

const interval = (estimate: number) => ({ estimate, low: estimate - 1e9, high: estimate + 1e9 });
const share = (estimate: number) => ({ estimate, low: estimate, high: estimate });

function policy(policyId: string, over: Partial<ReplayedPolicy> = {}): ReplayedPolicy {
  return {
    policyId,
    kind: 'rule',
    says: 'a rule',
    pathCount: 1000,
    valueUsd: interval(100e9),
    expectedUsd: interval(110e9),
    tailMeanUsd: interval(50e9),
    ruinProbability: share(0.1),
    troughP5Usd: interval(1e9),
    shortageProbability: share(0.05),
    everShortProbability: share(0.56),
    unservedFraction: share(0.01),
    shortRunMonths: share(4),
    longestShortMonthsP95: share(15),
    strandedUsd: interval(2e9),
    costUsdPerServedReferenceGpuHour: share(1.5),
    troughMonth: '2028-06',
    liquidityUsd: { p5: [1e9], p50: [2e9], p95: [3e9] },
    quarters: [{ startMonth: '2026-07', shortageProbability: share(0.05), unservedFraction: share(0.01) }],
    contracts: [
      { contractId: 'few', host: 'h', blocksSigned: 0.01, utilisationFraction: 1, paidUsd: 1e8, strandedUsd: 0 },
      { contractId: 'none', host: 'h', blocksSigned: 0, utilisationFraction: 1, paidUsd: 0, strandedUsd: 0 },
    ],
    concentration: [],
    tokens: [],
    ...over,
  } as unknown as ReplayedPolicy;
}

const lead = { valueUsd: interval(15e9), expectedUsd: interval(4e9), tailMeanUsd: interval(30e9), otherIsBetterOn: [] };
const replay = {
  pathCount: 1000,
  policies: [policy('recommended'), policy('rolling', { pathCount: 200, valueUsd: interval(95e9) })],
  comparisons: [{ policyId: 'rolling', ...lead }],
  boundUsd: interval(120e9),
  lostAgainstBoundUsd: interval(20e9),
  limits: [
    { field: 'limits.ruinProbabilityMax', factor: null, limit: 0.2, found: share(0.1), isMet: true, isSure: true },
  ],
  reserveUsd: 0,
  keeping: { riskWeight: 0.3, planRiskWeight: 0.3, isOtherDecision: false, costUsd: null, nearest: [] },
  regret: { pathCount: 60, meanUsd: interval(1e9), p50Usd: interval(1e9), p90Usd: interval(1e9), largestUsd: 1e9 },
  growth: [],
  stresses: [],
  deep: null,
} as unknown as ReplayAnswer;
const [issue] = exampleResult.issues;
const issues = [{ ...issue!, code: 'inherited-breach', what: 'host "a" holds 0.55' }];

function section(title: string) {
  const found = replaySections({ ...exampleResult, replay, issues }).find((one) => one.title === title);
  if (!found) throw new Error(`no section ${title}`);
  return { text: found.text, rows: found.table.rows.map((row) => row.map(({ text }) => text)) };
}

test('ours stands beside a rule of fewer paths on the same: its figures and the paired differences', () => {
  const { rows, text } = section('Replay: against the rules people quote');
  expect(rows.map(([name]) => name)).toEqual(['recommended', 'rolling', 'recommended, on these 200 paths']);
  expect(rows[2]!.slice(1)).toEqual(['$110B', '', '$114B', '$80B']);
  expect(text).toContain('on 200 of the paths');
});

test('the limits name what contracts of today exceed, and what short means', () => {
  const { text } = section('Replay: limits');
  expect(text).toContain('Not met today: host "a" holds 0.55.');
  expect(text).toContain('over 10% of protected demand');
});

test('the shortage by quarter says how many paths are ever short, and for how long', () => {
  const { text } = section('Replay: shortage by quarter');
  expect(text).toContain('56% (56 to 56) of paths are ever short');
  expect(text).toContain('on 1 path in 20 the longest is 15 months or more');
});

test('a loss against the bound is not all the policy’s, and where nothing is surely lost nothing is said of it', () => {
  const textOf = (lostAgainstBoundUsd: ReturnType<typeof interval>) =>
    replaySections({ ...exampleResult, replay: { ...replay, lostAgainstBoundUsd }, issues }).find(
      ({ title }) => title === 'Replay: against the rules people quote',
    )!.text;
  expect(textOf(interval(20e9))).toContain('Part of that nobody could have');
  expect(textOf(interval(0.5e9))).not.toContain('nobody could have');
});

test.each([
  [null, 'it holds capacity where ours holds none, is short'],
  [0, 'it holds as much capacity, is short'],
  [-0.25, 'it holds 25% less capacity, is short'],
])('what another policy holds beside ours: %s', (moreCapacityFraction, words) => {
  const because = { moreCapacityFraction, ourShortFraction: 0.9, theirShortFraction: 0.3, lostUsd: 1e9 };
  const otherIsBetterOn = [{ figure: 'shortage', unit: 'fraction', ours: 0.9, theirs: 0.3, because }] as const;
  const comparisons = [{ policyId: 'rolling', ...lead, otherIsBetterOn }];
  const sections = replaySections({ ...exampleResult, replay: { ...replay, comparisons }, issues });
  const { rows } = sections.find(({ title }) => title === 'Where another policy does better')!.table;
  expect(rows[0]!.at(-1)!.text).toContain(words);
});

test('few blocks are not none', () => {
  expect(section('Replay: contracts').rows.map(([, blocks]) => blocks)).toEqual(['<0.1', '0']);
});

test('without a replay there is nothing to say', () => {
  expect(replaySections({ ...exampleResult, replay: null })).toEqual([]);
});
