import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { editedPlanText, parsePlan, plainPlanOf } from '../domain/index.ts';
import { readActuals } from './actuals.ts';
import { nextPlanOf } from './next-plan.ts';
import { trackPlan, type SignedDeal } from './track.ts';
import type { TriggerAnswer } from './triggers.ts';

const TEXT = readFileSync(new URL('../../../examples/frontier-lab.yaml', import.meta.url), 'utf8');
const plan = parsePlan(TEXT, 'lab').plan!;
const ACTUALS = `month,busyReferenceGpus,reservedUsdPerReferenceGpuHour,liquidityUsd
2026-07,410000,2.8,
2026-08,500000,2.0,
2026-09,600000,1.85,39e9
`;
const months = readActuals(ACTUALS, plan).months!;

function next(signed: readonly SignedDeal[], text = TEXT) {
  const tracked = trackPlan(plan, { months, signed, triggers: [], committedReferenceGpus: [] });
  const { edits, remarks } = nextPlanOf({ plan, source: plainPlanOf(text) }, tracked, months);
  const edited = editedPlanText(text, edits);
  return { tracked, remarks, text: edited, parsed: parsePlan(edited, 'next') };
}

it('a plan whose growth is fitted to a table keeps it, and is told to lengthen it', () => {
  const stated = /  growth:\n(?: {4}.*\n)+/;
  const { remarks, text } = next([], TEXT.replace(stated, '  history: usage.csv\n'));
  expect(remarks).toContain(
    'growth is fitted to a usage table: add the new months to it, and put it beside the next plan',
  );
  expect(text).toContain('  history: usage.csv\n');
});

describe('actuals', () => {
  it('are read month by month, or refused with the line and the remedy', () => {
    expect(months.map(({ busyReferenceGpus }) => busyReferenceGpus)).toEqual([410_000, 500_000, 600_000]);
    const faultOf = (text: string) => readActuals(text, plan).issues[0];
    expect(faultOf('month,busyReferenceGpus\n2026-08,1\n')).toMatchObject({
      line: 2,
      what: expect.stringContaining('2026-07 is expected'),
    });
    expect(faultOf('month,busyReferenceGpus\n2026-07,many\n')).toMatchObject({
      line: 2,
      what: 'busyReferenceGpus is "many"',
    });
    expect(faultOf('month,busyReferenceGpus,gpus\n2026-07,1,1\n')).toMatchObject({
      line: 1,
      what: expect.stringContaining('gpus'),
    });
    expect(faultOf('')).toMatchObject({ what: 'the table has no rows' });
    expect(faultOf('month,busyReferenceGpus,supplyRegime\n2026-07,1,scarce\n')).toMatchObject({ line: 2 });
  });
});

