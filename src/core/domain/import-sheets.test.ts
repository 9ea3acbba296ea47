import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { importSheets } from './import-sheets.ts';
import { parsePlan } from './parse-plan.ts';
import { planSheets } from './plan-sheets.ts';
import type { Sheet, SheetCell } from './sheet.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));
const textOf = (name: string): string => readFileSync(EXAMPLES + name, 'utf8');
const STARTUP = textOf('startup.yaml');
const PLANS = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml') && name !== 'host.yaml');

/** The sheets with cells set, each by its sheet, row id (or field) and column. */
function filled(sheets: readonly Sheet[], cells: readonly (readonly [string, string, string, SheetCell])[]): Sheet[] {
  return sheets.map((sheet) => {
    const columns = [...(sheet.rows[0]?.cells ?? [])];
    const own = cells.filter(([name]) => name === sheet.name);
    for (const [, , column] of own) if (!columns.includes(column)) columns.push(column);
    const ids = sheet.rows.map((row) => row.cells[0]);
    for (const [, id] of own) if (!ids.includes(id)) ids.push(id);
    const rows = ids.map((id, index) => {
      const row = columns.map((column, at): SheetCell => {
        if (index === 0) return column;
        const found = own.find(([, ofId, ofColumn]) => ofId === id && ofColumn === column);
        return found === undefined ? (at === 0 ? (id ?? null) : (sheet.rows[index]?.cells[at] ?? null)) : found[3];
      });
      return { number: index + 1, cells: row };
    });
    return { ...sheet, rows };
  });
}

const imported = (cells: Parameters<typeof filled>[1], text = STARTUP) =>
  importSheets(text, filled(planSheets(text), cells));

