import { describe, expect, it } from 'vitest';

import { parseQuote } from './quote.ts';

const columnOf = (text: string): (readonly [string, number | null | undefined])[] =>
  parseQuote(text, 0).issues.map(({ what, column }) => [what, column]);

describe('parseQuote', () => {
  it('reads GPUs, accelerator, term and price, and takes the rest for granted', () => {
    expect(parseQuote('512 H100 12 months $2.50', 1)).toEqual({
      quote: {
        id: 'q2-h100-12m',
        gpus: 512,
        accelerator: 'h100',
        termMonths: 12,
        usdPerGpuHour: 2.5,
        upfrontFraction: 0,
        leadTimeMonths: 1,
        host: 'host-2',
        blocks: 8,
        takeOrPayFraction: 1,
        decideBy: null,
      },
      issues: [],
    });
  });

  it('reads the named fields in any order', () => {
    const text = '64 b200 36 mo 3.9 by 2026-09-30 take-or-pay 0.8 upfront 0.25 blocks 4 host neo lead 2';
    expect(parseQuote(text, 0).quote).toMatchObject({
      upfrontFraction: 0.25,
      leadTimeMonths: 2,
      host: 'neo',
      blocks: 4,
      takeOrPayFraction: 0.8,
      decideBy: '2026-09-30',
    });
  });

  it.each([
    ['', 'the number of GPUs is a whole number from 1 to 1000000000', 1],
    ['12.5 h100 12 months 2.50', 'the number of GPUs is a whole number from 1 to 1000000000', 1],
    ['512 h100 1 year 2.50', 'the word months follows the term', 12],
    ['512 h100 12 months', 'the price in USD per GPU-hour is a number from 0.001 to 1000', 1],
    ['512 h100 12 months -2', 'the price in USD per GPU-hour is a number from 0.001 to 1000', 20],
    ['512 h100 12 months 2.50 upfront 25', 'upfront, a fraction of the term is a number from 0 to 0.999', 33],
    [
      '512 h100 12 months 2.50 prepay 0.2',
      'not a field of a quote; known are upfront, lead, host, blocks, take-or-pay, by',
      25,
    ],
    ['512 h100 12 months 2.50 lead 1 lead 2', 'lead stands here twice', 32],
    ['512 h100 12 months 2.50 lead', 'lead has no value', 25],
    ['512 h100 12 months 2.50 by 2026-02-30', 'by is a date, YYYY-MM-DD', 28],
  ])('refuses "%s" and points at the word', (text, what, column) => {
    expect(columnOf(text)).toContainEqual([what, column]);
  });
});
