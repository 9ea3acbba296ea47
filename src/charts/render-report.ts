import {
  capacitySeries,
  fanSeries,
  frontierSeries,
  matrixSeries,
  moneySeries,
  policyTreeSeries,
  regretSeries,
  reportHtml,
  timelineSeries,
  tornadoSeries,
  walkAwaySeries,
} from '../core/index.ts';
import type { AnsweredResult } from '../core/index.ts';
import { capacityChart } from './capacity-chart.ts';
import { fanChart } from './fan-chart.ts';
import { frontierChart } from './frontier-chart.ts';
import { matrixChart } from './matrix-chart.ts';
import { moneyChart } from './money-chart.ts';
import { policyTreeChart } from './policy-tree-chart.ts';
import { regretChart } from './regret-chart.ts';
import type { ChartSize } from './surface.ts';
import { timelineChart } from './timeline-chart.ts';
import { tornadoChart } from './tornado-chart.ts';
import { walkAwayChart } from './walk-away-chart.ts';

/** The widths that the report's style sheet shows on a page and on a phone, in CSS pixels. */
const WIDTHS_PX = { wide: 1024, narrow: 350 } as const;

/**
 * The whole report as one HTML text: charts drawn into `document` (a browser's, or happy-dom's in Node), each for a page
 * and for a phone, then set between the answers. Nothing is left in the document; same result, same bytes.
 */
export function renderReport(result: AnsweredResult, document: Document): string {
  const fan = fanSeries(result);
  const capacity = capacitySeries(result);
  const walkAway = walkAwaySeries(result);
  return reportHtml(result, {
    charts: {
      fan: inBothWidths('fan', (size) => fanChart(fan, document, { ...size, isLog: false })),
      fanLog: inBothWidths('fan-log', (size) => fanChart(fan, document, { ...size, isLog: true })),
      capacity: inBothWidths('capacity', (size) => capacityChart(capacity, document, size)),
      walkAway: inBothWidths('walk-away', (size) => walkAwayChart(walkAway, document, size)),
      ...answerCharts(result, document),
    },
  });
}

/** Charts of what was asked beyond the plan. */
function answerCharts(result: AnsweredResult, document: Document) {
  const timeline = timelineSeries(result);
  const matrix = matrixSeries(result);
  const tornado = tornadoSeries(result);
  const money = moneySeries(result);
  const tree = policyTreeSeries(result);
  const frontier = frontierSeries(result);
  const regret = regretSeries(result);
  return {
    ...(timeline && { timeline: inBothWidths('timeline', (size) => timelineChart(timeline, document, size)) }),
    ...(matrix && { matrix: inBothWidths('matrix', (size) => matrixChart(matrix, document, size)) }),
    ...(tornado && { tornado: inBothWidths('tornado', (size) => tornadoChart(tornado, document, size)) }),
    ...(tree && { policyTree: inBothWidths('policy-tree', (size) => policyTreeChart(tree, document, size)) }),
    ...(frontier && { frontier: inBothWidths('frontier', (size) => frontierChart(frontier, document, size)) }),
    ...(regret && { regret: inBothWidths('regret', (size) => regretChart(regret, document, size)) }),
    ...(money && { money: inBothWidths('money', (size) => moneyChart(money, document, size)) }),
  };
}

function inBothWidths(id: string, draw: (size: ChartSize) => SVGSVGElement): { wide: string; narrow: string } {
  const svgText = (width: keyof typeof WIDTHS_PX) =>
    draw({ id: `${id}-${width}`, widthPx: WIDTHS_PX[width] }).outerHTML;
  return { wide: svgText('wide'), narrow: svgText('narrow') };
}
