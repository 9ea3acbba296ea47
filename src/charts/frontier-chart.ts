import * as Plot from '@observablehq/plot';

import type { FrontierSeries } from '../core/index.ts';
import { formatUsd } from '../core/index.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn } from './surface.ts';

const HEIGHT_PX = 340;
const MARGIN = { top: 28, right: 28, bottom: 48, left: 64 } as const;
const PAD_FRACTION = 0.12;

type Point = FrontierSeries['points'][number];

/**
 * What less loss costs: mean outcome given up, rightwards, against by how much the worst outcomes are better, upwards. Discs joined
 * by a line are efficient, rings are not, the diamond is recommended; numbers are the rows of the table.
 */
export function frontierChart(series: FrontierSeries, document: Document, options: ChartSize): SVGSVGElement {
  const { points } = series;
  const numbered = points.map((point, index) => ({ ...point, number: String(index + 1) }));
  const line = points.filter(({ isEfficient }) => isEfficient).toSorted((a, b) => a.costUsd - b.costUsd);
  const frame = { document, ...options, title: 'Cost against worst outcomes', description: describe(series) };
  const place = { x: 'costUsd', y: 'tailGainUsd' } as const;
  const disc = { ...place, stroke: COLOURS.demand, strokeWidth: 1.5 } as const;
  const ticks = Math.max(2, Math.floor(options.widthPx / 130));
  return drawn(frame, {
    height: HEIGHT_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: padded(points.map(({ costUsd }) => costUsd)), label: null },
    y: { domain: padded(points.map(({ tailGainUsd }) => tailGainUsd)), label: null },
    marks: [
      Plot.gridY({ stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisX({ ticks, tickFormat: (usd: number) => formatUsd(usd), tickSize: 0, label: null }),
      Plot.axisY({ ticks: 5, tickFormat: (usd: number) => formatUsd(usd), tickSize: 0, label: null }),
      Plot.text(['mean outcome given up'], { frameAnchor: 'bottom', dy: 40, fill: COLOURS.quiet }),
      Plot.text(['worst outcomes better by'], { frameAnchor: 'top-left', dx: -58, dy: -22, fill: COLOURS.quiet }),
      Plot.ruleX([0], { stroke: COLOURS.quiet, strokeDasharray: '3 3' }),
      Plot.line(line, { ...place, stroke: COLOURS.demand }),
      Plot.dot(numbered.filter(isRing), { ...disc, r: 5, fill: COLOURS.paper }),
      Plot.dot(numbered.filter(isDisc), { ...disc, r: 6, fill: COLOURS.demand }),
      Plot.dot(
        numbered.filter(({ isRecommended }) => isRecommended),
        { ...place, r: 9, symbol: 'diamond', fill: COLOURS.supply, stroke: COLOURS.paper, strokeWidth: 1.5 },
      ),
      Plot.text(
        numbered.filter(({ isEfficient, isRecommended }) => isEfficient || isRecommended),
        { ...place, text: 'number', dy: -14, fill: COLOURS.ink, stroke: COLOURS.paper, strokeWidth: 4 },
      ),
    ],
  });
}

const isRing = ({ isEfficient, isRecommended }: Point) => !isEfficient && !isRecommended;
const isDisc = ({ isEfficient, isRecommended }: Point) => isEfficient && !isRecommended;

/** The range with room around it, zero in it: that is the recommended set. */
function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const pad = Math.max(1, (high - low) * PAD_FRACTION);
  return [low - pad, high + pad];
}

function describe({ points }: FrontierSeries): string {
  const parts = points.map(({ text, isEfficient, isRecommended }, index) => {
    const marks = [...(isRecommended ? ['recommended'] : []), ...(isEfficient ? ['efficient'] : [])];
    return `${index + 1}, ${text}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`;
  });
  return `${parts.join('; ')}.`;
}
