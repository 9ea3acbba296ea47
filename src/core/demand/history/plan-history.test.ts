import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { describeIssue, historyNamedIn, parsePlan, type Plan } from '../../domain/index.ts';
import { quantileOfSorted } from '../../numeric/index.ts';
import { samplePaths } from '../paths.ts';
import { fitDemand } from './fit-demand.ts';
import { growthYaml } from './growth-yaml.ts';
import { planHistoryOf } from './plan-history.ts';
import { readUsage } from './read-usage.ts';
import { priorAround } from './regime-prior.ts';

const TEXT = readFileSync(new URL('../../../../test/support/tiny-plan.yaml', import.meta.url), 'utf8');
const GROWTH = /  growth:\n(?: {4}.*\n)+/;
const plain = (demand: string): string => TEXT.replace(GROWTH, `${demand}\n`);

/** Monthly GPUs that grow by 1.15 and, in a third of the months, by 1.4. */
const TABLE = Array.from({ length: 30 }, (_, month) => month).reduce(
  ({ rows, gpus }, month) => ({
    rows: [...rows, `${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')},${gpus.toFixed(3)}`],
    gpus: gpus * (month % 9 < 3 ? 1.4 : 1.15) * (1 + 0.05 * ((month * 7) % 5) - 0.1),
  }),
  { rows: ['month,gpus'], gpus: 100 },
).rows;

function parsed(text: string, table = TABLE.join('\n')) {
  const named = historyNamedIn(text);
  if (named === null) return { fit: null, ...parsePlan(text, 'plan.yaml') };
  const read = readUsage(table, named.reading);
  const prior = priorAround(named.priorMultiplePerYear);
  const fit = read.history && fitDemand(read.history, { seed: named.seed, prior }).fit;
  const history = planHistoryOf(read, fit, { file: named.file, hash: 'sha256:1' });
  return { fit, ...parsePlan(text, 'plan.yaml', { history }) };
}

function said(text: string, table?: string): string[] {
  return parsed(text, table)
    .issues.filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map((issue) => describeIssue(issue, 'plan.yaml'));
}

describe('a plan with a history', () => {
  test('has the growth that demand fit prints', () => {
    const { plan, fit, history } = parsed(plain('  history: usage.csv'));
    const pasted = parsePlan(plain(growthYaml(fit!.block)), 'plan.yaml').plan;
    expect(plan).toEqual(pasted);
    expect(history).toMatchObject({ file: 'usage.csv', hash: 'sha256:1', growthCount: 29, lastDate: '2026-06-30' });
  });

  test('samples what the fit, all its parameters uncertain, leaves possible', () => {
    const { plan, fit } = parsed(plain('  history: usage.csv'));
    const long: Plan = { ...plan!, horizonMonths: 24 };
    const paths = samplePaths(long, { pathCount: 4000, replication: 0 });
    for (const { months, p10, p50, p90 } of fit!.ahead) {
      const at = Float64Array.from({ length: 4000 }, (_, path) => paths.multiple[path * paths.monthCount + months]!);
      const sorted = at.toSorted();
      const spread = Math.log(p90 / p10);
      // The plan carries posterior means of volatility and durations, so it need only come near: a stated limit, not a derived one.
      [p10, p50, p90].forEach((expected, index) => {
        const found = quantileOfSorted(sorted, [0.1, 0.5, 0.9][index]!);
        expect(Math.abs(Math.log(found / expected)) / spread).toBeLessThan(0.15);
      });
    }
  });

  test('keeps what growth states besides, and refuses what the history fits', () => {
    const kept = parsed(
      plain('  history: usage.csv\n  growth: {saturationBusyReferenceGpus: {median: 5000, sigma: 0.5}}'),
    );
    expect(kept.plan!.growth.saturation).toEqual({ median: 5000, sigma: 0.5 });
    expect(said(plain('  history: usage.csv\n  growth: {volatilityPerMonth: 0.1}'))).toMatchSnapshot();
  });

  test('says what is wrong with the table by its own line, at the line of the plan', () => {
    const broken = TABLE.with(3, '2024-03,n/a').join('\n');
    expect(said(plain('  history: usage.csv'), broken)).toMatchSnapshot('a bad amount');
    expect(said(plain('  history: usage.csv'), 'month,gpus\n2025-01,5\n2025-02,6\n')).toMatchSnapshot('short and old');
    expect(said(plain('  history: {file: usage.csv, unit: pears}'))).toMatchSnapshot('no such unit');
  });

  test('without its file beside it is refused, with two ways out', () => {
    const { plan, issues } = parsePlan(plain('  history: usage.csv'), 'the plan');
    expect(plan).toBeNull();
    const errors = issues.filter(({ severity }) => severity === 'error');
    expect(errors.map((issue) => describeIssue(issue, 'the plan'))).toMatchSnapshot();
  });
});
