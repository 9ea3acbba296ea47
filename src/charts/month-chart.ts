import * as Plot from '@observablehq/plot';

import { logTicks, niceTicks } from './axis.ts';
import { COLOURS, drawn, monthTicks, spreadApart, type ChartSize } from './surface.ts';

const MARGIN = { top: 28, right: 150, bottom: 34, left: 56 } as const;
const HEIGHT_PX = 320;
const LABEL_GAP_PX = 15;
/** A log axis starts no lower than this share of its top. */
const LOG_FLOOR_FRACTION = 1e-4;

/** A quantity by month: drawn as a line, or only named at its end where it bounds a band. */
export interface MonthLine {
  readonly label: string;
  readonly values: readonly number[];
  readonly isDrawn: boolean;
}

export interface MonthBand {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly opacity: number;
}

/** One quantity over the plan's months, in one unit, with bands and lines that are named at their ends. */
export interface MonthChart {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly months: readonly string[];
  readonly isLog: boolean;
  readonly colour: string;
  readonly bands: readonly MonthBand[];
  readonly lines: readonly MonthLine[];
  readonly format: (value: number) => string;
  /** drawn above the bands, under the lines */
  readonly marks?: readonly Plot.Markish[];
}

/** Draws a month chart. */
export function monthChart(chart: MonthChart, document: Document, size: ChartSize): SVGSVGElement {
  const domain = domainOf(chart);
  const floor = (value: number): number => Math.max(value, domain[0]);
  const ticks = chart.isLog ? logTicks(domain[0], domain[1]) : niceTicks(domain[1]);
  const { months } = chart;
  return drawn(
    { document, ...size, title: chart.title, description: chart.description },
    {
      height: HEIGHT_PX,
      marginTop: MARGIN.top,
      marginRight: MARGIN.right,
      marginBottom: MARGIN.bottom,
      marginLeft: MARGIN.left,
      x: { domain: [0, Math.max(1, months.length - 1)], label: null },
      y: { type: chart.isLog ? 'log' : 'linear', domain: [...domain], label: null },
      marks: [
        Plot.gridY(ticks, { stroke: COLOURS.grid, strokeOpacity: 1 }),
        Plot.axisY(ticks, { tickFormat: chart.format, ticks: 100, tickSize: 0, label: null }),
        Plot.axisX([...monthTicks(months, size.widthPx - MARGIN.left - MARGIN.right)], {
          tickFormat: (month: number) => months[month] ?? '',
          label: null,
        }),
        Plot.text([chart.unit], { frameAnchor: 'top-left', dx: -MARGIN.left + 4, dy: -20, fill: COLOURS.quiet }),
        ...chart.bands.map(({ low, high, opacity }) =>
          Plot.areaY(
            low.map((value, month) => ({ month, low: floor(value), high: floor(high[month]!) })),
            { x: 'month', y1: 'low', y2: 'high', fill: chart.colour, fillOpacity: opacity },
          ),
        ),
        ...(chart.marks ?? []),
        ...chart.lines
          .filter(({ isDrawn }) => isDrawn)
          .map(({ values }) =>
            Plot.line(
              values.map((value, month) => ({ month, value: floor(value) })),
              { x: 'month', y: 'value', stroke: chart.colour, strokeWidth: 2 },
            ),
          ),
        ...endLabels(chart, domain),
      ],
    },
  );
}

function domainOf({ bands, lines, isLog }: MonthChart): readonly [number, number] {
  const all = [...bands.flatMap(({ low, high }) => [...low, ...high]), ...lines.flatMap(({ values }) => values)];
  const top = all.reduce((most, value) => Math.max(most, value), 0) || 1;
  if (!isLog) return [0, top * 1.02];
  const least = all.reduce((low, value) => (value > 0 ? Math.min(low, value) : low), top / 10);
  return [Math.max(least, top * LOG_FLOOR_FRACTION) * 0.9, top * 1.1];
}

/** The name and last value of each line at its end, moved apart where they would overlap. */
function endLabels(chart: MonthChart, domain: readonly [number, number]): Plot.Markish[] {
  const heightPx = HEIGHT_PX - MARGIN.top - MARGIN.bottom;
  const lasts = chart.lines.map(({ values }) => values.at(-1) ?? 0);
  const wished = lasts.map((value) => (1 - shareOf(value, domain, chart.isLog)) * heightPx);
  const placed = spreadApart(wished, { gapPx: LABEL_GAP_PX, topPx: 0, bottomPx: heightPx });
  return chart.lines.map(({ label, isDrawn }, index) =>
    Plot.text([`${label} ${chart.format(lasts[index]!)}`], {
      frameAnchor: 'top-right',
      textAnchor: 'start',
      lineAnchor: 'middle',
      dx: 8,
      dy: Math.round(placed[index]! * 10) / 10,
      fill: chart.colour,
      fontWeight: isDrawn ? 600 : 400,
    }),
  );
}

/** Height of a value in its axis as a share of the axis, in [0, 1]. */
function shareOf(value: number, [low, high]: readonly [number, number], isLog: boolean): number {
  const inside = Math.min(high, Math.max(low, value));
  return isLog ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
}
