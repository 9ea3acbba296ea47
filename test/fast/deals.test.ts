import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { dealChecks, dealsPage, INCONSISTENT } from '../../scripts/write-deals.ts';
import { parseCsv } from '../../scripts/write-docs.ts';
import { parseCatalogue } from '../../src/core/catalogue/index.ts';
import { dealDesk } from '../../src/core/deal/index.ts';
import { parsePlan } from '../../src/core/domain/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'examples', 'deals');
const table = (name: string) => readFileSync(join(ROOT, 'catalogue', `${name}.csv`), 'utf8');
const CATALOGUE = parseCatalogue({
  deals: table('deals'),
  rentalPrices: table('rental-prices'),
  buildCosts: table('build-costs'),
});
const checks = dealChecks();
const names = readdirSync(FOLDER);
const parsed = (name: string) => parsePlan(readFileSync(join(FOLDER, name), 'utf8'), name);

describe('public deals as plan files', () => {
  it('are more than twenty, each once', () => {
    expect(checks.length).toBeGreaterThanOrEqual(20);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it('reproduce what is published of them, but for the figures that are known to be off, each with its reason', () => {
    const off = checks.flatMap(({ id, claims }) =>
      claims.filter(({ isMet }) => !isMet).map(({ label }) => `${id} ${label}`),
    );
    expect(off.toSorted()).toEqual(Object.keys(INCONSISTENT).toSorted());
    expect(checks.filter(({ claims }) => claims.some(({ isMet }) => isMet))).toHaveLength(checks.length);
  });

  it('leave of the SpaceX fees about six months firm', () => {
    const months = checks
      .filter(({ row }) => row['host']?.startsWith('SpaceX') && row['quality'] === 'reported')
      .map(({ id, totalUsd, firmFraction, row }) => {
        const feeUsd = (Number(row['usd_million_per_year']) * 1e6) / 12;
        return `${id} ${((totalUsd * firmFraction) / feeUsd).toFixed(1)}`;
      });
    // The first month of the first is at half the fee.
    expect(months).toEqual(['D001 5.5', 'D003 6.0', 'D004 6.0']);
  });

  it.each(names)('%s is read without faults, and nothing of the deal goes unused but labels', (name) => {
    const { plan, issues } = parsed(name);
    expect(plan).not.toBeNull();
    expect(issues.filter(({ severity }) => severity === 'not-enforced')).toEqual([]);
  });

  it.each(names)('%s cites its own row of the catalogue, and calls assumed what is', (name) => {
    const row = checks.find(({ fileName }) => fileName === name)?.row;
    const isRight = ({ source, quality }: { source: string | null; quality: string | null }) =>
      source === null ? quality === 'assumed' : source === row?.['source_url'];
    expect(parsed(name).sources.filter((each) => !isRight(each))).toEqual([]);
  });

  const answered = (name: string) => {
    const { plan, sources } = parsed(name);
    const ids = plan!.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id);
    const terms = {
      basis: null,
      basisById: new Map(),
      goodputFraction: null,
      utilisationFraction: null,
      onboardingUsd: 0,
    };
    const given = { ...terms, catalogue: CATALOGUE, sources, result: null, clausesById: new Map() };
    return dealDesk(plan!, ids, given).offers[0]!;
  };

  it('are never counted among their own comparables', () => {
    const itself = names.flatMap((name) => {
      const id = /^d\d+/.exec(name)![0].toUpperCase();
      return answered(name).compared.flatMap(({ prices }) => prices.filter((price) => price.id === id));
    });
    expect(itself.length).toBeGreaterThan(20);
    expect(itself.filter(({ notCounted }) => notCounted === null)).toEqual([]);
  });

  it('stand on the basis that the catalogue says, without being asked', () => {
    const bases = names.map((name) => answered(name).basis);
    const priced = checks.map(({ row }) => row['what_is_priced'] ?? '');
    expect(bases).toEqual(
      priced.map((what) =>
        what === 'powered_shell_colo' ? 'poweredShell' : what === 'gpu_cloud' ? 'gpuCloud' : 'capexProgramme',
      ),
    );
  });

  it('docs/deals.md is what scripts/write-deals.ts writes', () => {
    const page = readFileSync(join(ROOT, 'docs', 'deals.md'), 'utf8');
    expect(dealsPage(page, checks)).toBe(page);
    expect(dealsPage(page, checks.slice(1))).not.toBe(page);
  });
});

it('the catalogue has a row for every file', () => {
  const ids = new Set(parseCsv(table('deals')).map((row) => row['id']));
  expect(checks.filter(({ id }) => !ids.has(id))).toEqual([]);
});
