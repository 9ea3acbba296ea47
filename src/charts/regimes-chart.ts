import * as Plot from '@observablehq/plot';

import type { DemandView, RegimeView } from '../core/index.ts';
import { COLOURS, drawn, hostColour, onHostColour, type ChartSize } from './surface.ts';

const MARGIN = { top: 28, right: 190, left: 56 } as const;
/** Labels at the end stand this far apart, as a share of the axis. */
const LABEL_GAP_FRACTION = 0.065;
/** Thinner areas are named at their end only. */
const NAMED_FRACTION_MIN = 0.07;

/** A regime's area: its chance by month, stacked on the slower ones. */
interface Layer {
  readonly regime: RegimeView;
  readonly place: number;
  /** lower edge, [month] */
  readonly below: readonly number[];
}

/** Chance of each hidden growth regime by month, fastest on top. */
export function regimesChart(view: DemandView, document: Document, size: ChartSize): SVGSVGElement {
  const layers = layersOf(view);
  const last = view.months.length - 1;
  const description = layers
    .map(({ regime }) => `${regime.id} ${regime.longRunFraction.toFixed(2)} in the long run`)
    .join(', ');
  return drawn(
    { document, ...size, title: 'Chance of each growth regime', description },
    {
      height: 300,
      marginTop: MARGIN.top,
      marginRight: MARGIN.right,
      marginLeft: MARGIN.left,
      x: { domain: [0, Math.max(1, last)], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        Plot.axisY([0, 0.2, 0.4, 0.6, 0.8, 1], { tickSize: 0, label: null }),
        Plot.axisX([0, Math.floor(last / 2), last], {
          tickFormat: (month: number) => view.months[month] ?? '',
          label: null,
        }),
        Plot.text(['chance'], { frameAnchor: 'top-left', dx: 4 - MARGIN.left, dy: -20, fill: COLOURS.quiet }),
        ...layers.map(areaOf),
        ...layers.filter(({ regime }) => regime.fractionByMonth[0]! > NAMED_FRACTION_MIN).map(nameOf),
        endLabels(layers, last),
      ],
    },
  );
}

function layersOf({ regimes }: DemandView): Layer[] {
  const ordered = regimes.toSorted((a, b) => a.multiplePerYear - b.multiplePerYear);
  return ordered.map((regime, place) => ({
    regime,
    place,
    below: regime.fractionByMonth.map((_, month) =>
      ordered.slice(0, place).reduce((sum, slower) => sum + slower.fractionByMonth[month]!, 0),
    ),
  }));
}

function areaOf({ regime, place, below }: Layer): Plot.Markish {
  const points = below.map((low, month) => ({ month, low, high: low + regime.fractionByMonth[month]! }));
  return Plot.areaY(points, {
    x: 'month',
    y1: 'low',
    y2: 'high',
    fill: hostColour(place),
    fillOpacity: 0.9,
    stroke: COLOURS.paper,
  });
}

function nameOf({ regime, place, below }: Layer): Plot.Markish {
  const y = below[0]! + regime.fractionByMonth[0]! / 2;
  return Plot.text([regime.id], { x: 0, y, dx: 6, textAnchor: 'start', fill: onHostColour(place) });
}

/** Every regime with its rate and its chance at the end, moved apart where they would overlap. */
function endLabels(layers: readonly Layer[], last: number): Plot.Markish {
  let least = 0;
  const labels = layers.map(({ regime, below }) => {
    const share = regime.fractionByMonth[last]!;
    const at = Math.max(below[last]! + share / 2, least);
    least = at + LABEL_GAP_FRACTION;
    const rate = Number(regime.multiplePerYear.toPrecision(3));
    return { at, text: `${regime.id} ${rate}x a year: ${share.toFixed(2)}` };
  });
  return Plot.text(labels, { x: last, y: 'at', text: 'text', textAnchor: 'start', dx: 8, fill: COLOURS.ink });
}
