import { expect, test } from 'vitest';

import { dealPlanText } from '../../../test/support/deal-plan-text.ts';
import { parsePlan } from '../domain/index.ts';
import { clauseChangesOf } from './clause-changes.ts';

function changesOf(terms: string) {
  const offer = `  - {id: one, host: a, accelerator: mixed, gpus: 100, ${terms}}`;
  const { plan, issues } = parsePlan(dealPlanText(offer), 'test');
  if (plan === null) throw new Error(JSON.stringify(issues));
  const quote = plan.offers.find(({ id }) => id === 'one')!;
  return clauseChangesOf(quote).map(({ clause, kind, change }) => ({ clause, kind, after: change(quote) }));
}

const LEASE = 'route: lease, termMonths: 36, priceUsdPerGpuHour: 2';

test('a clause that the quote has is tried without it, one that it has not is tried with it', () => {
  const bare = changesOf(`${LEASE}, leadTimeMonths: {p10: 4, p50: 5, p90: 8}`);
  expect(bare.map(({ clause, kind }) => `${kind} ${clause}`)).toEqual([
    'wanted our exit on 90 days, after a year',
    'wanted prepayment of 20%',
    'wanted take-or-pay 70%, not 100%',
    'wanted a quarter back on 90 days, after a year',
    'wanted half sublet at 30% less, after a year',
    'wanted a year more at this price, on 90 days',
    'wanted a month earlier',
  ]);
  const full = changesOf(
    `${LEASE}, leadTimeMonths: 0, takeOrPayFraction: 0.5, upfrontFraction: 0.1, failureHazardPerYear: 0.03, ` +
      'buyerExit: {afterMonths: 3, noticeDays: 90}, hostExit: {afterMonths: 3, noticeDays: 90, hazardPerYear: 0.1}, ' +
      'deliveryProfile: [{monthsAfterStart: 0, fraction: 0.5}, {monthsAfterStart: 3, fraction: 1}]',
  );
  expect(full.map(({ clause, kind }) => `${kind} ${clause}`)).toEqual([
    'held our exit',
    "held the host's exit",
    'held the risk that the host fails',
    'held prepayment of 10%',
    'wanted a quarter back on 90 days, after a year',
    'wanted half sublet at 30% less, after a year',
    'wanted a year more at this price, on 90 days',
    'held the ramp',
  ]);
});

test('a right to extend is lost where it is held, and not asked for where the term is long', () => {
  const extended = changesOf(`${LEASE}, leadTimeMonths: 0, options: {extend: {months: 24, noticeDays: 90}}`);
  const held = extended.find(({ clause }) => clause === 'our option to extend')!;
  expect([held.kind, held.after.terms.options]).toEqual(['held', []]);
  expect(extended.map(({ clause }) => clause)).not.toContain('a year more at this price, on 90 days');
  const long = changesOf('route: lease, termMonths: 60, leadTimeMonths: 0, priceUsdPerGpuHour: 2');
  expect(long.map(({ clause }) => clause)).not.toContain('a year more at this price, on 90 days');
});

test('a month earlier takes a month off every quantile, and is not asked where that leaves nothing', () => {
  const earlier = (lead: string) =>
    changesOf(`${LEASE}, leadTimeMonths: ${lead}`).find(({ clause }) => clause === 'a month earlier')?.after
      .leadTimeMonths;
  expect(earlier('{p10: 4, p50: 5, p90: 8}')).toEqual({ p10: 3, p50: 4, p90: 7 });
  expect(earlier('1')).toEqual({ p10: 0, p50: 0, p90: 0 });
  expect(earlier('{p10: 1, p50: 1, p90: 3}')).toBeUndefined();
  expect(earlier('0')).toBeUndefined();
});

test('a build is shortened at its longest gate', () => {
  const gates =
    'gates: [{id: land, months: {p10: 6, p50: 8, p90: 14}, capexUsd: 1e6}, {id: shell, months: {p10: 9, p50: 12, p90: 17}, capexUsd: 2e6}]';
  const [change] = changesOf(`route: build, opexUsdPerMonth: 1e5, usefulLifeMonths: 60, ${gates}`);
  expect(change?.after.gates.map(({ months }) => months.p50)).toEqual([8, 11]);
});

test('each option is a clause of its own, tried without it and with the others', () => {
  const changes = changesOf(
    `${LEASE}, leadTimeMonths: 0, options: {extend: {months: 12, noticeDays: 90}, expand: {fractionMax: 0.5, leadTimeMonths: 2}}`,
  ).filter(({ clause }) => clause.includes('option'));
  expect(changes.map(({ clause, kind }) => `${kind} ${clause}`)).toEqual([
    'held our option to extend',
    'held our option on more',
  ]);
  expect(changes.map(({ after }) => after.terms.options.map(({ kind }) => kind))).toEqual([['expand'], ['extend']]);
});
