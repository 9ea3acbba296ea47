import { z } from 'zod';

import type { IssueList } from './issue-list.ts';
import { nearestName } from './nearest-name.ts';
import type { SourceMap, SourceValue } from './read-yaml.ts';
import { dateField, fieldsOf, withFix } from './schema-fields.ts';

/**
 * Currencies of a plan. Everything is reckoned in nominal USD; an amount may be stated in another currency that the plan
 * gives a rate for, and is converted here and nowhere else, when the file is read. One rate holds for a contract's whole
 * life: what the currency does later is not modelled, and the assumption says so. Dollars of another year are a currency
 * of their own, their deflator its rate; what rises after that is for an escalator or an index.
 */

const currencyCode = z.string().regex(/^[A-Z]{3}$/, {
  error: withFix('not a currency code', 'write three capital letters, for example EUR'),
});

/** Rates by currency, each with its day and source. */
export const exchangeRatesField = z
  .record(
    currencyCode,
    fieldsOf({
      usdPerUnit: z.number().gt(0).max(1e6).describe('nominal USD for one unit of the currency'),
      asOf: dateField('day of the rate'),
      source: z.string().min(1).max(500).describe('who published the rate'),
    }),
  )
  .describe('rates of the currencies in which amounts are stated, by code')
  .optional();

/** A rate as far as the file states it well; the schema reports the rest. */
export interface ExchangeRate {
  readonly usdPerUnit: number;
  readonly asOf: string;
  readonly source: string;
}

/** What an amount was in its own currency. */
export interface StatedAmount {
  readonly currency: string;
  readonly value: number | Readonly<Record<string, number>>;
  readonly usdPerUnit: number;
  readonly rateAsOf: string;
  readonly rateSource: string;
}

/** The rates of a file and which of them an amount has used. */
export class ExchangeRates {
  private readonly rates: ReadonlyMap<string, ExchangeRate>;
  private readonly used = new Set<string>();

  constructor(root: SourceMap) {
    this.rates = new Map(Object.entries(mapOf(root['exchangeRates'])).flatMap(([code, row]) => rateOf(code, row)));
  }

  /**
   * An amount in USD, and what it was; null when it is not converted: an error has then been reported, or it is in USD.
   * @param path of the amount; only a field with Usd in its name holds money
   */
  convert(
    amount: { readonly value: number | Record<string, number>; readonly currency: string; readonly path: string },
    issues: IssueList,
  ): { readonly usd: number | Record<string, number>; readonly stated: StatedAmount } | null {
    const { value, currency, path } = amount;
    if (currency === 'USD') return null;
    const refuse = (code: string, what: string, fix: string): null => {
      issues.error({ code, path: `${path}.currency`, what, fix });
      return null;
    };
    if (!/usd/i.test(fieldName(path)) || path.startsWith('exchangeRates')) {
      return refuse('no-money', `${fieldName(path)} is no amount of money`, 'delete currency');
    }
    const rate = this.rates.get(currency);
    if (rate === undefined) {
      const nearest = nearestName(currency, [...this.rates.keys()]);
      const fix = `add exchangeRates: {${currency}: {usdPerUnit, asOf, source}} to the plan`;
      return refuse(
        'unknown-currency',
        `there is no rate for ${currency}`,
        nearest === null ? fix : `write ${nearest}, or ${fix}`,
      );
    }
    this.used.add(currency);
    const usd = mapAmount(value, (each) => each * rate.usdPerUnit);
    const what = `${amountText(value)} ${currency} is ${amountText(usd)} USD, at ${rate.usdPerUnit} USD of ${rate.asOf} (${rate.source}), whatever the rate does later`;
    const fix = 'give the amount in USD where the contract or a hedge fixes it';
    issues.assume({ code: 'converted-currency', path, what, fix });
    const { usdPerUnit, asOf: rateAsOf, source: rateSource } = rate;
    return { usd, stated: { currency, value, usdPerUnit, rateAsOf, rateSource } };
  }

  /** Says of every rate that no amount uses that it changes nothing. */
  reportUnused(issues: IssueList): void {
    for (const code of this.rates.keys()) {
      if (this.used.has(code)) continue;
      const what = `no amount of the plan is in ${code}: the rate changes nothing`;
      issues.notEnforced({ code: 'not-enforced', path: `exchangeRates.${code}`, what, fix: 'delete the line' });
    }
  }
}

function rateOf(code: string, row: SourceValue): [string, ExchangeRate][] {
  const { usdPerUnit, asOf, source } = mapOf(row);
  const rate = mapOf(usdPerUnit ?? null)['value'] ?? usdPerUnit;
  if (typeof rate !== 'number' || !(rate > 0) || typeof asOf !== 'string' || typeof source !== 'string') return [];
  return [[code, { usdPerUnit: rate, asOf, source }]];
}

function mapOf(value: SourceValue | undefined): SourceMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** The field that an amount belongs to: of `offers[0].priceUsdPerGpuHour.glut` the price. */
function fieldName(path: string): string {
  const field = path.replace(/\.(glut|normal|tight|p10|p50|p90)$/, '');
  return /([A-Za-z]+)[^A-Za-z]*$/.exec(field)?.[1] ?? '';
}

function mapAmount(
  value: number | Record<string, number>,
  map: (each: number) => number,
): number | Record<string, number> {
  if (typeof value === 'number') return map(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, map(each)]));
}

const SIGNIFICANT_DIGITS = 6;

function amountText(value: number | Record<string, number>): string {
  const text = (each: number) => String(Number(each.toPrecision(SIGNIFICANT_DIGITS)));
  return typeof value === 'number' ? text(value) : Object.values(value).map(text).join(' / ');
}
