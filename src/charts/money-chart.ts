import * as Plot from '@observablehq/plot';

import type { MoneySeries } from '../core/index.ts';
import { formatUsd } from '../core/index.ts';
import { niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn, monthTicks, spreadApart } from './surface.ts';

const MARGIN = { top: 14, right: 118, bottom: 34, left: 60 } as const;
const LABEL_GAP_PX = 15;

/** Money in hand on unseen futures (the band holds nine in ten, the line is the middle) beside what is firmly owed, dashed. */
export function moneyChart(series: MoneySeries, document: Document, options: ChartSize): SVGSVGElement {
  const { months, p5Usd, p50Usd, p95Usd, owedUsd } = series;
  const heightPx = options.widthPx < 500 ? 280 : 340;
  const all = [...p5Usd, ...p95Usd, ...owedUsd, 0];
  const [low, high] = [Math.min(...all), Math.max(1, ...all)];
  const ticks = [
    ...niceTicks(-low)
      .slice(1)
      .map((tick) => -tick),
    ...niceTicks(high).slice(1),
    0,
  ].filter((tick) => tick >= low);
  const lines = [
    { label: '19 in 20 below', values: p95Usd, colour: COLOURS.demand, dash: '1 3' },
    { label: 'money, middle', values: p50Usd, colour: COLOURS.demand, dash: 'none' },
    { label: '1 in 20 below', values: p5Usd, colour: COLOURS.demand, dash: '1 3' },
    ...(owedUsd.length === 0 ? [] : [{ label: 'firmly owed', values: owedUsd, colour: COLOURS.supply, dash: '6 4' }]),
  ];
  const band = p5Usd.map((usd, month) => ({ month, low: usd, high: p95Usd[month] ?? usd }));
  const y = (usd: number) => MARGIN.top + ((high - usd) / (high - low)) * (heightPx - MARGIN.top - MARGIN.bottom);
  const wished = lines.map(({ values }) => y(values.at(-1) ?? 0));
  const placed = spreadApart(wished, { gapPx: LABEL_GAP_PX, topPx: MARGIN.top, bottomPx: heightPx - MARGIN.bottom });
  const frame = { document, ...options, title: 'Money in hand and what is owed', description: describe(series) };
  return drawn(frame, {
    height: heightPx,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [0, Math.max(1, months.length - 1)], label: null },
    y: { domain: [low, high], label: null },
    marks: [
      Plot.gridY(ticks, { stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisY(ticks, { tickFormat: (usd: number) => formatUsd(usd), ticks: 100, tickSize: 0, label: null }),
      Plot.axisX([...monthTicks(months, options.widthPx - MARGIN.left - MARGIN.right)], {
        tickFormat: (month: number) => months[month] ?? '',
        label: null,
      }),
      Plot.areaY(band, { x: 'month', y1: 'low', y2: 'high', fill: COLOURS.demand, fillOpacity: 0.16 }),
      Plot.ruleY([0], { stroke: COLOURS.ink }),
      ...lines.map(({ values, colour, dash }) =>
        Plot.line(
          values.map((usd, month) => ({ month, usd })),
          { x: 'month', y: 'usd', stroke: colour, strokeWidth: 2, strokeDasharray: dash },
        ),
      ),
      ...lines.map(({ label, colour }, index) =>
        Plot.text([label], {
          frameAnchor: 'top-right',
          textAnchor: 'start',
          dx: 6,
          dy: (placed[index] ?? 0) - MARGIN.top - 6,
          fill: colour,
        }),
      ),
    ],
  });
}

function describe({ months, p5Usd, p50Usd, owedUsd }: MoneySeries): string {
  const lowest = p5Usd.reduce((at, usd, month) => (usd < p5Usd[at]! ? month : at), 0);
  const owed = owedUsd.length === 0 ? '' : ` Firmly owed at the start: ${formatUsd(owedUsd[0] ?? null)}.`;
  return `Middle at the end ${formatUsd(p50Usd.at(-1) ?? null)}; one future in twenty is below ${formatUsd(p5Usd[lowest] ?? null)} in ${months[lowest] ?? ''}.${owed}`;
}
