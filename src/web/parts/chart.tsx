import './chart.css';
import { useEffect, useId, useRef, useState } from 'react';

import { MonthReader, type MonthPlaces } from './month-reader.tsx';

type Charts = Awaited<ReturnType<typeof loadCharts>>;

const loadCharts = () => import('../../charts/index.ts');

/** Draws with what the charts' door offers. */
export type Draw = (charts: Charts, document: Document, size: { widthPx: number; id: string }) => SVGSVGElement;

interface ChartProps {
  readonly draw: Draw;
  readonly label: string;
  /** what each month says exactly, of a chart over months */
  readonly readings?: readonly string[];
  /** said of it while no month is chosen */
  readonly idle?: string;
}

const IDLE = 'Point at a month, or move the slider, for its figures.';

/** A chart of core's series, drawn anew for each width; the drawing code is loaded when the first one is shown. */
export function Chart({ draw, label, readings, idle = IDLE }: ChartProps) {
  const frame = useRef<HTMLElement>(null);
  const id = useId().replaceAll(/[^\w]/g, '');
  const [charts, setCharts] = useState<Charts | null>(null);
  const [places, setPlaces] = useState<MonthPlaces | null>(null);
  const widthPx = useWidth(frame);
  const months = readings?.length ?? 0;
  useEffect(() => void loadCharts().then(setCharts), []);
  useEffect(() => {
    if (charts === null || widthPx === 0 || frame.current === null) return;
    const svg = draw(charts, document, { widthPx, id: `chart${id}` });
    // The library's own style element would be refused by the content policy; ours does the same.
    for (const style of svg.querySelectorAll('style')) style.remove();
    // The chart says what it shows by its title and description; the parts of the drawing have no role to name.
    for (const part of svg.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label');
    frame.current.replaceChildren(svg);
    setPlaces(months === 0 ? null : charts.monthPlaces(svg, months));
  }, [charts, draw, id, widthPx, months]);
  return (
    <div className="charted">
      <figure ref={frame} className="chart-frame" aria-label={label} />
      {readings === undefined || places === null ? null : (
        <MonthReader label={label} idle={idle} readings={readings} places={places} chart={frame} />
      )}
    </div>
  );
}

/** Width of an element in whole steps, so that a scroll bar does not draw everything anew. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [widthPx, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const measure = (): void => setWidth(Math.floor((element.current?.clientWidth ?? 0) / 10) * 10);
    const watch = new ResizeObserver(measure);
    watch.observe(element.current);
    measure();
    return () => watch.disconnect();
  }, [element]);
  return widthPx;
}
