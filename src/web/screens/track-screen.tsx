import { lazy, Suspense, useCallback, useMemo } from 'react';

import { dataTables, fanReadings, fanSeries, type AnsweredResult } from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Deadlines } from '../parts/deadlines.tsx';
import { usePlan } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';

const TrackForm = lazy(async () => ({ default: (await import('../parts/track-form.tsx')).TrackForm }));

/** Staying on course: which dates are coming, what to watch, and how to plan again when facts change. */
export function TrackScreen() {
  return (
    <Answered what="the dates that are coming, and a place for what has happened since">
      {(result) => <Track result={result} />}
    </Answered>
  );
}

function Track({ result }: { readonly result: AnsweredResult }) {
  const { planId } = useShownRun();
  const plan = usePlan(planId);
  const series = useMemo(() => fanSeries(result), [result]);
  const readings = useMemo(() => fanReadings(series), [series]);
  const demand = useMemo(() => dataTables(result).find(({ id }) => id === 'demand')!, [result]);
  const draw = useCallback<Draw>(
    (charts, document, size) => charts.fanChart(series, document, { ...size, isLog: true }),
    [series],
  );
  return (
    <>
      <Deadlines result={result} />
      <section>
        <h2>What happened, and the next plan</h2>
        <p>
          Actuals and signed deals make the next plan: what was signed is frozen, what lapsed is out, and the belief is
          what the months say. Save it and answer it; <em>Compare</em> then shows what changed and why.
        </p>
        <Suspense fallback={<p className="quiet">Reading…</p>}>
          {plan.data === undefined ? null : <TrackForm key={plan.data.id} plan={plan.data} result={result} />}
        </Suspense>
      </section>
      <section>
        <h2>Watch demand against this fan</h2>
        <p>A month outside the outer band had one chance in ten.</p>
        <Chart draw={draw} label="Demand against capacity, logarithmic axis" readings={readings} />
        <DataGrid
          table={demand}
          columns={['month', 'demandReferenceGpusP5', 'demandReferenceGpusP50', 'demandReferenceGpusP95']}
          rowsMax={18}
        />
      </section>
    </>
  );
}
