import fc from 'fast-check';
import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../test/support/example-result.ts';
import { randomResult } from '../../test/support/random-result.ts';
import { capacitySeries, fanSeries, policyTreeSeries, timelineSeries, walkAwaySeries } from '../core/index.ts';
import type {
  AnsweredResult,
  FrontierSeries,
  MatrixSeries,
  MoneySeries,
  RegretSeries,
  TornadoSeries,
} from '../core/index.ts';
import { logTicks, niceTicks } from './axis.ts';
import { capacityChart } from './capacity-chart.ts';
import { fanChart } from './fan-chart.ts';
import { frontierChart } from './frontier-chart.ts';
import { matrixChart } from './matrix-chart.ts';
import { moneyChart } from './money-chart.ts';
import { policyTreeChart } from './policy-tree-chart.ts';
import { regretChart } from './regret-chart.ts';
import { renderReport } from './render-report.ts';
import { monthTicks, spreadApart } from './surface.ts';
import { timelineChart } from './timeline-chart.ts';
import { tornadoChart } from './tornado-chart.ts';
import { walkAwayChart } from './walk-away-chart.ts';

// happy-dom implements the part of Document that Plot uses; its type is its own.
const newDocument = () => new Window().document as unknown as Document;
const size = { id: 'test', widthPx: 800 };

