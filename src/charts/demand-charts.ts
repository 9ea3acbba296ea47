import * as Plot from '@observablehq/plot';

import { formatGpus } from '../core/index.ts';
import type { DemandView, MonthQuantiles } from '../core/index.ts';
import { logTicks, niceTicks } from './axis.ts';
import { monthChart, type MonthBand, type MonthLine } from './month-chart.ts';
import { COLOURS, drawn, hostColour, type ChartSize } from './surface.ts';

const ROW_PX = 34;
/** Room for an offer's name: pixels a letter, and at most so many. */
const LETTER_PX = 6.8;
const LABEL_PX_MAX = 380;

/** Demand of the growing workloads over the months: 5 to 95 and 10 to 90 per cent of the paths, and the median. */
export function demandFanChart(
  view: DemandView,
  document: Document,
  { isLog, ...size }: ChartSize & { readonly isLog: boolean },
): SVGSVGElement {
  const { fan, months } = view;
  const last = fan.at(-1)!;
  return monthChart(
    {
      title: `Demand of the growing workloads${isLog ? ', logarithmic axis' : ''}`,
      description: `By ${months.at(-1)} between ${formatGpus(last.p5)} (5 %) and ${formatGpus(last.p95)} (95 %) reference GPUs, median ${formatGpus(last.p50)}.`,
      unit: 'busy reference GPUs',
      months,
      isLog,
      colour: COLOURS.demand,
      bands: bandsOf(fan),
      lines: linesOf(fan),
      format: formatGpus,
    },
    document,
    size,
  );
}

/** What a decider who saw demand would expect growth to be, over the paths: the belief over time. */
export function beliefChart(view: DemandView, document: Document, size: ChartSize): SVGSVGElement {
  return monthChart(
    {
      title: 'Growth that the belief expects',
      description: `Annualised multiple under the filtered belief, over ${view.pathCount} paths; the hidden regime is never seen.`,
      unit: 'multiple a year, annualised',
      months: view.months,
      isLog: true,
      colour: COLOURS.demand,
      bands: bandsOf(view.belief),
      lines: linesOf(view.belief),
      format: times,
    },
    document,
    size,
  );
}

/** On-demand price over the paths; null where the plan has no on-demand market. */
export function onDemandChart(view: DemandView, document: Document, size: ChartSize): SVGSVGElement | null {
  if (view.onDemand === null) return null;
  const { accelerator, priceUsdPerGpuHour } = view.onDemand;
  return monthChart(
    {
      title: `On-demand price of ${accelerator}`,
      description: 'USD per GPU-hour over the sampled paths: supply regimes and what prices do within them.',
      unit: 'USD per GPU-hour',
      months: view.months,
      isLog: false,
      colour: COLOURS.supply,
      bands: bandsOf(priceUsdPerGpuHour),
      lines: linesOf(priceUsdPerGpuHour),
      format: (usd) => `$${usd.toFixed(2)}`,
    },
    document,
    size,
  );
}

/** The planner's first lattice over the fan: each line is a state of knowledge, as strong as it is likely. */
export function latticeChart(view: DemandView, document: Document, size: ChartSize): SVGSVGElement {
  const { nodes } = view.lattice;
  const strokes = nodes.map((node) => ({
    from: node.startMonth,
    to: node.endMonth,
    gpus: node.meanReferenceGpus,
    opacity: Math.min(1, 0.15 + 1.7 * node.probability),
  }));
  const gpus = nodes.map(({ meanReferenceGpus }) => meanReferenceGpus);
  const level = (label: string, value: number): MonthLine => ({
    label,
    values: view.months.map(() => value),
    isDrawn: false,
  });
  return monthChart(
    {
      title: 'Lattice against paths',
      description: `${nodes.length} nodes: mean demand of a state of knowledge over its stage, the stronger the likelier, over the fan of the paths.`,
      unit: 'busy reference GPUs, logarithmic axis',
      months: view.months,
      isLog: true,
      colour: COLOURS.demand,
      bands: bandsOf(view.fan),
      lines: [...linesOf(view.fan), level('highest node', Math.max(...gpus)), level('lowest node', Math.min(...gpus))],
      format: formatGpus,
      marks: [
        Plot.ruleY(strokes, {
          x1: 'from',
          x2: 'to',
          y: 'gpus',
          stroke: COLOURS.supply,
          strokeWidth: 2.5,
          strokeOpacity: 'opacity',
        }),
      ],
    },
    document,
    size,
  );
}

