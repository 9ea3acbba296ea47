import * as Plot from '@observablehq/plot';

import type { WalkAwaySeries } from '../core/index.ts';
import { truncated } from '../core/index.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn } from './surface.ts';

const MARGIN = { top: 14, right: 18, bottom: 46, left: 18 } as const;
const ROW_PX = 54;
/** Multiples of the ask that the axis shows at most; the words beside a row have the exact prices. */
const AXIS = { low: -0.5, high: 4 } as const;
const COLUMN_PX = 6.4;

type Offer = WalkAwaySeries['offers'][number];
const SYMBOLS = { below: 'circle', above: 'square', undecided: 'diamond' } as const;

/**
 * Each offer's walk-away price with its range, as a multiple of the ask: right of the line the offer is worth more than
 * it costs, left of it less, and a range across the line is undecided. Colour and shape both say which.
 */
export function walkAwayChart(series: WalkAwaySeries, document: Document, options: ChartSize): SVGSVGElement {
  const { offers } = series;
  const domain = domainOf(offers);
  const inside = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const frame = { document, ...options, title: 'Walk-away price against the ask', description: describe(series) };
  return drawn(frame, {
    height: MARGIN.top + MARGIN.bottom + Math.max(1, offers.length) * ROW_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [...domain], label: null },
    y: { domain: [Math.max(1, offers.length), 0], label: null, axis: null },
    marks: [
      Plot.gridX(ticksOf(domain), { stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisX(ticksOf(domain), { tickFormat: multipleText, tickSize: 0, label: null }),
      Plot.text(['walk-away price as a multiple of the ask'], { frameAnchor: 'bottom', dy: 36, fill: COLOURS.quiet }),
      Plot.ruleX([1], { stroke: COLOURS.ink, strokeWidth: 1.5, strokeDasharray: '3 3' }),
      ...offers.flatMap((offer, index) => rowMarks(offer, { index, inside, widthPx: options.widthPx })),
    ],
  });
}

function rowMarks(
  offer: Offer,
  as: { index: number; inside: (value: number) => number; widthPx: number },
): Plot.Markish[] {
  const colour = COLOURS[offer.verdict];
  const y = as.index + 0.72;
  const marks: Plot.Markish[] = [...rowLabels(offer, as)];
  if (offer.low !== null && offer.high !== null) {
    marks.push(
      Plot.ruleY([y], {
        y: [y],
        x1: [as.inside(offer.low)],
        x2: [as.inside(offer.high)],
        stroke: colour,
        strokeWidth: 5,
        strokeLinecap: 'round',
        strokeOpacity: 0.45,
      }),
    );
  }
  if (offer.walkAway !== null) {
    marks.push(
      Plot.dot([y], {
        y: [y],
        x: [as.inside(offer.walkAway)],
        r: 6,
        symbol: SYMBOLS[offer.verdict],
        fill: colour,
        stroke: COLOURS.paper,
        strokeWidth: 1.5,
      }),
    );
  }
  return marks;
}

/** Name and verdict at the left of the row, prices at its right; on a narrow chart the prices go below the name. */
function rowLabels(offer: Offer, as: { index: number; widthPx: number }): Plot.Markish[] {
  const colour = COLOURS[offer.verdict];
  const isNarrow = as.widthPx < 500;
  const pricesPx = offer.prices.length * COLUMN_PX;
  const nameColumns =
    Math.floor((as.widthPx - (isNarrow ? 0 : pricesPx) - MARGIN.left - MARGIN.right) / COLUMN_PX) -
    offer.verdictText.length -
    4;
  const name = truncated(offer.name, Math.max(4, nameColumns));
  const halo = { stroke: COLOURS.paper, strokeWidth: 4 };
  const place = { y: [as.index + (isNarrow ? 0.14 : 0.32)], frameAnchor: 'left', textAnchor: 'start' } as const;
  const prices = isNarrow
    ? Plot.text([offer.prices], {
        ...halo,
        y: [as.index + 0.42],
        frameAnchor: 'left',
        textAnchor: 'start',
        fill: COLOURS.quiet,
        fontSize: 11,
      })
    : Plot.text([offer.prices], {
        ...halo,
        y: [as.index + 0.32],
        frameAnchor: 'right',
        textAnchor: 'end',
        fill: COLOURS.quiet,
      });
  return [Plot.text([`${name} · ${offer.verdictText}`], { ...halo, ...place, fill: colour, fontWeight: 600 }), prices];
}

function domainOf(offers: readonly Offer[]): readonly [number, number] {
  const values = offers.flatMap((offer) => [offer.walkAway, offer.low, offer.high]).filter((value) => value !== null);
  const low = values.reduce((least, value) => Math.min(least, value), 0.8);
  const high = values.reduce((most, value) => Math.max(most, value), 1.2);
  const pad = (Math.min(high, AXIS.high) - Math.max(low, AXIS.low)) * 0.06;
  return [Math.max(low - pad, AXIS.low), Math.min(high + pad, AXIS.high)];
}

function ticksOf(domain: readonly [number, number]): number[] {
  const [low, high] = domain;
  const step = high - low > 2 ? 0.5 : 0.2;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

function multipleText(multiple: number): string {
  const text = multiple.toFixed(1).replace('-', '−');
  return text === '1.0' ? 'ask' : `${text}x`;
}

function describe(series: WalkAwaySeries): string {
  if (series.offers.length === 0) return 'The plan has no offers.';
  return `${series.offers.map((offer) => `${offer.name}: ${offer.verdictText}, ${offer.prices} per GPU-hour`).join('; ')}.`;
}
