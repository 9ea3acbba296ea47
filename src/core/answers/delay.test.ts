import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../test/support/example-result.ts';
import type { Estimate } from '../decide/index.ts';
import { testOffer, testPlan } from '../demand/test-plan.ts';
import { calendarOfDecisions } from './calendar.ts';
import { delayAnswers } from './delay.ts';
import type { AskStudy } from './studies.ts';

const offer = { ...testOffer('neo', []), kind: 'quote' as const, blocksMin: 0, signByMonth: 12, decideBy: null };
const base = testPlan({ offers: [offer] });
const plan = { ...base, tree: { ...base.tree, stageStartMonths: [0, 2, 6] } };

/** Trees on which every wait surely costs: 197 until the first later date, 500 until the next. */
const ask: AskStudy = ({ questions }) => {
  const usd = (name: string) => ({ 'as it is': 1000, 'neo from 2': 803, 'neo from 6': 500 })[name] ?? 0;
  const reply = Object.fromEntries(Object.keys(questions).map((name) => [name, { valueUsd: usd(name) }]));
  return Promise.resolve([reply, reply] as never);
};
const mayWait: Estimate = { estimate: 38, low: -2, high: 78, method: 'lattices' };

describe('the cost of delay', () => {
  it('until the next date is the figure of the first page, and so is the date by which to sign', async () => {
    const [delay] = await delayAnswers({ plan, ask }, [{ offerId: 'neo', deferralCostUsd: mayWait }]);
    expect(delay!.costs.map(({ costUsd }) => costUsd.estimate)).toEqual([38, 500]);
    expect(delay!.costs[0]!.costUsd).toEqual(mayWait);
    expect(delay!.costUsdPerMonth).toMatchObject({ estimate: 19, low: -1, high: 39 });
    expect(delay!.lastFreeMonth).toBe(delay!.costs[0]!.fromMonth);
    const entries = calendarOfDecisions(plan, exampleResult, { delay: [delay!], clauses: [] });
    expect(entries.find(({ kind }) => kind === 'decide')!.date).toBe(`${delay!.costs[0]!.fromMonth}-01`);
  });

  it('that may be nothing for ever asks for no date but the lapse', async () => {
    const same: AskStudy = ({ questions }) => {
      const reply = Object.fromEntries(Object.keys(questions).map((name) => [name, { valueUsd: 1000 }]));
      return Promise.resolve([reply, reply] as never);
    };
    const [delay] = await delayAnswers({ plan, ask: same }, [{ offerId: 'neo', deferralCostUsd: mayWait }]);
    const entries = calendarOfDecisions(plan, exampleResult, { delay: [delay!], clauses: [] });
    expect(entries.map(({ kind }) => kind)).toEqual(['lapse']);
  });

  it('is the trees’ where the first page knows none', async () => {
    const unknown: Estimate = { estimate: 0, low: null, high: null, method: 'not available on all lattices' };
    const [delay] = await delayAnswers({ plan, ask }, [{ offerId: 'neo', deferralCostUsd: unknown }]);
    expect(delay!.costs[0]!.costUsd.estimate).toBe(197);
    expect(delay!.lastFreeMonth).toBeNull();
  });
});