describe('a workbook of a plan', () => {
  test.each(PLANS)('of %s changes nothing when nothing was filled in', (name) => {
    const text = textOf(name);
    expect(parsePlan(text, name).plan).not.toBeNull();
    expect(importSheets(text, planSheets(text))).toEqual({ text, changes: [], issues: [] });
  });

  test('has a row for each quote, lease, workload and regime, and one for every other field', () => {
    const byName = new Map(planSheets(STARTUP).map((sheet) => [sheet.name, sheet.rows.map(({ cells }) => cells[0])]));
    expect(Object.fromEntries(byName)).toMatchObject({
      offers: ['id', 'one-year', 'two-years', 'flexible'],
      futureOffers: ['id', 'later-lease'],
      fleet: ['id', 'first-lease'],
      'demand.workloads': ['id', 'customers'],
      'demand.growth.regimes': ['id', 'surge', 'steady', 'flat'],
    });
    expect(byName.get('plan')).toEqual(expect.arrayContaining(['seed', 'money.openingLiquidityUsd', 'tree.branches']));
  });

  test('changes the numbers that were filled in and no other character', () => {
    const { text, changes, issues } = imported([
      ['offers', 'one-year', 'priceUsdPerGpuHour', 2.75],
      ['offers', 'two-years', 'leadTimeMonths.p90', 6],
      ['plan', 'money.openingLiquidityUsd', 'value', '30e6'],
      ['fleet', 'first-lease', 'untilMonth', '2027-06-01'],
    ]);
    expect(issues).toEqual([]);
    const expected = STARTUP.replace('priceUsdPerGpuHour: 2.50', 'priceUsdPerGpuHour: 2.75')
      .replace('{p10: 1, p50: 2, p90: 4}', '{p10: 1, p50: 2, p90: 6}')
      .replace('openingLiquidityUsd: 25e6', 'openingLiquidityUsd: 30000000')
      .replace('untilMonth: 2027-03', 'untilMonth: 2027-06');
    expect(text).toBe(expected);
    expect(changes).toContainEqual({
      cell: expect.stringMatching(/^offers![A-Z]+2$/) as string,
      path: 'offers[0].priceUsdPerGpuHour',
      before: '2.5',
      after: '2.75',
    });
    expect(changes).toHaveLength(4);
  });

  test('adds a quote by a new id, takes a field out by an emptied cell, and puts a number in the place of quantiles', () => {
    const { text, issues } = imported([
      ...Object.entries({ route: 'lease', host: 'new-cloud', accelerator: 'h100', gpus: 256, blocks: 2 }).map(
        ([column, cell]) => ['offers', 'new-one', column, cell] as const,
      ),
      ['offers', 'new-one', 'leadTimeMonths', 1],
      ['offers', 'new-one', 'termMonths', 18],
      ['offers', 'new-one', 'priceUsdPerGpuHour', '2.2'],
      ['offers', 'new-one', 'takeOrPayFraction', 1],
      ['offers', 'flexible', 'buyerExit.afterMonths', null],
      ['offers', 'flexible', 'buyerExit.noticeDays', ' '],
      ['offers', 'two-years', 'leadTimeMonths.p10', null],
      ['offers', 'two-years', 'leadTimeMonths.p50', null],
      ['offers', 'two-years', 'leadTimeMonths.p90', null],
      ['offers', 'two-years', 'leadTimeMonths', 3],
    ]);
    expect(issues).toEqual([]);
    const { plan } = parsePlan(text!, 'changed');
    const offers = new Map(plan!.offers.map((offer) => [offer.id, offer]));
    expect(offers.get('new-one')).toMatchObject({ host: 'new-cloud', termMonths: 18 });
    expect(offers.get('two-years')!.leadTimeMonths).toMatchObject({ p50: 3 });
    expect(text).not.toContain('noticeDays');
    for (const comment of STARTUP.match(/#.*/g)!) expect(text).toContain(comment.trimEnd());
  });

  test('keeps a quote without a row, says so, and names a sheet that it does not read', () => {
    const sheets = planSheets(STARTUP).map((sheet) =>
      sheet.name === 'offers' ? { ...sheet, rows: sheet.rows.filter((_, index) => index !== 2) } : sheet,
    );
    const other = { name: 'My sums', isText: false, rows: [{ number: 1, cells: ['anything', 3] }] };
    const { text, issues } = importSheets(STARTUP, [...sheets, other]);
    expect(text).toBe(STARTUP);
    expect(issues.map(({ code, severity, path }) => [code, severity, path])).toEqual([
      ['row-missing', 'warning', 'offers'],
      ['unknown-sheet', 'warning', 'My sums'],
    ]);
  });

  test('says of a changed number whose source stays what it was of, and changes an amount in its own currency there', () => {
    const text = STARTUP.replace('priceUsdPerGpuHour: 2.50', 'priceUsdPerGpuHour: {value: 2.5, source: "a mail"}')
      .replace('openingLiquidityUsd: 25e6', 'openingLiquidityUsd: {value: 20e6, currency: EUR}')
      .concat('exchangeRates: {EUR: {usdPerUnit: 1.1, asOf: 2026-06-01, source: "a bank"}}\n');
    const parsed = parsePlan(text, 'sourced');
    expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(importSheets(text, planSheets(text)).changes).toEqual([]);
    const cells = [
      ['offers', 'one-year', 'priceUsdPerGpuHour', 2.6],
      ['plan', 'money.openingLiquidityUsd', 'value', '{value: 21e6, currency: EUR}'],
    ] as const;
    const changed = imported(cells, text);
    expect(changed.text).toContain('{value: 2.6, source: "a mail"}');
    expect(changed.text).toContain('{value: 21000000, currency: EUR}');
    expect(changed.issues.map(({ code }) => code)).toEqual(['source-kept']);
    const inUsd = imported([['plan', 'money.openingLiquidityUsd', 'value', 23e6]], text);
    expect(parsePlan(inUsd.text!, 'in USD').plan!.money.openingLiquidityUsd).toBe(23e6);
  });
});

describe('a workbook with a fault', () => {
  test.each([
    ['a misspelt column', ['offers', 'one-year', 'termMonth', 12], 'unknown-field', /^offers![A-Z]+2$/],
    ['text for a number', ['offers', 'two-years', 'gpus', 'many'], 'field-type', /^offers![A-Z]+3$/],
    ['a number out of range', ['fleet', 'first-lease', 'gpus', -1], /./, /^fleet![A-Z]+2$/],
    ['a formula that fails', ['offers', 'one-year', 'gpus', '#REF!'], 'cell-unread', /^offers![A-Z]+2$/],
    ['a formula without a result', ['offers', 'one-year', 'gpus', '=A1*2'], 'cell-unread', /^offers![A-Z]+2$/],
    ['a list that never ends', ['offers', 'one-year', 'gpus', '[1, 2'], 'cell-unread', /^offers![A-Z]+2$/],
    ['quantiles beside a number', ['offers', 'one-year', 'leadTimeMonths.p10', 1], 'given-twice', /^offers![A-Z]+2$/],
    ['a number beside quantiles', ['offers', 'two-years', 'leadTimeMonths', 1], 'given-twice', /^offers![A-Z]+3$/],
    ['a quote without its fields', ['offers', 'half-a-quote', 'gpus', 8], /./, /^offers![A-Z]+5$/],
    ['a name of no field', ['plan', 'money[0]', 'value', 1], 'field-name', /^plan!A\d+$/],
    ['a name that is the language’s', ['plan', '__proto__.seed', 'value', 1], 'field-name', /^plan!A\d+$/],
    ['an unknown field', ['plan', 'sead', 'value', 1], 'unknown-field', /^plan!B\d+$/],
  ] as const)('%s is refused at its cell', (_, cell, code, place) => {
    const { text, changes, issues } = imported([cell]);
    expect([text, changes]).toEqual([null, []]);
    expect(issues[0]!.code).toMatch(code);
    expect(issues[0]!.path).toMatch(place);
    expect(issues[0]).toMatchObject({ severity: 'error', line: null, fix: expect.stringMatching(/.+/) as string });
  });

  test.each([
    ['no sheet', [], 'no-plan-sheet'],
    [
      'no id column',
      [
        ['offerId', 'gpus'],
        ['one-year', 3],
      ],
      'no-column',
    ],
    [
      'an id twice',
      [
        ['id', 'gpus'],
        ['one-year', 3],
        ['one-year', 4],
      ],
      'id-twice',
    ],
    [
      'a row without an id',
      [
        ['id', 'gpus'],
        [null, 3],
      ],
      'no-id',
    ],
    [
      'a column twice',
      [
        ['id', 'gpus', 'gpus'],
        ['one-year', 3, 3],
      ],
      'column-twice',
    ],
    [
      'a value below no name',
      [
        ['id', 'gpus', ''],
        ['one-year', 3, 9],
      ],
      'no-column-name',
    ],
  ] as const)('%s is refused', (_, rows, code) => {
    const sheet = { name: 'Offers', isText: false, rows: rows.map((cells, index) => ({ number: index + 1, cells })) };
    const { text, issues } = importSheets(STARTUP, rows.length === 0 ? [] : [sheet]);
    expect(text).toBeNull();
    expect(issues.map((issue) => issue.code)).toContain(code);
  });
});
