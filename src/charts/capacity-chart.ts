import * as Plot from '@observablehq/plot';

import type { CapacitySeries } from '../core/index.ts';
import { formatGpus } from '../core/index.ts';
import { niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn, hostColour, monthTicks, svgElement } from './surface.ts';

const MARGIN = { top: 28, right: 14, bottom: 34, left: 52 } as const;
const LABEL_HEIGHT_PX = 16;
const LABEL_COLUMN_PX = 6.6;

interface Slab {
  readonly month: number;
  readonly low: number;
  readonly high: number;
}

type Layer = CapacitySeries['layers'][number] & { readonly slabs: readonly Slab[] };

/**
 * Capacity in service by month, stacked: the fleet (pale), what is signed now (full colour, outlined), what later
 * signings are expected to add (hatched). Colour is the host; bands with room carry their names.
 */
export function capacityChart(series: CapacitySeries, document: Document, options: ChartSize): SVGSVGElement {
  const { months } = series;
  const heightPx = options.widthPx < 500 ? 300 : 360;
  const layers = stacked(series);
  const top =
    layers.reduce((most, layer) => layer.slabs.reduce((high, slab) => Math.max(high, slab.high), most), 0) || 1;
  const frame = { document, ...options, title: 'Capacity in service by host', description: describe(series) };
  const innerPx = {
    width: options.widthPx - MARGIN.left - MARGIN.right,
    height: heightPx - MARGIN.top - MARGIN.bottom,
  };
  const svg = drawn(frame, {
    height: heightPx,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [0, Math.max(1, months.length)], label: null },
    y: { domain: [0, top], label: null },
    marks: [
      Plot.gridY(niceTicks(top), { stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisY(niceTicks(top), { tickFormat: (gpus: number) => formatGpus(gpus), tickSize: 0, label: null }),
      Plot.axisX([...monthTicks(months, innerPx.width)], {
        tickFormat: (month: number) => months[month] ?? '',
        label: null,
      }),
      Plot.text(['reference GPUs'], { frameAnchor: 'top-left', dx: -MARGIN.left + 4, dy: -20, fill: COLOURS.quiet }),
      ...layers.map((layer) => area(layer, options.id)),
      ...layers.flatMap((layer) => bandLabel(layer, { top, months: months.length, innerPx })),
    ],
  });
  svg.prepend(hatches(series, document, options.id));
  return svg;
}

function stacked(series: CapacitySeries): readonly Layer[] {
  const floor = series.months.map(() => 0);
  return series.layers.map((layer) => {
    const slabs = floor.map((low, month) => ({ month, low, high: low + (layer.referenceGpus[month] ?? 0) }));
    slabs.forEach((slab) => (floor[slab.month] = slab.high));
    // The last month lasts to the end of the axis.
    const last = slabs.at(-1);
    return { ...layer, slabs: last === undefined ? [] : [...slabs, { ...last, month: last.month + 1 }] };
  });
}

function area(layer: Layer, id: string): Plot.Markish {
  const colour = hostColour(layer.hostIndex);
  const fills = { fleet: colour, signNow: colour, later: `url(#${hatchId(id, layer.hostIndex)})` };
  return Plot.areaY(layer.slabs, {
    x: 'month',
    y1: 'low',
    y2: 'high',
    curve: 'step-after',
    fill: fills[layer.kind],
    fillOpacity: layer.kind === 'fleet' ? 0.4 : 1,
    stroke: COLOURS.paper,
    strokeWidth: layer.kind === 'signNow' ? 1.5 : 0.75,
  });
}

/** The layer's name inside its band, at the month where the band is thickest, when it fits there. */
function bandLabel(
  layer: Layer,
  as: { top: number; months: number; innerPx: { width: number; height: number } },
): Plot.Markish[] {
  const thickness = (slab: Slab) => slab.high - slab.low;
  const most = layer.slabs.reduce((thickest, slab) => Math.max(thickest, thickness(slab)), 0);
  if ((most / as.top) * as.innerPx.height < LABEL_HEIGHT_PX) return [];
  const run = longestLevelRun(layer.slabs.slice(0, -1), most);
  const roomPx = (run.length / as.months) * as.innerPx.width;
  const middle = run[Math.floor(run.length / 2)];
  if (middle === undefined || roomPx < layer.label.length * LABEL_COLUMN_PX) return [];
  return [
    Plot.text([layer.label], {
      x: [(run[0]?.month ?? 0) + run.length / 2],
      y: [(middle.low + middle.high) / 2],
      fill: layer.kind === 'signNow' ? 'var(--chart-on-host, #ffffff)' : COLOURS.ink,
      stroke: layer.kind === 'signNow' ? 'none' : COLOURS.paper,
      strokeWidth: 4,
      strokeOpacity: layer.kind === 'later' ? 0.9 : 0.55,
      fontWeight: layer.kind === 'signNow' ? 600 : 400,
    }),
  ];
}

/** The longest run of months in which the band is nearly at its thickest and neither edge moves. */
function longestLevelRun(slabs: readonly Slab[], most: number): readonly Slab[] {
  let best: readonly Slab[] = [];
  let run: Slab[] = [];
  for (const slab of slabs) {
    const last = run.at(-1);
    const isLevel = last === undefined || (last.low === slab.low && last.high === slab.high);
    const isThick = slab.high - slab.low >= most * 0.6;
    if (!isThick) run = [];
    else run = isLevel ? [...run, slab] : [slab];
    if (run.length > best.length) best = run;
  }
  return best;
}

/** One hatch per host, drawn in the host's colour: what is expected must not look like what is signed, in grey either. */
function hatches(series: CapacitySeries, document: Document, id: string): SVGElement {
  const definitions = svgElement(document, 'defs', {});
  series.hosts.forEach((_, hostIndex) => {
    const size = { width: '6', height: '6', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' };
    const pattern = svgElement(document, 'pattern', { id: hatchId(id, hostIndex), ...size });
    const colour = hostColour(hostIndex);
    pattern.append(
      svgElement(document, 'rect', { width: '6', height: '6', style: `fill:${colour};fill-opacity:.12` }),
      svgElement(document, 'rect', { width: '2', height: '6', style: `fill:${colour};fill-opacity:.75` }),
    );
    definitions.append(pattern);
  });
  return definitions;
}

function hatchId(id: string, hostIndex: number): string {
  return `${id}-hatch-${hostIndex + 1}`;
}

function describe(series: CapacitySeries): string {
  const parts = series.layers.map((layer) => {
    const most = layer.referenceGpus.reduce((high, gpus) => Math.max(high, gpus), 0);
    return `${layer.label} up to ${formatGpus(most)}`;
  });
  return `Reference GPUs in service by month: ${parts.join('; ')}.`;
}
