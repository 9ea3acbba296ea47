import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { claimRange, colossusPage, parseCsv, usdPerGpuHour, type CsvRow } from '../../scripts/write-docs.ts';
import { parsePlan } from '../../src/core/domain/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CATALOGUE = join(ROOT, 'catalogue');
const tableNames = readdirSync(CATALOGUE).filter((name) => name.endsWith('.csv'));
const read = (name: string) => parseCsv(readFileSync(join(CATALOGUE, name), 'utf8'));

const QUALITIES = new Set(['company_stated', 'reported', 'estimate', 'derived']);
const ONE_PERIOD = '20\\d\\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?|-Q[1-4]|-2\\d)?';
/** "2026", "2026-05", "2026-05-06", "2026-Q1", "2025-26" (two years), or from one to another: "2025-10/2026-06" */
const PERIOD = new RegExp(`^${ONE_PERIOD}(/${ONE_PERIOD})?$`);
const NUMBER = /^-?\d+(\.\d+)?$/;
/** a number, a change, a range, a bound, a count out of another, or a list */
const AMOUNT = /^(<=|>=|\+)?\d+(\.\d+)?(-\d+(\.\d+)?| of \d+|( \/ \d+(\.\d+)?)+)?$/;
/** names whose numbers have no unit, and names that only describe */
const UNITLESS_COLUMNS = new Set([
  'conflicts_with',
  'low',
  'typical',
  'high',
  'value',
  'as_of',
  'launched_on',
  'rents_as_of',
  'retrieved_on',
  'start_or_ramp',
  // counts
  'providers',
  'accelerators_per_instance',
  'up_spells',
]);
const UNIT_IN_NAME = /(^|_)(usd|tflops|gb|watts|kw(?!_basis)|megawatts|gpus|years|months|hours?|fraction)(_|$)/;

