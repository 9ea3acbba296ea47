/** Hosts ranked by what their drafts are worth: the value is the planner's, and a better draft never ranks below a worse one. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/index.ts';
import { parseCatalogue } from '../../src/core/catalogue/index.ts';
import { hostDrafts } from '../../src/core/deal/host-drafts.ts';
import { rankHosts, type HostRanking } from '../../src/core/deal/host-ranking.ts';
import { readHostRows } from '../../src/core/deal/host-rows.ts';
import { hostsYaml } from '../../src/core/deal/host-text.ts';
import { callerInThread } from '../../src/core/decide/index.ts';
import { parsePlan, planTextWithDrafts, type Plan } from '../../src/core/domain/index.ts';
import { dealPlanText } from '../support/deal-plan-text.ts';

const table = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../catalogue/${name}.csv`, import.meta.url)), 'utf8');
const CATALOGUE = parseCatalogue({
  deals: table('deals'),
  rentalPrices: table('rental-prices'),
  buildCosts: table('build-costs'),
});

const PLAN_TEXT = dealPlanText(
  '  - {id: own, route: lease, host: b, accelerator: mixed, gpus: 20000, leadTimeMonths: 2, termMonths: 12, priceUsdPerGpuHour: 3}',
);
/** Same size and price, and so worth less the later or the less sure; `dear` costs more than any demand pays. */
const HOSTS = `host,gpus,accelerator,lead_time_months_p10,lead_time_months_p50,lead_time_months_p90,term_months,price_usd_per_gpu_hour,failure_hazard_per_year
soon,40000,mixed,1,2,3,24,1.5,0
late,40000,mixed,9,12,15,24,1.5,0
twin,40000,mixed,9,12,15,24,1.5,0
frail,40000,mixed,9,12,15,24,1.5,0.6
dear,40000,mixed,1,2,3,24,9,0
vague,,,,,,,,
`;

function planOf(text: string): Plan {
  const { plan, issues } = parsePlan(text, 'test');
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan;
}

describe('hosts to ask', () => {
  let ranking: HostRanking;
  beforeAll(async () => {
    const solver = await createHighsSolver();
    const plan = planOf(PLAN_TEXT);
    const { drafts, unplannable } = hostDrafts(plan, readHostRows(HOSTS).rows, CATALOGUE);
    const planWithDrafts = planOf(
      planTextWithDrafts(
        PLAN_TEXT,
        drafts.map(({ draft }) => draft),
      ),
    );
    const caller = callerInThread(plan, solver);
    ranking = await rankHosts({ plan, planWithDrafts, drafts, unplannable, caller });
    await caller.close();
  });
  const valueOf = (host: string) => ranking.hosts.find((each) => each.host === host)?.addedValueUsd?.estimate ?? NaN;

  it('an offer more never lowers the value of the plan', () => {
    for (const { addedValueUsd } of ranking.hosts) expect(addedValueUsd?.estimate).toBeGreaterThanOrEqual(-1);
    expect(valueOf('soon')).toBeGreaterThan(1e6);
  });

  it('sooner and surer is worth no less, and what nothing tells apart is worth the same', () => {
    expect(valueOf('soon')).toBeGreaterThan(valueOf('late'));
    expect(valueOf('late')).toBeGreaterThan(valueOf('frail'));
    expect(valueOf('twin')).toBe(valueOf('late'));
    expect(Math.abs(valueOf('dear'))).toBeLessThan(1);
  });

  it('stands in the order of value, and leaves out what cannot be planned with a reason', () => {
    const values = ranking.hosts.map(({ addedValueUsd }) => addedValueUsd?.estimate ?? NaN);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(ranking.unplannable).toEqual([{ host: 'vague', reason: 'neither GPUs nor megawatts are known' }]);
  });

  it('its YAML pasted into the plan gives the same offers', () => {
    const pasted = planOf(`${PLAN_TEXT.trimEnd()}\n${hostsYaml(ranking).replaceAll(/^(?=.)/gm, '  ')}`);
    expect(pasted.offers.map(({ id }) => id).toSorted()).toEqual(['dear', 'frail', 'late', 'own', 'soon', 'twin']);
    expect(pasted.offers.find(({ id }) => id === 'soon')).toMatchObject({ host: 'soon', termMonths: 24, blocks: 4 });
  });
});
