import * as Plot from '@observablehq/plot';

import type { CapacitySeries } from '../core/index.ts';
import { columnsOf, formatGpus } from '../core/index.ts';
import { niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, COLUMN_PX, drawn, hostColour, monthTicks, onHostColour, svgElement } from './surface.ts';

const MARGIN = { top: 28, right: 14, bottom: 34, left: 52 } as const;
const LABEL_HEIGHT_PX = 16;

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

/** The layer's name inside its band, where the longest level strip is high enough for text and long enough for it. */
function bandLabel(
  layer: Layer,
  as: { top: number; months: number; innerPx: { width: number; height: number } },
): Plot.Markish[] {
  const heightMin = (LABEL_HEIGHT_PX / as.innerPx.height) * as.top;
  const strip = longestStrip(layer.slabs.slice(0, -1), heightMin);
  const roomPx = (strip.months / as.months) * as.innerPx.width;
  if (roomPx < columnsOf(layer.label) * COLUMN_PX) return [];
  return [
    Plot.text([layer.label], {
      x: [strip.month + strip.months / 2],
      y: [(strip.low + strip.high) / 2],
      fill: layer.kind === 'signNow' ? onHostColour(layer.hostIndex) : COLOURS.ink,
      stroke: layer.kind === 'signNow' ? 'none' : COLOURS.paper,
      strokeWidth: 4,
      strokeOpacity: layer.kind === 'later' ? 0.9 : 0.55,
      fontWeight: layer.kind === 'signNow' ? 600 : 400,
    }),
  ];
}

interface Strip {
  readonly month: number;
  readonly months: number;
  readonly low: number;
  readonly high: number;
}

/** The longest horizontal strip of at least `heightMin` that stays inside the band. */
function longestStrip(slabs: readonly Slab[], heightMin: number): Strip {
  let best: Strip = { month: 0, months: 0, low: 0, high: 0 };
  slabs.forEach((first, start) => {
    let { low, high } = first;
    for (let end = start; end < slabs.length; end += 1) {
      low = Math.max(low, slabs[end]?.low ?? 0);
      high = Math.min(high, slabs[end]?.high ?? 0);
      if (high - low < heightMin) break;
      if (end - start + 1 > best.months) best = { month: first.month, months: end - start + 1, low, high };
    }
  });
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
