import * as Plot from '@observablehq/plot';

/**
 * What every chart shares: colours as CSS variables with light defaults (a page sets them for light and dark), a frame
 * with a title and a description for screen readers, and month ticks. Nothing here reads a clock, a locale or a counter,
 * so a chart is the same text every time.
 */

/** Colours by role. Hosts follow Okabe and Ito's palette for colour-blind readers, darkened for
 * contrast on white, with slate for its yellow. */
export const COLOURS = {
  ink: 'var(--chart-ink, #1b2430)',
  quiet: 'var(--chart-quiet, #5b6675)',
  grid: 'var(--chart-grid, #d9dee5)',
  paper: 'var(--chart-paper, #ffffff)',
  demand: 'var(--chart-demand, #0072b2)',
  supply: 'var(--chart-supply, #c04f00)',
  below: 'var(--chart-below, #0072b2)',
  above: 'var(--chart-above, #c04f00)',
  undecided: 'var(--chart-undecided, #5b6675)',
} as const;

/** Width of a column of text, and of bold text, in a chart's type. */
export const COLUMN_PX = 6.6;
export const STRONG_COLUMN_PX = 7.4;

const HOST_DEFAULTS = ['#0072b2', '#c98a00', '#00815f', '#c06a9b', '#46536a', '#c04f00'] as const;

/** Text on a host's full colour: dark on amber and rose, white on the others. */
const ON_HOST_DEFAULTS = ['#ffffff', '#14171c', '#ffffff', '#14171c', '#ffffff', '#ffffff'] as const;

/** The colour of text on a host's colour. */
export function onHostColour(hostIndex: number): string {
  const place = hostIndex % ON_HOST_DEFAULTS.length;
  return `var(--chart-on-host-${place + 1}, ${ON_HOST_DEFAULTS[place]})`;
}

/** The colour of a host by its place in the series' `hosts`. */
export function hostColour(hostIndex: number): string {
  const place = hostIndex % HOST_DEFAULTS.length;
  return `var(--chart-host-${place + 1}, ${HOST_DEFAULTS[place]})`;
}

/** Attributes, not a style text: happy-dom cannot take one, and a strict content policy would refuse it. */
const LOOK = {
  color: COLOURS.ink,
  'font-family': 'system-ui, sans-serif',
  'font-size': '12',
  overflow: 'visible',
} as const;

export interface ChartSize {
  /** CSS pixels; text keeps its size, so draw once for each width of the page */
  readonly widthPx: number;
  /** prefix of the ids inside the chart: unique on its page */
  readonly id: string;
}

export interface Frame extends ChartSize {
  readonly document: Document;
  readonly title: string;
  readonly description: string;
}

/** A plot as an SVG element with a title, a description and a role, scalable down to any width. */
export function drawn(frame: Frame, options: Plot.PlotOptions): SVGSVGElement {
  const svg = Plot.plot({
    document: frame.document,
    width: frame.widthPx,
    className: 'chart',
    ...options,
  }) as SVGSVGElement; // Plot returns a figure only with a title, caption or legend, which no chart here asks for
  for (const [key, value] of Object.entries(LOOK)) svg.setAttribute(key, value);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${frame.id}-title`);
  svg.setAttribute('aria-describedby', `${frame.id}-description`);
  svg.prepend(
    textElement(frame, { name: 'title', text: frame.title }),
    textElement(frame, { name: 'desc', text: frame.description }),
  );
  return svg;
}

/** Where the first and the last month of a chart over months stand: pixels from its left edge. */
export function monthPlaces(svg: SVGSVGElement, months: number): { readonly firstPx: number; readonly lastPx: number } {
  // Plot leaves its scales on what it draws, which its own type of the drawing does not say.
  const x = (svg as SVGSVGElement & Plot.Plot).scale('x');
  const placeOf = (month: number): number => Number(x?.apply(month) ?? 0);
  return { firstPx: placeOf(0), lastPx: placeOf(Math.max(1, months - 1)) };
}

/** An SVG element in the chart's own document. */
export function svgElement(document: Document, name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Month indices to label: Januaries, thinned until labels have room; the first month when there is no January. */
export function monthTicks(months: readonly string[], widthPx: number): readonly number[] {
  const januaries = months.flatMap((month, index) => (month.endsWith('-01') ? [index] : []));
  if (januaries.length < 2) {
    const every = Math.max(1, Math.ceil(months.length / Math.max(2, Math.floor(widthPx / TICK_ROOM_PX))));
    return months.flatMap((_, index) => (index % every === 0 ? [index] : []));
  }
  const every = Math.max(1, Math.ceil((januaries.length * TICK_ROOM_PX) / widthPx));
  return januaries.filter((_, place) => place % every === 0);
}

const TICK_ROOM_PX = 76;

/** Label heights moved apart to at least `gapPx`, in the order given by their wished heights, inside the frame. */
export function spreadApart(
  wishedPx: readonly number[],
  as: { gapPx: number; topPx: number; bottomPx: number },
): readonly number[] {
  const order = wishedPx.map((_, index) => index).sort((a, b) => (wishedPx[a] ?? 0) - (wishedPx[b] ?? 0) || a - b);
  const placed = [...wishedPx];
  let least = as.topPx;
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, least);
    least = (placed[index] ?? 0) + as.gapPx;
  }
  let most = as.bottomPx;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index] ?? 0, most);
    most = (placed[index] ?? 0) - as.gapPx;
  }
  return placed;
}

function textElement(frame: Frame, part: { name: 'title' | 'desc'; text: string }): SVGElement {
  const suffix = part.name === 'title' ? 'title' : 'description';
  const element = svgElement(frame.document, part.name, { id: `${frame.id}-${suffix}` });
  element.textContent = part.text;
  return element;
}
