import * as Plot from '@observablehq/plot';

import { formatPrice, truncated } from '../core/index.ts';
import type { LadderSeries } from '../core/index.ts';
import { niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, COLUMN_PX, drawn, hostColour, onHostColour } from './surface.ts';

const MARGIN = { top: 14, right: 18, bottom: 46, left: 26 } as const;
const ROW_PX = 92;
/** Beyond this share of the axis words stand left of what they name. */
const FAR_RIGHT_FRACTION = 0.75;

type LadderOffer = LadderSeries['offers'][number];

/** Where a piece of a ladder begins and ends, USD per GPU hour. */
interface Piece {
  readonly label: string;
  readonly usdPerGpuHour: number;
  readonly from: number;
  readonly to: number;
  readonly colourIndex: number;
}

/**
 * Each offer's price as a bar of pieces from the quote to the hour used. The words above a bar name every piece and its
 * amount, so that colour is never alone; what takes off the price is drawn below the line where it starts. A whisker is what
 * the plan would pay at most for the quoted price.
 */
export function priceLadderChart(series: LadderSeries, document: Document, options: ChartSize): SVGSVGElement {
  const { offers, leftOut } = series;
  const labels = [...new Set(offers.flatMap(({ steps }) => steps.map(({ label }) => label)))];
  const top =
    offers.reduce(
      (most, offer) => Math.max(most, ...pieces(offer, labels).map(({ to }) => to), offer.walkAway?.high ?? 0),
      0,
    ) || 1;
  const frame = { document, ...options, title: titleOf(leftOut), description: describe(offers) };
  return drawn(frame, {
    height: MARGIN.top + MARGIN.bottom + Math.max(1, offers.length) * ROW_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [0, top * 1.04], label: null },
    y: { domain: [Math.max(1, offers.length), 0], label: null, axis: null },
    marks: [
      Plot.gridX(niceTicks(top), { stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisX(niceTicks(top), { tickFormat: (usd: number) => formatPrice(usd), tickSize: 0, label: null }),
      Plot.text(['USD per hour of its own GPU'], { frameAnchor: 'bottom', dy: 36, fill: COLOURS.quiet }),
      ...offers.flatMap((offer, index) => rowMarks(offer, { index, labels, top, widthPx: options.widthPx })),
    ],
  });
}

interface Row {
  readonly index: number;
  readonly labels: readonly string[];
  readonly top: number;
  readonly widthPx: number;
}

function rowMarks(offer: LadderOffer, row: Row): Plot.Markish[] {
  const bars = pieces(offer, row.labels);
  const pxPerUsd = (row.widthPx - MARGIN.left - MARGIN.right) / (row.top * 1.04);
  return [
    ...rowWords(offer, row),
    ...bars.map((piece) =>
      Plot.rect([piece], {
        x1: Math.min(piece.from, piece.to),
        x2: Math.max(piece.from, piece.to),
        y1: row.index + (piece.usdPerGpuHour < 0 ? 0.78 : 0.5),
        y2: row.index + (piece.usdPerGpuHour < 0 ? 0.84 : 0.76),
        fill: hostColour(piece.colourIndex),
        stroke: COLOURS.paper,
      }),
    ),
    ...bars
      .filter((piece) => piece.usdPerGpuHour * pxPerUsd > (piece.label.length + 1) * COLUMN_PX)
      .map((piece) =>
        Plot.text([piece.label], {
          x: [(piece.from + piece.to) / 2],
          y: [row.index + 0.63],
          fill: onHostColour(piece.colourIndex),
        }),
      ),
    ...walkAwayMarks(offer, row),
  ];
}

function rowWords(offer: LadderOffer, { index, widthPx }: Row): Plot.Markish[] {
  const words = offer.steps.map(({ label, amount }) => `${label} ${amount}`).join(' · ');
  const columns = Math.floor((widthPx - MARGIN.left - MARGIN.right) / COLUMN_PX);
  const place = { frameAnchor: 'left', textAnchor: 'start', stroke: COLOURS.paper, strokeWidth: 4 } as const;
  const title = `${offer.name} · all in ${formatPrice(offer.allInUsdPerGpuHour)} · effective ${effectiveText(offer)}`;
  return [
    Plot.text([truncated(title, columns)], { ...place, y: [index + 0.16], fill: COLOURS.ink, fontWeight: 600 }),
    Plot.text([truncated(words, columns)], { ...place, y: [index + 0.37], fill: COLOURS.quiet }),
  ];
}

/** By the hour of its own GPU, as drawn, and of a reference GPU, by which offers rank. */
function effectiveText({ effectiveUsdPerGpuHour, effectiveUsdPerReferenceGpuHour }: LadderOffer): string {
  const own = formatPrice(effectiveUsdPerGpuHour);
  if (effectiveUsdPerReferenceGpuHour === null) return own;
  return `${own}, by the reference GPU ${formatPrice(effectiveUsdPerReferenceGpuHour)}`;
}

function walkAwayMarks({ walkAway }: LadderOffer, { index, top }: Row): Plot.Markish[] {
  if (walkAway === null || walkAway.low === null || walkAway.high === null) return [];
  const y = index + 0.88;
  const isFarRight = walkAway.high > top * FAR_RIGHT_FRACTION;
  return [
    Plot.ruleY([y], { y: [y], x1: [walkAway.low], x2: [walkAway.high], stroke: COLOURS.ink, strokeWidth: 3 }),
    Plot.dot([y], { y: [y], x: [walkAway.estimate], r: 4, symbol: 'diamond', fill: COLOURS.ink }),
    Plot.text([`worth at most ${formatPrice(walkAway.estimate)}`], {
      x: [isFarRight ? walkAway.low : walkAway.high],
      y: [y],
      dx: isFarRight ? -8 : 8,
      textAnchor: isFarRight ? 'end' : 'start',
      fill: COLOURS.ink,
      stroke: COLOURS.paper,
      strokeWidth: 4,
    }),
  ];
}

function pieces(offer: LadderOffer, labels: readonly string[]): readonly Piece[] {
  let at = 0;
  return offer.steps.map(({ label, usdPerGpuHour }) => {
    const piece = { label, usdPerGpuHour, from: at, to: at + usdPerGpuHour, colourIndex: labels.indexOf(label) };
    at += usdPerGpuHour;
    return piece;
  });
}

function titleOf(leftOut: readonly string[]): string {
  const rest = leftOut.length === 0 ? '' : `; not drawn, on another basis: ${leftOut.join(', ')}`;
  return `Price from the quote to the hour used${rest}`;
}

function describe(offers: readonly LadderOffer[]): string {
  const texts = offers.map((offer) => {
    const parts = offer.steps.map(({ label, amount }) => `${label} ${amount}`);
    return `${offer.name}: ${parts.join(', ')}, effective ${effectiveText(offer)}`;
  });
  return texts.length === 0 ? 'There are no offers.' : `${texts.join('; ')}.`;
}
