import * as Plot from '@observablehq/plot';

import { formatUsd, truncated } from '../core/index.ts';
import type { LiabilitySeries } from '../core/index.ts';
import { niceTicks } from './axis.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, drawn, hostColour, monthTicks, spreadApart } from './surface.ts';

const MARGIN = { top: 28, right: 150, bottom: 34, left: 60 } as const;
const HEIGHT_PX = 340;
const LABEL_GAP_PX = 15;
const LABEL_COLUMNS = 21;

/**
 * What is left to pay of each offer by month: the solid line is firm once every right of ours is used at its first date,
 * the dashed one the headline. Lines are named where they start from, at the right edge in their order at the start.
 */
export function liabilityChart(series: LiabilitySeries, document: Document, options: ChartSize): SVGSVGElement {
  const { months, offers } = series;
  const top =
    offers.reduce((most, offer) => Math.max(most, ...offer.headlineRemainingUsd, ...offer.firmRemainingUsd), 0) || 1;
  const frame = {
    document,
    ...options,
    title: 'Left to pay by month: headline and firm',
    description: describe(series),
  };
  return drawn(frame, {
    height: HEIGHT_PX,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [0, Math.max(1, months.length - 1)], label: null },
    y: { domain: [0, top * 1.02], label: null },
    marks: [
      Plot.gridY(niceTicks(top), { stroke: COLOURS.grid, strokeOpacity: 1 }),
      Plot.axisY(niceTicks(top), { tickFormat: (usd: number) => formatUsd(usd), ticks: 100, tickSize: 0, label: null }),
      Plot.axisX([...monthTicks(months, options.widthPx - MARGIN.left - MARGIN.right)], {
        tickFormat: (month: number) => months[month] ?? '',
        label: null,
      }),
      Plot.text(['nominal USD still to pay; solid: firm, dashed: headline'], {
        frameAnchor: 'top-left',
        dx: -MARGIN.left + 4,
        dy: -20,
        fill: COLOURS.quiet,
      }),
      ...offers.flatMap((offer, index) => [
        stepLine(offer.headlineRemainingUsd, hostColour(index), '4 4'),
        stepLine(offer.firmRemainingUsd, hostColour(index), 'none'),
      ]),
      ...names(series, top),
    ],
  });
}

function stepLine(usdByMonth: readonly number[], colour: string, dash: string): Plot.Markish {
  return Plot.line(
    usdByMonth.map((usd, month) => ({ month, usd })),
    { x: 'month', y: 'usd', stroke: colour, strokeWidth: 2, strokeDasharray: dash, curve: 'step-after' },
  );
}

function names({ offers }: LiabilitySeries, top: number): Plot.Markish[] {
  const heightPx = HEIGHT_PX - MARGIN.top - MARGIN.bottom;
  const wishedPx = offers.map((offer) => (1 - (offer.firmRemainingUsd[0] ?? 0) / (top * 1.02)) * heightPx);
  const placed = spreadApart(wishedPx, { gapPx: 2 * LABEL_GAP_PX, topPx: 0, bottomPx: heightPx - LABEL_GAP_PX });
  const at = { frameAnchor: 'top-right', textAnchor: 'start', lineAnchor: 'middle', dx: 8 } as const;
  return offers.flatMap((offer, index) => {
    const dy = Math.round((placed[index] ?? 0) * 10) / 10;
    const firm = formatUsd(offer.firmRemainingUsd[0] ?? 0);
    const headline = formatUsd(offer.headlineRemainingUsd[0] ?? 0);
    return [
      Plot.text([truncated(offer.name, LABEL_COLUMNS)], { ...at, dy, fill: hostColour(index), fontWeight: 600 }),
      Plot.text([`firm ${firm} of ${headline}`], { ...at, dy: dy + LABEL_GAP_PX, fill: COLOURS.quiet }),
    ];
  });
}

function describe({ offers, months }: LiabilitySeries): string {
  const texts = offers.map(({ name, firmRemainingUsd, headlineRemainingUsd }) => {
    const firm = formatUsd(firmRemainingUsd[0] ?? 0);
    return `${name}: ${firm} firm of ${formatUsd(headlineRemainingUsd[0] ?? 0)}`;
  });
  return texts.length === 0 ? 'There are no offers.' : `At ${months[0] ?? 'the start'}, ${texts.join('; ')}.`;
}
