import * as Plot from '@observablehq/plot';

import type { MatrixSeries } from '../core/index.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn } from './surface.ts';

const ROW_PX = 40;
const MARGIN = { top: 30, right: 6, bottom: 8, left: 150 } as const;
/** Width at which a belief's name goes on in the next line. */
const NARROW_LABEL_EM = 7;
/** Darkest cell: text stays legible on it, on paper as well. */
const OPACITY_MAX = 0.55;

/**
 * What each route alone gives up under each belief: the deeper the colour, the more. The figure stands in every cell, and
 * the best route of a row, where it is beyond doubt, is framed: colour is never alone.
 */
export function matrixChart(series: MatrixSeries, document: Document, options: ChartSize): SVGSVGElement {
  const isNarrow = options.widthPx < 500;
  const left = isNarrow ? 96 : MARGIN.left;
  const text = (cell: MatrixSeries['cells'][number]) => (isNarrow ? cell.text.replace(/ \(.*/, '') : cell.text);
  const frame = { document, ...options, title: 'Build, lease or partner', description: describe(series) };
  return drawn(frame, {
    height: MARGIN.top + MARGIN.bottom + series.beliefs.length * ROW_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: left,
    x: { domain: [...series.routes], label: null, axis: null, padding: 0.04 },
    y: { domain: [...series.beliefs], label: null, axis: null, padding: 0.08 },
    marks: [
      Plot.axisX({ anchor: 'top', tickSize: 0, label: null, tickFormat: (route: string) => `${route} only` }),
      Plot.axisY({ tickSize: 0, label: null, ...(isNarrow ? { lineWidth: NARROW_LABEL_EM } : {}) }),
      Plot.cell(series.cells, {
        x: 'route',
        y: 'belief',
        fill: COLOURS.above,
        fillOpacity: (cell: MatrixSeries['cells'][number]) => cell.share * OPACITY_MAX,
        stroke: (cell: MatrixSeries['cells'][number]) => (cell.isWinner ? COLOURS.ink : COLOURS.grid),
        strokeWidth: 1.5,
      }),
      ...[true, false].map((isWinner) =>
        Plot.text(
          series.cells.filter((cell) => cell.isWinner === isWinner),
          { x: 'route', y: 'belief', text, fill: COLOURS.ink, fontWeight: isWinner ? 700 : 400 },
        ),
      ),
    ],
  });
}

function describe({ cells }: MatrixSeries): string {
  const rows = cells.map(
    ({ belief, route, text, isWinner }) => `${belief}, ${route} only: ${text}${isWinner ? ', the best' : ''}`,
  );
  return `Given up against the best mix. ${rows.join('; ')}.`;
}