describe('charts', () => {
  it.each([
    ['fan', (document: Document) => fanChart(fanSeries(exampleResult), document, { ...size, isLog: false })],
    ['fan, log', (document: Document) => fanChart(fanSeries(exampleResult), document, { ...size, isLog: true })],
    ['capacity', (document: Document) => capacityChart(capacitySeries(exampleResult), document, size)],
    ['walk-away', (document: Document) => walkAwayChart(walkAwaySeries(exampleResult), document, size)],
  ])('%s has a title, a description and no number that is not one', (_, draw) => {
    const svg = draw(newDocument());
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.getAttribute('aria-labelledby')).toBe('test-title');
    expect(svg.querySelector('title')?.textContent).toMatch(/\w/);
    expect(svg.querySelector('desc')?.textContent).toMatch(/\w/);
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(draw(newDocument()).outerHTML).toBe(svg.outerHTML);
  });

  it('a fan without an answer shows demand alone', () => {
    const answered = fanSeries(exampleResult);
    const drawn = (series: typeof answered) => fanChart(series, newDocument(), { ...size, isLog: false }).outerHTML;
    expect(drawn(answered)).toContain('signed');
    expect(drawn({ ...answered, committed: [], planned: [] })).not.toMatch(/signed|not known/);
  });

  it('the report is the same text every time', () => {
    expect(renderReport(exampleResult, newDocument())).toBe(renderReport(exampleResult, newDocument()));
  });

  it('names reach the page as text only', () => {
    const [offer] = exampleResult.offers;
    const [contract] = exampleResult.series.capacity;
    if (offer === undefined || contract === undefined) throw new Error('the example has offers and capacity');
    const hostile = '<img src=x onerror=alert(1)>"&';
    const html = renderReport(
      {
        ...exampleResult,
        offers: [{ ...offer, offerId: hostile }],
        series: { ...exampleResult.series, capacity: [{ ...contract, host: hostile }] },
      },
      newDocument(),
    );
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  it('draws any walk-away prices, however odd', () => {
    fc.assert(
      fc.property(randomResult, (result) => {
        const svg = walkAwayChart(walkAwaySeries(result), newDocument(), size);
        expect(svg.querySelector('desc')?.textContent).toMatch(/\w/);
        for (const shape of svg.querySelectorAll('line, path')) expect(shape.outerHTML).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 20 },
    );
  });

  it('draws empty and flat series', () => {
    const flat = (value: number) => exampleResult.series.months.map(() => value);
    const series = {
      ...fanSeries(exampleResult),
      demandP5: flat(0),
      demandP95: flat(0),
      committed: flat(0),
      planned: flat(0),
    };
    const zero = { ...series, demandP25: flat(0), demandP50: flat(0), demandP75: flat(0) };
    for (const isLog of [true, false]) {
      expect(fanChart(zero, newDocument(), { ...size, isLog }).outerHTML).not.toMatch(/NaN|Infinity/);
    }
    expect(capacityChart({ months: [], hosts: [], layers: [] }, newDocument(), size).outerHTML).not.toMatch(
      /NaN|Infinity/,
    );
  });
});

describe('charts of the answers', () => {
  const usd = (estimate: number) => ({ estimate, low: estimate - 1e8, high: estimate + 1e8, method: '' });
  const matrix: MatrixSeries = {
    beliefs: ['as the plan believes', 'surge, 80x'],
    routes: ['build', 'lease', 'partner'],
    cells: ['as the plan believes', 'surge, 80x'].flatMap((belief) =>
      (['build', 'lease', 'partner'] as const).map((route, index) => ({
        belief,
        route,
        share: index / 2,
        text: `−$${index}B (−1 to 1)`,
        isWinner: index === 0,
      })),
    ),
  };
  const tornado: TornadoSeries = {
    bars: [
      {
        name: 'ask',
        lowUsd: 2e9,
        highUsd: -2e9,
        lowText: '$2.00',
        highText: '$3.00',
        flips: [{ usd: -1e9, text: '$2.40' }],
      },
      { name: 'nothing moves', lowUsd: 0, highUsd: 0, lowText: '1x', highText: '2x', flips: [] },
    ],
  };
  const calendar: AnsweredResult['calendar'] = [
    ['2026-08-01', 'decide'],
    ['2026-09-30', 'lapse'],
    ['2027-03-01', 'gate'],
  ].map(([date, kind]) => ({
    date: date!,
    kind: kind as 'decide',
    offerId: 'own-build',
    gateId: null,
    capexUsd: null,
    range: null,
    costUsdPerMonth: usd(1e9),
    isRecommended: true,
    isAssumed: false,
  }));
  const money: MoneySeries = {
    months: ['2026-07', '2026-08'],
    p5Usd: [1e9, -2e9],
    p50Usd: [3e9, 4e9],
    p95Usd: [5e9, 9e9],
    owedUsd: [4e9, 3e9],
  };

  const point = { text: '', isEfficient: false, isRecommended: false };
  const frontier: FrontierSeries = {
    points: [
      { ...point, name: 'a', text: 'a', costUsd: -1e9, tailGainUsd: 3e9, isEfficient: true },
      { ...point, name: 'b', text: 'b', costUsd: 0, tailGainUsd: 2e9, isRecommended: true },
      { ...point, name: 'c', text: 'c', costUsd: 1e9, tailGainUsd: 1e9 },
    ],
  };
  const cell = { share: 0, isLargest: false };
  const regret: RegretSeries = {
    regimes: ['surge', 'flat'],
    sets: [
      {
        name: 'own-build 2 (recommended)',
        isRecommended: true,
        cells: [
          { ...cell, regime: 'surge', text: '$0' },
          { ...cell, regime: 'flat', text: '$1B', share: 0.3, isLargest: true },
        ],
      },
      {
        name: 'nothing',
        isRecommended: false,
        cells: [
          { ...cell, regime: 'surge', text: '$3B', share: 1, isLargest: true },
          { ...cell, regime: 'flat', text: '$0' },
        ],
      },
    ],
  };

  it.each([
    ['matrix', (document: Document) => matrixChart(matrix, document, size)],
    ['tornado', (document: Document) => tornadoChart(tornado, document, size)],
    [
      'timeline',
      (document: Document) => timelineChart(timelineSeries({ ...exampleResult, calendar })!, document, size),
    ],
    ['money', (document: Document) => moneyChart(money, document, size)],
    ['policy tree', (document: Document) => policyTreeChart(policyTreeSeries(exampleResult)!, document, size)],
    ['frontier', (document: Document) => frontierChart(frontier, document, size)],
    ['regret', (document: Document) => regretChart(regret, document, size)],
  ])('%s has a title, a description and no number that is not one', (_, draw) => {
    const svg = draw(newDocument());
    expect(svg.querySelector('title')?.textContent).toMatch(/\w/);
    expect(svg.querySelector('desc')?.textContent).toMatch(/\w/);
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(draw(newDocument()).outerHTML).toBe(svg.outerHTML);
  });

  it('every test of the policy tree and every figure of regret is in the words for those who cannot see it', () => {
    const { root, tests } = policyTreeSeries(exampleResult)!;
    const said = policyTreeChart({ root, tests }, newDocument(), size).querySelector('desc')!.textContent;
    expect(tests.length).toBeGreaterThan(1);
    for (const { month, test, action } of tests) expect(said).toContain(`${month}, if ${test}: ${action}`);
    expect(regretChart(regret, newDocument(), size).querySelector('desc')?.textContent).toBe(
      'own-build 2 (recommended): surge $0, flat $1B; nothing: surge $3B, flat $0.',
    );
  });

  it('the numbers beside the frontier are the rows of its table, and rings have none', () => {
    const svg = frontierChart(frontier, newDocument(), size);
    const numbers = [...svg.querySelectorAll('text')]
      .map((text) => text.textContent)
      .filter((text) => /^\d$/.test(text));
    expect(numbers).toEqual(['1', '2']);
    expect(svg.querySelector('desc')?.textContent).toContain('2, b (recommended)');
  });

  it('days between dates are those of the calendar', () => {
    const series = timelineSeries({ ...exampleResult, calendar })!;
    // 31 + 29 + ... : 60 days from 1 August to 30 September, 212 to 1 March.
    expect(series.dates.map(({ day }) => day)).toEqual([0, 60, 212]);
  });
});

describe('axes', () => {
  it('ticks are round numbers inside the axis', () => {
    expect(niceTicks(3.4e6)).toEqual([0, 1e6, 2e6, 3e6]);
    expect(niceTicks(1)).toHaveLength(6);
    expect(niceTicks(Number.NaN)).toEqual([]);
    expect(logTicks(450_000, 1.1e7)).toEqual([500_000, 1e6, 2e6, 5e6, 1e7]);
    expect(logTicks(1, 1e6)).toEqual([1, 10, 100, 1000, 1e4, 1e5, 1e6]);
  });

  it('months are labelled at Januaries with room between them', () => {
    const { months } = exampleResult.series;
    expect(monthTicks(months, 800).map((month) => months[month])).toEqual(['2027-01', '2028-01', '2029-01', '2030-01']);
    expect(monthTicks(months, 160)).toHaveLength(2);
    expect(monthTicks(['2026-08', '2026-09', '2026-10'], 800)).toEqual([0, 1, 2]);
  });

  it('labels are moved apart and stay inside the frame', () => {
    const placed = spreadApart([10, 12, 100, 99], { gapPx: 15, topPx: 0, bottomPx: 100 });
    expect(placed).toEqual([10, 25, 100, 85]);
  });
});
