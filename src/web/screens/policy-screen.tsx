import { useCallback, useMemo } from 'react';

import { dataTables, LATER_SENTENCE, policyTreeSeries, type AnsweredResult } from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { Contents } from '../parts/contents.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Further } from '../parts/further.tsx';

/** What to do later, on what one will have seen by then. */
export function PolicyScreen() {
  return (
    <Answered what="what to do later, on what one will have seen by then">
      {(result) => (
        <Contents>
          <Policy result={result} />
        </Contents>
      )}
    </Answered>
  );
}

function Policy({ result }: { readonly result: AnsweredResult }) {
  const later = useMemo(() => dataTables(result).find(({ id }) => id === 'later')!, [result]);
  const months = [...new Set(result.later.map(({ startMonth }) => startMonth))];
  const tree = useMemo(() => policyTreeSeries(result), [result]);
  const draw = useCallback<Draw>((charts, document, size) => charts.policyTreeChart(tree!, document, size), [tree]);
  return (
    <>
      {tree === null ? null : (
        <section>
          <h2>What to do as time goes on</h2>
          <p>
            Read from the top: at each diamond one looks; where it holds one does what stands in the box, and in any
            case goes on down. The deeper the box, the more futures come to it.
          </p>
          <Chart draw={draw} label="What to do as time goes on" />
        </section>
      )}
      <section className="policy">
        <h2>Later signings</h2>
        <p>{LATER_SENTENCE}</p>
        {months.map((month, index) => (
          <details key={month} open={index < 2}>
            <summary>From {month}</summary>
            <DataGrid
              table={{ ...later, rows: later.rows.filter(([start]) => start === month) }}
              result={result}
              columns={['offerId', 'blocks', 'referenceGpus', 'probabilityFraction', 'condition']}
            />
          </details>
        ))}
        {months.length === 0 ? <p className="quiet">Nothing is expected to be signed later.</p> : null}
      </section>
      <Further result={result} screen="policy" what="What a delay costs, and which signal to wait for," />
    </>
  );
}
