import type { DemandView } from '../core/index.ts';
import {
  beliefChart,
  demandFanChart,
  latticeChart,
  leadTimeChart,
  loadCurveChart,
  onDemandChart,
} from './demand-charts.ts';
import { regimesChart } from './regimes-chart.ts';
import { svgFileText } from './svg-file.ts';

const WIDTH_PX = 900;

/** The pictures of a plan's demand as SVG texts that stand alone, by file name; same view, same bytes. */
export function drawDemand(view: DemandView, document: Document): ReadonlyMap<string, string> {
  const size = (id: string) => ({ id, widthPx: WIDTH_PX });
  const onDemand = onDemandChart(view, document, size('on-demand'));
  const charts = new Map<string, SVGSVGElement>([
    ['fan.svg', demandFanChart(view, document, { ...size('fan'), isLog: false })],
    ['fan-log.svg', demandFanChart(view, document, { ...size('fan-log'), isLog: true })],
    ['regimes.svg', regimesChart(view, document, size('regimes'))],
    ['belief.svg', beliefChart(view, document, size('belief'))],
    ...(view.gaps.length === 0 ? [] : [['lead-times.svg', leadTimeChart(view, document, size('lead-times'))] as const]),
    ['load.svg', loadCurveChart(view, document, size('load'))],
    ['lattice.svg', latticeChart(view, document, size('lattice'))],
    ...(onDemand === null ? [] : [['on-demand.svg', onDemand] as const]),
  ]);
  return new Map([...charts].map(([name, svg]) => [name, svgFileText(svg)]));
}
