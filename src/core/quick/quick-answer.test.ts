import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadProfileOf, readUsage } from '../demand/index.ts';
import { parsePlan } from '../domain/index.ts';
import { quickAnswer, type QuickQuestion } from './index.ts';

const USAGE = join(import.meta.dirname, '../../../examples/usage.csv');
const history = readUsage(readFileSync(USAGE, 'utf8'), {}).history!;
const stated = { onDemandUsdPerGpuHour: null, cashUsd: null, valueUsdPerGpuHour: null, gpusNow: null };
const question: QuickQuestion = {
  history,
  tableName: 'usage.csv',
  profile: loadProfileOf(history, 'usage.csv')!,
  quoteTexts: ['512 h100 12 months 2.50 upfront 0.25', '256 h200 24 months 2.90 lead 2 by 2026-08-15'],
  deferrableFraction: 0,
  stated,
  seed: 80,
};

describe('quickAnswer', () => {
  const { answer, issues } = quickAnswer(question);

  it('writes a plan that the planner accepts without an error or a field that is not enforced', () => {
    expect(issues).toEqual([]);
    const parsed = parsePlan(answer!.planText, 'quick.yaml');
    expect(parsed.issues.filter(({ severity }) => severity !== 'assumption')).toEqual([]);
    expect(parsed.plan!.startMonth).toBe('2026-07');
    expect(parsed.plan!.workloads[0]!.busyReferenceGpus).toBeCloseTo(400, 0);
    expect(parsed.plan!.offers.map(({ id }) => id)).toEqual(['q1-h100-12m', 'q2-h200-24m', 'later-lease']);
    expect(parsed.plan!.offers[0]!.upfrontFraction).toBe(0.25);
    expect(parsed.plan!.offers[1]!.leadTimeMonths.p50).toBe(2);
    expect(parsed.plan!.offers[1]!.decideBy).toBe('2026-08-15');
  });

  it('lists what it assumed at the top of the plan, and nothing that was stated', () => {
    for (const assumption of answer!.assumptions) expect(answer!.planText).toContain(`# - ${assumption}\n`);
    const told = quickAnswer({
      ...question,
      stated: { onDemandUsdPerGpuHour: 5, cashUsd: 25e6, valueUsdPerGpuHour: 8, gpusNow: 300 },
    }).answer!;
    expect(told.basis).toEqual({
      busyReferenceGpus: 300,
      onDemandUsdPerGpuHour: 5,
      cashUsd: 25e6,
      valueUsdPerGpuHour: 8,
    });
    expect(told.assumptions.some((line) => /H100 costs|is worth|cash is|of the table/.test(line))).toBe(false);
  });

  it('needs to know how many GPUs tokens keep busy', () => {
    const tokens = quickAnswer({ ...question, history: { ...history, unit: 'tokens' } });
    expect(tokens.answer).toBeNull();
    expect(tokens.issues.map(({ code }) => code)).toEqual(['quick-gpus']);
    const known = { ...stated, gpusNow: 400 };
    expect(quickAnswer({ ...question, history: { ...history, unit: 'tokens' }, stated: known }).answer).not.toBeNull();
  });

  it('refuses an accelerator whose worth in H100s it does not know, and says which quote', () => {
    const { issues: found } = quickAnswer({ ...question, quoteTexts: ['8 h100 1 months 2', '8 tpu7 12 months 2'] });
    expect(found.map(({ code, path }) => [code, path])).toEqual([['quote', 'quotes[1]']]);
  });
});
