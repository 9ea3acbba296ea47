import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { dealPlanText } from '../../../test/support/deal-plan-text.ts';
import { parseCatalogue } from '../catalogue/index.ts';
import { parsePlan, planTextWithDrafts } from '../domain/index.ts';
import { hostDrafts } from './host-drafts.ts';
import { readHostRows } from './host-rows.ts';

const table = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../catalogue/${name}.csv`, import.meta.url)), 'utf8');
const CATALOGUE = parseCatalogue({
  deals: table('deals'),
  rentalPrices: table('rental-prices'),
  buildCosts: table('build-costs'),
});

test("every host of the catalogue is a draft that the plan's own parser takes, or is left out with a reason", () => {
  const text = dealPlanText(
    '  - {id: iren, route: lease, host: a, accelerator: mixed, gpus: 10, leadTimeMonths: 1, termMonths: 12, priceUsdPerGpuHour: 2}',
  );
  const { plan } = parsePlan(text, 'test');
  const { rows, issues } = readHostRows(table('hosts'));
  expect(issues).toEqual([]);
  const { drafts, unplannable } = hostDrafts(plan!, rows, CATALOGUE);
  expect(drafts.length + unplannable.length).toBe(rows.length);
  expect(unplannable.map(({ reason }) => reason)).toContain('a sector, not a host');
  const pasted = parsePlan(
    planTextWithDrafts(
      text,
      drafts.map(({ draft }) => draft),
    ),
    'test',
  );
  expect(pasted.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(pasted.plan?.offers.filter(({ kind }) => kind === 'quote')).toHaveLength(drafts.length + 1);
  expect(drafts.find(({ row }) => row.host === 'IREN')?.draft.id).toBe('iren-2');
});

test('what nobody stated is assumed and named; what is stated is taken', () => {
  const { plan } = parsePlan(dealPlanText('  []').replace('offers:\n  []', 'offers: []'), 'test');
  const stated =
    'host,offered_megawatts,accelerator,lead_time_months_p50,term_months,price_usd_per_gpu_hour,failure_hazard_per_year,blocks\nus,30,mixed,4,36,2,0.01,2';
  const [draft] = hostDrafts(plan!, readHostRows(stated).rows, CATALOGUE).drafts;
  // 30 MW over 300 MW / 220,000 GPUs.
  expect(draft?.draft).toMatchObject({
    gpus: 22_000,
    leadTimeMonths: { p10: 4, p50: 4, p90: 4 },
    termMonths: 36,
    priceUsdPerGpuHour: 2,
    blocks: 2,
  });
  expect(draft?.assumed).toEqual(['all is paid whatever the use, no exit']);
});

test.each([
  ['', 'host-table', null],
  ['name,mw\na,1', 'host-table', 1],
  ['host,power_megawatts\na,lots', 'host-number', 2],
  ['host;failure_hazard_per_year\na;3', 'host-number', 2],
  ['host,lead_time_months_p10,lead_time_months_p50\na,9,4', 'host-lead-time', 2],
])('a faulty table %j is refused at its place', (text, code, line) => {
  const { issues, rows } = readHostRows(text);
  expect(issues).toMatchObject([{ code, line, severity: 'error' }]);
  expect(rows).toEqual([]);
});
