import '../parts/first-screen.css';
import { useCallback, useMemo, useState } from 'react';

import {
  answerSentence,
  briefFigures,
  crossCheckSentence,
  dataTables,
  fanReadings,
  fanSeries,
  questionSentence,
  rangeMethodSentence,
  refusalSentence,
  SHORTAGE_SENTENCE,
  SUBSTITUTES_SENTENCE,
  unseenShortageSentence,
  valueSentence,
  walkAwaySeries,
  type AnsweredResult,
  type BriefFigure,
} from '../../core/index.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Deadlines } from '../parts/deadlines.tsx';
import { Explained } from '../parts/explained.tsx';
import { IssueList } from '../parts/issue-list.tsx';

/** The one-screen answer: what to sign, by when, up to what price, when one runs short, and what binds. */
export function BriefScreen() {
  return (
    <Answered what="what to sign now, by when, up to what price, when one runs short, and what binds">
      {(result) => <Brief result={result} />}
    </Answered>
  );
}

function Brief({ result }: { readonly result: AnsweredResult }) {
  const tables = useMemo(() => new Map(dataTables(result).map((table) => [table.id, table])), [result]);
  const figures = useMemo(() => briefFigures(result), [result]);
  const refusal = refusalSentence(result);
  const unseenShortage = unseenShortageSentence(result);
  const notEnforced = result.issues.filter(({ severity }) => severity === 'not-enforced');
  return (
    <article className="brief">
      <p className="quiet as-of">
        As of {result.plan.asOf}. {questionSentence(result)}
      </p>
      {refusal === null ? null : <p className="notice refusal">{refusal}</p>}
      <section className="answer" aria-labelledby="sign-now">
        <h2 id="sign-now">Sign now</h2>
        <Headline text={answerSentence(result)} />
        <dl className="figures">
          {figures.map((figure) => (
            <FigureItem key={figure.id} figure={figure} result={result} />
          ))}
        </dl>
        <div className="beside">
          <FanFigure result={result} />
          <Deadlines result={result} />
        </div>
        {result.signNow.length === 0 ? null : (
          <>
            <h3>What to sign</h3>
            <DataGrid table={tables.get('sign-now')!} result={result} columns={SIGN_COLUMNS} />
            <p className="quiet">{SUBSTITUTES_SENTENCE}</p>
          </>
        )}
      </section>
      <section>
        <h2>Up to what price</h2>
        <PriceFigure result={result} />
        <DataGrid table={tables.get('offers')!} result={result} columns={OFFER_COLUMNS} />
      </section>
      <section>
        <h2>When we run short</h2>
        {unseenShortage === null ? null : <p>{unseenShortage}</p>}
        <p className="quiet">{SHORTAGE_SENTENCE}</p>
        <DataGrid table={tables.get('shortage')!} result={result} columns={SHORTAGE_COLUMNS} />
      </section>
      <section>
        <h2>How sure</h2>
        <p>{valueSentence(result)}</p>
        <p>{crossCheckSentence(result)}</p>
        <p className="quiet">{rangeMethodSentence(result)}</p>
      </section>
      {notEnforced.length === 0 ? null : (
        <section>
          <h2>Not enforced in this answer</h2>
          <IssueList issues={notEnforced} />
        </section>
      )}
      <RecipeLine result={result} />
    </article>
  );
}

const SIGN_COLUMNS = [
  'offerId',
  'host',
  'blocks',
  'blocksOffered',
  'gpus',
  'inServiceMonth',
  'firmLiabilityUsd',
  'addedValueUsd',
  'deferralCostUsd',
];
const OFFER_COLUMNS = [
  'offerId',
  'verdict',
  'askPriceUsdPerGpuHour',
  'walkAwayPriceUsdPerGpuHour',
  'decideBy',
  'addedValueUsd',
];
const SHORTAGE_COLUMNS = [
  'startMonth',
  'shortageProbabilityFraction',
  'unservedFraction',
  'demandReferenceGpusP50',
  'demandReferenceGpusP95',
  'committedReferenceGpus',
  'plannedReferenceGpus',
];

