import * as Plot from '@observablehq/plot';

import type { RegretSeries } from '../core/index.ts';
import { truncated } from '../core/index.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, COLUMN_PX, drawn, STRONG_COLUMN_PX } from './surface.ts';

const ROW_PX = 60;
const TOP_PX = 30;
const CELL_PX = 30;
/** Darkest cell: text stays legible on it, on paper as well. */
const OPACITY_MAX = 0.55;

/**
 * What one would rue of each set of signings had growth been known: the deeper the colour, the more. The figure stands in
 * every cell, the largest of a set is framed, and the recommended set's name is bold: colour is never alone.
 */
export function regretChart(series: RegretSeries, document: Document, options: ChartSize): SVGSVGElement {
  const { regimes, sets } = series;
  const { widthPx } = options;
  const height = TOP_PX + sets.length * ROW_PX;
  const cellWidth = widthPx / Math.max(1, regimes.length);
  const middle = (index: number) => (index + 0.5) * cellWidth;
  const frame = { document, ...options, title: 'Regret by growth regime', description: describe(series) };
  return drawn(frame, {
    height,
    margin: 0,
    x: { domain: [0, widthPx], range: [0, widthPx], axis: null },
    y: { domain: [0, height], range: [0, height], axis: null },
    marks: [
      Plot.text(
        regimes.map((regime) => truncated(regime, Math.floor(cellWidth / COLUMN_PX))),
        { x: regimes.map((_, index) => middle(index)), y: () => 14, fill: COLOURS.quiet },
      ),
      ...sets.flatMap((set, row) => {
        const top = TOP_PX + row * ROW_PX;
        return [
          Plot.text([truncated(set.name, Math.floor(widthPx / (set.isRecommended ? STRONG_COLUMN_PX : COLUMN_PX)))], {
            x: [2],
            y: [top + 10],
            textAnchor: 'start',
            fill: COLOURS.ink,
            fontWeight: set.isRecommended ? 700 : 400,
          }),
          ...set.cells.flatMap((cell, index) => cellMarks(cell, { left: index * cellWidth, cellWidth, top: top + 22 })),
        ];
      }),
    ],
  });
}

function cellMarks(
  { share, text, isLargest }: RegretSeries['sets'][number]['cells'][number],
  at: { readonly left: number; readonly cellWidth: number; readonly top: number },
): Plot.Markish[] {
  return [
    Plot.rect([share], {
      x1: [at.left + 2],
      x2: [at.left + at.cellWidth - 2],
      y1: [at.top],
      y2: [at.top + CELL_PX],
      fill: COLOURS.above,
      fillOpacity: share * OPACITY_MAX,
      stroke: isLargest ? COLOURS.ink : COLOURS.grid,
      strokeWidth: 1.5,
    }),
    Plot.text([text], {
      x: [at.left + at.cellWidth / 2],
      y: [at.top + CELL_PX / 2],
      fill: COLOURS.ink,
      fontWeight: isLargest ? 700 : 400,
    }),
  ];
}

function describe({ sets }: RegretSeries): string {
  return `${sets.map(({ name, cells }) => `${name}: ${cells.map(({ regime, text }) => `${regime} ${text}`).join(', ')}`).join('; ')}.`;
}
