import { describe, expect, it } from 'vitest';

import { dealPlanText } from '../../../test/support/deal-plan-text.ts';
import { parsePlan } from './parse-plan.ts';

const RATES = 'exchangeRates: {EUR: {usdPerUnit: 1.08, asOf: 2026-05-29, source: central bank}}';

function parsed(price: string, rates = RATES) {
  const offer = `  - {id: one, route: lease, host: a, accelerator: mixed, gpus: 100, leadTimeMonths: 1, termMonths: 12, priceUsdPerGpuHour: ${price}}`;
  return parsePlan(`${dealPlanText(offer)}${rates}\n`, 'test');
}

const priceOf = (read: ReturnType<typeof parsed>) => read.plan?.offers.find(({ id }) => id === 'one')?.price;

describe('an amount in another currency', () => {
  it('is the amount in USD, with its rate, day and source among the assumptions and the sources', () => {
    const read = parsed('{value: 2.5, currency: EUR, source: quote 14, asOf: 2026-05-28, quality: quoted}');
    expect(priceOf(read)).toEqual({ kind: 'perGpuHour', usd: [2.7, 2.7, 2.7] });
    expect(read.issues.find(({ code }) => code === 'converted-currency')).toMatchObject({
      severity: 'assumption',
      path: 'offers[0].priceUsdPerGpuHour',
      what: '2.5 EUR is 2.7 USD, at 1.08 USD of 2026-05-29 (central bank), whatever the rate does later',
    });
    expect(read.sources.find(({ path }) => path === 'offers[0].priceUsdPerGpuHour')).toEqual({
      path: 'offers[0].priceUsdPerGpuHour',
      value: 2.7,
      source: 'quote 14',
      asOf: '2026-05-28',
      quality: 'quoted',
      stated: { currency: 'EUR', value: 2.5, usdPerUnit: 1.08, rateAsOf: '2026-05-29', rateSource: 'central bank' },
    });
  });

  it('in dollars of another year is raised by its deflator, which is its rate', () => {
    // A price in dollars of 2024, 4.5 % later.
    const deflator = 'exchangeRates: {UTF: {usdPerUnit: 1.045, asOf: 2026-05-29, source: consumer prices since 2024}}';
    expect(priceOf(parsed('{value: 2, currency: UTF}', deflator))).toEqual({
      kind: 'perGpuHour',
      usd: [2.09, 2.09, 2.09],
    });
  });

  it('in USD is as it stands', () => {
    const read = parsed('{value: 2.5, currency: USD}', '');
    expect(priceOf(read)).toEqual({ kind: 'perGpuHour', usd: [2.5, 2.5, 2.5] });
    expect(read.issues.filter(({ code }) => code === 'converted-currency')).toEqual([]);
  });

  it('a rate that no amount uses is said to change nothing', () => {
    expect(parsed('2.5').issues.find(({ code }) => code === 'not-enforced')).toMatchObject({
      path: 'exchangeRates.EUR',
      severity: 'not-enforced',
    });
  });

  it.each([
    [
      'a currency without a rate',
      '{value: 2, currency: GBP}',
      RATES,
      'unknown-currency',
      'offers[0].priceUsdPerGpuHour.currency',
    ],
    [
      'a currency that is a number',
      '{value: 2, currency: 5}',
      RATES,
      'field-type',
      'offers[0].priceUsdPerGpuHour.currency',
    ],
    [
      'a rate without its day',
      '2',
      'exchangeRates: {EUR: {usdPerUnit: 1, source: me}}',
      'missing-field',
      'exchangeRates.EUR.asOf',
    ],
    [
      'a rate without its source',
      '2',
      'exchangeRates: {EUR: {usdPerUnit: 1, asOf: 2026-05-29}}',
      'missing-field',
      'exchangeRates.EUR.source',
    ],
    [
      'a rate of nothing',
      '2',
      'exchangeRates: {EUR: {usdPerUnit: 0, asOf: 2026-05-29, source: me}}',
      'out-of-range',
      'exchangeRates.EUR.usdPerUnit',
    ],
    [
      'a word for a code',
      '2',
      'exchangeRates: {euro: {usdPerUnit: 1, asOf: 2026-05-29, source: me}}',
      'field-form',
      'exchangeRates.euro',
    ],
  ])('refuses %s at its place', (_, price, rates, code, path) => {
    const errors = parsed(price, rates).issues.filter(({ severity }) => severity === 'error');
    expect(errors.map((issue) => [issue.code, issue.path])).toEqual([[code, path]]);
    expect(errors[0]?.line).not.toBeNull();
  });

  it('refuses a currency on what is no money', () => {
    const offer =
      '  - {id: one, route: lease, host: a, accelerator: mixed, gpus: {value: 9, currency: EUR}, leadTimeMonths: 1, termMonths: 12, priceUsdPerGpuHour: 2}';
    const { issues } = parsePlan(`${dealPlanText(offer)}${RATES}\n`, 'test');
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'no-money', path: 'offers[0].gpus.currency' },
    ]);
  });
});