describe('tracking', () => {
  it('weighs growth regimes by Bayes, as reckoned by hand', () => {
    const two = { ...plan, growth: { ...plan.growth, saturation: null, volatilityPerMonth: 0.1 } };
    const seen = months.slice(0, 2);
    const { belief } = trackPlan(two, { months: seen, signed: [], triggers: [], committedReferenceGpus: [] });
    const growth = Math.log(500 / 410);
    const { regimes, jumps } = two.growth;
    const posterior = regimes.map(
      ({ multiplePerYear, startProbability }) =>
        startProbability * Math.exp(-((growth - Math.log(multiplePerYear) / 12) ** 2) / 0.02),
    );
    const total = posterior.reduce((sum, weight) => sum + weight, 0);
    const step = (from: number[]) =>
      regimes.map((_, to) =>
        from.reduce((sum, weight, k) => {
          const leaves = 1 / regimes[k]!.meanMonths;
          return sum + weight * (k === to ? 1 - leaves : leaves * jumps[k]![to]!);
        }, 0),
      );
    // To the coming month, and to the one after it, where the next plan starts.
    const wanted = step(step(posterior.map((weight) => weight / total)));
    belief.forEach(({ nowProbability }, regime) => expect(nowProbability).toBeCloseTo(wanted[regime]!, 10));
  });

  it('says over how many months growth was measured: three readings are two months', () => {
    const { growthMonths, growthMultiplePerYear } = next([]).tracked;
    expect(growthMonths).toBe(2);
    expect(growthMultiplePerYear).toBeCloseTo((600 / 410) ** 6, 10);
  });

  it('reads the supply regime off the price that is nearest in proportion', () => {
    expect(next([]).tracked.supplyRegime).toBe('normal');
  });

  it('says which triggers fired, and nothing of months to come', () => {
    const trigger = (month: string, at: number): TriggerAnswer => ({
      month,
      kind: 'sign',
      id: 'neocloud',
      rule: { growthMultiplePerYear: { isAbove: true, at }, utilisationFraction: null, supplyRegimes: null },
      accuracyFraction: { estimate: 0.9, low: 0.88, high: 0.92, method: '' },
      baselineFraction: 0.6,
      precisionFraction: 0.9,
      recallFraction: 0.9,
      firesFraction: 0.3,
      blocks: 1,
    });
    // 500 / 410 in a month is 10.8x a year.
    const triggers = [trigger('2026-08', 10), trigger('2026-08', 12), trigger('2027-01', 1)];
    const { triggers: found } = trackPlan(plan, { months, signed: [], triggers, committedReferenceGpus: [] });
    expect(found.map(({ hasFired }) => hasFired)).toEqual([true, false, null]);
  });

  it('makes a next plan that reads without a fault, the facts in it and every comment of what stays', () => {
    const { text, parsed, tracked } = next([]);
    expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(parsed.plan).toMatchObject({ startMonth: '2026-10', asOf: '2026-10-01' });
    expect(parsed.plan!.money.openingLiquidityUsd).toBe(39e9);
    expect(parsed.plan!.workloads[0]!.busyReferenceGpus).toBeCloseTo(tracked.busyReferenceGpus, -1);
    expect(parsed.plan!.growth.regimes.reduce((sum, { startProbability }) => sum + startProbability, 0)).toBeCloseTo(
      1,
      9,
    );
    expect(tracked.lapsedIds).toEqual(['hyperscaler-10y', 'hyperscaler-5y', 'host-partner', 'neocloud']);
    expect(text).toContain('# driven by budget: it does not ride the surge');
    expect(text).toContain('# hyperscaler-10y lapsed before 2026-10-01');
  });

  it('freezes what was signed: taken whatever the value, with the months and payments that are left', () => {
    const signed = [
      { offerId: 'hyperscaler-5y', blocks: 4, month: '2026-08' },
      { offerId: 'neocloud', blocks: 1, month: '2026-07' },
      { offerId: 'own-build', blocks: 2, month: '2026-07' },
    ];
    const { parsed, text } = next(signed);
    const offer = (id: string) => parsed.plan!.offers.find((each) => each.id === id)!;
    expect(offer('hyperscaler-5y')).toMatchObject({
      blocks: 1,
      blocksMin: 1,
      leadTimeMonths: { p10: 3, p50: 4, p90: 9 },
    });
    expect(text).toContain('# tight: 1.95');
    // A quarter of the quantity, and a fifth of the price paid at signing.
    expect(offer('neocloud-signed').quantities[0]!.gpus).toBe(26_750);
    expect(offer('neocloud-signed').price).toMatchObject({ usd: [2.392, 2.392, 2.392] });
    expect(offer('neocloud-signed').upfrontFraction).toBe(0);
    // The first gate runs and is paid for.
    expect(offer('own-build').gates[0]).toMatchObject({ months: { p10: 3, p50: 5, p90: 11 }, capexUsd: 0 });
    expect(offer('own-build').gates[1]!.capexUsd).toBe(9.5e9);
  });

  it('makes the same next plan of amounts in another currency', () => {
    const EUR = 2; // halves are exact
    const inEuros = TEXT.replaceAll(
      /\b(openingLiquidityUsd|priceUsdPerGpuHour|valueUsdPerReferenceGpuHour): ([\d.e]+)/g,
      (_, name: string, usd: string) => `${name}: {value: ${Number(usd) / EUR}, currency: EUR}`,
    ).concat(`exchangeRates: {EUR: {usdPerUnit: ${EUR}, asOf: 2026-07-01, source: "a bank"}}\n`);
    expect(inEuros.match(/currency: EUR/g)!.length).toBeGreaterThan(5);
    const signed = [{ offerId: 'neocloud', blocks: 1, month: '2026-07' }];
    const [dollars, euros] = [next(signed), next(signed, inEuros)];
    expect(euros.parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(euros.parsed.plan).toEqual(dollars.parsed.plan);
  });
});
