import './first-screen.css';
import { deadlines, type AnsweredResult, type Deadline } from '../../core/index.ts';
import { Explained } from './explained.tsx';

/** The dates by which each quote lapses, in order, with what waiting past the next date costs. */
export function Deadlines({ result }: { readonly result: AnsweredResult }) {
  const dated = deadlines(result);
  if (dated.length === 0) return null;
  return (
    <section>
      <h2>By when</h2>
      <ol className="deadlines">
        <li>
          <time dateTime={result.plan.asOf}>{result.plan.asOf}</time>
          <span className="quiet">the day of the plan’s facts</span>
        </li>
        {dated.map((each) => (
          <li key={each.offerId} className={each.isSigned ? 'signed' : ''}>
            {each.date === null ? <span className="no-date">no date</span> : <time>{each.date}</time>}
            <strong>{each.offerId}</strong>
            <span>{each.verdict}</span>
            <Waiting of={each} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Waiting({ of: { offerId, waiting } }: { readonly of: Deadline }) {
  if (waiting === null) return null;
  const about = {
    title: `Waiting with ${offerId}`,
    meaning: 'The plan as it is, less the plan in which this offer is signed at the next date or never.',
    exact: `${waiting.costUsd.estimate.toFixed(0)} USD`,
    method: waiting.costUsd.method,
  };
  return (
    <span className="quiet">
      <Explained about={about}>{waiting.text}</Explained>
    </span>
  );
}
