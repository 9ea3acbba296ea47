/**
 * Chart series from core as SVG, drawn by Observable Plot into whatever `document` is given: the browser's on the web
 * page, happy-dom's in Node. `renderReport` makes the whole report file.
 *
 * Invariants: a chart has a title and a description, units on its axes, the same colours in light and dark by CSS
 * variables, and never colour alone to tell things apart; the same series gives the same bytes.
 */
export { capacityChart } from './capacity-chart.ts';
export { drawDeal } from './draw-deal.ts';
export { drawDemand } from './draw-demand.ts';
export { liabilityChart } from './liability-chart.ts';
export { priceLadderChart } from './price-ladder-chart.ts';
export { fanChart } from './fan-chart.ts';
export type { FanChartOptions } from './fan-chart.ts';
export { frontierChart } from './frontier-chart.ts';
export { matrixChart } from './matrix-chart.ts';
export { moneyChart } from './money-chart.ts';
export { policyTreeChart } from './policy-tree-chart.ts';
export { regretChart } from './regret-chart.ts';
export { renderReport } from './render-report.ts';
export { timelineChart } from './timeline-chart.ts';
export { tornadoChart } from './tornado-chart.ts';
export { monthPlaces } from './surface.ts';
export type { ChartSize } from './surface.ts';
export { walkAwayChart } from './walk-away-chart.ts';