/** How far demand runs ahead until each offer serves: a bar from the median to the late and fast 90 %. */
export function leadTimeChart(view: DemandView, document: Document, size: ChartSize): SVGSVGElement {
  const rows = view.gaps.flatMap(({ offerId, soonest, latest }) => [
    { name: `${offerId}, signed soonest`, gap: soonest },
    ...(latest !== null && latest.serviceMonthP50 > soonest.serviceMonthP50
      ? [{ name: `${offerId}, at the last date`, gap: latest }]
      : []),
  ]);
  const bars = rows.map(({ name, gap }) => ({
    name,
    from: gap.multipleP50,
    to: gap.multipleP90,
    label: `${times(gap.multipleP50)} to ${times(gap.multipleP90)}`,
  }));
  const low = Math.min(0.9, ...bars.map(({ from }) => from));
  const high = Math.max(1.5, ...bars.map(({ to }) => to)) * 1.1;
  return drawn(
    {
      document,
      ...size,
      title: 'Growth before each offer serves',
      description: bars.map(({ name, label }) => `${name}: ${label}`).join('; '),
    },
    {
      height: 56 + ROW_PX * bars.length,
      marginTop: 30,
      marginLeft: Math.min(LABEL_PX_MAX, 16 + LETTER_PX * Math.max(...bars.map(({ name }) => name.length))),
      marginRight: 110,
      x: { type: 'log', domain: [low, high], label: null },
      y: { domain: bars.map(({ name }) => name), label: null },
      marks: [
        Plot.gridX(logTicks(low, high), { stroke: COLOURS.grid, strokeOpacity: 1 }),
        Plot.axisX(logTicks(low, high), { tickFormat: times, ticks: 100, label: null }),
        Plot.axisY({ tickSize: 0, label: null }),
        Plot.text(['realised multiple of today: median, to 90 % late and fast'], {
          frameAnchor: 'top-left',
          dy: -22,
          fill: COLOURS.quiet,
        }),
        Plot.ruleY(bars, {
          y: 'name',
          x1: 'from',
          x2: 'to',
          stroke: COLOURS.demand,
          strokeWidth: 6,
          strokeOpacity: 0.4,
        }),
        Plot.dot(bars, { y: 'name', x: 'from', fill: COLOURS.demand, r: 5 }),
        Plot.text(bars, { y: 'name', x: 'to', text: 'label', textAnchor: 'start', dx: 8, fill: COLOURS.ink }),
      ],
    },
  );
}

/** Load blocks of every workload as a load-duration curve: load over its mean against the share of time. */
export function loadCurveChart(view: DemandView, document: Document, size: ChartSize): SVGSVGElement {
  const points = view.load.flatMap(({ id, blocks }, place) => {
    let time = 0;
    return blocks.flatMap(({ timeFraction, ofMean }) => {
      const from = time;
      time += timeFraction;
      return [
        { id, place, time: from, ofMean },
        { id, place, time, ofMean },
      ];
    });
  });
  const top = Math.max(1.2, ...points.map(({ ofMean }) => ofMean)) * 1.05;
  return drawn(
    {
      document,
      ...size,
      title: 'Load-duration curve',
      description: view.load
        .map(({ id, blocks }) => `${id}: ${blocks.map((b) => `${b.ofMean} for ${b.timeFraction}`).join(', ')}`)
        .join('; '),
    },
    {
      height: 280,
      marginTop: 28,
      marginRight: 150,
      marginLeft: 56,
      x: { domain: [0, 1], label: 'share of time' },
      y: { domain: [0, top], label: null },
      marks: [
        Plot.gridY(niceTicks(top), { stroke: COLOURS.grid, strokeOpacity: 1 }),
        Plot.axisY(niceTicks(top), { tickSize: 0, label: null }),
        Plot.axisX({ label: 'share of time, busiest first' }),
        Plot.text(['load over its mean'], { frameAnchor: 'top-left', dx: -52, dy: -20, fill: COLOURS.quiet }),
        ...view.load.map(({ id }, place) =>
          Plot.line(
            points.filter((point) => point.id === id),
            { x: 'time', y: 'ofMean', stroke: hostColour(place), strokeWidth: 2.5 },
          ),
        ),
        Plot.text(
          view.load.map(({ id, blocks }) => ({ id, at: blocks.at(-1)!.ofMean })),
          { x: 1, y: 'at', text: 'id', textAnchor: 'start', dx: 8, fill: COLOURS.ink },
        ),
      ],
    },
  );
}

function bandsOf(values: readonly MonthQuantiles[]): MonthBand[] {
  return [
    { low: values.map(({ p5 }) => p5), high: values.map(({ p95 }) => p95), opacity: 0.15 },
    { low: values.map(({ p10 }) => p10), high: values.map(({ p90 }) => p90), opacity: 0.2 },
  ];
}

function linesOf(values: readonly MonthQuantiles[]): MonthLine[] {
  return (['p95', 'p90', 'p50', 'p10', 'p5'] as const).map((name) => ({
    label: name,
    values: values.map((value) => value[name]),
    isDrawn: name === 'p50',
  }));
}

function times(multiple: number): string {
  return `${Number(multiple.toPrecision(3))}x`;
}
