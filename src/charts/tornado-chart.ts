import * as Plot from '@observablehq/plot';

import type { TornadoSeries } from '../core/index.ts';
import { formatUsd, truncated } from '../core/index.ts';
import { niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn } from './surface.ts';

const ROW_PX = 44;
const MARGIN = { top: 10, right: 18, bottom: 44, left: 18 } as const;
const COLUMN_PX = 6.4;
/** Room for the words at the ends of the widest bar. */
const PAD_FRACTION = 0.3;

/**
 * How far each assumption moves the value, low end hatched pale and high end full, the widest first. A diamond marks
 * where on its way the best signings change, with the figure at which they do.
 */
export function tornadoChart(series: TornadoSeries, document: Document, options: ChartSize): SVGSVGElement {
  const { bars } = series;
  const values = bars.flatMap(({ lowUsd, highUsd }) => [lowUsd, highUsd]);
  const most = Math.max(1, ...values.map(Math.abs)) * (1 + PAD_FRACTION);
  const ticks = niceTicks(most);
  const frame = { document, ...options, title: 'What the answer hangs on', description: describe(series) };
  return drawn(frame, {
    height: MARGIN.top + MARGIN.bottom + Math.max(1, bars.length) * ROW_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [-most, most], label: null },
    y: { domain: [Math.max(1, bars.length), 0], label: null, axis: null },
    marks: [
      Plot.axisX([...ticks.map((tick) => -tick).toReversed(), ...ticks.slice(1)], {
        tickFormat: (usd: number) => formatUsd(usd),
        tickSize: 0,
        label: null,
      }),
      Plot.text(['change in value'], { frameAnchor: 'bottom', dy: 36, fill: COLOURS.quiet }),
      Plot.ruleX([0], { stroke: COLOURS.ink }),
      ...bars.flatMap((bar, index) => rowMarks(bar, index, options.widthPx)),
    ],
  });
}

function rowMarks(bar: TornadoSeries['bars'][number], index: number, widthPx: number): Plot.Markish[] {
  const name = truncated(bar.name, Math.floor((widthPx - MARGIN.left - MARGIN.right) / COLUMN_PX));
  const ends = [
    { usd: bar.lowUsd, text: bar.lowText, opacity: 0.4 },
    { usd: bar.highUsd, text: bar.highText, opacity: 1 },
  ];
  const halo = { stroke: COLOURS.paper, strokeWidth: 4 };
  return [
    Plot.text([name], { ...halo, y: [index + 0.2], frameAnchor: 'left', textAnchor: 'start', fill: COLOURS.ink }),
    ...ends.flatMap(({ usd, text, opacity }) => [
      Plot.rect([usd], {
        x1: [0],
        x2: [usd],
        y1: [index + 0.42],
        y2: [index + 0.86],
        fill: COLOURS.demand,
        fillOpacity: opacity,
        stroke: COLOURS.demand,
      }),
      Plot.text([text], {
        ...halo,
        x: [usd],
        y: [index + 0.64],
        dx: usd < 0 ? -4 : 4,
        textAnchor: usd < 0 ? 'end' : 'start',
        fill: COLOURS.quiet,
        fontSize: 11,
      }),
    ]),
    ...bar.flips.flatMap(({ usd, text }) => [
      Plot.dot([usd], {
        x: [usd],
        y: [index + 0.64],
        symbol: 'diamond',
        r: 7,
        fill: COLOURS.supply,
        ...halo,
        strokeWidth: 1.5,
      }),
      Plot.text([`flips at ${text}`], {
        ...halo,
        x: [usd],
        y: [index + 0.2],
        textAnchor: usd < 0 ? 'end' : 'start',
        fill: COLOURS.supply,
        fontSize: 11,
      }),
    ]),
  ];
}

function describe({ bars }: TornadoSeries): string {
  const texts = bars.map(({ name, lowText, lowUsd, highText, highUsd, flips }) => {
    const turn = flips.length === 0 ? 'no flip' : `flips at ${flips.map(({ text }) => text).join(' and ')}`;
    return `${name}: ${formatUsd(lowUsd)} at ${lowText}, ${formatUsd(highUsd)} at ${highText}, ${turn}`;
  });
  return `${texts.join('; ')}.`;
}
