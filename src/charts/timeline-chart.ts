import * as Plot from '@observablehq/plot';

import type { TimelineSeries } from '../core/index.ts';
import { truncated } from '../core/index.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn } from './surface.ts';

const ROW_PX = 40;
const MARGIN = { top: 12, right: 40, bottom: 30, left: 40 } as const;
const COLUMN_PX = 6.4;
const SYMBOLS = { decide: 'circle', lapse: 'times', gate: 'square', renewal: 'triangle' } as const;
const WORDS = {
  decide: 'decide by',
  lapse: 'lapses',
  gate: 'part of a build falls due',
  renewal: 'last date to renew',
} as const;

/** Deadlines along time, one row for each offer: a disc to decide by, a cross where it lapses, squares for parts of a build. */
export function timelineChart(series: TimelineSeries, document: Document, options: ChartSize): SVGSVGElement {
  const { offers, dates } = series;
  const last = Math.max(1, ...dates.map(({ day }) => day));
  const rowOf = (offer: string) => offers.indexOf(offer);
  const shown = [...new Map(dates.map((entry) => [entry.day, entry])).values()].toSorted((a, b) => a.day - b.day);
  const ticks = spaced(shown, last, options.widthPx);
  const frame = { document, ...options, title: 'Dates', description: describe(series) };
  return drawn(frame, {
    height: MARGIN.top + MARGIN.bottom + offers.length * ROW_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [-0.02 * last, last], label: null, axis: null },
    y: { domain: [offers.length, 0], label: null, axis: null },
    marks: [
      Plot.gridX(
        ticks.map(({ day }) => day),
        { stroke: COLOURS.grid, strokeOpacity: 1 },
      ),
      Plot.axisX(
        ticks.map(({ day }) => day),
        { tickSize: 0, label: null, tickFormat: (day: number) => ticks.find((tick) => tick.day === day)?.date ?? '' },
      ),
      ...offers.flatMap((offer, index) => [
        Plot.ruleY([index + 0.68], { stroke: COLOURS.grid }),
        Plot.text([truncated(offer, Math.floor(options.widthPx / COLUMN_PX / 2))], {
          y: [index + 0.26],
          frameAnchor: 'left',
          textAnchor: 'start',
          fill: COLOURS.ink,
          fontWeight: dates.some((entry) => entry.offer === offer && entry.isRecommended) ? 700 : 400,
        }),
      ]),
      ...dates.map(({ offer, day, kind, isRecommended }) =>
        Plot.dot([day], {
          x: [day],
          y: [rowOf(offer) + 0.68],
          r: 6,
          symbol: SYMBOLS[kind],
          fill: kind === 'lapse' ? 'none' : isRecommended ? COLOURS.demand : COLOURS.paper,
          stroke: kind === 'lapse' ? COLOURS.supply : COLOURS.demand,
          strokeWidth: 2,
        }),
      ),
    ],
  });
}

/** Dates to write out, no two so near that their words would touch. */
function spaced(
  dates: readonly TimelineSeries['dates'][number][],
  last: number,
  widthPx: number,
): readonly TimelineSeries['dates'][number][] {
  const room = (last * 76) / widthPx;
  const kept: TimelineSeries['dates'][number][] = [];
  for (const entry of dates) if (entry.day - (kept.at(-1)?.day ?? -Infinity) >= room) kept.push(entry);
  return kept;
}

function describe({ dates }: TimelineSeries): string {
  return `${dates.map(({ date, offer, kind }) => `${date}, ${offer}: ${WORDS[kind]}`).join('; ')}.`;
}
