import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { capacitySeries, fanSeries, HOSTS_SHOWN_MAX, walkAwaySeries } from './series.ts';

describe('chart series', () => {
  it('committed capacity is fleet and sign-now; planned adds what is expected later', () => {
    const { committed, planned, months } = fanSeries(exampleResult);
    expect(committed).toHaveLength(months.length);
    expect(committed[0]).toBe(1_100_000);
    // Last month: the fleet is gone; 200k hyperscaler, 210k neocloud, 600k own build.
    expect(committed.at(-1)).toBe(1_010_000);
    // 520k renewals, 310k hyperscaler, 1,480k market and 172k renewed TPUs on top.
    expect(planned.at(-1)).toBe(3_492_000);
  });

  it('the stack sums to planned capacity in every month', () => {
    const { layers, months } = capacitySeries(exampleResult);
    const { planned } = fanSeries(exampleResult);
    months.forEach((_, month) => {
      expect(layers.reduce((total, layer) => total + (layer.referenceGpus[month] ?? 0), 0)).toBe(planned[month]);
    });
    expect(layers.map((layer) => layer.kind)).toEqual(layers.map((layer) => layer.kind).toSorted(byKind));
  });

  it('puts the smallest hosts together when there are more than colours', () => {
    const capacity = Array.from({ length: 9 }, (_, index) => ({
      contractId: `c${index}`,
      host: `host ${index}`,
      kind: 'fleet' as const,
      referenceGpus: [100 - index],
    }));
    const { hosts, layers } = capacitySeries({
      ...exampleResult,
      series: { ...exampleResult.series, months: ['2026-08'], capacity },
    });
    expect(hosts).toEqual(['host 0', 'host 1', 'host 2', 'host 3', 'host 4', 'other hosts']);
    expect(hosts).toHaveLength(HOSTS_SHOWN_MAX);
    expect(layers.at(-1)?.referenceGpus).toEqual([95 + 94 + 93 + 92]);
  });

  it('walk-away prices are multiples of the ask, unknown ones null', () => {
    const { offers } = walkAwaySeries(exampleResult);
    expect(offers[2]).toMatchObject({
      name: 'host-partner',
      walkAway: 0.842,
      low: 0.63,
      high: 1.054,
      verdict: 'undecided',
    });
    const [offer] = exampleResult.offers;
    if (offer === undefined) throw new Error('the example has offers');
    const walkAwayFractionOfAsk = { estimate: Number.NaN, low: null, high: null, method: '' };
    expect(
      walkAwaySeries({ ...exampleResult, offers: [{ ...offer, walkAwayFractionOfAsk }] }).offers[0]?.walkAway,
    ).toBeNull();
  });
});

function byKind(a: string, b: string): number {
  const order = ['fleet', 'signNow', 'later'];
  return order.indexOf(a) - order.indexOf(b);
}