/** What to do stands out from why. */
function Headline({ text }: { readonly text: string }) {
  const [what = '', ...why] = text.split(/(?<=\.) /);
  return (
    <p className="headline">
      <strong>{what}</strong> {why.join(' ')}
    </p>
  );
}

function FigureItem({ figure, result }: { readonly figure: BriefFigure; readonly result: AnsweredResult }) {
  const [amount = '', range] = figure.text.split(/ (?=\(|on )/);
  const exact = `${new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 }).format(figure.exact)} ${figure.unit}`;
  const method = `${figure.method}; seed ${result.recipe.seed}, Eightyfold ${result.recipe.engineVersion}, plan ${result.plan.hash.slice(0, 15)}`;
  const sources = sourcesOfFigure(figure, result);
  return (
    <div>
      <dt>{unbrokenMonths(figure.label)}</dt>
      <dd>
        <Explained about={{ title: figure.label, meaning: figure.meaning, exact, method, sources }}>
          {amount} {range === undefined ? null : <small>{unbrokenMonths(range)}</small>}
        </Explained>
      </dd>
    </div>
  );
}

/** "2027-05" is not broken at its hyphen. */
const unbrokenMonths = (text: string): string => text.replaceAll(/(?<=\d)-(?=\d)/g, '\u2011');

/** What a headline figure rests on: of the offers only those it counts, signed ones for what they bind. */
function sourcesOfFigure({ id }: BriefFigure, { offers, assumptions }: AnsweredResult) {
  if (id === 'gap' || id === 'unseen-loss' || id === 'unseen-value') return [];
  const signed = offers.flatMap(({ isSigned }, index) => (isSigned ? [`offers[${index}].`] : []));
  const isOfSigned = (path: string) => signed.some((start) => path.startsWith(start));
  return assumptions.filter(({ path }) => isOfSigned(path) || (id !== 'firm-liability' && !path.startsWith('offers[')));
}

const FAN_PX = 270;
const FAN_SENTENCE =
  'The bands hold demand with 90% and 50% probability; in vermilion capacity, signed (solid) and with expected later ' +
  'signings (dashed). Point at a month for its figures.';

function FanFigure({ result }: { readonly result: AnsweredResult }) {
  const [isLog, setLog] = useState(true);
  const series = useMemo(() => fanSeries(result), [result]);
  const readings = useMemo(() => fanReadings(series), [series]);
  const draw = useCallback<Draw>(
    (charts, document, size) => charts.fanChart(series, document, { ...size, isLog, heightPx: FAN_PX }),
    [series, isLog],
  );
  return (
    <section>
      <div className="titled">
        <h2>Demand against capacity</h2>
        <label className="switch">
          <input type="checkbox" checked={isLog} onChange={(event) => setLog(event.target.checked)} /> logarithmic axis
        </label>
      </div>
      <Chart draw={draw} label="Demand against capacity in service" readings={readings} idle={FAN_SENTENCE} />
    </section>
  );
}

function PriceFigure({ result }: { readonly result: AnsweredResult }) {
  const series = useMemo(() => walkAwaySeries(result), [result]);
  const draw = useCallback<Draw>((charts, document, size) => charts.walkAwayChart(series, document, size), [series]);
  return <Chart draw={draw} label="Walk-away prices against the asks" />;
}

function RecipeLine({ result }: { readonly result: AnsweredResult }) {
  const { recipe, plan } = result;
  return (
    <p className="recipe">
      seed {recipe.seed} · {recipe.lattices} lattices of {recipe.paths} paths · {recipe.trees} trees · Eightyfold{' '}
      {recipe.engineVersion}, {recipe.solver} {recipe.solverVersion} · plan {plan.hash.slice(0, 15)} · certificate{' '}
      {result.certificate.accepted ? 'accepted' : 'REFUSED'}
    </p>
  );
}
