import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

import { dataTables, fanSeries, type AnsweredResult } from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Deadlines } from '../parts/deadlines.tsx';
import { useShownRun } from '../shown-run.ts';

/** Staying on course: which dates are coming, what to watch, and how to plan again when facts change. */
export function TrackScreen() {
  return <Answered>{(result) => <Track result={result} />}</Answered>;
}

function Track({ result }: { readonly result: AnsweredResult }) {
  const { planId } = useShownRun();
  const series = useMemo(() => fanSeries(result), [result]);
  const demand = useMemo(() => dataTables(result).find(({ id }) => id === 'demand')!, [result]);
  const draw = useCallback<Draw>(
    (charts, document, size) => charts.fanChart(series, document, { ...size, isLog: true }),
    [series],
  );
  return (
    <>
      <Deadlines result={result} />
      <section>
        <h2>Watch demand against this fan</h2>
        <p>
          A month outside the outer band had one chance in ten. When facts change (usage, a signed deal, a new quote),
          move them into the plan and answer again: signed contracts belong under <code>fleet</code> and are never
          re-decided. <em>Compare</em> then shows what changed and why.
        </p>
        <Chart draw={draw} label="Demand against capacity, logarithmic axis" />
        <DataGrid
          table={demand}
          columns={['month', 'demandReferenceGpusP5', 'demandReferenceGpusP50', 'demandReferenceGpusP95']}
          rowsMax={18}
        />
        <p>
          <Link to="/plans/$planId/edit" params={{ planId }} className="button">
            Change the plan
          </Link>
        </p>
      </section>
    </>
  );
}
