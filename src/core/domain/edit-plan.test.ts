import { describe, expect, it } from 'vitest';

import { editedPlanText, plainPlanOf } from './edit-plan.ts';

const TEXT = `# our plan
name: lab # a name
# what we pay
money:
  openingLiquidityUsd: {value: 40e9, source: "https://example.org"} # cash
offers:
  # the first
  - {id: a, months: {p10: 1, p50: 2, p90: 3}, gpus: 10}
  - id: b # the second
    gpus: 20
  - id: c
    gpus: 30
`;

describe('a plan edited as text', () => {
  it('sets what is named and keeps every comment and everything else', () => {
    const text = editedPlanText(TEXT, [
      { kind: 'set', path: ['money', 'openingLiquidityUsd'], value: 36e9 },
      { kind: 'set', path: ['offers', 0, 'months'], value: { p10: 0.5, p50: 1, p90: 2 } },
      { kind: 'set', path: ['offers', 1, 'status'], value: 'signed' },
    ]);
    for (const comment of ['# our plan', '# a name', '# what we pay', '# cash', '# the first', '# the second']) {
      expect(text).toContain(comment);
    }
    expect(text).toContain('{id: a, months: {p10: 0.5, p50: 1, p90: 2}, gpus: 10}');
    expect(text).toContain('{value: 36000000000, source: "https://example.org"}');
    expect(plainPlanOf(text)).toEqual({
      name: 'lab',
      money: { openingLiquidityUsd: 36e9 },
      offers: [
        { id: 'a', months: { p10: 0.5, p50: 1, p90: 2 }, gpus: 10 },
        { id: 'b', gpus: 20, status: 'signed' },
        { id: 'c', gpus: 30 },
      ],
    });
  });

  it('takes items out, however many, and leaves a remark where they stood', () => {
    const text = editedPlanText(TEXT, [
      { kind: 'remove', path: ['offers', 0], comment: 'a lapsed' },
      { kind: 'remove', path: ['offers', 2], comment: 'c lapsed' },
      { kind: 'append', path: ['offers'], value: { id: 'd', gpus: 5 }, comment: 'new' },
    ]);
    expect(plainPlanOf(text)['offers']).toEqual([
      { id: 'b', gpus: 20 },
      { id: 'd', gpus: 5 },
    ]);
    for (const remark of ['# a lapsed', '# c lapsed', '# new', '# the second']) expect(text).toContain(remark);
  });

  it('reads an amount in another currency in USD, and puts one in USD in its place', () => {
    const sourced = '{value: 40e9, source: "https://example.org"}';
    const rates = 'exchangeRates: {EUR: {usdPerUnit: 1.25, asOf: 2026-07-01, source: "a bank"}}\n';
    const text = TEXT.replace(sourced, '{value: 40e9, currency: EUR, source: "a bank"}') + rates;
    expect(plainPlanOf(text)['money']).toEqual({ openingLiquidityUsd: 50e9 });
    const path = ['money', 'openingLiquidityUsd'];
    const changed = editedPlanText(text, [{ kind: 'set', path, value: 36e9 }]);
    expect(plainPlanOf(changed)['money']).toEqual({ openingLiquidityUsd: 36e9 });
    expect(changed).toContain('openingLiquidityUsd: 36000000000 # cash');
    const kept = editedPlanText(text, [{ kind: 'set', path: [...path, 'value'], value: 44e9 }]);
    expect(plainPlanOf(kept)['money']).toEqual({ openingLiquidityUsd: 55e9 });
  });

  it('changes nothing where there is nothing to change', () => {
    expect(plainPlanOf(editedPlanText(TEXT, []))).toEqual(plainPlanOf(TEXT));
  });
});
