/** Rights used now and later: said in words, and verified with what they give, to the bound that the contract sets. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { Result } from '../../src/core/decide/result/result.ts';
import { briefText } from '../../src/core/report/index.ts';
import { planned, verified, type PlannedPlan } from '../support/faulty-result.ts';

/** A fleet contract far above the market that may be left, and options of every kind that are worth using. */
const PLAN = `eightyfold: 1
name: Rights
asOf: 2026-07-01
startMonth: 2026-07
horizonMonths: 24
discountRatePerYear: 0.12
seed: 80
tree: {stageStartMonths: [0, 3, 6], branches: [2, 2], paths: 256, trees: 2}
lattice: {lattices: 2, nodesPerStage: 4, paths: 512, iterations: 2, rounds: 2, replayPaths: 32}
accelerators: {h100: {equivalents: 1}, gb300: {equivalents: 2.6}}
demand:
  workloads:
    - {id: product, busyReferenceGpus: 2000, tiers: [{id: paying, demandFraction: 1, valueUsdPerReferenceGpuHour: 6, protected: true}]}
  growth:
    regimes:
      - {id: fast, multiplePerYear: 10, meanMonths: 6, startProbability: 0.5}
      - {id: slow, multiplePerYear: 1.2, meanMonths: 6, startProbability: 0.5}
    jumps: {fast: {slow: 1}, slow: {fast: 1}}
    volatilityPerMonth: 0.08
market: {supplyRegimes: {start: normal}, reservedUsdPerReferenceGpuHour: {glut: 1.3, normal: 1.9, tight: 2.85}}
fleet:
  - {id: dear, host: a, route: lease, accelerator: h100, gpus: 300, untilMonth: 2029-02, priceUsdPerGpuHour: 30, buyerExit: {afterMonths: 0, noticeDays: 30}, renewal: none}
  - {id: kept, host: b, route: lease, accelerator: h100, gpus: 300, untilMonth: 2027-02, priceUsdPerGpuHour: 2, renewal: none, options: {extend: {months: 12, noticeDays: 60, feeUsd: 1000}}}
  - {id: old, host: c, route: lease, accelerator: h100, gpus: 300, untilMonth: 2028-06, priceUsdPerGpuHour: 2, renewal: none, options: {swap: {accelerator: gb300, gpus: 300, afterMonths: 3, noticeDays: 30, priceMultiple: 1.5}}}
  - {id: hall, host: d, route: lease, accelerator: h100, gpus: 300, untilMonth: 2028-06, priceUsdPerGpuHour: 2, renewal: none, options: {buyout: {afterMonths: 0, usd: 2e5, usefulLifeMonths: 48, opexUsdPerMonth: 40000}}}
offers:
  - {id: lease, host: e, route: lease, accelerator: h100, gpus: 512, leadTimeMonths: 1, termMonths: 18, priceUsdPerGpuHour: 2.5, takeOrPayFraction: 1, required: true, options: {expand: {fractionMax: 1.5, leadTimeMonths: 1, priceMultiple: 0.8}, firstRefusal: {fractionMax: 0.5, leadTimeMonths: 2, availableFraction: {glut: 1, normal: 0.5, tight: 0.2}}}}
money: {openingLiquidityUsd: 25e6}
`;

let right: PlannedPlan;
beforeAll(async () => {
  right = await planned(PLAN);
});

const rules = (result: Result) => verified(right.plan, result).violations.map(({ code }) => code);

describe('rights', () => {
  it('are in the answer, in words, and accepted', () => {
    const { plan, result } = right;
    expect(verified(plan, result)).toMatchObject({ status: 'accepted', violations: [] });
    const now = result.rightsNow.map(({ right: used, usedFraction }) => [used, usedFraction.estimate]);
    expect(now).toContainEqual([{ kind: 'exit', contractId: 'dear' }, expect.closeTo(1, 6)]);
    expect(now).toContainEqual([{ kind: 'buyout', contractId: 'hall' }, expect.closeTo(1, 6)]);
    const text = briefText(result, { width: 100, colour: false });
    expect(text).toMatch(/\nUSE NOW +(.*, )?end dear \(all of it\)/);
    expect(text).not.toMatch(/-(extended|expanded|matched|swapped|bought)\b/);
    const kinds = new Set(result.later.map((one) => one.right?.kind));
    for (const kind of ['extend', 'swap', 'expand'] as const) expect(kinds).toContain(kind);
  });

  it.each([
    [
      'a right that the contract has not',
      (result: Result) => ({
        ...result,
        rightsNow: result.rightsNow.map((one) => ({ ...one, right: { kind: 'sublet' as const, contractId: 'dear' } })),
      }),
      'right',
    ],
    [
      'more of a contract than there is',
      (result: Result) => ({
        ...result,
        rightsNow: result.rightsNow.map((one) => ({ ...one, usedFraction: { ...one.usedFraction, estimate: 1.1 } })),
      }),
      'right',
    ],
    [
      'an option of another contract',
      (result: Result) => ({
        ...result,
        later: result.later.map((one) => ({ ...one, right: one.right && { ...one.right, contractId: 'dear' } })),
      }),
      'right',
    ],
    [
      'an option at more than its price',
      (result: Result) => ({
        ...result,
        ledger: {
          ...result.ledger,
          recommended: result.ledger.recommended.map((account) =>
            account.contractId === 'kept-extended' && account.cause === 'committed'
              ? { ...account, centsByMonth: account.centsByMonth.map((cents) => cents * 4) }
              : account,
          ),
        },
      }),
      'expected-cash',
    ],
    [
      'an option of no contract',
      (result: Result) => ({
        ...result,
        ledger: {
          ...result.ledger,
          recommended: result.ledger.recommended.map((account) =>
            account.contractId === 'kept-extended' ? { ...account, contractId: 'dear-extended' } : account,
          ),
        },
      }),
      'account',
    ],
  ])('refuses %s', (_, damage, rule) => {
    expect(rules(damage(right.result))).toContain(rule);
  });
});
