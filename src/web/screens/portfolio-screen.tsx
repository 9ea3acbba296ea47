import { useCallback, useMemo } from 'react';

import { capacityReadings, capacitySeries, dataTables, frontierSeries, type AnsweredResult } from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { Contents } from '../parts/contents.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Further } from '../parts/further.tsx';

/** Whose capacity carries us: stacked by host, and what spreading it would cost. */
export function PortfolioScreen() {
  return (
    <Answered what="whose capacity carries us, month by month, and what spreading it would cost">
      {(result) => (
        <Contents>
          <Portfolio result={result} />
        </Contents>
      )}
    </Answered>
  );
}

function Portfolio({ result }: { readonly result: AnsweredResult }) {
  const series = useMemo(() => capacitySeries(result), [result]);
  const readings = useMemo(() => capacityReadings(series), [series]);
  const capacity = useMemo(() => dataTables(result).find(({ id }) => id === 'capacity')!, [result]);
  const draw = useCallback<Draw>((charts, document, size) => charts.capacityChart(series, document, size), [series]);
  return (
    <>
      <section>
        <h2>Capacity by host</h2>
        <p>In reference GPUs: the fleet, what is signed now, and what is expected to be signed later.</p>
        <Chart draw={draw} label="Capacity by host" readings={readings} />
        <ul className="legend" aria-label="Colours are hosts">
          {series.hosts.map((host, index) => (
            <li key={host}>
              <i className="swatch" style={{ background: `var(--chart-host-${index + 1})` }} />
              {host}
            </li>
          ))}
        </ul>
      </section>
      <Frontier result={result} />
      <Further result={result} screen="portfolio" what="The price of spreading over hosts" />
      <details>
        <summary>Capacity by contract and month</summary>
        <DataGrid table={capacity} rowsMax={200} />
      </details>
    </>
  );
}

function Frontier({ result }: { readonly result: AnsweredResult }) {
  const series = useMemo(() => frontierSeries(result), [result]);
  const draw = useCallback<Draw>((charts, document, size) => charts.frontierChart(series!, document, size), [series]);
  if (series === null) return null;
  return (
    <section>
      <h2>What less loss costs</h2>
      <p>
        Sets of signings by the mean outcome they give up and by how much better their worst outcomes are. Discs are
        efficient, the diamond is recommended; numbers are rows of “Less cost or less loss” below.
      </p>
      <Chart draw={draw} label="What less loss costs" />
    </section>
  );
}
