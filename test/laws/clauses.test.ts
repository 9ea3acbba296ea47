/** What a clause is worth: a right of ours never less than nothing, one of the host's never more, and the price follows. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/index.ts';
import { parseCatalogue } from '../../src/core/catalogue/index.ts';
import { clauseStudies, dealDesk, valueText, type ClauseValue, type DealDesk } from '../../src/core/deal/index.ts';
import { callerInThread, decide } from '../../src/core/decide/index.ts';
import { parsePlan } from '../../src/core/domain/index.ts';
import { dealPlanText } from '../support/deal-plan-text.ts';

const table = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../catalogue/${name}.csv`, import.meta.url)), 'utf8');
const CATALOGUE = parseCatalogue({
  deals: table('deals'),
  rentalPrices: table('rental-prices'),
  buildCosts: table('build-costs'),
});

const QUOTES = [
  '  - {id: firm, route: lease, host: a, accelerator: mixed, gpus: 60000, leadTimeMonths: {p10: 3, p50: 4, p90: 6}, termMonths: 36, priceUsdPerGpuHour: 2.2, upfrontFraction: 0.1, failureHazardPerYear: 0.1}',
  '  - {id: open, route: partner, host: b, accelerator: mixed, gpus: 60000, leadTimeMonths: 1, termMonths: 36, priceUsdPerGpuHour: 2.6, buyerExit: {afterMonths: 3, noticeDays: 90}, hostExit: {afterMonths: 3, noticeDays: 90, hazardPerYear: 0.4}}',
].join('\n');
const SMALL =
  'lattice: {lattices: 2, nodesPerStage: 4, paths: 512, iterations: 3, rounds: 3, replayPaths: 32}\n' +
  'tree: {stageStartMonths: [0, 3, 9], branches: [2, 2], paths: 256, trees: 2}\n';
/** Of a plan worth some $10B, what two solves of it may differ by. */
const ROUNDING_USD = 1e4;

describe('the worth of a clause', () => {
  const clausesById = new Map<string, readonly ClauseValue[]>();
  const progress: number[] = [];
  let desk: DealDesk;
  beforeAll(async () => {
    const { plan, issues } = parsePlan(`${dealPlanText(QUOTES, { discountRatePerYear: 0.1 })}${SMALL}`, 'test');
    if (plan === null) throw new Error(JSON.stringify(issues));
    const caller = callerInThread(plan, await createHighsSolver());
    const outcome = await decide(plan, { caller, planHash: '', engineVersion: '', issues: [], sources: [] });
    if (outcome.status !== 'planned') throw new Error(outcome.status);
    const { result } = outcome;
    const studies = callerInThread(plan, await createHighsSolver());
    for (const offerId of ['firm', 'open']) {
      const onProgress = ({ done, total }: { done: number; total: number }) => progress.push(done / total);
      clausesById.set(offerId, await clauseStudies(plan, { offerId, result, caller: studies, onProgress }));
    }
    await studies.close();
    const terms = {
      basis: null,
      basisById: new Map(),
      goodputFraction: null,
      utilisationFraction: null,
      onboardingUsd: 0,
    };
    desk = dealDesk(plan, ['firm', 'open'], { ...terms, catalogue: CATALOGUE, result, clausesById });
  });
  const clauseOf = (offerId: string, clause: string) =>
    clausesById.get(offerId)?.find((each) => each.clause.startsWith(clause));

  it.each([
    ['firm', 'our exit'],
    ['firm', 'take-or-pay'],
    ['firm', 'a month earlier'],
    ['open', 'our exit'],
  ])('%s: %s is worth no less than nothing', (offerId, clause) => {
    expect(clauseOf(offerId, clause)?.valueUsd.estimate).toBeGreaterThanOrEqual(-ROUNDING_USD);
  });

  it.each([
    ['firm', 'prepayment'],
    ['firm', 'the risk that the host fails'],
    ['open', "the host's exit"],
  ])('%s: %s is worth no more than nothing', (offerId, clause) => {
    expect(clauseOf(offerId, clause)?.valueUsd.estimate).toBeLessThanOrEqual(ROUNDING_USD);
  });

  it('the walk-away price rises with a right that is gained, falls with one that is lost, and is never below nothing', () => {
    for (const { offerId, walkAway } of desk.offers) {
      // Timing is no right: a month earlier is worth its margin, which a dearer quote has less of.
      const rights = clausesById.get(offerId)!.filter(({ clause }) => clause !== 'a month earlier');
      for (const { kind, valueUsd, walkAwayUsdPerGpuHour } of rights) {
        const rise = walkAwayUsdPerGpuHour.estimate - walkAway!.walkAwayUsdPerGpuHour.estimate;
        const gain = kind === 'wanted' ? valueUsd.estimate : -valueUsd.estimate;
        expect(walkAwayUsdPerGpuHour.low).not.toBeNull();
        expect(Math.sign(rise) === Math.sign(gain) || Math.abs(gain) < ROUNDING_USD).toBe(true);
        expect(walkAwayUsdPerGpuHour.low ?? 0).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('comes with an interval, a verdict and progress up to the whole', () => {
    const all = [...clausesById.values()].flat();
    expect(all.length).toBeGreaterThanOrEqual(8);
    for (const { valueUsd } of all) expect(valueUsd.low!).toBeLessThanOrEqual(valueUsd.high!);
    expect(progress.filter((share) => share === 1)).toHaveLength(2);
    const text = valueText(desk);
    expect(text).toContain('WHAT EACH CLAUSE IS WORTH TO US: open');
    expect(text).toMatch(/ {2}without our exit +\S/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});
