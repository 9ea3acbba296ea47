import { useCallback, useMemo } from 'react';

import {
  answerSections,
  dataTables,
  LIMITS_SENTENCE,
  LIQUIDITY_SENTENCE,
  regretSeries,
  replayMethodSentence,
  replaySections,
  riskSentence,
  type AnsweredResult,
} from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { Contents } from '../parts/contents.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Further } from '../parts/further.tsx';
import { Sections } from '../parts/words-table.tsx';

/** What may go wrong: cash, shortage, regret, and where the value comes from. */
export function RiskScreen() {
  return (
    <Answered what="what may go wrong: cash, shortage, ruin, regret, and where the value comes from">
      {(result) => (
        <Contents>
          <Risk result={result} />
        </Contents>
      )}
    </Answered>
  );
}

function Risk({ result }: { readonly result: AnsweredResult }) {
  const tables = useMemo(() => new Map(dataTables(result).map((table) => [table.id, table])), [result]);
  return (
    <>
      <section>
        <h2>Value, cash and information</h2>
        <p>
          {riskSentence(result)} {LIMITS_SENTENCE} {LIQUIDITY_SENTENCE}
        </p>
        <DataGrid table={tables.get('value')!} result={result} columns={['what', 'usd']} />
      </section>
      <section>
        <h2>Shortage by stage</h2>
        <DataGrid table={tables.get('shortage')!} result={result} />
      </section>
      <Regret result={result} />
      <Further result={result} screen="risk" what="Regret and the price of less liability" open={OPEN} />
      {result.replay === null || result.replay === undefined ? null : (
        <>
          <Sections sections={replayOnly(result)} open={OPEN} />
          <p className="quiet">{replayMethodSentence(result.replay)}</p>
        </>
      )}
      <section>
        <h2>Where the value comes from</h2>
        <DataGrid table={tables.get('objective')!} result={result} />
      </section>
      <section>
        <h2>Decisions compared</h2>
        <DataGrid table={tables.get('decisions')!} result={result} />
      </section>
      <section>
        <h2>Assumptions and sources</h2>
        <DataGrid table={tables.get('assumptions')!} />
      </section>
    </>
  );
}

/** What a reader who has one minute for risk should see; the rest is one click away. */
const OPEN = new Set([
  'What breaks first',
  'Replay: limits',
  'Replay: what can go wrong',
  'What is firmly owed over time',
  'What hosts may do to us',
  'What one would regret',
]);

/** What the replay says beyond the sections that answer one of the questions, which stand by themselves. */
function replayOnly(result: AnsweredResult) {
  const told = new Set(answerSections(result).map(({ title }) => title));
  return replaySections(result).filter(({ title }) => !told.has(title));
}

function Regret({ result }: { readonly result: AnsweredResult }) {
  const series = useMemo(() => regretSeries(result), [result]);
  const draw = useCallback<Draw>((charts, document, size) => charts.regretChart(series!, document, size), [series]);
  if (series === null) return null;
  return (
    <section>
      <h2>Regret by growth regime</h2>
      <p>
        Each set of signings against the best had growth been known. The deeper the colour, the more one would rue; the
        largest of each set is framed.
      </p>
      <Chart draw={draw} label="Regret by growth regime" />
    </section>
  );
}
