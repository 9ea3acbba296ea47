import * as Plot from '@observablehq/plot';

import type { FanSeries } from '../core/index.ts';
import { formatGpus } from '../core/index.ts';
import { logTicks, niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn, monthTicks, spreadApart } from './surface.ts';

export interface FanChartOptions extends ChartSize {
  /** true for a logarithmic axis: the only one on which 3x and 80x a year are both legible */
  readonly isLog: boolean;
  /** CSS pixels; by the width when left out */
  readonly heightPx?: number;
}

const MARGIN = { top: 28, right: 138, bottom: 34, left: 52 } as const;
const LABEL_GAP_PX = 15;
/** A log axis starts no lower than this share of its top: empty months would stretch it without end. */
const LOG_FLOOR_FRACTION = 1e-4;

interface Point {
  readonly month: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Demand as a fan (5 to 95 per cent, 25 to 75 per cent, median) against the capacity in service: what is signed, and
 * what later signings are expected to add. Reference GPUs by month; ends are labelled directly.
 */
export function fanChart(series: FanSeries, document: Document, options: FanChartOptions): SVGSVGElement {
  const { months } = series;
  const { heightPx = options.widthPx < 500 ? 300 : 380 } = options;
  const domain = domainOf(series, options.isLog);
  const lines = linesOf(series);
  const frame = { document, ...options, title: titleOf(options.isLog), description: describe(series) };
  return drawn(frame, {
    height: heightPx,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [0, Math.max(1, months.length - 1)], label: null },
    y: { type: options.isLog ? 'log' : 'linear', domain: [...domain], label: null },
    marks: [
      Plot.gridY(ticksOf(domain, options.isLog), { stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisY(ticksOf(domain, options.isLog), {
        tickFormat: (gpus: number) => formatGpus(gpus),
        // On a log axis Plot hides the labels it has no room for by its own count: ours are few already.
        ticks: 100,
        tickSize: 0,
        label: null,
      }),
      Plot.axisX([...monthTicks(months, options.widthPx - MARGIN.left - MARGIN.right)], {
        tickFormat: (month: number) => months[month] ?? '',
        label: null,
      }),
      Plot.text(['reference GPUs'], { frameAnchor: 'top-left', dx: -MARGIN.left + 4, dy: -20, fill: COLOURS.quiet }),
      band(series.demandP5, series.demandP95, { domain, opacity: 0.16 }),
      band(series.demandP25, series.demandP75, { domain, opacity: 0.28 }),
      ...lines.filter((line) => line.isDrawn).map((line) => lineMark(line, domain)),
      ...endLabels(lines, { domain, heightPx, isLog: options.isLog }),
    ],
  });
}

interface FanLine {
  readonly label: string;
  readonly values: readonly number[];
  readonly colour: string;
  readonly isDrawn: boolean;
  readonly isStep: boolean;
  readonly dash: string;
}

function linesOf(series: FanSeries): readonly FanLine[] {
  const quantile = (label: string, values: readonly number[]) => ({
    label: `${label} ${formatGpus(values.at(-1) ?? null)}`,
    values,
    colour: COLOURS.demand,
    isDrawn: label === 'demand p50',
    isStep: false,
    dash: 'none',
  });
  const supply = (label: string, values: readonly number[]) => ({
    label: `${label} ${formatGpus(values.at(-1) ?? null)}`,
    values,
    colour: COLOURS.supply,
    isDrawn: true,
    isStep: true,
    dash: 'none',
  });
  const withLater = { ...supply('with later', series.planned), dash: '5 4' };
  return [
    quantile('demand p95', series.demandP95),
    quantile('demand p75', series.demandP75),
    quantile('demand p50', series.demandP50),
    quantile('demand p25', series.demandP25),
    quantile('demand p5', series.demandP5),
    ...(isAnswered(series) ? [withLater, supply('signed', series.committed)] : []),
  ];
}

function lineMark(line: FanLine, domain: readonly [number, number]): Plot.Markish {
  const points = line.values.map((value, month) => ({ month, value: Math.max(value, domain[0]) }));
  return Plot.line(points, {
    x: 'month',
    y: 'value',
    stroke: line.colour,
    strokeWidth: line.isStep ? 2.5 : 2,
    strokeDasharray: line.dash,
    curve: line.isStep ? 'step-after' : 'linear',
  });
}

function band(
  low: readonly number[],
  high: readonly number[],
  as: { domain: readonly [number, number]; opacity: number },
): Plot.Markish {
  const points: Point[] = low.map((value, month) => ({
    month,
    low: Math.max(value, as.domain[0]),
    high: Math.max(high[month] ?? value, as.domain[0]),
  }));
  return Plot.areaY(points, { x: 'month', y1: 'low', y2: 'high', fill: COLOURS.demand, fillOpacity: as.opacity });
}

/** The name and last value of each line at its end, moved apart where they would overlap. */
function endLabels(
  lines: readonly FanLine[],
  as: { domain: readonly [number, number]; heightPx: number; isLog: boolean },
): Plot.Markish[] {
  const heightPx = as.heightPx - MARGIN.top - MARGIN.bottom;
  const positions = lines.map((line) => (1 - shareOf(line.values.at(-1) ?? 0, as.domain, as.isLog)) * heightPx);
  const placed = spreadApart(positions, { gapPx: LABEL_GAP_PX, topPx: 0, bottomPx: heightPx });
  return lines.map((line, index) =>
    Plot.text([line.label], {
      frameAnchor: 'top-right',
      textAnchor: 'start',
      lineAnchor: 'middle',
      dx: 8,
      dy: Math.round((placed[index] ?? 0) * 10) / 10,
      fill: line.colour,
      fontWeight: line.isDrawn ? 600 : 400,
    }),
  );
}

/** Height of a value in its axis as a share of the axis, in [0, 1]. */
function shareOf(value: number, domain: readonly [number, number], isLog: boolean): number {
  const [low, high] = domain;
  const inside = Math.min(high, Math.max(low, value));
  return isLog ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
}

function domainOf(series: FanSeries, isLog: boolean): readonly [number, number] {
  const all = [series.demandP5, series.demandP95, series.committed, series.planned].flat().filter(Number.isFinite);
  const top = all.reduce((most, value) => Math.max(most, value), 0) || 1;
  if (!isLog) return [0, top];
  const least = all.reduce((low, value) => (value > 0 ? Math.min(low, value) : low), top / 10);
  return [Math.max(least, top * LOG_FLOOR_FRACTION) * 0.9, top * 1.05];
}

function ticksOf(domain: readonly [number, number], isLog: boolean): number[] {
  return isLog ? logTicks(domain[0], domain[1]) : niceTicks(domain[1]);
}

function titleOf(isLog: boolean): string {
  return `Demand against capacity in service${isLog ? ', logarithmic axis' : ''}`;
}

function describe(series: FanSeries): string {
  const last = (values: readonly number[]) => formatGpus(values.at(-1) ?? null);
  const demand = `between ${last(series.demandP5)} (5%) and ${last(series.demandP95)} (95%), median ${last(series.demandP50)}`;
  const supply = `; signed capacity is ${last(series.committed)}, ${last(series.planned)} with expected later signings`;
  const end = series.months.at(-1) ?? 'the end';
  return `By ${end} demand is ${demand} reference GPUs${isAnswered(series) ? supply : ''}.`;
}

/** Before a plan is answered there is demand alone. */
function isAnswered({ committed }: FanSeries): boolean {
  return committed.length > 0;
}
