import { ladderSeries, liabilitySeries } from '../core/index.ts';
import type { DealDesk } from '../core/index.ts';
import { liabilityChart } from './liability-chart.ts';
import { priceLadderChart } from './price-ladder-chart.ts';
import { svgFileText } from './svg-file.ts';

const WIDTH_PX = 900;

/** The pictures of the deal desk as SVG texts that stand alone; same desk, same bytes. */
export function drawDeal(desk: DealDesk, document: Document): { readonly ladder: string; readonly liability: string } {
  const ladder = priceLadderChart(ladderSeries(desk), document, { id: 'ladder', widthPx: WIDTH_PX });
  const liability = liabilityChart(liabilitySeries(desk), document, { id: 'liability', widthPx: WIDTH_PX });
  return { ladder: svgFileText(ladder), liability: svgFileText(liability) };
}
