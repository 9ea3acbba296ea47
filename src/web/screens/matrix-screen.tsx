import { useCallback, useMemo } from 'react';

import { matrixSeries, type AnsweredResult } from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { Further } from '../parts/further.tsx';

/** Build, lease or partner in every demand regime, filled by the model. */
export function MatrixScreen() {
  return (
    <>
      <p className="lead">
        Build, lease or partner: the best plan of each kind in every growth regime, and what not knowing the regime
        costs.
      </p>
      <Answered what="the best plan of each kind in every growth regime">
        {(result) => <Matrix result={result} />}
      </Answered>
    </>
  );
}

function Matrix({ result }: { readonly result: AnsweredResult }) {
  const series = useMemo(() => matrixSeries(result), [result]);
  const draw = useCallback<Draw>((charts, document, size) => charts.matrixChart(series!, document, size), [series]);
  return (
    <>
      {series === null ? null : (
        <section>
          <h2>What one route alone gives up</h2>
          <p>
            Risk-adjusted value against the best free mix under the same belief, with its range. The deeper the colour,
            the more is given up; the best single route is framed where it is beyond doubt.
          </p>
          <Chart draw={draw} label="What one route alone gives up" />
        </section>
      )}
      <Further result={result} screen="matrix" what="The matrix" />
    </>
  );
}
