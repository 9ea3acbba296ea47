import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { historyNamedIn, parsePlan } from '../../domain/index.ts';
import { fitDemand } from './fit-demand.ts';
import { fittedPlanText } from './fitted-plan-text.ts';
import { planHistoryOf } from './plan-history.ts';
import { readUsage } from './read-usage.ts';
import { priorAround } from './regime-prior.ts';

const textOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url)), 'utf8');
const STARTUP = textOf('startup.yaml');
const read = readUsage(textOf('usage.csv'));
const { fit } = fitDemand(read.history!, { seed: 80, prior: priorAround(null) });

/** The start-up's plan with the table named instead of growth stated, its saturation kept. */
const NAMING = STARTUP.replace(/ {2}growth:\n[^]*? {4}saturation/, '  history: usage.csv\n  growth:\n    saturation');

describe('a plan with the growth of a fit', () => {
  test('is the plan that names the table, field for field', () => {
    const table = planHistoryOf(read, fit, { file: historyNamedIn(NAMING)!.file, hash: '' });
    const named = parsePlan(NAMING, 'named', { history: table });
    expect(named.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    for (const text of [NAMING, STARTUP]) {
      const taken = parsePlan(fittedPlanText(text, fit.block), 'taken');
      expect(taken.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(taken.plan).toEqual(named.plan);
    }
  });

  test('keeps its saturation and every comment', () => {
    const text = fittedPlanText(STARTUP, fit.block);
    expect(text).toContain('saturationBusyReferenceGpus: {median: 8000, sigma: 0.7}');
    for (const comment of STARTUP.match(/#.*/g)!) expect(text).toContain(comment.trimEnd());
  });

  test('of usage has an efficiency, its own where it has one', () => {
    const block = { ...fit.block, of: 'usage' } as const;
    expect(fittedPlanText(STARTUP, block)).toMatch(/efficiencyMultiplePerYear:\s+\{?\s*p10: 2/);
    const own = STARTUP.replace(
      'volatilityPerMonth: 0.06',
      'volatilityPerMonth: 0.06\n    efficiencyMultiplePerYear: 1.5',
    );
    const taken = fittedPlanText(own, block);
    expect(taken).toContain('efficiencyMultiplePerYear: 1.5');
    expect(taken).not.toContain('p10: 2,');
  });
});