function faultsOf(row: CsvRow): string[] {
  const faults: string[] = [];
  const asOf = row['as_of'] ?? row['rents_as_of'] ?? '';
  const hasRent = Object.keys(row).some(
    (name) => name.startsWith('rent_') && name.endsWith('_hour') && row[name] !== '',
  );
  const mayLackDate = 'rents_as_of' in row && !hasRent;
  if (!/^https?:\/\/\S+\.\S+/.test(row['source_url'] ?? '')) faults.push('source_url');
  if (!/^20\d\d-\d\d-\d\d$/.test(row['retrieved_on'] ?? '')) faults.push('retrieved_on');
  if (!PERIOD.test(asOf) && !(mayLackDate && asOf === '')) faults.push('as_of');
  if (!QUALITIES.has(row['quality'] ?? '')) faults.push('quality');
  for (const [name, value] of Object.entries(row)) {
    if (name.endsWith('_source_url') && value !== '' && !/^https?:\/\//.test(value)) faults.push(name);
    if (UNIT_IN_NAME.test(name) && value !== '' && !NUMBER.test(value)) faults.push(name);
    if (['low', 'typical', 'high'].includes(name) && value !== '' && !NUMBER.test(value)) faults.push(name);
    if (NUMBER.test(value) && !UNIT_IN_NAME.test(name) && !UNITLESS_COLUMNS.has(name)) faults.push(`${name}: no unit`);
  }
  if ('unit' in row && !hasParsableValue(row)) faults.push('value');
  return faults;
}

/** A row with a unit holds amounts; without one its value is words, such as a product effect or an event. */
function hasParsableValue(row: CsvRow): boolean {
  if (row['unit'] === '' || row['value'] === undefined) return true;
  if (row['value'] === 'multiple') return true;
  return row['unit'] === 'date' ? PERIOD.test(row['value']) : AMOUNT.test(row['value']);
}

describe.each(tableNames)('catalogue/%s', (name) => {
  const rows = read(name);

  it('has source, date, quality, readable numbers and units in every row', () => {
    expect(rows.length).toBeGreaterThan(0);
    const faults = rows.map((row, index) => ({ line: index + 2, faults: faultsOf(row) }));
    expect(faults.filter((row) => row.faults.length > 0)).toEqual([]);
  });

  it('says of every row what contradicts it', () => {
    expect(Object.keys(rows[0] ?? {})).toContain('conflicts_with');
  });

  it('holds no row twice', () => {
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
  });
});

it('a row check can fail', () => {
  const good = read('colossus-deal.csv')[0] ?? {};
  expect(faultsOf(good)).toEqual([]);
  expect(faultsOf({ ...good, source_url: 'a blog' })).toEqual(['source_url']);
  expect(faultsOf({ ...good, quality: 'sure' })).toEqual(['quality']);
  expect(faultsOf({ ...good, as_of: 'lately' })).toEqual(['as_of']);
  expect(faultsOf({ ...good, price_usd: '1.2.3' })).toEqual(['price_usd']);
  expect(faultsOf({ ...good, price: '1.2' })).toEqual(['price: no unit']);
});

describe('the Colossus figures recompute from the claims', () => {
  const rows = read('colossus-deal.csv');
  const valuesOf = (attribute: string) =>
    rows.filter((row) => row['attribute'] === attribute).map((row) => row['value'] ?? '');
  const only = (attribute: string, index: number) => claimRange(valuesOf(attribute)[index] ?? '')[0];
  const [gpusAnnounced, gpusAmended] = [only('gpus', 0), only('gpus', 2)];
  const articleFees = claimRange(valuesOf('fee_annual_article')[0] ?? '');
  const filedFee = only('fee', 0) * 12;
  const derived = valuesOf('implied_usd_per_gpu_hour');

  it('reads the claims that the case rests on', () => {
    expect([gpusAnnounced, gpusAmended, only('power', 0), articleFees, filedFee]).toEqual([
      220e3,
      325e3,
      300,
      [3e3, 4e3],
      15e3,
    ]);
  });

  it("the article's $3-4B a year is $1.56-2.08 per GPU-hour and $10.0-13.3M per MW-year", () => {
    const perGpuHour = articleFees.map((fee) => usdPerGpuHour(fee, gpusAnnounced).toFixed(2)).join('-');
    expect(perGpuHour).toBe('1.56-2.08');
    expect(derived).toContain(perGpuHour);
    const perMegawattYear = articleFees.map((fee) => (fee / only('power', 0)).toFixed(1)).join('-');
    expect(perMegawattYear).toBe('10.0-13.3');
    expect(valuesOf('implied_usd_m_per_mw_year')).toEqual([perMegawattYear]);
  });

  it('the filed $1.25B a month is $7.78 per GPU-hour at 220,000 GPUs and $5.27 at 325,000', () => {
    expect(usdPerGpuHour(filedFee, gpusAnnounced).toFixed(2)).toBe('7.78');
    expect(usdPerGpuHour(filedFee, gpusAmended).toFixed(2)).toBe('5.27');
    expect(derived).toEqual(expect.arrayContaining(['7.78', '5.27']));
  });

  it('80x a year is 2.99x in a quarter, 1.68 times the plan of 10x', () => {
    const [planned, actual] = [only('planned_growth', 0), only('actual_growth', 0)];
    expect((actual ** 0.25).toFixed(2)).toBe('2.99');
    expect(((actual / planned) ** 0.25).toFixed(2)).toBe('1.68');
  });
});

describe('what public deals imply', () => {
  const deals = read('deals.csv');
  const numberOf = (row: CsvRow, name: string) => (row[name] === '' ? null : Number(row[name]));
  /** Claims that their own totals do not give, within half a unit of the claim's last digit. */
  const inconsistent = (row: CsvRow): string[] => {
    const perYear = numberOf(row, 'usd_million_per_year');
    const claim = (name: string, implied: (perYearUsdMillion: number) => number): string[] => {
      const claimed = numberOf(row, name);
      if (claimed === null) return [];
      const decimals = row[name]?.split('.')[1]?.length ?? 0;
      const isMet = perYear !== null && Math.abs(implied(perYear) - claimed) <= 0.5001 * 10 ** -decimals;
      return isMet ? [] : [`${row['id']} ${name}`];
    };
    const [total, years] = [numberOf(row, 'headline_usd_million'), numberOf(row, 'term_years')];
    return [
      ...(total === null || years === null ? [] : claim('usd_million_per_year', () => total / years)),
      ...claim(
        'implied_usd_million_per_megawatt_year',
        (usd) => usd / (numberOf(row, 'power_megawatts') ?? Number.NaN),
      ),
      ...claim('implied_usd_per_gpu_hour', (usd) => usdPerGpuHour(usd, numberOf(row, 'gpus') ?? Number.NaN)),
    ];
  };

  it('recomputes from their totals, but for the $290M a year that was said of $3.5B over 12 years', () => {
    expect(deals.flatMap(inconsistent)).toEqual(['D025 usd_million_per_year']);
  });

  it('a wrong claim is found', () => {
    const iren = deals.find((row) => row['id'] === 'D029') ?? {};
    expect(inconsistent({ ...iren, implied_usd_million_per_megawatt_year: '9.6' })).toHaveLength(1);
    expect(inconsistent({ ...iren, implied_usd_per_gpu_hour: '2.7' })).toHaveLength(1);
  });
});

it('docs/colossus.md is what scripts/write-docs.ts writes', () => {
  const page = readFileSync(join(ROOT, 'docs', 'colossus.md'), 'utf8');
  const claims = readFileSync(join(CATALOGUE, 'colossus-deal.csv'), 'utf8');
  expect(colossusPage(page, claims)).toBe(page);
  expect(colossusPage(page, claims.replaceAll('2026-05-20', '2026-05-21'))).not.toBe(page);
});

describe('examples', () => {
  const folder = join(ROOT, 'examples');
  const planNames = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.startsWith('host'));
  const cataloguedUrls = new Set(
    tableNames
      .flatMap(read)
      .flatMap((row) => Object.entries(row).flatMap(([name, url]) => (name.endsWith('source_url') ? [url] : []))),
  );

  it.each(planNames)('%s is a plan without faults', (name) => {
    const { plan, issues } = parsePlan(readFileSync(join(folder, name), 'utf8'), name);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan?.offers.length).toBeGreaterThan(0);
  });

  it.each(planNames)('%s cites only what stands in the catalogue', (name) => {
    const { sources } = parsePlan(readFileSync(join(folder, name), 'utf8'), name);
    expect(sources.filter(({ source }) => source === null || !cataloguedUrls.has(source))).toEqual([]);
  });

  it('each regime jump is a full row', () => {
    for (const name of planNames) {
      const { plan } = parsePlan(readFileSync(join(folder, name), 'utf8'), name);
      for (const row of plan?.growth.jumps ?? []) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });
});
